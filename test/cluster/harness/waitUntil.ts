// Waits in real time for something that can only be asked for.

/** A condition did not come true in time; the message says which, and what was last seen. */
export class WaitTimeout extends Error {}

/** How long and how often to ask. */
export interface WaitOptions {
  /** Milliseconds after which it is an error; 60 s where absent. */
  readonly withinMs?: number;
  readonly everyMs?: number;
  /** Added to the error, for example the end of a log. */
  readonly onTimeout?: () => string;
}

/** Asks again and again until the answer is neither undefined nor false, and answers it. An exception counts as "not yet" and is told at the end. */
export async function waitUntil<T>(what: string, ask: () => T | Promise<T>, options: WaitOptions = {}): Promise<Exclude<T, undefined | false>> {
  const { withinMs = 60_000, everyMs = 25 } = options;
  const end = performance.now() + withinMs;
  let trouble = '';
  for (;;) {
    try {
      const answer = await ask();
      if (isAnswer(answer)) return answer;
      trouble = '';
    } catch (error) {
      if (error instanceof WaitTimeout) throw error;
      trouble = `; last: ${error instanceof Error ? error.message : String(error)}`;
    }
    if (performance.now() > end) throw new WaitTimeout(`${what}: not within ${Math.round(withinMs / 1000)} s${trouble}${options.onTimeout === undefined ? '' : `\n${options.onTimeout()}`}`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}

function isAnswer<T>(answer: T): answer is Exclude<T, undefined | false> {
  return answer !== undefined && answer !== false;
}
