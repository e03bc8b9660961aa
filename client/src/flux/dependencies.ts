// The controller's own test of dependencies, replicated from status: what blocks an object, and the first real cause behind it.
//
// Flux: kustomize-controller checkDependencies; helm-controller checkDependencies (without the revision test).
import type { LiveFluxKustomization, SourceReference } from '../cluster/objects/fluxKustomization.ts';
import type { LiveFluxSource } from '../cluster/objects/fluxSource.ts';
import type { LiveHelmRelease } from '../cluster/objects/helmRelease.ts';
import type { CauseKind } from '../../../server/src/protocol/clusterFacts.ts';
import type { ObjectId } from '../../../server/src/protocol/objectId.ts';
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
  /** The objects on the way, the asked one first, the one at fault last (also where that does not exist). */
  readonly chain: readonly ObjectId[];
  /** The object whose fault it is; undefined when it does not exist. */
  readonly culprit: ReconciledObject | undefined;
  readonly kind: CauseKind;
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
  const objects = [...above, dependent];
  const chain = objects.map(idOf);
  const name = nameOf(dependent);
  if (above.includes(dependent)) {
    const circle = objects.slice(above.indexOf(dependent)).map(nameOf);
    return { chain, culprit: dependent, kind: 'cycle', sentence: `these wait for each other: ${circle.join(' → ')}` };
  }
  const { state, sentence } = readReadiness(dependent);
  switch (state) {
    case 'ready':
      return undefined;
    case 'suspended':
      return { chain, culprit: dependent, kind: 'suspended', sentence: `${name} is suspended` };
    case 'failed':
    case 'stalled':
    case 'unknown':
      return { chain, culprit: dependent, kind: state, sentence: `${name}: ${sentence}` };
    case 'reconciling':
      return { chain, culprit: dependent, kind: 'running', sentence: `${name}: ${sentence}` };
    case 'waiting':
      return followWaiting(dependent, lookup, objects) ?? { chain, culprit: dependent, kind: 'unknown', sentence: `${name}: ${sentence}` };
  }
}

/** Flux: the controllers look for the source first and test dependencies after it, so the reason tells which of the two is not there. */
function followWaiting(dependent: Dependent, lookup: FluxLookup, objects: readonly Dependent[]): RootCause | undefined {
  const chain = objects.map(idOf);
  const source = () => followSource(sourceOf(dependent), lookup, chain);
  const blockers = () => followBlockers(dependent, lookup, objects);
  const waitsForSource = findCondition(dependent.conditions, 'Ready')?.reason !== 'DependencyNotReady';
  return waitsForSource ? (source() ?? blockers()) : (blockers() ?? source());
}

/** The first dependency that is not ready, followed to its own cause. */
function followBlockers(dependent: Dependent, lookup: FluxLookup, objects: readonly Dependent[]): RootCause | undefined {
  const chain = objects.map(idOf);
  let judgedByExpression: RootCause | undefined;
  for (const state of checkDependencies(dependent, lookup)) {
    if (state.verdict === 'ready') continue;
    const found = findDependent(dependent, state.namespace, state.name, lookup);
    const way = [...chain, { kind: dependent.kind, namespace: state.namespace, name: state.name }];
    if (found === undefined) return { chain: way, culprit: undefined, kind: 'missing', sentence: state.sentence };
    const deeper = follow(found, lookup, objects);
    if (deeper !== undefined) return deeper;
    if (state.verdict !== 'unknown') return { chain: way, culprit: found, kind: state.verdict === 'oldRevision' ? 'oldRevision' : 'running', sentence: state.sentence };
    // What only the controller can evaluate is the cause when nothing else is.
    judgedByExpression ??= { chain: way, culprit: found, kind: 'unknown', sentence: state.sentence };
  }
  return judgedByExpression;
}

/** A source that has nothing to give, and behind a chart the repository that it comes from. */
function followSource(reference: SourceReference | undefined, lookup: FluxLookup, above: readonly ObjectId[]): RootCause | undefined {
  if (reference === undefined) return undefined;
  const { kind, namespace, name } = reference;
  const who = `${kind} ${namespace}/${name}`;
  const chain = [...above, { kind, namespace, name }];
  const source = lookup.findSource(kind, namespace, name);
  if (source === undefined) return { chain, culprit: undefined, kind: 'missing', sentence: `${who} does not exist` };
  const readiness = readReadiness(source);
  if (readiness.state === 'ready') return undefined;
  const behind = followSource(source.chartSource, lookup, chain);
  if (behind !== undefined) return behind;
  const cause = readiness.state === 'failed' || readiness.state === 'stalled' || readiness.state === 'suspended' ? readiness.state : 'running';
  return { chain, culprit: source, kind: cause, sentence: `${who}: ${readiness.sentence}` };
}

function sourceOf(dependent: Dependent): SourceReference | undefined {
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

function idOf({ kind, namespace, name }: { readonly kind: string; readonly namespace: string; readonly name: string }): ObjectId {
  return { kind, namespace, name };
}
