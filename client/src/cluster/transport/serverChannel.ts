// All connections to one API server: finds out whether it speaks HTTP/2, opens as many links as its limits ask for, and replaces one that went silent.
import { backoffDelay, connectionBackoff } from '../backoff.ts';
import { delay, type Clock } from '../clock.ts';
import { Http2Link } from './http2Link.ts';
import { heartbeatTiming, type HeartbeatTiming } from './heartbeat.ts';
import { connectTimeoutMs, openServerSocket, type ServerAddress } from './serverSocket.ts';

/** The channel to one server. It holds no connection open that nobody uses. */
export class ServerChannel {
  readonly #address: ServerAddress;
  readonly #clock: Clock;
  #timing: HeartbeatTiming;
  /** Aborted when no connection of its own is opened any more. */
  readonly #closing = new AbortController();
  readonly #disposing = new AbortController();
  /** All that are not closed yet, also those that take no new stream. */
  readonly #links = new Set<Http2Link>();
  #successor: ServerChannel | undefined;
  #connecting: Promise<void> | undefined;
  #isReplacing = false;
  #speaksHttp1 = false;

  constructor(address: ServerAddress, clock: Clock, timing: HeartbeatTiming = heartbeatTiming) {
    this.#address = address;
    this.#clock = clock;
    this.#timing = timing;
  }

  /**
   * A link with a place reserved for one stream, which the caller opens or releases; undefined where the server speaks HTTP/1.1 only.
   * Rejects with Node's error when there is no connection, and when whoever asked does not wait any more: they take no place for the moment that another needs it.
   */
  async link(isWanted: () => boolean = () => true): Promise<Http2Link | undefined> {
    for (;;) {
      // Whoever was given this channel just before it was retired need not know of that.
      if (this.#successor !== undefined) return this.#successor.link(isWanted);
      if (this.#closing.signal.aborted || !isWanted()) throw new Error('ended by the client');
      if (this.#speaksHttp1) return undefined;
      const free = [...this.#links].find((link) => link.hasRoom);
      if (free !== undefined) {
        free.reserve();
        return free;
      }
      this.#connecting ??= this.#connect().finally(() => (this.#connecting = undefined));
      await this.#connecting.catch((error: unknown) => {
        if (this.#successor === undefined) throw error;
      });
    }
  }

  /** Ends every connection. */
  dispose(): void {
    this.#closing.abort();
    this.#disposing.abort();
    for (const link of [...this.#links]) link.destroy();
    this.#links.clear();
  }

  /** No new streams from now on, the successor opens them; those that are open go on. */
  retire(successor: ServerChannel): void {
    this.#successor = successor;
    this.#closing.abort();
    for (const link of [...this.#links]) link.retire();
  }

  async #connect(): Promise<void> {
    const socket = await openServerSocket(this.#address, this.#clock, this.#closing.signal);
    if (socket.alpnProtocol !== 'h2') {
      this.#speaksHttp1 = true;
      socket.destroy();
      return;
    }
    const link = new Http2Link(socket, this.#address.url, {
      clock: this.#clock,
      timing: this.#timing,
      owner: {
        onSilent: (silent) => void this.#replace(silent),
        onTooManyPings: () => (this.#timing = { ...this.#timing, everyMs: Math.min(60_000, this.#timing.everyMs * 4) }),
        onEnded: (ended) => this.#links.delete(ended),
      },
    });
    await link.untilReady(connectTimeoutMs);
    if (this.#closing.signal.aborted) link.destroy();
    // A server that is shutting down may say so together with its limits.
    else if (!link.hasRoom) throw Object.assign(new Error('connection reset'), { code: 'ECONNRESET' });
    else this.#links.add(link);
  }

  /** Tries a new connection beside the silent one, until one of the two is heard: a lost path is left at once, a short stall costs nothing. */
  async #replace(silent: Http2Link): Promise<void> {
    if (this.#isReplacing) return;
    this.#isReplacing = true;
    const isWanted = () => silent.isSilent && !this.#disposing.signal.aborted;
    for (let tries = 1; isWanted(); tries += 1) {
      try {
        const fresh = await this.link();
        fresh?.release();
        break;
      } catch {
        // The reason is told by whoever waits for an answer; here only success counts.
        await delay(this.#clock, backoffDelay(tries, { ...connectionBackoff, longestMs: 5000 }, Math.random), this.#disposing.signal);
      }
    }
    this.#isReplacing = false;
    if (isWanted()) for (const link of [...this.#links]) if (link.isSilent) link.giveUp();
  }
}
