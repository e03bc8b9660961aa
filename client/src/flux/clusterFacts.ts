// Builds the compact facts about the cluster that the language server may speak about on a line of YAML.
import type { CanaryFacts, ChartChange, ChartVersion, ClusterFacts, FluxKustomizationFacts, FluxSourceFacts, HelmReleaseFacts, ReconciledFacts } from '../../../server/src/protocol/clusterFacts.ts';
import { newestRollout, readCanaryEvents, type TimedFact } from '../../../server/src/flagger/clusterEvents.ts';
import { rollbackReason } from '../../../server/src/flagger/rollbackReason.ts';
import type { ClusterSession } from '../cluster/clusterSession.ts';
import { readString, type JsonObject } from '../cluster/jsonValue.ts';
import type { LiveCanary } from '../cluster/objects/canary.ts';
import type { LiveWorkload } from '../cluster/objects/workload.ts';
import { findCondition } from '../cluster/objects/conditions.ts';
import type { LiveFluxKustomization } from '../cluster/objects/fluxKustomization.ts';
import type { LiveFluxSource } from '../cluster/objects/fluxSource.ts';
import type { HelmSnapshot, LiveHelmRelease } from '../cluster/objects/helmRelease.ts';
import type { ReconciledObject } from '../cluster/objects/reconciledObject.ts';
import { findRootCause, type Dependent, type FluxLookup } from './dependencies.ts';
import { printInventoryId } from './inventory.ts';
import { readReadiness } from './readiness.ts';
import { unhandledSince } from './unhandledRequest.ts';

/** What the builder reads; a session has all of it. */
export type FactsSource = FluxLookup &
  Pick<ClusterSession, 'contextName' | 'state' | 'discovery' | 'kustomizations' | 'sources' | 'helmReleases' | 'canaries' | 'rawCanaryEvents' | 'findWorkload' | 'clusterTime'>;

/** The facts as of now (milliseconds since the epoch). A session that never had a list makes no statement. */
export function buildClusterFacts(source: FactsSource, ourTime: number): ClusterFacts {
  const now = source.clusterTime(ourTime);
  const { state } = source;
  const hasAnything = source.discovery !== undefined && state.type !== 'unreachable';
  const events = eventsByCanary(source.rawCanaryEvents);
  return {
    version: 1,
    contextName: source.contextName,
    connection: !hasAnything ? 'none' : state.type === 'live' ? 'live' : 'stale',
    asOf: new Date(state.type === 'stale' ? state.since : ourTime).toISOString(),
    kustomizations: hasAnything ? source.kustomizations.map((kustomization) => kustomizationFacts(kustomization, source, now)) : [],
    sources: hasAnything ? source.sources.map((live) => sourceFacts(live, now)) : [],
    helmReleases: hasAnything ? source.helmReleases.map((release) => helmReleaseFacts(release, source, now)) : [],
    canaries: hasAnything ? source.canaries.map((canary) => canaryFacts(canary, source, events.get(`${canary.namespace}/${canary.name}`) ?? [])) : [],
    ...(now === ourTime ? {} : { clockOffsetMs: now - ourTime }),
    ...(source.discovery === undefined ? {} : { servedKinds: source.discovery.servedKinds }),
  };
}

/** Why the newest rollout halted or failed, from a Canary's events, for example `success rate 61 % < 70 %`; empty where they do not say. */
export function readFailureReason(events: readonly JsonObject[], uid: string): string {
  return describeFailure(readCanaryEvents(events, uid));
}

/** The same from what is known of a Canary, oldest first. */
export function describeFailure(known: readonly TimedFact[]): string {
  return rollbackReason(newestRollout(known).facts);
}

function reconciledFacts(view: ReconciledObject & { readonly isStatic?: boolean }, now: number): ReconciledFacts {
  const since = unhandledSince(view, now);
  const readiness = readReadiness(view);
  const ready = findCondition(view.conditions, 'Ready');
  return {
    namespace: view.namespace,
    name: view.name,
    state: readiness.state,
    sentence: readiness.sentence,
    reason: ready?.reason ?? '',
    message: ready?.message ?? '',
    readyChangedAt: ready?.lastTransitionTime ?? '',
    suspended: view.suspended,
    interval: view.interval,
    ...(since === '' ? {} : { unhandledSince: since }),
  };
}

function kustomizationFacts(kustomization: LiveFluxKustomization, lookup: FluxLookup, now: number): FluxKustomizationFacts {
  return {
    ...dependentFacts(kustomization, lookup, now),
    path: kustomization.path,
    lastAppliedRevision: kustomization.lastAppliedRevision,
    lastAttemptedRevision: kustomization.lastAttemptedRevision,
    lastReconciledAt: kustomization.lastReconciledAt,
    inventory: kustomization.inventory,
  };
}

/** What waits for others carries why. */
function dependentFacts(dependent: Dependent, lookup: FluxLookup, now: number): ReconciledFacts {
  const facts = reconciledFacts(dependent, now);
  const cause = facts.state === 'waiting' ? findRootCause(dependent, lookup) : undefined;
  return cause === undefined ? facts : { ...facts, cause: { kind: cause.kind, way: cause.chain.slice(1), sentence: cause.sentence } };
}

function sourceFacts(source: LiveFluxSource, now: number): FluxSourceFacts {
  return { ...reconciledFacts(source, now), kind: source.sourceKind, revision: source.revision, fetchedAt: source.fetchedAt, url: source.url };
}

function helmReleaseFacts(release: LiveHelmRelease, lookup: FluxLookup, now: number): HelmReleaseFacts {
  return { ...dependentFacts(release, lookup, now), chartVersion: release.chartVersion, lastAttemptedRevision: release.lastAttemptedRevision, inventory: release.inventory };
}

function canaryFacts(canary: LiveCanary, source: FactsSource, events: readonly JsonObject[]): CanaryFacts {
  const { namespace, target } = canary;
  const primary = source.findWorkload(target.kind, namespace, `${target.name}-primary`);
  const own = source.findWorkload(target.kind, namespace, target.name);
  return {
    namespace,
    name: canary.name,
    phase: canary.phase,
    suspended: canary.suspended,
    weight: canary.weight,
    iterations: canary.iterations,
    failedChecks: canary.failedChecks,
    lastTransitionTime: canary.lastTransitionTime,
    targetRef: target,
    ...(primary === undefined ? {} : { primaryImages: primary.images }),
    ...(own === undefined ? {} : { canaryImages: own.images }),
    ...targetReleaseOf(canary, source, own),
    ...blockedFacts(canary, events),
    failureReason: canary.phase === 'Failed' || canary.failedChecks > 0 ? readFailureReason(events, canary.object.uid) : '',
  };
}

/** Helm's labels tell it, and where the chart's author left them out, the inventory of the release does. */
function targetReleaseOf(canary: LiveCanary, source: FactsSource, target: LiveWorkload | undefined): Pick<CanaryFacts, 'targetRelease'> {
  const name = target?.object.labels['helm.toolkit.fluxcd.io/name'] ?? '';
  const namespace = target?.object.labels['helm.toolkit.fluxcd.io/namespace'] ?? canary.namespace;
  if (name !== '') return { targetRelease: { namespace, name, ...chartChange(source.findHelmRelease(namespace, name)) } };
  const id = printInventoryId({ group: 'apps', kind: canary.target.kind, namespace: canary.namespace, name: canary.target.name });
  const release = source.helmReleases.find(({ inventory }) => inventory.includes(id));
  return release === undefined ? {} : { targetRelease: { namespace: release.namespace, name: release.name, ...chartChange(release) } };
}

/** Nothing where the newest release has the same chart as the one before. helm-controller keeps both (api/v2 snapshot_types.go, Truncate). */
function chartChange(release: LiveHelmRelease | undefined): { readonly chart?: ChartChange } {
  const [newest, previous] = release?.history ?? [];
  if (newest === undefined || previous === undefined || newest.chartName !== previous.chartName || newest.chartVersion === previous.chartVersion) return {};
  const versionOf = ({ chartVersion, appVersion }: HelmSnapshot): ChartVersion => ({ version: chartVersion, appVersion });
  return { chart: { name: newest.chartName, newest: versionOf(newest), previous: versionOf(previous), isByChartAlone: newest.configDigest !== '' && newest.configDigest === previous.configDigest } };
}

/** Flagger says in each tick why it cannot go on; the newest word counts. */
function blockedFacts(canary: LiveCanary, events: readonly JsonObject[]): Pick<CanaryFacts, 'blocked'> {
  if (canary.phase !== '' && canary.phase !== 'Initializing') return {};
  const last = readCanaryEvents(events, canary.object.uid).findLast(({ fact }) => fact.kind !== 'metricsAvailable' && fact.kind !== 'metricsUnavailable');
  if (last === undefined) return {};
  const { fact, warning, message } = last;
  if (fact.kind === 'blocked') return { blocked: { what: fact.what, message: fact.message } };
  if (fact.kind === 'notReady') return { blocked: { what: 'primaryNotReady', message: `${fact.workload} is not ready (${fact.detail})` } };
  return fact.kind === 'other' && warning ? { blocked: { what: 'other', message } } : {};
}

const groupedEvents = new WeakMap<readonly JsonObject[], ReadonlyMap<string, readonly JsonObject[]>>();

/** Events by `namespace/name` of the Canary that they are about; a list is grouped once, whoever asks. */
export function eventsByCanary(events: readonly JsonObject[]): ReadonlyMap<string, readonly JsonObject[]> {
  const groups = groupedEvents.get(events) ?? groupEvents(events);
  groupedEvents.set(events, groups);
  return groups;
}

function groupEvents(events: readonly JsonObject[]): ReadonlyMap<string, readonly JsonObject[]> {
  const byCanary = new Map<string, JsonObject[]>();
  for (const event of events) {
    const key = `${readString(event, 'involvedObject', 'namespace')}/${readString(event, 'involvedObject', 'name')}`;
    const list = byCanary.get(key);
    if (list === undefined) byCanary.set(key, [event]);
    else list.push(event);
  }
  return byCanary;
}
