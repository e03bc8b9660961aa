/** Stands in for Flagger: each Canary has its own tick, and each tick does what Flagger's scheduler does (pkg/controller/scheduler.go). */
import { nameOf } from '../kubeApi/clusterApi.ts';
import type { ObjectName } from '../kubeApi/clusterApi.ts';
import { isTrueAt, numberAt, objectAt, textAt } from '../kubeApi/json.ts';
import type { JsonObject } from '../kubeApi/json.ts';
import { hashTemplate } from '../workloads/templateHash.ts';
import { ReconcileQueue } from '../standIns/reconcileQueue.ts';
import { findKind } from '../standIns/standInContext.ts';
import type { StandIn, StandInContext } from '../standIns/standInContext.ts';
import { analysisIntervalSeconds, analysisThreshold, readCanarySpec, skipsAnalysis } from '../../../../server/src/flagger/canarySpec.ts';
import { holdBack, isBeingDeleted, terminate } from './canaryDeletion.ts';
import { passesChecks } from './canaryChecks.ts';
import { countFailedCheck, passesConfirmRollout, passesPreRollout, runPostRollout, wantsRollback } from './canaryHooks.ts';
import { ensurePrimary, ensureServices, findSelector, findUnreadiness, promoteToPrimary } from './canaryObjects.ts';
import { ensureRoutes, readCanaryWeight, writeCanaryWeight } from './canaryRoutes.ts';
import { canaryLabel, createRun, findPrimary, findTarget, liveStatus, phaseOf, say, scaleTarget, statusNumber, targetLabel, writePhase, writeStatus } from './canaryRun.ts';
import type { CanaryRun } from './canaryRun.ts';
import { replicasFor, stepPromotionTraffic, takeStep } from './canarySteps.ts';

const resource = 'canaries.flagger.app';
const firstTickMs = 1000;

/** Runs Canaries until it is stopped. */
export function startFlaggerStandIn(context: StandInContext): StandIn {
  const standIn = new FlaggerStandIn(context);
  const unsubscribe = context.api.store.subscribe((change) => {
    if (change.resource !== resource) return;
    if (change.type === 'ADDED') standIn.queue.add(nameOf(change.object), firstTickMs);
    if (change.type === 'MODIFIED' && isBeingDeleted(change.object) && !isBeingDeleted(change.previous)) standIn.queue.add(nameOf(change.object));
  });
  return {
    stop: () => {
      unsubscribe();
      standIn.queue.stop();
    },
  };
}

class FlaggerStandIn {
  readonly queue: ReconcileQueue;
  readonly #context: StandInContext;
  /** Canary uid → demo time at which its rollout began, for the deadline. */
  readonly #begun = new Map<string, number>();

  constructor(context: StandInContext) {
    this.#context = context;
    this.queue = new ReconcileQueue(context.scheduler, (name) => this.#tick(name));
  }

  #tick(name: ObjectName): number | undefined {
    const kind = findKind(this.#context, resource);
    const canary = kind && this.#context.api.find(kind, name);
    const spec = canary && readCanarySpec(canary);
    if (canary === undefined || spec === undefined) return undefined;
    const run = createRun(this.#context, canary, spec);
    if (isBeingDeleted(canary)) return terminate(run);
    if (isTrueAt(canary, 'spec', 'revertOnDeletion')) holdBack(run);
    if (spec.suspend) say(run, 'Normal', 'skipping canary run as object is suspended');
    else this.#advance(run);
    return analysisIntervalSeconds(spec.analysis) * 1000;
  }

  #advance(run: CanaryRun): void {
    if (phaseOf(run) === '') writePhase(run, 'Initializing');
    const target = this.#prepare(run);
    if (target === undefined) return;
    const primary = findPrimary(run);
    const unready = primary === undefined ? 'primary not found' : findUnreadiness(primary);
    if (unready !== undefined && !run.spec.skipAnalysis) {
      say(run, 'Warning', `${run.spec.targetRef.name}-primary.${run.name.namespace} not ready: ${unready}`);
      return;
    }
    const phase = phaseOf(run);
    if (phase === 'Initializing') { this.#finishInitialization(run, target); return; }
    if (phase === 'Initialized' || phase === 'Succeeded' || phase === 'Failed' || phase === 'Waiting') { this.#startIfChanged(run, target); return; }
    if (this.#isRestarted(run, target)) return;
    this.#analyse(run, target);
  }

  /** Looks for the target and makes what a Canary needs around it; gives the target when nothing is missing. */
  #prepare(run: CanaryRun): JsonObject | undefined {
    const target = findTarget(run);
    const { name } = run.spec.targetRef;
    if (target === undefined) {
      say(run, 'Warning', `deployment ${targetLabel(run)} get query error: deployments.apps "${name}" not found`);
      return undefined;
    }
    if (findSelector(target) === undefined) {
      say(run, 'Warning', `deployment ${targetLabel(run)} spec.selector.matchLabels must contain one of [app name app.kubernetes.io/name]`);
      return undefined;
    }
    ensurePrimary(run, target);
    ensureServices(run, target);
    const obstacle = ensureRoutes(run);
    if (obstacle === undefined) return target;
    say(run, 'Warning', obstacle);
    return undefined;
  }

  #finishInitialization(run: CanaryRun, target: JsonObject): void {
    scaleTarget(run, 0);
    writePhase(run, 'Initialized', { lastAppliedSpec: hashOf(target), failedChecks: 0 });
    say(run, 'Normal', 'all the metrics providers are available!');
    say(run, 'Normal', `Initialization done! ${canaryLabel(run)}`);
  }

  #startIfChanged(run: CanaryRun, target: JsonObject): void {
    const hash = hashOf(target);
    const status = liveStatus(run);
    const isWaiting = phaseOf(run) === 'Waiting';
    // Flagger notes in phase Failed what it finds, so that a version which failed and was put back may come again (`shouldAdvance`).
    if (phaseOf(run) === 'Failed' && hash !== status['lastAppliedSpec']) writeStatus(run, { lastAppliedSpec: hash });
    if (!isWaiting && (hash === status['lastAppliedSpec'] || hash === status['lastPromotedSpec'])) return;
    if (!passesConfirmRollout(run)) return;
    say(run, 'Normal', `New revision detected! Scaling up ${targetLabel(run)}`);
    scaleTarget(run, replicasFor(run, numberAt(findPrimary(run), 'spec', 'replicas')));
    this.#begun.set(uidOf(run), run.context.scheduler.elapsed());
    writePhase(run, 'Progressing', { lastAppliedSpec: hash, canaryWeight: 0, failedChecks: 0, iterations: 0 });
  }

  #isRestarted(run: CanaryRun, target: JsonObject): boolean {
    const hash = hashOf(target);
    const phase = phaseOf(run);
    if ((phase !== 'Progressing' && phase !== 'WaitingPromotion') || hash === liveStatus(run)['lastAppliedSpec']) return false;
    say(run, 'Normal', `New revision detected! Restarting analysis for ${targetLabel(run)}`);
    writeCanaryWeight(run, 0);
    this.#begun.set(uidOf(run), run.context.scheduler.elapsed());
    writePhase(run, 'Progressing', { lastAppliedSpec: hash, canaryWeight: 0, failedChecks: 0, iterations: 0 });
    return true;
  }

  #analyse(run: CanaryRun, target: JsonObject): void {
    const phase = phaseOf(run);
    const isAnalysing = phase === 'Progressing' || phase === 'WaitingPromotion';
    const unready = findUnreadiness(target);
    if (unready !== undefined) { this.#waitForPods(run, unready, isAnalysing); return; }
    if (skipsAnalysis(run.spec)) { this.#promoteAtOnce(run, target); return; }
    const threshold = analysisThreshold(run.spec.analysis);
    if (isAnalysing && statusNumber(run, 'failedChecks') >= threshold) { this.#rollBack(run, `Rolling back ${canaryLabel(run)} failed checks threshold reached ${statusNumber(run, 'failedChecks')}`); return; }
    if (isAnalysing && wantsRollback(run)) { this.#rollBack(run, `Rolling back ${canaryLabel(run)} manual webhook invoked`); return; }
    if (phase === 'Promoting') { stepPromotionTraffic(run); return; }
    if (phase === 'Finalising') { this.#finish(run); return; }
    if (this.#passesTick(run)) takeStep(run);
    else countFailedCheck(run);
  }

  /** The first ready tick runs the pre-rollout hooks, all later ones the checks. */
  #passesTick(run: CanaryRun): boolean {
    if (readCanaryWeight(run) > 0 || statusNumber(run, 'iterations') > 0) return passesChecks(run);
    say(run, 'Normal', `Starting canary analysis for ${targetLabel(run)}`);
    return passesPreRollout(run);
  }

  #waitForPods(run: CanaryRun, unready: string, canFail: boolean): void {
    const deadlineMs = (run.spec.progressDeadlineSeconds ?? 600) * 1000;
    const waitedMs = run.context.scheduler.elapsed() - (this.#begun.get(uidOf(run)) ?? 0);
    const words = `canary deployment ${targetLabel(run)} not ready: ${unready}`;
    if (canFail && waitedMs > deadlineMs) { this.#rollBack(run, `Rolling back ${canaryLabel(run)} progress deadline exceeded ${words}`); return; }
    say(run, 'Warning', words);
  }

  #promoteAtOnce(run: CanaryRun, target: JsonObject): void {
    say(run, 'Normal', `Copying ${targetLabel(run)} template spec to ${run.spec.targetRef.name}-primary.${run.name.namespace}`);
    promoteToPrimary(run, target);
    scaleTarget(run, 0);
    writePhase(run, 'Succeeded');
    say(run, 'Normal', `Promotion completed! Canary analysis was skipped for ${targetLabel(run)}`);
    runPostRollout(run, 'Succeeded');
  }

  #finish(run: CanaryRun): void {
    scaleTarget(run, 0);
    writePhase(run, 'Succeeded');
    say(run, 'Normal', `Promotion completed! Scaling down ${targetLabel(run)}`);
    runPostRollout(run, 'Succeeded');
  }

  #rollBack(run: CanaryRun, reason: string): void {
    say(run, 'Warning', reason);
    writeCanaryWeight(run, 0);
    say(run, 'Warning', `Canary failed! Scaling down ${canaryLabel(run)}`);
    scaleTarget(run, 0);
    const target = findTarget(run);
    // Flagger writes a fresh status here: the failed checks of the run are told by its event only.
    writePhase(run, 'Failed', { failedChecks: 0, ...(target === undefined ? {} : { lastAppliedSpec: hashOf(target) }) });
    runPostRollout(run, 'Failed');
  }
}

function hashOf(deployment: JsonObject): string {
  return hashTemplate(objectAt(deployment, 'spec', 'template'));
}

function uidOf(run: CanaryRun): string {
  return textAt(run.canary, 'metadata', 'uid') ?? '';
}
