// Knows that a server which speaks HTTP/1.1 only has gone silent. That HTTP has no pings, so somebody has to ask: often while a person looks, and otherwise only when a watch is quieter than a healthy one can be.
import type { Clock } from '../clock.ts';
import { delay } from '../clock.ts';
import { Heartbeat, heartbeatTiming } from './heartbeat.ts';
import type { LifeListener } from './http2Link.ts';

/** While nobody looks: an API server sends a bookmark on each watch about once a minute, so that a healthy one is never asked. Milliseconds. */
const bookmarkRhythmMs = 75_000;
/** A question that is not answered is put again after this. Milliseconds. */
const askAgainMs = 500;

/** One exchange that is under way. */
export interface Http1Stream {
  readonly life: LifeListener;
  /** Ends it cleanly, where whoever reads it opens it again: its connection may have been lost while the server was silent, and without a sign from it nobody can tell. */
  readonly reopen?: () => void;
  /** Breaks it off. */
  cut(reason: Error): void;
}

/** What a stream has of the pulse. */
export interface Http1Member {
  /** Something came from the server. */
  heard(): void;
  leave(): void;
}

/** The pulse of one server over all its HTTP/1.1 connections. Without streams it rests. */
export class Http1Pulse {
  readonly clock: Clock;
  readonly #heartbeat: Heartbeat;
  readonly #streams = new Set<Http1Stream>();
  #ask: (timeoutMs: number) => Promise<boolean> = () => Promise.resolve(false);
  #asking: AbortController | undefined;

  constructor(clock: Clock) {
    this.clock = clock;
    this.#heartbeat = new Heartbeat(
      clock,
      {
        ping: (onAnswer) => void this.#askUntilAnswered(onAnswer),
        onSilent: (since) => {
          for (const { life } of [...this.#streams]) life.onSilent(since);
        },
        onSound: () => {
          for (const { reopen, life } of [...this.#streams]) (reopen ?? (() => life.onSound()))();
        },
        onDead: () => this.#giveUp(),
      },
      heartbeatTiming,
    );
  }

  /** Whether somebody looks at what comes from this server. */
  setLookedAt(isLookedAt: boolean): void {
    this.#heartbeat.setPause(isLookedAt ? heartbeatTiming.everyMs : bookmarkRhythmMs);
  }

  /** A stream begins. `ask` puts the cheapest question there is to the server and tells whether anything was answered in time. */
  join(stream: Http1Stream, ask: (timeoutMs: number) => Promise<boolean>): Http1Member {
    this.#ask = ask;
    this.#streams.add(stream);
    this.#heartbeat.start();
    return {
      heard: () => {
        // What comes after silence proves this connection, and not the others.
        const wasSilent = this.#heartbeat.isSilent;
        if (wasSilent) this.#streams.delete(stream);
        this.#heartbeat.heard();
        if (!wasSilent) return;
        this.#streams.add(stream);
        stream.life.onSound();
      },
      leave: () => {
        this.#streams.delete(stream);
        if (this.#streams.size === 0) this.#rest();
      },
    };
  }

  async #askUntilAnswered(onAnswer: () => void): Promise<void> {
    this.#asking?.abort();
    const asking = new AbortController();
    this.#asking = asking;
    const isWanted = () => !asking.signal.aborted;
    while (isWanted()) {
      const isAnswered = await this.#ask(heartbeatTiming.silentAfterMs);
      if (isAnswered && isWanted()) onAnswer();
      if (isAnswered) return;
      await delay(this.clock, askAgainMs, asking.signal);
    }
  }

  #giveUp(): void {
    const seconds = Math.round((this.clock.now() - this.#heartbeat.lastHeardAt) / 1000);
    for (const { cut } of [...this.#streams]) cut(new Error(`no sign of life for ${seconds} s`));
    this.#rest();
  }

  #rest(): void {
    this.#asking?.abort();
    this.#heartbeat.stop();
  }
}
