// Waiting with a wall-clock limit: a probe is asked again until it answers, and the limit names what never came.

/** How long a wait may take. */
export interface WaitOptions {
  /** Wall-clock limit in milliseconds, default 20,000. */
  readonly timeoutMs?: number;
  /** Pause between two probes in milliseconds, default 100. */
  readonly pauseMs?: number;
}

/**
 * Asks `probe` until it answers with something other than `undefined` or `false`.
 * @param what What is waited for, for the message: "the row apps".
 * @param probe May throw while the page is changing; the last error ends up in the message.
 * @returns The probe's answer. Throws an error that names `what` when the limit has passed.
 */
export async function eventually<Answer>(what: string, probe: () => Promise<Answer | undefined | false> | Answer | undefined | false, options: WaitOptions = {}): Promise<Answer> {
  const limit = options.timeoutMs ?? 20_000;
  const deadline = Date.now() + limit;
  let last = '';
  for (;;) {
    try {
      const answer = await probe();
      if (answer !== undefined && answer !== false) return answer;
      last = '';
    } catch (error) {
      last = error instanceof Error ? `: ${error.message}` : '';
    }
    if (Date.now() > deadline) throw new Error(`${what} did not come within ${limit / 1000} s${last}`);
    await pause(options.pauseMs ?? 100);
  }
}

/**
 * Waits until what `read` yields satisfies `fits`; the message of a failure shows what it yielded last.
 * @returns The value that fits.
 */
export async function eventuallyFits<Value>(what: string, read: () => Promise<Value>, fits: (value: Value) => boolean, options: WaitOptions = {}): Promise<Value> {
  let last: Value | undefined;
  try {
    return await eventually(
      what,
      async () => {
        last = await read();
        return fits(last) ? { value: last } : undefined;
      },
      options,
    ).then((answer) => answer.value);
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)}; the last seen was ${JSON.stringify(last, null, 1)}`, { cause: error });
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
