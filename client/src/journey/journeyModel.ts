// How far one commit has come in one cluster: fetched by each source, applied by each Kustomization, rolled out, analysed. Pure: the same look gives the same answer.
import { formatClock, parseGoDuration } from '../../../server/src/flagger/durations.ts';
import { commitOfRevision, shortRevision, shortenRevisions } from '../../../server/src/flux/revision.ts';
import { phaseMeaning } from '../../../server/src/flagger/phases.ts';
import { printObjectId } from '../../../server/src/protocol/objectId.ts';
import type { LiveCanary } from '../cluster/objects/canary.ts';
import type { LiveFluxKustomization } from '../cluster/objects/fluxKustomization.ts';
import type { LiveFluxSource } from '../cluster/objects/fluxSource.ts';
import type { LiveWorkload } from '../cluster/objects/workload.ts';
import { findCondition } from '../cluster/objects/conditions.ts';
import { readString } from '../cluster/jsonValue.ts';
import type { ReconciledObject } from '../cluster/objects/reconciledObject.ts';
import { describeRef, refKey, type ObjectRef } from '../cluster/servedKind.ts';
import { findRootCause, type FluxLookup, type RootCause } from '../flux/dependencies.ts';
import { readInventory } from '../flux/inventory.ts';
import { kustomizationRef } from '../flux/ownership.ts';
import { readReadiness } from '../flux/readiness.ts';
import { targetRef } from '../flux/reconcilePlan.ts';
import { hopeless } from '../flux/reconcileStep.ts';

/** The steps of the way, in their order. */
export type JourneyStage = 'fetched' | 'applied' | 'rolledOut' | 'analysed';

/** One object on the way. `left`: the commit does not come here, since this or what it waits for is suspended or has failed. */
export interface JourneyItem {
  readonly stage: JourneyStage;
  readonly ref: ObjectRef;
  readonly state: 'waiting' | 'running' | 'done' | 'failed' | 'left';
  /** The controller's words or what it waits for; lower case, without a final stop. */
  readonly words: string;
  /** Of something failed that Flux tries again: when, for example `each 2m, next about 14:32:10`. Empty where nothing more comes. */
  readonly triesAgain?: string;
}

/** What a look is taken at. */
export interface JourneyInput {
  /** Full hash. */
  readonly commit: string;
  /** The sources that deliver the commit's repository and branch, as they are now. */
  readonly sources: readonly LiveFluxSource[];
  readonly kustomizations: readonly LiveFluxKustomization[];
  readonly canaries: readonly LiveCanary[];
  readonly lookup: FluxLookup;
  /** Whether a commit that the cluster has holds the one that is followed: false also while Git is asked, undefined where Git does not know that commit. */
  contains(commit: string): boolean | undefined;
  /** Workloads in the inventories of the Kustomizations as far as they are known. */
  findWorkload(ref: ObjectRef): LiveWorkload | undefined;
  /** Whether a workload has another pod template than when the journey began, or is new. */
  isChanged(ref: ObjectRef): boolean;
  /** How an analysis stands; undefined where none belongs to this journey. */
  judgeCanary(canary: LiveCanary): Pick<JourneyItem, 'state' | 'words'> | undefined;
}

/** The kinds whose rollout takes time. */
const workloadKinds: ReadonlySet<string> = new Set(['Deployment', 'StatefulSet', 'DaemonSet']);

/** Every object on the way, stage by stage. */
export function lookAtJourney(input: JourneyInput): readonly JourneyItem[] {
  const applied = input.kustomizations.filter((kustomization) => findSource(kustomization, input) !== undefined);
  const kustomizations = applied.map((kustomization) => ({ kustomization, item: lookAtKustomization(kustomization, input) }));
  const held = kustomizations.filter(({ item }) => item.state === 'done').flatMap(({ kustomization }) => readInventory(kustomization.inventory));
  return [
    ...input.sources.map((source) => lookAtSource(source, input)),
    ...kustomizations.map(({ item }) => item),
    ...workloadsIn(held).flatMap((ref) => lookAtWorkload(ref, input) ?? []),
    ...canariesOf(held, input).flatMap((canary) => lookAtCanary(canary, input) ?? []),
  ];
}

/** The workloads among references. */
export function workloadsIn(refs: readonly ObjectRef[]): readonly ObjectRef[] {
  return refs.filter(({ group, kind }) => group === 'apps' && workloadKinds.has(kind));
}

/** Whether nothing more will come; where `waitsForMend`, not as long as Flux tries again what has failed. */
export function isOver(items: readonly JourneyItem[], waitsForMend = false): boolean {
  return items.length > 0 && items.every(({ state, triesAgain = '' }) => state !== 'waiting' && state !== 'running' && !(waitsForMend && triesAgain !== ''));
}

/** The source of a Kustomization, if it is one of those that deliver the commit. */
function findSource({ source }: LiveFluxKustomization, { sources }: JourneyInput): LiveFluxSource | undefined {
  return sources.find((one) => one.kind === source.kind && one.namespace === source.namespace && one.name === source.name);
}

function lookAtSource(source: LiveFluxSource, { contains }: JourneyInput): JourneyItem {
  const ref = targetRef(source);
  const item = (state: JourneyItem['state'], words: string): JourneyItem => ({ stage: 'fetched', ref, state, words });
  const hasIt = contains(commitOfRevision(source.revision));
  if (hasIt === true) return item('done', shortRevision(source.revision));
  const readiness = readReadiness(source);
  if (readiness.state === 'suspended') return item('left', 'suspended: it fetches nothing until it is resumed');
  if (readiness.state === 'failed' || readiness.state === 'stalled') return { ...item('failed', shortenRevisions(readiness.sentence)), triesAgain: readiness.willRetry ? 'by itself' : '' };
  if (readiness.state === 'reconciling') return item('running', shortenRevisions(readiness.sentence));
  if (hasIt === undefined) return item('waiting', `has ${notKnownHere(source.revision)}`);
  return item('waiting', `has ${shortRevision(source.revision) || 'nothing'}${source.interval === '' ? '' : `, looks each ${source.interval}`}`);
}

/** A colleague's or an automation's commit may hold the one that is followed; only Git can tell. */
function notKnownHere(revision: string): string {
  return `${shortRevision(revision)}, which this clone does not know: fetch`;
}

function lookAtKustomization(kustomization: LiveFluxKustomization, input: JourneyInput): JourneyItem {
  const { contains } = input;
  const readiness = readReadiness(kustomization);
  const item = (state: JourneyItem['state'], words: string): JourneyItem => ({ stage: 'applied', ref: kustomizationRef(kustomization), state, words: shortenRevisions(words) });
  const hasIt = contains(commitOfRevision(kustomization.lastAppliedRevision));
  if (hasIt === true && readiness.state === 'ready') return item('done', shortRevision(kustomization.lastAppliedRevision));
  if (readiness.state === 'suspended') return item('left', 'suspended: it applies nothing until it is resumed');
  // A failure of an older revision says nothing about this one.
  const triesIt = hasIt === true || contains(commitOfRevision(kustomization.lastAttemptedRevision)) === true;
  if ((readiness.state === 'failed' || readiness.state === 'stalled') && triesIt) return { ...item('failed', readiness.sentence), triesAgain: readiness.willRetry ? nextTryWords(kustomization) : '' };
  const source = findSource(kustomization, input);
  const fetched = source === undefined ? undefined : lookAtSource(source, input);
  if (fetched !== undefined && !triesIt && (fetched.state === 'failed' || fetched.state === 'left')) return item('left', `not reached: ${describeRef(fetched.ref)} ${fetched.state === 'failed' ? 'has failed' : 'is suspended'}`);
  if (readiness.state === 'waiting') return { ...item('waiting', readiness.sentence), ...lookAtWaiting(kustomization, readiness.sentence, fetched, input) };
  if (readiness.state === 'reconciling') return item('running', readiness.sentence);
  if (hasIt === undefined) return item('waiting', `has ${notKnownHere(kustomization.lastAppliedRevision)}`);
  return item('waiting', `has ${shortRevision(kustomization.lastAppliedRevision) || 'nothing'} applied`);
}

/** `each 2m, next about 14:32:10`; the time where the last try is known and the next is not there before it can be read. */
function nextTryWords(kustomization: LiveFluxKustomization): string {
  const interval = retryInterval(kustomization);
  const last = Date.parse(kustomization.lastReconciledAt);
  const seconds = parseGoDuration(interval) ?? 0;
  return `each ${interval}${Number.isFinite(last) && seconds >= 60 ? `, next about ${formatClock(last + seconds * 1000)}` : ''}`;
}

/** Flux: where it is absent the interval holds (kustomize-controller, `GetRetryInterval`). */
function retryInterval({ object, interval }: LiveFluxKustomization): string {
  return readString(object.content, 'spec', 'retryInterval') || interval;
}

/** Flux: kustomize-controller tests dependencies before it attempts a revision, so what waits in vain never tries the commit. */
function lookAtWaiting(kustomization: LiveFluxKustomization, sentence: string, fetched: JourneyItem | undefined, input: JourneyInput): Pick<JourneyItem, 'state' | 'words'> {
  const cause = findRootCause(kustomization, input.lookup);
  if (cause === undefined) return { state: 'waiting', words: shortenRevisions(sentence) };
  if (fetched?.state === 'done' && hopeless.has(cause.kind)) {
    const end = endOfWaiting(kustomization, cause, input);
    if (end !== undefined) return { state: end, words: shortenRevisions(`not reached: ${cause.sentence}`) };
  }
  return { state: 'waiting', words: shortenRevisions(cause.chain.length < 2 ? sentence : `${sentence} → ${cause.sentence}`) };
}

/** What becomes of something that waits for a hopeless cause; undefined while the commit may still mend that. Where no other item says the failure, this one has to. */
function endOfWaiting(kustomization: LiveFluxKustomization, { kind, culprit, chain }: RootCause, input: JourneyInput): 'left' | 'failed' | undefined {
  if (kind === 'cycle') return culprit?.namespace === kustomization.namespace && culprit.name === kustomization.name ? 'failed' : 'left';
  if (kind === 'suspended') return 'left';
  const fault = chain.at(-1);
  const isFault = (one: ReconciledObject) => fault !== undefined && printObjectId(one) === printObjectId(fault);
  const source = input.sources.find(isFault);
  const other = input.kustomizations.find((one) => isFault(one) && findSource(one, input) !== undefined);
  const state = source !== undefined ? lookAtSource(source, input).state : other === undefined ? 'done' : lookAtKustomization(other, input).state;
  if (state === 'waiting' || state === 'running') return undefined;
  return state === 'done' ? 'failed' : 'left';
}

function lookAtWorkload(ref: ObjectRef, { findWorkload, isChanged, canaries }: JourneyInput): JourneyItem | undefined {
  const workload = findWorkload(ref);
  const item = (state: JourneyItem['state'], words: string): JourneyItem => ({ stage: 'rolledOut', ref, state, words });
  if (workload === undefined) return undefined;
  // Flagger decides when and how many pods of a Canary's target run: its analysis is the stage to look at.
  if (canaries.some(({ namespace, target }) => namespace === ref.namespace && target.kind === ref.kind && target.name === ref.name)) return undefined;
  const { desired, updated, available, isObserved, conditions } = workload;
  const isComplete = isObserved && updated >= desired && available >= desired;
  if (isComplete) return isChanged(ref) ? item('done', desired === 1 ? '1 pod' : `${desired} pods`) : undefined;
  const progressing = findCondition(conditions, 'Progressing');
  if (progressing?.status === 'False' && isObserved) return item('failed', progressing.message || progressing.reason);
  const waits = !isObserved ? 'its controller has not seen it yet' : updated < desired ? `${updated} of ${desired} pods updated` : `${available} of ${desired} pods available`;
  return item('running', waits);
}

function canariesOf(held: readonly ObjectRef[], { canaries }: JourneyInput): readonly LiveCanary[] {
  const keys = new Set(held.map(refKey));
  return canaries.filter(({ namespace, name, target }) => keys.has(refKey({ group: 'apps', kind: target.kind, namespace, name: target.name })) || keys.has(refKey({ group: 'flagger.app', kind: 'Canary', namespace, name })));
}

function lookAtCanary(canary: LiveCanary, { judgeCanary }: JourneyInput): JourneyItem | undefined {
  const judged = judgeCanary(canary);
  return judged === undefined ? undefined : { stage: 'analysed', ref: { group: 'flagger.app', kind: 'Canary', namespace: canary.namespace, name: canary.name }, ...judged };
}

/** What is said of a Canary whose rollout went through. */
export const promotedWords = 'promoted';

/** A running Canary in words: `Progressing 25 %`. */
export function canaryWords({ phase, weight, iterations }: LiveCanary): string {
  return weight > 0 ? `${phase} ${weight} %` : iterations > 0 ? `${phase} ${iterations} iterations` : phase;
}

/** Whether Flagger is at work in a phase. */
export function isRunningPhase(phase: string): boolean {
  return phaseMeaning(phase).running;
}
