// Time as an injected dependency, so that every wait of the cluster layer can be tested without waiting.

/** A source of time and of timers. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls back once after the given milliseconds, unless the returned function was called before. */
  startTimer(milliseconds: number, onEnd: () => void): () => void;
}

/** The clock of this machine. Its timers do not keep a process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  startTimer(milliseconds, onEnd) {
    const timer = setTimeout(onEnd, milliseconds);
    timer.unref();
    return () => clearTimeout(timer);
  },
};

/** Waits, or returns early when the signal is aborted; the caller looks at the signal afterwards. */
export function delay(clock: Clock, milliseconds: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const finish = () => {
      stopTimer();
      signal.removeEventListener('abort', finish);
      resolve();
    };
    const stopTimer = clock.startTimer(milliseconds, finish);
    signal.addEventListener('abort', finish, { once: true });
  });
}
