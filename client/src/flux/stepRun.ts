// One step of a reconcile run: asks one object, shows the controller's present words while it waits, and ends with what became of it.
import type { Clock } from '../cluster/clock.ts';
import type { JsonObject } from '../cluster/jsonValue.ts';
import type { KubeAnswer } from '../cluster/kubeConnection.ts';
import type { KubeError } from '../cluster/kubeError.ts';
import type { ObjectRef } from '../cluster/servedKind.ts';
import { checkDependencies, type FluxLookup, type RootCause } from './dependencies.ts';
import { readReadiness } from './readiness.ts';
import type { ReconcileStep, ReconcileTarget } from './reconcilePlan.ts';
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
  readonly phase: 'next' | 'skipped' | 'left' | 'stopped' | ReconcilePhase;
  /** The controller's present words, or why the step was skipped; empty before it begins. */
  readonly sentence: string;
  /** Short revision reached, once it is healthy. */
  readonly revision: string;
}

/** What became of one step. `cancelled` comes from the signal. */
export type StepOutcome =
  | { readonly type: 'reached'; readonly target: ReconcileTarget }
  | { readonly type: 'failed'; readonly ref: ObjectRef; readonly sentence: string; readonly target: ReconcileTarget }
  | { readonly type: 'blocked'; readonly ref: ObjectRef; readonly cause: RootCause }
  | { readonly type: 'suspended'; readonly ref: ObjectRef }
  | { readonly type: 'gone'; readonly ref: ObjectRef }
  | { readonly type: 'refused'; readonly ref: ObjectRef; readonly error: KubeError }
  | { readonly type: 'timedOut'; readonly ref: ObjectRef; readonly sentence: string; readonly afterMs: number }
  | { readonly type: 'cancelled' };

/** What a step is run with. */
export interface StepOptions {
  readonly signal: AbortSignal;
  /** Time for the step, in milliseconds. */
  readonly deadlineMs: number;
  readonly helm: HelmRequest;
  /** The revision that a Kustomization must reach; empty where any will do. */
  readonly wantedRevision: string;
  /** Told after each change. */
  report(progress: Partial<Pick<StepProgress, 'phase' | 'sentence' | 'revision'>>): void;
  /** Told once the API server has taken the request. */
  onAsked(): void;
}

/** A hopeless wait must last this long before it ends the run: what it waits for may be about to move. Milliseconds. */
const blockedGraceMs = 2000;
/** A dependent that missed the moment is asked again after this pause, and at most so often. */
const askAgainMs = 500;
const mostAsksAgain = 5;
/** How long the watch may take to show an object which a Kustomization has just applied. Milliseconds. */
const appearMs = 10_000;

/** Asks one object for a run and follows it to its end. Never rejects. */
export async function runStep(step: ReconcileStep, world: ReconcileWorld, options: StepOptions): Promise<StepOutcome> {
  const { ref } = step;
  if (step.role === 'nested') await waitUntilSeen(ref, world, options.signal);
  if (options.signal.aborted) return { type: 'cancelled' };
  const target = world.findTarget(ref);
  if (target === undefined) return { type: 'gone', ref };
  if (target.suspended) return { type: 'suspended', ref };
  const mark = markRequest(target, newRequestToken(world.clock.now(), world.random), options.wantedRevision);
  const helm = ref.kind === 'HelmRelease' ? options.helm : { force: false, reset: false };
  const answer = await world.mergePatch(ref, requestPatch(mark.token, helm), options.signal);
  if (!answer.ok) return answer.error.type === 'cancelled' ? { type: 'cancelled' } : { type: 'refused', ref, error: answer.error };
  options.onAsked();
  options.report({ phase: 'requested', sentence: '' });
  return new StepWait(step, mark, world, options).outcome;
}

/** The revision which an object stands at: fetched, applied or attempted; empty before the first. */
export function revisionOf(target: ReconcileTarget): string {
  if ('sourceKind' in target) return target.revision;
  return 'path' in target ? target.lastAppliedRevision : target.lastAttemptedRevision;
}

function dependenciesAreReady(target: ReconcileTarget, lookup: FluxLookup): boolean {
  return !('sourceKind' in target) && target.dependsOn.length > 0 && checkDependencies(target, lookup).every(({ verdict }) => verdict === 'ready');
}

function waitUntilSeen(ref: ObjectRef, world: ReconcileWorld, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const cleanups: (() => void)[] = [];
    const finish = () => {
      for (const cleanup of cleanups.splice(0)) cleanup();
      resolve();
    };
    const look = () => {
      if (signal.aborted || world.findTarget(ref) !== undefined) finish();
    };
    signal.addEventListener('abort', finish);
    cleanups.push(() => signal.removeEventListener('abort', finish), world.subscribe(look), world.clock.startTimer(appearMs, finish));
    look();
  });
}

/** Waits for one requested run: looks at the object after each change, and at the deadlines. */
class StepWait {
  readonly outcome: Promise<StepOutcome>;
  readonly #step: ReconcileStep;
  #mark: RequestMark;
  readonly #world: ReconcileWorld;
  readonly #options: StepOptions;
  readonly #cleanups: (() => void)[] = [];
  #resolve: (outcome: StepOutcome) => void = () => undefined;
  #sentence = '';
  #highest: ReconcilePhase = 'requested';
  #stopGrace: (() => void) | undefined;
  #stopAskingAgain: (() => void) | undefined;
  #asksLeft = mostAsksAgain;
  #blockedBy: RootCause | undefined;

  constructor(step: ReconcileStep, mark: RequestMark, world: ReconcileWorld, options: StepOptions) {
    this.#step = step;
    this.#mark = mark;
    this.#world = world;
    this.#options = options;
    this.outcome = new Promise((resolve) => (this.#resolve = resolve));
    const onAbort = () => this.#end({ type: 'cancelled' });
    options.signal.addEventListener('abort', onAbort);
    this.#cleanups.push(
      () => options.signal.removeEventListener('abort', onAbort),
      world.subscribe(() => this.#look()),
      world.clock.startTimer(options.deadlineMs, () => this.#end({ type: 'timedOut', ref: step.ref, sentence: this.#sentence, afterMs: options.deadlineMs })),
    );
    if (options.signal.aborted) onAbort();
    else this.#look();
  }

  #look(): void {
    const target = this.#world.findTarget(this.#step.ref);
    if (target === undefined) { this.#end({ type: 'gone', ref: this.#step.ref }); return; }
    // The run that was under way when ours was asked for has ended: what runs from here on is ours.
    if (this.#mark.wasRunning && readReadiness(target).state !== 'reconciling') this.#mark = { ...this.#mark, wasRunning: false };
    const verdict = judgeStep(target, this.#mark, this.#world.lookup);
    this.#show(verdict, target);
    switch (verdict.end.type) {
      case 'none':
        {
          this.#unblock();
          if (verdict.state === 'waiting' && dependenciesAreReady(target, this.#world.lookup)) this.#askAgainSoon();
          return;
        }
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
    this.#options.report({ phase: this.#highest, sentence: this.#sentence, revision: this.#highest === 'healthy' ? shortRevision(revisionOf(target)) : '' });
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

  /** The controller found a dependency unready a moment before it became ready, and would look again only after its own pause (30 s by default). */
  #askAgainSoon(): void {
    if (this.#stopAskingAgain !== undefined || this.#asksLeft === 0) return;
    this.#asksLeft -= 1;
    this.#stopAskingAgain = this.#world.clock.startTimer(askAgainMs, () => {
      this.#stopAskingAgain = undefined;
      const target = this.#world.findTarget(this.#step.ref);
      if (target === undefined || readReadiness(target).state !== 'waiting' || !dependenciesAreReady(target, this.#world.lookup)) return;
      const mark = markRequest(target, newRequestToken(this.#world.clock.now(), this.#world.random), this.#mark.wantedRevision);
      // A refusal changes nothing: the first request stands.
      void this.#world.mergePatch(this.#step.ref, requestPatch(mark.token, { force: false, reset: false }), this.#options.signal).then((answer) => {
        if (answer.ok) this.#mark = mark;
      });
    });
  }

  #unblock(): void {
    this.#stopGrace?.();
    this.#stopGrace = undefined;
    this.#blockedBy = undefined;
  }

  #end(outcome: StepOutcome): void {
    this.#unblock();
    this.#stopAskingAgain?.();
    for (const cleanup of this.#cleanups.splice(0)) cleanup();
    this.#resolve(outcome);
  }
}

const phaseOrder: readonly ReconcilePhase[] = ['requested', 'handled', 'applied', 'healthy'];
