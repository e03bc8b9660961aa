// Which objects are asked for a run, and in which order, for Reconcile and Reconcile with Source: as the flux CLI does it (FACTS A7).
// The chain over everything nested is planned in chainPlan.ts.
import type { LiveFluxKustomization } from '../cluster/objects/fluxKustomization.ts';
import { isFluxSourceKind, type LiveFluxSource } from '../cluster/objects/fluxSource.ts';
import type { LiveHelmRelease } from '../cluster/objects/helmRelease.ts';
import { failure, success, type Outcome } from '../cluster/outcome.ts';
import { describeRef, refKey, type ObjectRef } from '../cluster/servedKind.ts';
import type { FluxLookup } from './dependencies.ts';
import { kustomizationRef } from './ownership.ts';

/** The API group of sources and of HelmReleases. */
export const sourceGroup = 'source.toolkit.fluxcd.io';
export const helmGroup = 'helm.toolkit.fluxcd.io';

/** What can be reconciled. */
export type ReconcileTarget = LiveFluxKustomization | LiveHelmRelease | LiveFluxSource;

/** One object in the order of work. */
export interface ReconcileStep {
  readonly ref: ObjectRef;
  readonly role: 'source' | 'chart' | 'dependency' | 'target' | 'nested';
  /** Why nothing is asked of it and the work goes on; empty for a step that is done. */
  readonly skipReason: string;
  /** Keys (`refKey`) of the steps that come before it. */
  readonly after: readonly string[];
}

/** The steps; each begins as soon as those before it are through. */
export interface ReconcilePlan {
  /** What was asked for; the run is over when all of them are through or out of reach. */
  readonly targets: readonly ObjectRef[];
  readonly steps: readonly ReconcileStep[];
  /** Whether what the target and its children apply is reconciled too, and joins the plan when it becomes known. */
  readonly withNested: boolean;
}

/** Why it makes no sense to begin. */
export interface ReconcileRefusal {
  readonly type: 'suspended' | 'missing' | 'unsupported';
  readonly ref: ObjectRef;
  /** Lower case, without a final stop. */
  readonly message: string;
}

/** Plans the run of one object, on request with the sources before it. */
export function planReconcile(target: ReconcileTarget, scope: 'object' | 'withSource', lookup: FluxLookup): Outcome<ReconcilePlan, ReconcileRefusal> {
  const ref = targetRef(target);
  if (target.suspended) return failure(suspended(ref));
  if (!canBeAsked(target)) return failure({ type: 'unsupported', ref, message: `${describeRef(ref)} cannot be reconciled: ${whyNotAsked(target)}` });
  const before = scope === 'withSource' ? planSources(target, lookup) : success([]);
  if (!before.ok) return before;
  return success({ targets: [ref], steps: inSequence([...before.value, { ref, role: 'target', skipReason: '', after: [] }]), withNested: false });
}

/** One plan out of several: each object stands once, as a target where any plan has it so, after everything that any plan puts before it. */
export function mergePlans(plans: readonly ReconcilePlan[]): ReconcilePlan {
  const steps = new Map<string, ReconcileStep>();
  for (const step of plans.flatMap((plan) => plan.steps)) {
    const key = refKey(step.ref);
    const known = steps.get(key);
    if (known === undefined) steps.set(key, step);
    else steps.set(key, { ...(roleRank.indexOf(step.role) < roleRank.indexOf(known.role) ? step : known), after: [...new Set([...known.after, ...step.after])] });
  }
  return { targets: plans.flatMap((plan) => plan.targets), steps: [...steps.values()], withNested: plans.some((plan) => plan.withNested) };
}

/** What an object that several plans have stands as: what follows from the role of a target, or of something nested, must not be lost. */
const roleRank: readonly ReconcileStep['role'][] = ['target', 'nested', 'dependency', 'chart', 'source'];

/** How the object is named. */
export function targetRef(target: ReconcileTarget): ObjectRef {
  const { namespace, name } = target;
  if ('sourceKind' in target) return { group: sourceGroup, kind: target.sourceKind, namespace, name };
  return 'path' in target ? kustomizationRef(target) : { group: helmGroup, kind: 'HelmRelease', namespace, name };
}

/** The sources of an object, the first to be fetched first; each waits for the one before it. */
export function planSources(target: ReconcileTarget, lookup: FluxLookup): Outcome<readonly ReconcileStep[], ReconcileRefusal> {
  const steps = sourcesInOrder(target, lookup);
  return steps.ok ? success(inSequence(steps.value)) : steps;
}

function sourcesInOrder(target: ReconcileTarget, lookup: FluxLookup): Outcome<readonly ReconcileStep[], ReconcileRefusal> {
  if ('sourceKind' in target) return target.chartSource === undefined ? success([]) : sourceSteps(target.chartSource, 'source', lookup);
  if ('path' in target) return sourceSteps(target.source, 'source', lookup);
  return planChart(target, lookup);
}

function planChart(release: LiveHelmRelease, lookup: FluxLookup): Outcome<readonly ReconcileStep[], ReconcileRefusal> {
  const { origin } = release;
  const ref = targetRef(release);
  if (origin.type === 'none') return failure({ type: 'unsupported', ref, message: `${describeRef(ref)} names no chart` });
  if (origin.type === 'reference') {
    if (origin.source.kind !== 'OCIRepository' && origin.source.kind !== 'HelmChart') return failure(unsupportedSource(origin.source));
    if (origin.source.kind === 'OCIRepository') return sourceSteps(origin.source, 'source', lookup);
    return chartSteps(origin.source, lookup);
  }
  const chart = lookup.findSource('HelmChart', origin.helmChart.namespace, origin.helmChart.name);
  const sources = sourceSteps(origin.source, 'source', lookup);
  if (!sources.ok) return sources;
  const chartRef: ObjectRef = { group: sourceGroup, kind: 'HelmChart', ...origin.helmChart };
  const skipReason = chart === undefined ? 'it does not exist yet: the HelmRelease makes it' : '';
  if (chart?.suspended === true) return failure(suspended(chartRef));
  return success([...sources.value, { ref: chartRef, role: 'chart', skipReason, after: [] }]);
}

/** The source of a chart that stands by itself, then the chart. */
function chartSteps(reference: { readonly namespace: string; readonly name: string }, lookup: FluxLookup): Outcome<readonly ReconcileStep[], ReconcileRefusal> {
  const chart = lookup.findSource('HelmChart', reference.namespace, reference.name);
  const own = sourceSteps({ kind: 'HelmChart', ...reference }, 'chart', lookup);
  if (!own.ok || chart?.chartSource === undefined) return own;
  const sources = sourceSteps(chart.chartSource, 'source', lookup);
  return sources.ok ? success([...sources.value, ...own.value]) : sources;
}

function sourceSteps(reference: { readonly kind: string; readonly namespace: string; readonly name: string }, role: 'source' | 'chart', lookup: FluxLookup): Outcome<readonly ReconcileStep[], ReconcileRefusal> {
  const { kind, namespace, name } = reference;
  if (!isFluxSourceKind(kind) || kind === 'ExternalArtifact') return failure(unsupportedSource(reference));
  const ref: ObjectRef = { group: sourceGroup, kind, namespace, name };
  const source = lookup.findSource(kind, namespace, name);
  if (source === undefined) return failure({ type: 'missing', ref, message: `${describeRef(ref)} does not exist` });
  if (source.suspended) return failure(suspended(ref));
  return success([{ ref, role, skipReason: canBeAsked(source) ? '' : whyNotAsked(source), after: [] }]);
}

/** Whether a controller looks at it at all. */
export function canBeAsked(target: ReconcileTarget): boolean {
  return !('sourceKind' in target) || (!target.isStatic && target.sourceKind !== 'ExternalArtifact');
}

/** Why a controller does not look at it. */
export function whyNotAsked(target: ReconcileTarget): string {
  return 'isStatic' in target && target.isStatic ? 'a HelmRepository of type oci is never fetched by itself' : 'it is made by another controller';
}

function unsupportedSource(reference: { readonly kind: string; readonly namespace: string; readonly name: string }): ReconcileRefusal {
  const ref: ObjectRef = { group: sourceGroup, kind: reference.kind, namespace: reference.namespace, name: reference.name };
  return { type: 'unsupported', ref, message: `${describeRef(ref)} cannot be reconciled: ${reference.kind === 'ExternalArtifact' ? 'it is made by another controller' : 'it is no source that Flux fetches'}` };
}

function suspended(ref: ObjectRef): ReconcileRefusal {
  return { type: 'suspended', ref, message: `${describeRef(ref)} is suspended` };
}

/** Each step waits for the one before it. */
function inSequence(steps: readonly ReconcileStep[]): readonly ReconcileStep[] {
  return steps.map((step, index) => {
    const before = steps[index - 1];
    return before === undefined ? step : { ...step, after: [refKey(before.ref)] };
  });
}
