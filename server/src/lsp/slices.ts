/** Long work in short slices, so that requests and changes which come in meanwhile are handled in between. */
import { setImmediate } from 'node:timers/promises';
import type { Steps } from '../text/steps.ts';

/** Milliseconds after which others get their turn. */
const sliceMs = 8;

/** Takes steps until the work is done, or until nobody wants it any more: then it gives `undefined`. `isWanted` is asked each time after the others had their turn. */
export async function runInSlices<T>(steps: Steps<T>, isWanted: () => boolean): Promise<{ readonly value: T } | undefined> {
  for (;;) {
    const slice = runSlice(steps);
    if (slice !== undefined) return slice;
    await setImmediate();
    if (!isWanted()) return undefined;
  }
}

/** Takes as many steps as one slice has time for; gives the result where that was all. */
export function runSlice<T>(steps: Steps<T>): { readonly value: T } | undefined {
  const end = performance.now() + sliceMs;
  do {
    const step = steps.next();
    if (step.done === true) return { value: step.value };
  } while (performance.now() < end);
  return undefined;
}
