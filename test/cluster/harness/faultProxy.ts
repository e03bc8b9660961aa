// A TCP proxy in front of the API server that can stall, cut and refuse connections: what a bad network does, without touching the server.
import { createServer, connect, type Server, type Socket } from 'node:net';

interface Pair {
  readonly outer: Socket;
  readonly inner: Socket;
}

/** The proxy; its address takes the place of the server's. */
export class FaultProxy {
  readonly #target: URL;
  readonly #server: Server;
  readonly #pairs = new Set<Pair>();
  readonly #swallowed = new Set<Pair>();
  #port = 0;
  #isStalled = false;
  #isRefusing = false;

  private constructor(target: URL) {
    this.#target = target;
    // A connection that was opened waits until it is asked for, so that a stalled one does not even shake hands.
    this.#server = createServer({ pauseOnConnect: true }, (socket) => this.#accept(socket));
  }

  /** Listens in front of a server on this machine. */
  static async start(serverUrl: string): Promise<FaultProxy> {
    const proxy = new FaultProxy(new URL(serverUrl));
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    const address = proxy.#server.address();
    if (address === null || typeof address === 'string') throw new Error('the proxy has no port');
    proxy.#port = address.port;
    return proxy;
  }

  get url(): string {
    return `https://127.0.0.1:${this.#port}`;
  }

  /** How many connections are open. */
  get connections(): number {
    return this.#pairs.size;
  }

  /** Keeps all connections open and passes nothing on, in either direction, new ones included. */
  stall(): void {
    this.#isStalled = true;
    for (const { outer, inner } of this.#pairs) {
      outer.pause();
      inner.pause();
    }
  }

  /** Passes on what has piled up, and everything after it. */
  resume(): void {
    this.#isStalled = false;
    for (const { outer, inner } of this.#pairs) {
      outer.resume();
      inner.resume();
    }
  }

  /** Passes nothing on any more on the connections that are open now, as after a change of network; new ones are good. */
  swallow(): void {
    for (const pair of this.#pairs) {
      pair.outer.pause();
      pair.inner.pause();
      this.#pairs.delete(pair);
      this.#swallowed.add(pair);
    }
  }

  /** Resets every open connection. */
  reset(): void {
    for (const { outer, inner } of this.#pairs) {
      outer.resetAndDestroy();
      inner.destroy();
    }
  }

  /** Resets whoever connects from now on. */
  refuse(): void {
    this.#isRefusing = true;
  }

  /** Lets connections in again. */
  accept(): void {
    this.#isRefusing = false;
  }

  /** Ends it with all its connections. */
  async close(): Promise<void> {
    for (const { outer, inner } of [...this.#pairs, ...this.#swallowed]) {
      outer.destroy();
      inner.destroy();
    }
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #accept(outer: Socket): void {
    if (this.#isRefusing) {
      outer.resetAndDestroy();
      return;
    }
    const inner = connect(Number(this.#target.port), this.#target.hostname);
    const pair: Pair = { outer, inner };
    this.#pairs.add(pair);
    this.#pass(outer, inner);
    this.#pass(inner, outer);
    for (const socket of [outer, inner]) {
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        this.#pairs.delete(pair);
        this.#swallowed.delete(pair);
        outer.destroy();
        inner.destroy();
      });
    }
    if (this.#isStalled) inner.pause();
    else outer.resume();
  }

  /** By hand and not by `pipe`, which would resume what we have paused. */
  #pass(from: Socket, to: Socket): void {
    from.on('data', (chunk) => to.write(chunk));
    from.on('end', () => to.end());
  }
}
