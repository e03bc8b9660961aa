/**
 * Which Flux Kustomizations never start, since what they wait for waits for them: not by `dependsOn` alone, but by who
 * applies whom and by health checks (kustomize-controller internal/controller/kustomization_controller.go: `checkDependencies`
 * before anything is applied, a dependency that does not exist is an error before `readyExpr` is asked, and `checkHealth`
 * before Ready). Suspended ones and those in other clusters are left out: of them nothing is known.
 */
import { membersOfKnots, type DependencyEdge } from '../flux/dependencyOrder.ts';
import { isFluxKustomization, readFluxKustomization, type FluxKustomization } from '../manifests/fluxKustomization.ts';
import { groupOf, readStringMap, type Manifest, type ObjectReference } from '../manifests/manifest.ts';
import { printObjectId } from '../protocol/objectId.ts';
import { oncePer } from '../text/once.ts';
import { readMaps, readString } from '../yaml/yamlReader.ts';
import { nodesOfKind, type ClusterGraph, type GraphNode } from './graph.ts';
import { groupBy } from './lazyMap.ts';

/** Why one Flux Kustomization (an id) needs another first. */
export interface Need {
  readonly by: 'dependsOn' | 'appliedBy' | 'health';
  readonly from: string;
  readonly to: string;
}

/** An entry of `dependsOn` that can never be fulfilled, with the needs that lead from the dependency back to who waits for it. */
export interface Standstill {
  readonly dependency: string;
  readonly way: readonly Need[];
}

/** A step between states of Flux Kustomizations: that it exists, that it is applied, that it is ready. */
interface Step extends DependencyEdge {
  /** `undefined` between the states of one and the same. */
  readonly need: Need | undefined;
}

const exists = (id: string): string => `exists ${id}`;
const applied = (id: string): string => `applied ${id}`;
const ready = (id: string): string => `ready ${id}`;

/**
 * The entries that can never be fulfilled, by id of the Flux Kustomization that has them. Those of plain `dependsOn` circles
 * and of objects that wait for themselves are not among them, nor those that only wait for one of these.
 */
export function standstills(cluster: ClusterGraph): ReadonlyMap<string, readonly Standstill[]> {
  const knots = knotsOfNeeds(cluster);
  const steps = knots.size === 0 ? [] : stepsInKnots(stepsOf(cluster, knots));
  const found = new Map<string, Standstill[]>();
  if (steps.every(({ need }) => need === undefined || need.by === 'dependsOn')) return found;
  const entries = steps.filter(({ need }) => need?.by === 'dependsOn');
  const alone = outOf(steps.filter(({ need }) => need?.by !== 'dependsOn'));
  const plain = outOf(steps.filter(({ need }) => need === undefined || need.by === 'dependsOn'));
  const told = new Set(entries.filter((entry) => note(found, entry, alone)));
  const circular = entries.filter((entry) => !told.has(entry) && wayBetween(plain, entry.to, entry.from) !== undefined);
  // What is left goes round over several entries, none of which is at fault by itself.
  const rest = stepsInKnots(steps.filter((step) => !told.has(step) && !circular.includes(step)));
  const round = outOf(rest);
  for (const step of rest) note(found, step, round);
  return found;
}

/** Notes an entry where there is a way back; tells whether there is. */
function note(found: Map<string, Standstill[]>, { from, to, need }: Step, out: ReadonlyMap<string, readonly Step[]>): boolean {
  const way = need?.by !== 'dependsOn' || need.from === need.to ? undefined : wayBetween(out, to, from);
  if (need === undefined || way === undefined) return false;
  const known = found.get(need.from);
  if (known === undefined) found.set(need.from, [{ dependency: need.to, way }]);
  else known.push({ dependency: need.to, way });
  return true;
}

/**
 * The Flux Kustomizations that need themselves over others, as far as names, appliers and health checks tell: whoever is
 * not among them never stands still. Most clusters have none, and each keystroke asks: states are not looked at.
 */
function knotsOfNeeds(cluster: ClusterGraph): ReadonlySet<string> {
  const ids: string[] = [];
  const needs: DependencyEdge[] = [];
  const waiting = new Map<string, boolean>();
  const waitsForAll = (id: string): boolean => {
    let waits = waiting.get(id);
    if (waits === undefined) waiting.set(id, (waits = hasWait(cluster.nodes.get(id))));
    return waits;
  };
  for (const node of nodesOfKind(cluster, 'Kustomization')) {
    const { id, appliedBy } = node;
    ids.push(id);
    const own = ownNeedsOf(node);
    if (own === undefined) continue;
    for (const need of own) needs.push(need);
    if (appliedBy !== undefined && appliedBy !== id && waitsForAll(appliedBy)) needs.push({ from: appliedBy, to: id });
  }
  return membersOfKnots(ids, needs);
}

function hasWait(applier: GraphNode | undefined): boolean {
  return applier !== undefined && readFluxKustomization(applier.manifest)?.wait?.value === true;
}

/** What a Flux Kustomization needs by its own text and by who applies it; `undefined` for what is none. Each keystroke asks for those of all. */
const ownNeedsOf = oncePer(({ id, manifest, object, appliedBy }: GraphNode): readonly DependencyEdge[] | undefined => {
  const kustomization = readFluxKustomization(manifest);
  if (kustomization === undefined) return undefined;
  return [
    ...(appliedBy === undefined || appliedBy === id ? [] : [{ from: id, to: appliedBy }]),
    ...kustomization.dependsOn.flatMap((reference) => needOf(id, idOf(reference, object.namespace))),
    ...kustomization.healthChecks.flatMap((reference) => needOf(id, idOf(reference, undefined))),
  ];
});

function needOf(from: string, to: string | undefined): readonly DependencyEdge[] {
  return to === undefined ? [] : [{ from, to }];
}

/** The steps that lie on some way round. */
function stepsInKnots(steps: readonly Step[]): readonly Step[] {
  const members = membersOfKnots(new Set(steps.flatMap(({ from, to }) => [from, to])), steps);
  return steps.filter(({ from, to }) => members.has(from) && members.has(to));
}

/** Ids of the Flux Kustomizations that cannot be ready before this one is applied: none of them may become its dependency. */
export function readyOnlyAfter(cluster: ClusterGraph, id: string): ReadonlySet<string> {
  const into = stepsInto(cluster);
  const reached = new Set([applied(id)]);
  for (const state of reached) for (const before of into.get(state) ?? []) reached.add(before);
  return new Set(nodesOfKind(cluster, 'Kustomization').flatMap((node) => (reached.has(ready(node.id)) ? [node.id] : [])));
}

/** The states from which a step leads to each state. */
const stepsInto = oncePer((cluster: ClusterGraph): ReadonlyMap<string, readonly string[]> => {
  const into = new Map<string, string[]>();
  for (const { from, to } of stepsOf(cluster)) {
    const known = into.get(to);
    if (known === undefined) into.set(to, [from]);
    else known.push(from);
  }
  return into;
});

/** The steps of a cluster, or of some of its Flux Kustomizations among themselves. */
function stepsOf(cluster: ClusterGraph, only?: ReadonlySet<string>): readonly Step[] {
  const known = new Map<string, Waiting>();
  for (const node of nodesOfKind(cluster, 'Kustomization')) {
    if (only?.has(node.id) === false) continue;
    const waiting = waitingOf(node);
    if (waiting !== undefined && isHere(cluster, node)) known.set(node.id, waiting);
  }
  const children = groupBy(nodesOfKind(cluster, 'Kustomization'), ({ appliedBy }) => appliedBy);
  const steps: Step[] = [];
  const note = (step: Step): void => {
    if (step.need === undefined || known.has(step.need.to)) steps.push(step);
  };
  for (const { id, brought, own, checksAll } of known.values()) {
    if (brought !== undefined && !cluster.appliedTwice.has(id)) note(brought);
    for (const step of own) note(step);
    if (checksAll) for (const child of children.get(id) ?? []) if (child.id !== id && isFluxKustomization(child.manifest) && isAlways(child)) note(healthStep(id, child.id));
  }
  return steps;
}

/** What a Flux Kustomization that is not suspended waits for, as far as its own text tells. */
interface Waiting {
  readonly id: string;
  /** That it exists only once the one that applies it is applied; `undefined` where it comes in other ways, too. */
  readonly brought: Step | undefined;
  readonly own: readonly Step[];
  /** Whether the health of everything that it applies is checked. */
  readonly checksAll: boolean;
}

/** Each keystroke asks for those of all, and leaves nearly all as they are. */
const waitingOf = oncePer((node: GraphNode): Waiting | undefined => {
  const { id, appliedBy } = node;
  const kustomization = readFluxKustomization(node.manifest);
  if (kustomization === undefined || kustomization.suspend?.value === true) return undefined;
  const isChecked = checksHealth(kustomization);
  const checksAll = kustomization.wait?.value === true;
  return {
    id,
    brought: appliedBy === undefined || appliedBy === id || !isAlways(node) ? undefined : { from: exists(id), to: applied(appliedBy), need: { by: 'appliedBy', from: id, to: appliedBy } },
    own: [
      { from: ready(id), to: applied(id), need: undefined },
      { from: applied(id), to: exists(id), need: undefined },
      ...dependencySteps(node, kustomization),
      ...(isChecked && !checksAll ? namedHealthSteps(node, kustomization) : []),
    ],
    checksAll: isChecked && checksAll,
  };
});

const leadsElsewhere = oncePer(({ manifest }: GraphNode) => readFluxKustomization(manifest)?.kubeConfig !== undefined);

/** Whether the object itself is in this cluster, not in one that a `kubeConfig` leads to. */
function isHere(cluster: ClusterGraph, node: GraphNode): boolean {
  const seen = new Set<string>();
  for (let at = node.appliedBy; at !== undefined && !seen.has(at);) {
    seen.add(at);
    const parent = cluster.nodes.get(at);
    if (parent === undefined) return true;
    if (leadsElsewhere(parent)) return false;
    at = parent.appliedBy;
  }
  return true;
}

const isAlways = oncePer(({ manifest }: GraphNode) => isAlwaysApplied(manifest));

/** Whether Flux applies an object each time: what it skips was made by somebody else, and its health is not checked. */
function isAlwaysApplied({ root }: Pick<Manifest, 'root'>): boolean {
  return !['annotations', 'labels'].some((where) => {
    const written = readStringMap(root, 'metadata', where);
    return written.get('kustomize.toolkit.fluxcd.io/reconcile')?.value.toLowerCase() === 'disabled' || ['ignore', 'ifnotpresent'].includes(written.get('kustomize.toolkit.fluxcd.io/ssa')?.value.toLowerCase() ?? '');
  });
}

function dependencySteps(node: GraphNode, { dependsOn }: FluxKustomization): readonly Step[] {
  return dependsOn.flatMap((reference) => {
    const to = idOf(reference, node.object.namespace);
    if (to === undefined) return [];
    // What an expression takes for ready is unknown; that the dependency is there is asked before.
    const isUnknown = readString(reference.node, 'readyExpr') !== undefined;
    return [{ from: applied(node.id), to: isUnknown ? exists(to) : ready(to), need: { by: 'dependsOn', from: node.id, to } as const }];
  });
}

/** Whether the health of Flux Kustomizations is checked here, and by Flux's own word: of everything applied with `wait`, else of what is named. */
function checksHealth({ spec, kubeConfig }: FluxKustomization): boolean {
  const isOwnWord = readMaps(spec, 'healthCheckExprs').some((expression) => groupOf(readString(expression, 'apiVersion')?.value ?? '') === 'kustomize.toolkit.fluxcd.io');
  return !isOwnWord && kubeConfig === undefined;
}

/** The controller leaves out the object itself. */
function namedHealthSteps({ id }: GraphNode, { healthChecks }: FluxKustomization): readonly Step[] {
  return healthChecks.flatMap((reference) => {
    const to = isNamedKustomization(reference) ? idOf(reference, undefined) : undefined;
    return to === undefined || to === id ? [] : [healthStep(id, to)];
  });
}

function healthStep(from: string, to: string): Step {
  return { from: ready(from), to: ready(to), need: { by: 'health', from, to } };
}

function isNamedKustomization({ apiVersion, kind, namespace }: ObjectReference): boolean {
  return kind?.value === 'Kustomization' && namespace !== undefined && groupOf(apiVersion?.value ?? '') === 'kustomize.toolkit.fluxcd.io';
}

function idOf({ name, namespace }: ObjectReference, own: string | undefined): string | undefined {
  const at = namespace?.value ?? own;
  return name === undefined ? undefined : printObjectId(at === undefined ? { kind: 'Kustomization', name: name.value } : { kind: 'Kustomization', namespace: at, name: name.value });
}

function outOf(steps: readonly Step[]): ReadonlyMap<string, readonly Step[]> {
  const out = new Map<string, Step[]>();
  for (const step of steps) {
    const known = out.get(step.from);
    if (known === undefined) out.set(step.from, [step]);
    else known.push(step);
  }
  return out;
}

/** The needs on a shortest way from one state to another. */
function wayBetween(out: ReadonlyMap<string, readonly Step[]>, from: string, to: string): readonly Need[] | undefined {
  const cameBy = new Map<string, Step | undefined>([[from, undefined]]);
  for (const state of cameBy.keys()) {
    if (state === to) break;
    for (const step of out.get(state) ?? []) if (!cameBy.has(step.to)) cameBy.set(step.to, step);
  }
  if (!cameBy.has(to)) return undefined;
  const way: Need[] = [];
  for (let step = cameBy.get(to); step !== undefined; step = cameBy.get(step.from)) if (step.need !== undefined) way.unshift(step.need);
  return way;
}
