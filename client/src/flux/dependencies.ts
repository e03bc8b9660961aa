// The controller's own test of dependencies, replicated from status: what blocks an object, and the first real cause behind it.
//
// Flux: kustomize-controller checkDependencies; helm-controller checkDependencies (without the revision test).
import type { LiveFluxKustomization } from '../cluster/objects/fluxKustomization.ts';
import type { LiveFluxSource } from '../cluster/objects/fluxSource.ts';
import type { LiveHelmRelease } from '../cluster/objects/helmRelease.ts';
import { findCondition } from '../cluster/objects/conditions.ts';
import type { ReconciledObject } from '../cluster/objects/reconciledObject.ts';
import { readReadiness } from './readiness.ts';
import { shortRevision } from '../../../server/src/flux/revision.ts';

/** Looks live objects up; undefined means that it does not exist or is not known. */
export interface FluxLookup {
  findKustomization(namespace: string, name: string): LiveFluxKustomization | undefined;
  findHelmRelease(namespace: string, name: string): LiveHelmRelease | undefined;
  findSource(kind: string, namespace: string, name: string): LiveFluxSource | undefined;
}

/** Anything that can have dependencies. */
export type Dependent = LiveFluxKustomization | LiveHelmRelease;

/** How one dependency stands. */
export interface DependencyState {
  readonly namespace: string;
  readonly name: string;
  /** `unknown`: a CEL expression decides, which only the controller can evaluate. */
  readonly verdict: 'ready' | 'missing' | 'notReady' | 'oldRevision' | 'unknown';
  /** Lower case, without a final stop; empty when ready. */
  readonly sentence: string;
}

/** Why something does not go on: a chain from the object asked about to the first real cause. */
export interface RootCause {
  /** Names on the way, the asked object first, the causing one last, as `namespace/name`. */
  readonly chain: readonly string[];
  /** The object whose fault it is; undefined when it does not exist. */
  readonly culprit: ReconciledObject | undefined;
  readonly kind: 'failed' | 'stalled' | 'suspended' | 'missing' | 'cycle' | 'running' | 'oldRevision' | 'unknown';
  /** For people, for example `flux-system/linkerd: ca.crt does not exist`. */
  readonly sentence: string;
}

/** The state of each dependency, in the order of spec.dependsOn. */
export function checkDependencies(dependent: Dependent, lookup: FluxLookup): readonly DependencyState[] {
  return dependent.dependsOn.map((dependency) => {
    const { namespace, name, readyExpr } = dependency;
    const found = findDependent(dependent, namespace, name, lookup);
    if (found === undefined) return { namespace, name, verdict: 'missing', sentence: `${namespace}/${name} does not exist` };
    if (readyExpr !== '') return { namespace, name, verdict: 'unknown', sentence: `${namespace}/${name} is judged by its readyExpr` };
    return { namespace, name, ...judge(dependent, found, lookup) };
  });
}

/** The first real cause why an object waits or fails; undefined when it is ready. Follows dependencies and sources, and names cycles. */
export function findRootCause(dependent: Dependent, lookup: FluxLookup): RootCause | undefined {
  return follow(dependent, lookup, []);
}

/** Who waits for the given object, directly. */
export function findDependents<T extends Dependent>(target: { readonly namespace: string; readonly name: string }, candidates: readonly T[]): readonly T[] {
  return candidates.filter((candidate) => candidate.dependsOn.some((dependency) => dependency.namespace === target.namespace && dependency.name === target.name));
}

function judge(dependent: Dependent, dependency: Dependent, lookup: FluxLookup): Pick<DependencyState, 'verdict' | 'sentence'> {
  const who = nameOf(dependency);
  const ready = findCondition(dependency.conditions, 'Ready');
  // Flux: `observedGeneration` must equal the generation, else the condition speaks about an older spec.
  if (ready?.status !== 'True' || dependency.observedGeneration !== dependency.generation) return { verdict: 'notReady', sentence: `${who} is not ready` };
  if (!isKustomization(dependent) || !isKustomization(dependency) || !sharesSource(dependent, dependency)) return { verdict: 'ready', sentence: '' };
  const source = lookup.findSource(dependent.source.kind, dependent.source.namespace, dependent.source.name);
  if (source === undefined || source.revision === '' || source.revision === dependency.lastAppliedRevision) return { verdict: 'ready', sentence: '' };
  return { verdict: 'oldRevision', sentence: `${who} has not applied ${shortRevision(source.revision)} yet` };
}

function follow(dependent: Dependent, lookup: FluxLookup, above: readonly Dependent[]): RootCause | undefined {
  const chain = [...above, dependent];
  const names = chain.map(nameOf);
  if (above.includes(dependent)) {
    const circle = names.slice(names.indexOf(nameOf(dependent)));
    return { chain: names, culprit: dependent, kind: 'cycle', sentence: `these wait for each other: ${circle.join(' → ')}` };
  }
  const readiness = readReadiness(dependent);
  if (readiness.state === 'suspended') return { chain: names, culprit: dependent, kind: 'suspended', sentence: `${nameOf(dependent)} is suspended` };
  if (readiness.state === 'failed' || readiness.state === 'stalled') {
    return { chain: names, culprit: dependent, kind: readiness.state, sentence: `${nameOf(dependent)}: ${readiness.sentence}` };
  }
  const blocked = readiness.state === 'waiting' ? followBlockers(dependent, lookup, chain) : undefined;
  if (blocked !== undefined) return blocked;
  if (readiness.state === 'waiting') return followSource(dependent, lookup, names) ?? { chain: names, culprit: dependent, kind: 'unknown', sentence: `${nameOf(dependent)}: ${readiness.sentence}` };
  if (readiness.state === 'reconciling') return { chain: names, culprit: dependent, kind: 'running', sentence: `${nameOf(dependent)}: ${readiness.sentence}` };
  if (readiness.state === 'unknown') return { chain: names, culprit: dependent, kind: 'unknown', sentence: `${nameOf(dependent)}: ${readiness.sentence}` };
  return undefined;
}

/** The first dependency that is not ready, followed to its own cause. */
function followBlockers(dependent: Dependent, lookup: FluxLookup, chain: readonly Dependent[]): RootCause | undefined {
  const names = chain.map(nameOf);
  for (const state of checkDependencies(dependent, lookup)) {
    if (state.verdict === 'ready') continue;
    const found = findDependent(dependent, state.namespace, state.name, lookup);
    const who = `${state.namespace}/${state.name}`;
    if (found === undefined) return { chain: [...names, who], culprit: undefined, kind: 'missing', sentence: state.sentence };
    const deeper = follow(found, lookup, chain);
    if (deeper !== undefined) return deeper;
    if (state.verdict === 'unknown') continue;
    return { chain: [...names, who], culprit: found, kind: state.verdict === 'oldRevision' ? 'oldRevision' : 'running', sentence: state.sentence };
  }
  return undefined;
}

function followSource(dependent: Dependent, lookup: FluxLookup, names: readonly string[]): RootCause | undefined {
  const reference = sourceOf(dependent);
  if (reference === undefined) return undefined;
  const who = `${reference.kind} ${reference.namespace}/${reference.name}`;
  const source = lookup.findSource(reference.kind, reference.namespace, reference.name);
  if (source === undefined) return { chain: [...names, who], culprit: undefined, kind: 'missing', sentence: `${who} does not exist` };
  const readiness = readReadiness(source);
  if (readiness.state === 'ready') return undefined;
  const kind = readiness.state === 'failed' || readiness.state === 'stalled' || readiness.state === 'suspended' ? readiness.state : 'running';
  return { chain: [...names, who], culprit: source, kind, sentence: `${who}: ${readiness.sentence}` };
}

function sourceOf(dependent: Dependent): { readonly kind: string; readonly namespace: string; readonly name: string } | undefined {
  if (isKustomization(dependent)) return dependent.source;
  if (dependent.origin.type === 'reference') return dependent.origin.source;
  return dependent.origin.type === 'template' ? { kind: 'HelmChart', ...dependent.origin.helmChart } : undefined;
}

function findDependent(dependent: Dependent, namespace: string, name: string, lookup: FluxLookup): Dependent | undefined {
  return isKustomization(dependent) ? lookup.findKustomization(namespace, name) : lookup.findHelmRelease(namespace, name);
}

function isKustomization(dependent: Dependent): dependent is LiveFluxKustomization {
  return 'path' in dependent;
}

function sharesSource(one: LiveFluxKustomization, other: LiveFluxKustomization): boolean {
  return one.source.kind === other.source.kind && one.source.namespace === other.source.namespace && one.source.name === other.source.name;
}

function nameOf(named: { readonly namespace: string; readonly name: string }): string {
  return `${named.namespace}/${named.name}`;
}
