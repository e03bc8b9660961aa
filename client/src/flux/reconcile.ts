// Runs a reconcile plan: asks each object as soon as what it needs is through, shows the controllers' present words, and ends truly.
import { refKey, type ObjectRef } from '../cluster/servedKind.ts';
import { planNested } from './chainPlan.ts';
import type { ReconcileEnd } from './reconcileEnd.ts';
import type { ReconcilePlan, ReconcileStep, ReconcileTarget } from './reconcilePlan.ts';
import { noHelmRequest, type HelmRequest } from './reconcileRequest.ts';
import { revisionOf, runStep, type ReconcileWorld, type StepOutcome, type StepProgress } from './stepRun.ts';
import { shortRevision } from '../../../server/src/flux/revision.ts';

/** Options of a run. */
export interface ReconcileOptions {
  readonly signal: AbortSignal;
  /** Called with the whole checklist after each change. */
  onProgress(steps: readonly StepProgress[]): void;
  /** Time for each step; 5 min where absent. */
  readonly stepDeadlineMs?: number;
  readonly helm?: HelmRequest;
}

const defaultStepDeadlineMs = 5 * 60_000;

/** Runs the plan to its end. Never rejects. */
export function runReconcile(plan: ReconcilePlan, world: ReconcileWorld, options: ReconcileOptions): Promise<ReconcileEnd> {
  return new ReconcileRun(plan, world, options).run();
}

/** One run of a plan, which may grow. */
class ReconcileRun {
  readonly #plan: ReconcilePlan;
  readonly #world: ReconcileWorld;
  readonly #options: ReconcileOptions;
  readonly #checklist: Checklist;
  readonly #stopping = new AbortController();
  readonly #startedAt: number;
  readonly #asked: ObjectRef[] = [];
  readonly #reached = new Map<string, ReconcileTarget>();
  readonly #running = new Map<string, Promise<void>>();
  /** Steps that will not be done, with those that wait for them. */
  readonly #lost = new Set<string>();
  #firstFailure: Exclude<StepOutcome, { readonly type: 'reached' | 'cancelled' }> | undefined;

  constructor(plan: ReconcilePlan, world: ReconcileWorld, options: ReconcileOptions) {
    this.#plan = plan;
    this.#world = world;
    this.#options = options;
    this.#checklist = new Checklist(plan.steps, (steps) => options.onProgress(steps));
    this.#startedAt = world.clock.now();
  }

  async run(): Promise<ReconcileEnd> {
    this.#startWhatCan();
    while (this.#goesOn()) {
      await Promise.race(this.#running.values());
      if (!this.#isDecided()) this.#startWhatCan();
    }
    const others = [...this.#running.values()];
    this.#stopping.abort();
    await Promise.all(others);
    return this.#end();
  }

  #goesOn(): boolean {
    if (this.#options.signal.aborted || this.#isDecided()) return false;
    // Those that are left when nothing runs wait for each other: the first is asked, and the run ends with what the controller makes of it.
    for (let left = this.#left(); this.#running.size === 0 && left !== undefined; left = this.#left()) {
      this.#start(left);
      this.#startWhatCan();
    }
    return this.#running.size > 0;
  }

  #left(): ReconcileStep | undefined {
    return this.#checklist.steps.find(({ phase }) => phase === 'next')?.step;
  }

  /** Nothing more can come of it once each target, or something that it needs, has failed. What was asked goes on in the cluster. */
  #isDecided(): boolean {
    return this.#plan.targets.every((target) => this.#lost.has(refKey(target)));
  }

  /** Starts each step that waits for nothing more. One whose way is barred is left out by name, and bars the way of those behind it. */
  #startWhatCan(): void {
    for (let hasMoved = true; hasMoved; ) {
      hasMoved = false;
      for (const { step } of this.#checklist.steps) {
        const key = refKey(step.ref);
        if (this.#running.has(key) || this.#checklist.find(key)?.phase !== 'next') continue;
        const before = step.after.flatMap((other) => this.#checklist.find(other) ?? []);
        const barrier = before.find((other) => this.#lost.has(refKey(other.step.ref)));
        if (barrier !== undefined) {
          this.#lost.add(key);
          this.#checklist.set(step.ref, { phase: 'left', sentence: `waits for ${barrier.step.ref.name}` });
        } else if (before.every(({ phase }) => phase === 'healthy' || phase === 'skipped')) this.#start(step);
        else continue;
        hasMoved = true;
      }
    }
  }

  #start(step: ReconcileStep): void {
    const key = refKey(step.ref);
    if (step.skipReason !== '') {
      this.#checklist.set(step.ref, { phase: 'skipped', sentence: step.skipReason });
      return;
    }
    const work = runStep(step, this.#world, {
      signal: AbortSignal.any([this.#options.signal, this.#stopping.signal]),
      deadlineMs: this.#options.stepDeadlineMs ?? defaultStepDeadlineMs,
      helm: step.role === 'target' ? (this.#options.helm ?? noHelmRequest) : noHelmRequest,
      wantedRevision: this.#wantedRevision(step),
      report: (progress) => this.#checklist.set(step.ref, progress),
      onAsked: () => this.#asked.push(step.ref),
    }).then((outcome) => {
      this.#running.delete(key);
      this.#take(step, outcome);
    });
    this.#running.set(key, work);
  }

  #take(step: ReconcileStep, outcome: StepOutcome): void {
    if (outcome.type === 'reached') {
      this.#reached.set(refKey(step.ref), outcome.target);
      this.#checklist.set(step.ref, { phase: 'healthy' });
      const mayHold = this.#plan.withNested && step.role !== 'dependency' && 'path' in outcome.target;
      if (mayHold) this.#checklist.add(planNested(outcome.target, this.#checklist.steps.map(({ step }) => step), this.#world.lookup, (ref) => this.#world.findTarget(ref)));
      return;
    }
    if (outcome.type === 'cancelled') return;
    if (step.role === 'nested' && (outcome.type === 'suspended' || outcome.type === 'gone')) {
      this.#checklist.set(step.ref, { phase: 'skipped', sentence: outcome.type === 'gone' ? 'it does not exist any more' : 'it is suspended' });
      return;
    }
    this.#checklist.set(step.ref, { phase: 'stopped', sentence: this.#checklist.find(refKey(step.ref))?.sentence ?? '' });
    this.#lost.add(refKey(step.ref));
    this.#firstFailure ??= outcome;
    this.#startWhatCan();
  }

  /** The revision of the Kustomization's own source, if this run has fetched it. */
  #wantedRevision(step: ReconcileStep): string {
    const target = this.#world.findTarget(step.ref);
    if (target === undefined || !('path' in target)) return '';
    const { kind, namespace, name } = target.source;
    const source = [...this.#reached.values()].find((reached) => 'sourceKind' in reached && reached.kind === kind && reached.namespace === namespace && reached.name === name);
    return source === undefined ? '' : revisionOf(source);
  }

  #end(): ReconcileEnd {
    if (this.#firstFailure !== undefined) return this.#firstFailure;
    if (this.#options.signal.aborted) return { type: 'cancelled', asked: this.#asked };
    const [first, ...others] = this.#plan.targets.map((target) => this.#reached.get(refKey(target)));
    const target = others.length === 0 ? first : undefined;
    const nested = this.#checklist.steps.filter(({ step, phase }) => step.role === 'nested' && phase === 'healthy').length;
    const suspended = this.#checklist.steps.filter(({ step, phase }) => phase === 'skipped' && this.#world.findTarget(step.ref)?.suspended === true).map(({ step }) => step.ref);
    return {
      type: 'done',
      targets: this.#plan.targets.length,
      revision: target === undefined ? '' : shortRevision(revisionOf(target)),
      objects: target === undefined || !('inventory' in target) ? 0 : target.inventory.length,
      nested,
      suspended,
      durationMs: this.#world.clock.now() - this.#startedAt,
    };
  }
}

/** The whole checklist, told after each change. */
class Checklist {
  readonly #onProgress: (steps: readonly StepProgress[]) => void;
  /** By `refKey`, in the order of the plan. */
  readonly #steps = new Map<string, StepProgress>();

  constructor(steps: readonly ReconcileStep[], onProgress: (steps: readonly StepProgress[]) => void) {
    this.#onProgress = onProgress;
    this.#append(steps);
  }

  get steps(): readonly StepProgress[] {
    return [...this.#steps.values()];
  }

  find(key: string): StepProgress | undefined {
    return this.#steps.get(key);
  }

  add(steps: readonly ReconcileStep[]): void {
    if (steps.length > 0) this.#append(steps);
  }

  set(ref: ObjectRef, progress: Partial<Pick<StepProgress, 'phase' | 'sentence' | 'revision'>>): void {
    const key = refKey(ref);
    const old = this.#steps.get(key);
    if (old === undefined) return;
    const next: StepProgress = { ...old, ...progress };
    if (next.phase === old.phase && next.sentence === old.sentence && next.revision === old.revision) return;
    this.#steps.set(key, next);
    this.#onProgress(this.steps);
  }

  #append(steps: readonly ReconcileStep[]): void {
    for (const step of steps) this.#steps.set(refKey(step.ref), { step, phase: 'next', sentence: '', revision: '' });
    this.#onProgress(this.steps);
  }
}
