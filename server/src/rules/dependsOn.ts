/** What Flux Kustomizations and HelmReleases wait for, and what is wrong with it: shared by the rules on `dependsOn` of both. */
import { edgesToGiveUp, membersOfKnots, type DependencyEdge } from '../flux/dependencyOrder.ts';
import { nodesOfKind, type ClusterGraph, type GraphNode } from '../graph/graph.ts';
import { readFluxKustomization } from '../manifests/fluxKustomization.ts';
import { readHelmRelease } from '../manifests/helmRelease.ts';
import { nameSpan, type Manifest, type ObjectReference } from '../manifests/manifest.ts';
import { printObjectId } from '../protocol/objectId.ts';
import { faultSpan, holdsVariable } from './faultPlace.ts';
import { findMissing, missingMessage, missingReport } from './missingObject.ts';
import type { ClusterView, GraphContext, RelatedPlace, Reporter } from './rule.ts';

/** One entry of `dependsOn` with the object that it means. */
export interface Dependency {
  readonly reference: ObjectReference;
  readonly kind: string;
  readonly namespace: string | undefined;
  readonly name: string;
  readonly id: string;
}

/** The entries of `dependsOn`, with the object's own namespace where an entry has none. Variables are left out. */
export function dependenciesOf(manifest: Manifest): readonly Dependency[] {
  let known = knownDependencies.get(manifest);
  if (known === undefined) knownDependencies.set(manifest, (known = readDependencies(manifest)));
  return known;
}

/** Several rules ask for the same ones, and for those of all that an object waits for. */
const knownDependencies = new WeakMap<Manifest, readonly Dependency[]>();

function readDependencies(manifest: Manifest): readonly Dependency[] {
  const references = readFluxKustomization(manifest)?.dependsOn ?? readHelmRelease(manifest)?.dependsOn ?? [];
  return references.flatMap((reference) => {
    const name = reference.name?.value;
    const namespace = reference.namespace?.value ?? manifest.namespace?.value;
    if (name === undefined || holdsVariable(name) || holdsVariable(namespace ?? '')) return [];
    const id = printObjectId(namespace === undefined ? { kind: manifest.kind, name } : { kind: manifest.kind, namespace, name });
    return [{ reference, kind: manifest.kind, namespace, name, id }];
  });
}

/** The shortest way along `dependsOn` from one object to another, both included; `undefined` when there is none. */
export function dependencyPath(cluster: ClusterGraph, from: GraphNode, to: GraphNode): readonly GraphNode[] | undefined {
  const cameFrom = new Map<GraphNode, GraphNode | undefined>([[from, undefined]]);
  const queue = [from];
  for (const at of queue) {
    if (at === to) {
      const path: GraphNode[] = [];
      for (let step: GraphNode | undefined = at; step !== undefined; step = cameFrom.get(step)) path.unshift(step);
      return path;
    }
    for (const { id } of dependenciesOf(at.manifest)) {
      const next = cluster.nodes.get(id);
      if (next === undefined || cameFrom.has(next)) continue;
      cameFrom.set(next, at);
      queue.push(next);
    }
  }
  return undefined;
}

/** Reports the entries that name nothing of their kind; an object of the other kind cannot be waited for. */
export function reportMissingDependencies(node: GraphNode, context: GraphContext, otherKind: 'HelmRelease' | 'Kustomization', report: Reporter): void {
  for (const { reference, ...wanted } of dependenciesOf(node.manifest)) {
    const missing = wanted.id === node.id ? undefined : findMissing(context, { ...wanted, otherKinds: [otherKind] });
    if (missing === undefined || reference.name === undefined) continue;
    const unfit = missing.by === 'kind' ? '; a HelmRelease and a Flux Kustomization cannot wait for each other' : '';
    report({
      ...missingReport(wanted, missing),
      span: faultSpan(reference.namespace !== undefined && missing.by === 'namespace' ? reference.namespace.node : reference.name.node),
      severity: missing.by === 'kind' && context.cluster.open ? 'warning' : missing.severity,
      message: `${missingMessage(wanted, missing)}${unfit}`,
      data: { by: missing.by, name: missing.name, namespace: missing.meant?.object.namespace },
    });
  }
}

/** Reports the entries by which an object waits for itself. */
export function reportOwnDependencies(manifest: Manifest, report: Reporter): void {
  const name = manifest.name?.value;
  for (const dependency of dependenciesOf(manifest)) {
    if (dependency.name !== name || dependency.namespace !== manifest.namespace?.value) continue;
    report({ span: faultSpan((dependency.reference.name ?? dependency.reference).node), message: `${name} waits for itself: it will never be applied` });
  }
}

/**
 * Reports circles, also where several share members: one entry of each as an error, at the object for which most others wait, as that
 * is the one that should wait for none of them. Without the entries with an error no circle is left; all others are warnings that name them.
 */
export function reportDependencyCircles(node: GraphNode, { cluster, derivedAt }: ClusterView, outcome: (round: readonly GraphNode[]) => string, report: Reporter): void {
  // Looking for a way back from each object would take the square of their number, and nearly always find none.
  if (derivedAt(circlesOf, node.id) === undefined) return;
  for (const dependency of dependenciesOf(node.manifest)) {
    const next = cluster.nodes.get(dependency.id);
    const back = next === undefined || next.id === node.id ? undefined : dependencyPath(cluster, next, node);
    if (back === undefined || dependency.reference.name === undefined) continue;
    const span = faultSpan(dependency.reference.name.node);
    const related = steps(back);
    const round = [node, ...back];
    const nameOf = namesIn(round);
    const words = waitingWords(round.map(nameOf));
    const culprit = round.slice(0, -1).map((from, index) => ({ from, to: round[index + 1] ?? node })).find(({ from, to }) => derivedAt(circlesOf, from.id)?.includes(to.id) === true);
    if (culprit === undefined || culprit.from === node) report({ span, message: `${words}: ${outcome(round)}`, related });
    else report({ span, severity: 'warning', message: `${words}; this circle ends when ${nameOf(culprit.from)} no longer waits for ${nameOf(culprit.to)}`, related });
  }
}

/** `a waits for b, b for c, and c for a`, from the names on the way round, the first one again as the last. */
function waitingWords(names: readonly string[]): string {
  const steps = names.slice(0, -1).map((from, index) => `${from} ${index === 0 ? 'waits ' : ''}for ${names[index + 1] ?? ''}`);
  return steps.length < 3 ? steps.join(', and ') : `${steps.slice(0, -1).join(', ')}, and ${steps.at(-1) ?? ''}`;
}

/** How the objects of a circle are told apart: by their names, with the namespace where it is not the same for all. */
function namesIn(round: readonly GraphNode[]): (node: GraphNode) => string {
  const isOne = new Set(round.map(({ object }) => object.namespace)).size === 1;
  return ({ object }) => (isOne ? object.name : `${object.namespace ?? ''}/${object.name}`);
}

/** The Flux Kustomizations and HelmReleases that lie on circles, by id, with those for which they should not wait, so that no circle is left. */
function circlesOf(cluster: ClusterGraph): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const kind of ['Kustomization', 'HelmRelease']) {
    const ids: string[] = [];
    const edges: DependencyEdge[] = [];
    const waiting = new Map<string, number>();
    for (const node of nodesOfKind(cluster, kind)) {
      ids.push(node.id);
      for (const id of new Set(dependenciesOf(node.manifest).map((dependency) => dependency.id))) {
        // Who waits for itself waits for no other; that is told by itself.
        if (id === node.id) continue;
        edges.push({ from: node.id, to: id });
        waiting.set(id, (waiting.get(id) ?? 0) + 1);
      }
    }
    const members = membersOfKnots(ids, edges);
    for (const id of members) found.set(id, []);
    for (const { from, to } of edgesToGiveUp(members, edges.filter(({ from: id }) => members.has(id)), waiting)) found.get(from)?.push(to);
  }
  return found;
}

/** Where each of the others waits for the next. */
function steps(way: readonly GraphNode[]): readonly RelatedPlace[] {
  return way.slice(0, -1).map((from, index) => {
    const to = way[index + 1];
    const entry = dependenciesOf(from.manifest).find(({ id }) => id === to?.id);
    return { span: entry?.reference.name === undefined ? nameSpan(from.manifest) : faultSpan(entry.reference.name.node), message: `${from.object.name} waits for ${to?.object.name ?? ''}` };
  });
}
