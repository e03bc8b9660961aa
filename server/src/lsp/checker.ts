/** Judges the newest snapshot, a slice at a time: a change ends what is under way, and nobody waits for more than a slice. */
import { checkSteps, type CheckContext } from '../rules/checkSnapshot.ts';
import type { Finding } from '../rules/rule.ts';
import { RuleCache } from '../rules/ruleCache.ts';
import type { Steps } from '../text/steps.ts';
import type { Snapshot } from '../workspace/session.ts';
import { runInSlices } from './slices.ts';

/** All findings of a snapshot, by file URI. */
export type Findings = ReadonlyMap<string, readonly Finding[]>;

/** One check of one snapshot. */
interface Check {
  readonly snapshot: Snapshot;
  readonly facts: CheckContext['facts'];
  readonly steps: Steps<Findings>;
  findings: Findings | undefined;
}

/** Runs checks one at a time. */
export class Checker {
  readonly #contextOf: () => Omit<CheckContext, 'cache'>;
  readonly #cache = new RuleCache();
  #check: Check | undefined;

  /** `contextOf` gives what a check that begins now needs beside its snapshot. */
  constructor(contextOf: () => Omit<CheckContext, 'cache'>) {
    this.#contextOf = contextOf;
  }

  /** The findings of a snapshot, in slices; `undefined` when `isWanted` says that nobody wants them any more. */
  async findingsInSlices(snapshot: Snapshot, isWanted: () => boolean): Promise<Findings | undefined> {
    const check = this.#checkOf(snapshot);
    const done = await runInSlices(this.#resumed(check), () => isWanted() && this.#check === check);
    return done?.value;
  }

  /** The check of a snapshot as the cluster is now. Another one that is under way is left: its snapshot, or what the cluster told, is of the past. */
  #checkOf(snapshot: Snapshot): Check {
    const context = this.#contextOf();
    if (this.#check?.snapshot === snapshot && this.#check.facts === context.facts) return this.#check;
    return (this.#check = { snapshot, facts: context.facts, steps: checkSteps(snapshot, { ...context, cache: this.#cache }), findings: undefined });
  }

  /** Steps of a check that others may take too, to its end even. */
  *#resumed(check: Check): Steps<Findings> {
    while (check.findings === undefined) {
      const step = this.#next(check);
      if (step.done === true) check.findings = step.value;
      else yield;
    }
    return check.findings;
  }

  #next(check: Check): IteratorResult<undefined, Findings> {
    try {
      return check.steps.next();
    } catch (error) {
      // What has thrown gives nothing any more: the next one who asks begins anew.
      if (this.#check === check) this.#check = undefined;
      throw error;
    }
  }
}
