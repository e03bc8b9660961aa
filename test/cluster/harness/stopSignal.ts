// Ctrl-C and its like, as something that a run looks at: what is under way ends in order, and the signal is remembered for the exit code.

/** The signals that ask a run to end. */
export interface StopSignal {
  /** The first that came. */
  readonly signal: NodeJS.Signals | undefined;
  /** What a shell expects of a program that this signal has ended; 0 while none came. */
  readonly exitCode: number;
  /** Aborts with the first of them. */
  readonly aborted: AbortSignal;
  /** Called with the first of them, at once where it came already. */
  onStop(listener: () => void): void;
}

const exitCodes: Readonly<Partial<Record<NodeJS.Signals, number>>> = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 };

/** Takes the signals over from Node, which would end the process on the spot. */
export function stopSignal(): StopSignal {
  const controller = new AbortController();
  let seen: NodeJS.Signals | undefined;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      seen ??= signal;
      controller.abort();
    });
  }
  return {
    get signal() {
      return seen;
    },
    get exitCode() {
      return seen === undefined ? 0 : (exitCodes[seen] ?? 1);
    },
    aborted: controller.signal,
    onStop(listener) {
      if (controller.signal.aborted) listener();
      else controller.signal.addEventListener('abort', listener, { once: true });
    },
  };
}
