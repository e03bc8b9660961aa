// Knows within seconds that the other side has gone silent: HTTP/2 pings while a stream is open, which are no requests and cost some bytes.
import type { Clock } from '../clock.ts';

/** How often life is looked for, and how long is waited for it. Milliseconds. */
export interface HeartbeatTiming {
  /** Pause after the last sign of life before a ping is sent. */
  readonly everyMs: number;
  /** A ping without an answer for this long is silence. */
  readonly silentAfterMs: number;
  /** A ping without an answer for this long is the end. */
  readonly deadAfterMs: number;
}

/** Silence is told 3.5 s after the last sign of life at the latest. */
export const heartbeatTiming: HeartbeatTiming = { everyMs: 1500, silentAfterMs: 2000, deadAfterMs: 30_000 };

/** Who is told. */
export interface HeartbeatListener {
  /** Sends a ping; the callback is called when it is answered. */
  ping(onAnswer: () => void): void;
  /** Nothing was heard although a ping was sent; `lastHeardAt` is when everything was still good. */
  onSilent(lastHeardAt: number): void;
  /** It was heard again after silence. */
  onSound(): void;
  /** Silence for too long. */
  onDead(): void;
}

/** A timer that ends so much too late says that this process stood still, and nothing about the other side. */
const ownDelayMs = 500;

/** The heartbeat of one connection; beats between `start` and `stop`. */
export class Heartbeat {
  readonly #clock: Clock;
  readonly #listener: HeartbeatListener;
  #timing: HeartbeatTiming;
  #isResting = false;
  #lastHeardAt = 0;
  #silent = false;
  #stopTimer: (() => void) | undefined;

  constructor(clock: Clock, listener: HeartbeatListener, timing: HeartbeatTiming) {
    this.#clock = clock;
    this.#listener = listener;
    this.#timing = timing;
  }

  get isSilent(): boolean {
    return this.#silent;
  }

  get lastHeardAt(): number {
    return this.#lastHeardAt;
  }

  /** Begins to look for life; does nothing while it beats. */
  start(): void {
    if (this.#stopTimer !== undefined) return;
    this.#lastHeardAt = this.#clock.now();
    this.#rest();
  }

  /** Looks for life after another pause from now on, at once where it is over already. */
  setPause(everyMs: number): void {
    this.#timing = { ...this.#timing, everyMs };
    if (!this.#isResting) return;
    this.#stopTimer?.();
    this.#rest();
  }

  stop(): void {
    this.#isResting = false;
    this.#stopTimer?.();
    this.#stopTimer = undefined;
    this.#silent = false;
  }

  /** Something came from the other side. */
  heard(): void {
    this.#lastHeardAt = this.#clock.now();
    if (!this.#silent) return;
    this.#silent = false;
    this.#listener.onSound();
  }

  #rest(): void {
    this.#isResting = true;
    const { everyMs } = this.#timing;
    this.#wait(Math.max(0, this.#lastHeardAt + everyMs - this.#clock.now()), () => {
      this.#isResting = false;
      // Data that came meanwhile is as good as an answer.
      if (this.#clock.now() - this.#lastHeardAt < everyMs) this.#rest();
      else this.#beat();
    });
  }

  #beat(): void {
    const sentAt = this.#clock.now();
    this.#listener.ping(() => this.heard());
    this.#await(sentAt, this.#timing.silentAfterMs);
  }

  #await(sentAt: number, milliseconds: number): void {
    const due = this.#clock.now() + milliseconds;
    this.#wait(milliseconds, () => {
      if (this.#lastHeardAt >= sentAt) this.#rest();
      // Answers may lie ready that this process has not come to read.
      else if (this.#clock.now() - due > ownDelayMs) this.#await(sentAt, ownDelayMs);
      else this.#missed(sentAt);
    });
  }

  #missed(sentAt: number): void {
    if (this.#clock.now() - sentAt >= this.#timing.deadAfterMs) {
      this.stop();
      this.#listener.onDead();
      return;
    }
    if (!this.#silent) {
      this.#silent = true;
      this.#listener.onSilent(this.#lastHeardAt);
    }
    this.#await(sentAt, 1000);
  }

  #wait(milliseconds: number, onEnd: () => void): void {
    this.#stopTimer = this.#clock.startTimer(milliseconds, onEnd);
  }
}
