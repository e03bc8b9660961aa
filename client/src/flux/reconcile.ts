// Runs a reconcile plan: asks each object in order, shows the controller's present words while it waits, and ends with a true sentence.
import { describeKubeError, type KubeError } from '../cluster/kubeError.ts';
import type { Clock } from '../cluster/clock.ts';
import type { JsonObject } from '../cluster/jsonValue.ts';
import type { KubeAnswer } from '../cluster/kubeConnection.ts';
import { describeRef, type ObjectRef } from '../cluster/servedKind.ts';
import type { FluxLookup, RootCause } from './dependencies.ts';
import type { ReconcilePlan, ReconcileStep, ReconcileTarget } from './reconcilePlan.ts';
import { newRequestToken, requestPatch, type HelmRequest } from './reconcileRequest.ts';
import { judgeStep, markRequest, type ReconcilePhase, type RequestMark, type StepVerdict } from './reconcileStep.ts';
import { shortRevision } from '../../../server/src/flux/revision.ts';

/** The cluster as far as a reconcile run needs it: present objects, a call when something changes, and one way to write. */
export interface ReconcileWorld {
  readonly clock: Clock;
  /** Numbers in [0, 1). */
  readonly random: () => number;
  readonly lookup: FluxLookup;
  /** The object as last seen, or undefined. */
  findTarget(ref: ObjectRef): ReconcileTarget | undefined;
  /** Calls back after anything that may matter has changed, the connection included; the returned function ends it. */
  subscribe(onChange: () => void): () => void;
  /** Empty while the connection is good; otherwise a sentence that says since when and why not. */
  connectionTrouble(): string;
  /** Applies a merge patch. */
  mergePatch(ref: ObjectRef, patch: JsonObject, signal: AbortSignal): KubeAnswer<unknown>;
}

/** One line of the live checklist. */
export interface StepProgress {
  readonly step: ReconcileStep;
  readonly phase: 'next' | 'skipped' | 'stopped' | ReconcilePhase;
  /** The controller's present words, or why the step was skipped; empty before it begins. */
  readonly sentence: string;
  /** Short revision reached, once it is healthy. */
  readonly revision: string;
}

/** How a run ended. `asked` names the objects that have been asked and go on by themselves. */
export type ReconcileEnd =
  | { readonly type: 'done'; readonly revision: string; readonly objects: number; readonly durationMs: number }
  | { readonly type: 'failed'; readonly ref: ObjectRef; readonly sentence: string; readonly target: ReconcileTarget }
  | { readonly type: 'blocked'; readonly ref: ObjectRef; readonly cause: RootCause }
  | { readonly type: 'suspended'; readonly ref: ObjectRef }
  | { readonly type: 'gone'; readonly ref: ObjectRef }
  | { readonly type: 'refused'; readonly ref: ObjectRef; readonly error: KubeError }
  | { readonly type: 'timedOut'; readonly ref: ObjectRef; readonly sentence: string; readonly afterMs: number }
  | { readonly type: 'cancelled'; readonly asked: readonly ObjectRef[] };

/** Options of a run. */
export interface ReconcileOptions {
  readonly signal: AbortSignal;
  /** Called with the whole checklist after each change. */
  onProgress(steps: readonly StepProgress[]): void;
  /** Time for each step; 5 min where absent. */
  readonly stepDeadlineMs?: number;
  readonly helm?: HelmRequest;
}

/** A hopeless wait must last this long before it ends the run: what it waits for may be about to move. */
const blockedGraceMs = 2000;
const defaultStepDeadlineMs = 5 * 60_000;

/** Runs the plan to its end. Never rejects. */
export async function runReconcile(plan: ReconcilePlan, world: ReconcileWorld, options: ReconcileOptions): Promise<ReconcileEnd> {
  const startedAt = world.clock.now();
  const checklist = new Checklist(plan, options);
  const asked: ObjectRef[] = [];
  let wantedRevision = '';
  let last: ReconcileTarget | undefined;
  for (const [index, step] of plan.steps.entries()) {
    if (step.skipReason !== '') {
      checklist.set(index, { phase: 'skipped', sentence: step.skipReason });
      continue;
    }
    const outcome = await runStep(step, wantedRevision, world, options, (progress) => checklist.set(index, progress), asked);
    if (outcome.type !== 'reached') {
      checklist.set(index, { phase: 'stopped' });
      return outcome;
    }
    last = outcome.target;
    wantedRevision = 'sourceKind' in last ? last.revision : '';
  }
  const revision = last === undefined ? '' : revisionOf(last);
  return { type: 'done', revision: shortRevision(revision), objects: last === undefined || !('inventory' in last) ? 0 : last.inventory.length, durationMs: world.clock.now() - startedAt };
}

/** One sentence for people, without a final stop, naming the objects. `contextName` is the cluster's name. */
export function describeReconcileEnd(end: ReconcileEnd, targetName: string, contextName: string): string {
  switch (end.type) {
    case 'done': {
      const what = end.objects > 0 ? `applied ${end.revision}, ${end.objects} ${end.objects === 1 ? 'object' : 'objects'} healthy` : end.revision === '' ? 'is up to date' : `is at ${end.revision}`;
      return `${targetName} ${what} on ${contextName}, ${Math.max(1, Math.round(end.durationMs / 1000))} s`;
    }
    case 'failed':
      return `stopped at ${describeRef(end.ref)}: ${end.sentence}`;
    case 'blocked':
      return `stopped: ${describeRef(end.ref)} waits, and the cause is ${end.cause.sentence}`;
    case 'suspended':
      return `stopped: ${describeRef(end.ref)} is suspended`;
    case 'gone':
      return `stopped: ${describeRef(end.ref)} does not exist on ${contextName} any more`;
    case 'refused':
      return `${describeRef(end.ref)} could not be asked: ${describeKubeError(end.error)}`;
    case 'timedOut':
      return `${describeRef(end.ref)} is not done after ${Math.round(end.afterMs / 1000)} s${end.sentence === '' ? '' : `: ${end.sentence}`}`;
    case 'cancelled':
      return end.asked.length === 0 ? 'cancelled before anything was asked of the cluster' : `cancelled; already asked, and going on there: ${end.asked.map(describeRef).join(', ')}`;
  }
}

type StepOutcome = { readonly type: 'reached'; readonly target: ReconcileTarget } | Exclude<ReconcileEnd, { readonly type: 'done' }>;
type Report = (progress: Partial<Pick<StepProgress, 'phase' | 'sentence' | 'revision'>>) => void;

async function runStep(step: ReconcileStep, wantedRevision: string, world: ReconcileWorld, options: ReconcileOptions, report: Report, asked: ObjectRef[]): Promise<StepOutcome> {
  const { ref } = step;
  if (options.signal.aborted) return { type: 'cancelled', asked };
  const target = world.findTarget(ref);
  if (target === undefined) return { type: 'gone', ref };
  if (target.suspended) return { type: 'suspended', ref };
  const mark = markRequest(target, newRequestToken(world.clock.now(), world.random), wantedRevision);
  const helm = ref.kind === 'HelmRelease' && options.helm !== undefined ? options.helm : { force: false, reset: false };
  const answer = await world.mergePatch(ref, requestPatch(mark.token, helm), options.signal);
  if (!answer.ok) return answer.error.type === 'cancelled' ? { type: 'cancelled', asked } : { type: 'refused', ref, error: answer.error };
  asked.push(ref);
  report({ phase: 'requested', sentence: '' });
  return new StepWait(step, mark, world, options, report, asked).outcome;
}

/** Waits for one requested run: looks at the object after each change, and at the deadlines. */
class StepWait {
  readonly outcome: Promise<StepOutcome>;
  readonly #step: ReconcileStep;
  readonly #mark: RequestMark;
  readonly #world: ReconcileWorld;
  readonly #report: Report;
  readonly #asked: readonly ObjectRef[];
  readonly #deadlineMs: number;
  readonly #cleanups: (() => void)[] = [];
  #resolve: (outcome: StepOutcome) => void = () => undefined;
  #sentence = '';
  #highest: ReconcilePhase = 'requested';
  #stopGrace: (() => void) | undefined;
  #blockedBy: RootCause | undefined;

  constructor(step: ReconcileStep, mark: RequestMark, world: ReconcileWorld, options: ReconcileOptions, report: Report, asked: readonly ObjectRef[]) {
    this.#step = step;
    this.#mark = mark;
    this.#world = world;
    this.#report = report;
    this.#asked = asked;
    this.#deadlineMs = options.stepDeadlineMs ?? defaultStepDeadlineMs;
    this.outcome = new Promise((resolve) => (this.#resolve = resolve));
    const onAbort = () => this.#end({ type: 'cancelled', asked: this.#asked });
    options.signal.addEventListener('abort', onAbort);
    this.#cleanups.push(
      () => options.signal.removeEventListener('abort', onAbort),
      world.subscribe(() => this.#look()),
      world.clock.startTimer(this.#deadlineMs, () => this.#end({ type: 'timedOut', ref: step.ref, sentence: this.#sentence, afterMs: this.#deadlineMs })),
    );
    if (options.signal.aborted) onAbort();
    else this.#look();
  }

  #look(): void {
    const target = this.#world.findTarget(this.#step.ref);
    if (target === undefined) { this.#end({ type: 'gone', ref: this.#step.ref }); return; }
    const verdict = judgeStep(target, this.#mark, this.#world.lookup);
    this.#show(verdict, target);
    switch (verdict.end.type) {
      case 'none':
        { this.#unblock(); return; }
      case 'done':
        { this.#end({ type: 'reached', target }); return; }
      case 'failed':
        { this.#end({ type: 'failed', ref: this.#step.ref, sentence: verdict.sentence, target }); return; }
      case 'suspended':
        { this.#end({ type: 'suspended', ref: this.#step.ref }); return; }
      case 'blocked':
        { this.#block(verdict.end.cause); return; }
    }
  }

  #show(verdict: StepVerdict, target: ReconcileTarget): void {
    const trouble = this.#world.connectionTrouble();
    this.#sentence = trouble === '' ? verdict.sentence : trouble;
    if (phaseOrder.indexOf(verdict.phase) > phaseOrder.indexOf(this.#highest)) this.#highest = verdict.phase;
    this.#report({ phase: this.#highest, sentence: this.#sentence, revision: this.#highest === 'healthy' ? shortRevision(revisionOf(target)) : '' });
  }

  #block(cause: RootCause): void {
    if (this.#blockedBy?.sentence === cause.sentence) return;
    this.#unblock();
    this.#blockedBy = cause;
    this.#stopGrace = this.#world.clock.startTimer(blockedGraceMs, () => {
      // A lost connection shows an old picture: no verdict from it.
      if (this.#world.connectionTrouble() === '') this.#end({ type: 'blocked', ref: this.#step.ref, cause });
      else this.#unblock();
    });
  }

  #unblock(): void {
    this.#stopGrace?.();
    this.#stopGrace = undefined;
    this.#blockedBy = undefined;
  }

  #end(outcome: StepOutcome): void {
    this.#unblock();
    for (const cleanup of this.#cleanups.splice(0)) cleanup();
    this.#resolve(outcome);
  }
}

const phaseOrder: readonly ReconcilePhase[] = ['requested', 'handled', 'applied', 'healthy'];

/** The whole checklist, told after each change. */
class Checklist {
  readonly #onProgress: (steps: readonly StepProgress[]) => void;
  #steps: readonly StepProgress[];

  constructor(plan: ReconcilePlan, options: ReconcileOptions) {
    this.#steps = plan.steps.map((step) => ({ step, phase: 'next', sentence: '', revision: '' }));
    this.#onProgress = options.onProgress;
    this.#onProgress(this.#steps);
  }

  set(index: number, progress: Partial<Pick<StepProgress, 'phase' | 'sentence' | 'revision'>>): void {
    const old = this.#steps[index];
    if (old === undefined) return;
    const next: StepProgress = { ...old, ...progress };
    if (next.phase === old.phase && next.sentence === old.sentence && next.revision === old.revision) return;
    this.#steps = this.#steps.map((step, at) => (at === index ? next : step));
    this.#onProgress(this.#steps);
  }
}

function revisionOf(target: ReconcileTarget): string {
  if ('sourceKind' in target) return target.revision;
  return 'path' in target ? target.lastAppliedRevision : target.lastAttemptedRevision;
}
