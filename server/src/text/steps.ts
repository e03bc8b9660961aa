/** Work in steps: whoever runs it may do other things between two of them, or leave the rest undone. */

/** Yields where the work may be left. */
export type Steps<T> = Generator<undefined, T, undefined>;

/** Does all of it at once. */
export function runToEnd<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}
