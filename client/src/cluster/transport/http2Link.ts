// One HTTP/2 connection to an API server: its streams, its pings, and what is known about its life.
import { connect, constants, type ClientHttp2Session, type ClientHttp2Stream, type OutgoingHttpHeaders } from 'node:http2';
import type { TLSSocket } from 'node:tls';
import type { Clock } from '../clock.ts';
import { Heartbeat, type HeartbeatTiming } from './heartbeat.ts';

/** Told of silence while a stream is open. */
export interface LifeListener {
  /** The server gives no sign of life any more; up to `since` (milliseconds since the epoch) everything was true. */
  onSilent(since: number): void;
  /** It was heard again; nothing was lost. */
  onSound(): void;
}

/** Who owns the link. */
export interface LinkOwner {
  onSilent(link: Http2Link): void;
  /** The server wants fewer pings. */
  onTooManyPings(): void;
  /** It is closed, and all its streams are. */
  onEnded(link: Http2Link): void;
}

/** Lists are read fast also where each round trip takes long: so many bytes may be under way. */
const streamWindow = 4 * 1024 * 1024;
const connectionWindow = 16 * 1024 * 1024;
/** A link without streams is given up after this. Milliseconds. */
const idleMs = 60_000;
/** Watches must leave room for short requests. */
const keptFreeStreams = 10;

/** A connection with its streams. */
export class Http2Link {
  readonly #session: ClientHttp2Session;
  readonly #clock: Clock;
  readonly #owner: LinkOwner;
  readonly #heartbeat: Heartbeat;
  readonly #listeners = new Set<LifeListener>();
  /** Whether it has served somebody before. */
  hasAnswered = false;
  /** Open streams, and the places of those that will be opened at once. */
  #streams = 0;
  #isRetired = false;
  #stopIdleTimer: (() => void) | undefined;

  constructor(socket: TLSSocket, url: URL, parts: { readonly clock: Clock; readonly timing: HeartbeatTiming; readonly owner: LinkOwner }) {
    this.#clock = parts.clock;
    this.#owner = parts.owner;
    this.#session = connect(url.origin, { createConnection: () => socket, settings: { enablePush: false, initialWindowSize: streamWindow }, maxSessionMemory: 256 });
    this.#heartbeat = new Heartbeat(
      parts.clock,
      {
        ping: (onAnswer) => this.#ping(onAnswer),
        onSilent: (lastHeardAt) => {
          for (const listener of [...this.#listeners]) listener.onSilent(lastHeardAt);
          this.#owner.onSilent(this);
        },
        onSound: () => {
          for (const listener of [...this.#listeners]) listener.onSound();
        },
        onDead: () => this.giveUp(),
      },
      parts.timing,
    );
    this.#session.on('connect', () => this.#session.setLocalWindowSize(connectionWindow));
    this.#session.on('goaway', (code) => {
      if (code === constants.NGHTTP2_ENHANCE_YOUR_CALM) this.#owner.onTooManyPings();
      this.retire();
    });
    // Each stream hears of the fault by itself.
    this.#session.on('error', () => this.#end());
    this.#session.on('close', () => this.#end());
    this.#rest();
  }

  /** Resolves when the server has told its limits; rejects when it does not come to that in time. */
  async untilReady(timeoutMs: number): Promise<void> {
    const stopTimer = this.#clock.startTimer(timeoutMs, () => this.destroy(Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' })));
    try {
      await this.#untilSettings();
    } finally {
      stopTimer();
    }
  }

  /** Whether a new stream may be opened now. */
  get hasRoom(): boolean {
    if (this.#isRetired || this.#heartbeat.isSilent) return false;
    const most = this.#session.remoteSettings.maxConcurrentStreams ?? 100;
    return this.#streams < Math.max(1, most - keptFreeStreams);
  }

  get isSilent(): boolean {
    return this.#heartbeat.isSilent;
  }

  /** Whoever reads a stream says so with each piece: it is a sign of life. */
  heard(): void {
    this.hasAnswered = true;
    this.#heartbeat.heard();
  }

  /**
   * Takes the place of one stream: between being given a link and opening a stream on it others ask for a link too.
   * Each place is used by one `open` or given back by one `release`.
   */
  reserve(): void {
    this.#streams += 1;
    this.#stopIdleTimer?.();
  }

  /** Gives back a place that is not used, or not any more. */
  release(): void {
    this.#streams -= 1;
    if (this.#streams === 0) this.#rest();
  }

  /** Opens a stream in a place that was reserved; the listener is told of silence until the stream is closed. Throws Node's error, and then the place is still taken. */
  open(headers: OutgoingHttpHeaders, body: Buffer | undefined, listener: LifeListener | undefined): ClientHttp2Stream {
    const stream = this.#session.request(headers, { endStream: body === undefined });
    this.#session.ref();
    this.#heartbeat.start();
    if (listener !== undefined) this.#listeners.add(listener);
    stream.on('close', () => {
      if (listener !== undefined) this.#listeners.delete(listener);
      this.release();
    });
    if (body !== undefined) stream.end(body);
    return stream;
  }

  /** Opens no more streams; those that are open go on to their end. */
  retire(): void {
    if (this.#isRetired) return;
    this.#isRetired = true;
    if (!this.#session.closed && !this.#session.destroyed) this.#session.close();
  }

  /** Breaks off every stream: the server has given no sign of life for too long. */
  giveUp(): void {
    const seconds = Math.round((this.#clock.now() - this.#heartbeat.lastHeardAt) / 1000);
    this.destroy(new Error(`no sign of life for ${seconds} s`));
  }

  /** Breaks off every stream with this reason. */
  destroy(reason?: Error): void {
    this.#session.destroy(reason);
    this.#end();
  }

  #untilSettings(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#session.once('remoteSettings', () => resolve());
      this.#session.once('error', reject);
      this.#session.once('close', () => reject(Object.assign(new Error('connection reset'), { code: 'ECONNRESET' })));
    });
  }

  #ping(onAnswer: () => void): void {
    if (this.#session.destroyed) return;
    this.#session.ping((error) => {
      if (error === null) onAnswer();
    });
  }

  /** Without streams nobody needs it: no pings, it keeps no process alive, and goes after a while. */
  #rest(): void {
    this.#heartbeat.stop();
    this.#stopIdleTimer?.();
    if (this.#session.destroyed) return;
    this.#session.unref();
    this.#stopIdleTimer = this.#clock.startTimer(idleMs, () => this.retire());
  }

  #end(): void {
    this.#heartbeat.stop();
    this.#stopIdleTimer?.();
    this.#isRetired = true;
    this.#owner.onEnded(this);
  }
}
