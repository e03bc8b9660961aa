/** Keeps the view of a Canary as long as everything that it is made of is the same: most redraws are for the sake of another Canary. */
import { sameElements } from '../cluster/sameElements.ts';
import { buildCanaryView, type CanaryProgressInput } from './canaryProgress.ts';
import type { CanaryView } from './canaryView.ts';
import { tickHoldsUntil } from './rolloutMoment.ts';

interface Kept {
  readonly input: CanaryProgressInput;
  readonly view: CanaryView | undefined;
  /** The last moment at which the view is still what would be made anew. Milliseconds since 1970. */
  readonly until: number;
}

/** The last view of each Canary. */
export class KeptViews {
  readonly #kept = new WeakMap<object, Kept>();

  /** The view of the Canary `of`: the very same as the last time, or a new one. */
  get(of: object, input: CanaryProgressInput): CanaryView | undefined {
    const known = this.#kept.get(of);
    if (known !== undefined && known.input.now <= input.now && input.now <= known.until && isMadeOfTheSame(known.input, input)) return known.view;
    const view = buildCanaryView(input);
    this.#kept.set(of, { input, view, until: view === undefined ? Infinity : tickHoldsUntil(view.tick) });
    return view;
  }
}

/** Compares all parts but the time: a part that is added one day is compared too. */
function isMadeOfTheSame(one: CanaryProgressInput, other: CanaryProgressInput): boolean {
  const parts = [...new Set([...Object.keys(one), ...Object.keys(other)])] as (keyof CanaryProgressInput)[];
  return parts.every((part) => part === 'now' || isSamePart(one[part], other[part]));
}

function isSamePart(one: unknown, other: unknown): boolean {
  return Object.is(one, other) || (Array.isArray(one) && Array.isArray(other) && sameElements(one, other));
}
