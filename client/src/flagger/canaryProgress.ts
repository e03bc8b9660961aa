/** Composes the view model of one canary from its live objects, its events and what was seen before. */
import { analysisIntervalSeconds, analysisThreshold } from '../../../server/src/flagger/canarySpec.ts';
import { readLiveCanary } from '../../../server/src/flagger/canaryObject.ts';
import type { LiveCanary } from '../../../server/src/flagger/canaryObject.ts';
import { readCanaryEvents } from '../../../server/src/flagger/clusterEvents.ts';
import type { TimedFact } from '../../../server/src/flagger/clusterEvents.ts';
import { eventTone, eventWords } from '../../../server/src/flagger/eventWords.ts';
import { readPath, readString } from '../../../server/src/flagger/jsonRead.ts';
import { promotionWords, rollbackWords } from '../../../server/src/flagger/gateWaits.ts';
import { phaseMeaning } from '../../../server/src/flagger/phases.ts';
import { findProvider, generatedObjects } from '../../../server/src/flagger/providers.ts';
import type { GeneratedObject, ProviderFacts } from '../../../server/src/flagger/providers.ts';
import { computeSchedule } from '../../../server/src/flagger/schedule.ts';
import type { CanarySchedule } from '../../../server/src/flagger/schedule.ts';
import type { ScheduleNote } from '../../../server/src/flagger/scheduleNotes.ts';
import { describeCanary } from '../../../server/src/flagger/sentence.ts';
import { effectiveStrategy, strategyWords } from '../../../server/src/flagger/strategy.ts';
import type { EffectiveStrategy } from '../../../server/src/flagger/strategy.ts';
import { matchWords } from '../../../server/src/flagger/matchWords.ts';
import type { CanaryView, EventView, ObjectView, TrafficView, WorkloadView } from './canaryView.ts';
import { buildChecks } from './checkViews.ts';
import type { AskedMetric, MetricSample } from './checkViews.ts';
import { buildHooks } from './hookViews.ts';
import { buildChart } from './rolloutChart.ts';
import { listPastRollouts } from './pastRollouts.ts';
import { rivalNote } from './rivals.ts';
import { findPutBack } from './putBack.ts';
import { mergeHistory } from './rolloutHistory.ts';
import type { RolloutHistory } from './rolloutHistory.ts';
import { findMoment } from './rolloutMoment.ts';
import type { RolloutMoment } from './rolloutMoment.ts';
import { buildLadder } from './stepLadder.ts';
import { readTrafficWeights } from './trafficWeights.ts';
import { readWorkloads } from './workload.ts';

/** Everything that is known of one canary at one moment; objects are as the API server gives them. */
export interface CanaryProgressInput {
  readonly canary: unknown;
  readonly events: readonly unknown[];
  /** The object of `spec.targetRef`. */
  readonly target?: unknown;
  /** The workload `<target>-primary`. */
  readonly primary?: unknown;
  /** The object that holds the weights (see `routingObject` in providers.ts). */
  readonly routing?: unknown;
  /** What was seen of this canary before. */
  readonly history?: RolloutHistory;
  /** Values from a metrics server, where one could be asked. */
  readonly samples?: readonly MetricSample[];
  /** What it was asked. */
  readonly queries?: readonly AskedMetric[];
  /** Why some of them are missing; absent where nobody asked. */
  readonly metricsWords?: string;
  /** The version that Git declares, where it is another than the one that serves. */
  readonly git?: { readonly version: string; readonly place: string };
  /** The controller's `-mesh-provider`, where known. */
  readonly meshProvider?: string;
  /** Other Canaries of the namespace with the same target. */
  readonly rivals?: readonly string[];
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Notes on what the panel shows by itself: gates, hooks and pods. */
const SHOWN_ELSEWHERE: readonly ScheduleNote['code'][] = ['waits-for-pods', 'gate', 'pre-rollout-counts', 'rollback-hook', 'suspended'];

/** Computes the view; `undefined` when the object is no Canary. */
export function buildCanaryView(input: CanaryProgressInput): CanaryView | undefined {
  const canary = readLiveCanary(input.canary);
  if (canary === undefined) return undefined;
  const { spec, status } = canary;
  const mesh = input.meshProvider === undefined ? {} : { meshProvider: input.meshProvider };
  const provider = findProvider(spec.provider ?? input.meshProvider ?? '');
  const strategy = effectiveStrategy(spec, provider);
  const schedule = computeSchedule(spec, mesh);
  const facts = mergeHistory(input.history, canary.uid, readCanaryEvents(input.events, canary.uid));
  const moment = findMoment({ canary, strategy, facts, routes: readTrafficWeights(spec, input.routing), ...mesh, now: input.now });
  const workloads = readWorkloads(input.target, input.primary);
  const traffic = buildTraffic(strategy, provider, moment);
  const putBack = findPutBack(input.canary, status, { target: input.target, primary: input.primary });
  const chart = buildChart(canary, strategy, schedule, moment);
  return {
    name: spec.name,
    namespace: spec.namespace ?? '',
    target: { group: spec.targetRef.kind === 'Service' ? '' : 'apps', kind: spec.targetRef.kind, name: spec.targetRef.name, ...(spec.namespace === undefined ? {} : { namespace: spec.namespace }) },
    provider: provider?.title ?? spec.provider ?? 'the controller’s provider',
    strategy: strategy.shown,
    strategyWords: strategyWords(spec, input.meshProvider),
    phase: status.phase,
    ...describe(canary, strategy, moment, { traffic, workloads, putBack }, input),
    ...(putBack === undefined ? {} : { putBack }),
    running: moment.running,
    suspended: spec.suspend,
    traffic,
    ...workloads,
    ...(strategy.base === 'canary' ? {} : { iterations: { done: Math.max(0, Math.min(strategy.iterations, iterationsDone(status.phase, status.iterations, strategy.iterations))), of: strategy.iterations } }),
    planWords: `${promotionWords(schedule)}; ${rollbackWords(schedule)}`,
    ladder: buildLadder(canary, strategy, schedule, moment),
    ...(chart === undefined ? {} : { chart }),
    tick: buildTick(canary, moment),
    failedChecks: { count: failedCheckCount(status.phase, status.failedChecks, moment), threshold: analysisThreshold(spec.analysis) },
    ...(input.metricsWords === undefined ? {} : { metricsWords: input.metricsWords }),
    checks: buildChecks(canary, moment, input.samples, input.queries),
    hooks: buildHooks(canary, strategy, moment, facts),
    objects: buildObjects(canary, traffic, workloads, input),
    events: buildEvents(facts),
    past: listPastRollouts({ canary, strategy, schedule, facts, history: input.history, running: moment.running }),
    notes: buildNotes(schedule, rivalNote(input.rivals ?? [], spec.targetRef)),
  };
}

function buildNotes(schedule: CanarySchedule, rivals: string | undefined): readonly string[] {
  const notes = schedule.notes.filter((note) => !SHOWN_ELSEWHERE.includes(note.code)).map((note) => note.text);
  return rivals === undefined ? notes : [rivals, ...notes];
}

function describe(canary: LiveCanary, strategy: EffectiveStrategy, moment: RolloutMoment, { traffic, workloads, putBack }: { readonly traffic: TrafficView; readonly workloads: { readonly canary: WorkloadView }; readonly putBack: CanaryView['putBack'] }, input: CanaryProgressInput): Pick<CanaryView, 'sign' | 'sentence'> {
  const { startedAt, endedAt, nextTickAt, earliestPromotionAt, gates, next, overdueSince } = moment;
  // Before any rollout the events are those of the set-up; a gate that holds the start comes before the detection.
  const facts = moment.running && canary.status.phase !== 'Waiting' ? moment.facts : recentFacts(canary, moment, input);
  const sentence = describeCanary({
    canary, strategy, weight: traffic.canary, mirrored: traffic.mirrored, facts,
    ...(startedAt === undefined ? {} : { startedAt }), ...(endedAt === undefined ? {} : { endedAt }),
    ...(nextTickAt === undefined ? {} : { nextTickAt }), ...(earliestPromotionAt === undefined ? {} : { earliestPromotionAt }),
    ...(gates === undefined ? {} : { gates }), ...(next === undefined ? {} : { next }), ...(overdueSince === undefined ? {} : { overdueSince }),
    ...(workloads.canary.version === undefined ? {} : { version: workloads.canary.version }),
    ...(input.git === undefined ? {} : { git: input.git }),
    ...(putBack === undefined ? {} : { putBack }),
  });
  return { sign: sentence.sign === 'idle' && canary.status.phase !== 'Failed' ? phaseMeaning(canary.status.phase).sign : sentence.sign, sentence };
}

function recentFacts(canary: LiveCanary, moment: RolloutMoment, input: CanaryProgressInput): readonly TimedFact[] {
  if (canary.status.phase === 'Failed' || canary.status.phase === 'Succeeded') return moment.facts;
  return mergeHistory(input.history, canary.uid, readCanaryEvents(input.events, canary.uid));
}

function buildTraffic(strategy: EffectiveStrategy, provider: ProviderFacts | undefined, moment: RolloutMoment): TrafficView {
  const routesNothing = provider !== undefined && provider.routing === undefined;
  const canary = routesNothing ? 0 : moment.weight;
  return {
    basis: routesNothing ? 'none' : strategy.matchWorks ? 'matched' : strategy.base === 'canary' ? 'all' : 'switched',
    primary: 100 - canary,
    canary,
    mirrored: moment.mirrored,
    ...(strategy.match.length === 0 ? {} : { match: matchWords(strategy.match, provider) }),
    source: moment.weightSource,
  };
}

function buildTick(canary: LiveCanary, moment: RolloutMoment): CanaryView['tick'] {
  return {
    intervalSeconds: analysisIntervalSeconds(canary.spec.analysis),
    ...(moment.nextTickAt === undefined ? {} : { nextAt: moment.nextTickAt }),
    ...(moment.lastTickAt === undefined ? {} : { lastAt: moment.lastTickAt }),
  };
}

function iterationsDone(phase: string, iterations: number, of: number): number {
  return phase === 'Promoting' || phase === 'Finalising' || phase === 'Succeeded' ? of : iterations;
}

/** The status forgets the count when a rollout ends; the rollback's event keeps it. */
function failedCheckCount(phase: string, count: number, moment: RolloutMoment): number {
  if (phase !== 'Failed') return count;
  const rollback = moment.facts.findLast((timed) => timed.fact.kind === 'rollingBack')?.fact;
  return rollback?.kind === 'rollingBack' ? (rollback.failedChecks ?? count) : count;
}

function buildObjects(canary: LiveCanary, traffic: TrafficView, workloads: { readonly primary: WorkloadView; readonly canary: WorkloadView }, input: CanaryProgressInput): readonly ObjectView[] {
  return generatedObjects(canary.spec, input.meshProvider).map(({ role, ...object }) => {
    const detail = objectDetail(role, traffic, workloads, readString(readPath(input.canary, 'status', 'phase')) ?? '');
    const images = role === 'target' ? imageNames(workloads.canary) : role === 'primary' ? imageNames(workloads.primary) : [];
    return { ...object, ...(detail === undefined ? {} : { detail }), ...(images.length === 0 ? {} : { images }) };
  });
}

function objectDetail(role: GeneratedObject['role'], traffic: TrafficView, workloads: { readonly primary: WorkloadView; readonly canary: WorkloadView }, phase: string): string | undefined {
  switch (role) {
    case 'target': return podWords(workloads.canary);
    case 'primary': return podWords(workloads.primary);
    case 'apexService': return phase === '' || phase === 'Initializing' ? 'selects what it did before' : `selects ${versionWords(workloads.primary, 'the primary')}`;
    case 'primaryService': return `selects ${versionWords(workloads.primary, 'the primary')}`;
    case 'canaryService': return workloads.canary.pods?.wanted === 0 ? 'selects no pods now' : `selects ${versionWords(workloads.canary, 'the canary')}`;
    case 'routing': return traffic.source === 'routes' ? routingWords(traffic) : undefined;
    default: return undefined;
  }
}

function versionWords(workload: WorkloadView, name: string): string {
  return workload.version === undefined ? name : `${name}, ${workload.version}`;
}

function routingWords(traffic: TrafficView): string {
  if (traffic.basis === 'all' || (traffic.canary > 0 && traffic.canary < 100)) return `${traffic.primary}/${traffic.canary}`;
  if (traffic.basis === 'switched') return `everything to the ${traffic.canary > 0 ? 'canary' : 'primary'}`;
  return traffic.canary > 0 ? 'matching requests to the canary' : 'everything to the primary';
}

function imageNames(workload: WorkloadView): readonly string[] {
  const changed = workload.images.filter((each) => each.changed);
  return (changed.length > 0 ? changed : workload.images).map((each) => each.image);
}

function podWords(workload: WorkloadView): string | undefined {
  if (workload.pods?.wanted === 0) return 'scaled to 0';
  return workload.pods === undefined ? undefined : `${workload.pods.ready}/${workload.pods.wanted} pods`;
}

function buildEvents(facts: readonly TimedFact[]): readonly EventView[] {
  return [...facts].reverse().slice(0, 200).map((timed) => ({
    at: timed.at, count: timed.count, tone: eventTone(timed.fact, timed.warning), words: eventWords(timed.fact), message: timed.message, combined: timed.combined,
  }));
}
