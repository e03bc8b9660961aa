/** The objects that a reference can name, each with the name to write and the reasons for which it is likely. */
import type { ClusterGraph, GraphNode } from '../../graph/graph.ts';
import { dirName } from '../../files/paths.ts';
import { readString } from '../../yaml/yamlReader.ts';
import { dependents, listedDependencies } from './dependencies.ts';
import { dependencyLikelihood, isFamily } from './likelyDependencies.ts';
import { placeWords, popularity, type Candidate, type RankedPlace } from './ranking.ts';
import type { ReferenceSlot } from './references.ts';
import type { CompletionScene, Reading } from './scene.ts';

/** An object that fits, with the name to write. */
export interface Fitting {
  readonly name: string;
  readonly node: GraphNode;
  readonly isElsewhere: boolean;
  readonly candidate: Candidate;
}

/** The objects that a slot can name; with `kind` only those of the kind that is written beside the name. */
export function fittingObjects(scene: CompletionScene, slot: ReferenceSlot, writtenKind = scene.cursor.siblings.get('kind')): readonly Fitting[] {
  const kinds = writtenKind === undefined || writtenKind === '' ? slot.kinds : [writtenKind];
  return scene.readings.flatMap((reading) => fittingIn(scene, slot, kinds, reading));
}

function fittingIn(scene: CompletionScene, slot: ReferenceSlot, kinds: readonly string[] | undefined, { cluster, node: self }: Reading): readonly Fitting[] {
  const own = self?.object.namespace ?? scene.namespace;
  const nodes = kinds === undefined ? [...cluster.nodes.values()].filter(({ presence }) => presence === 'declared') : kinds.flatMap((kind) => cluster.nodesByKind.get(kind) ?? []);
  const isDependency = scene.cursor.keys.includes('dependsOn');
  const closing = isDependency && self !== undefined ? dependents(cluster, self.id) : undefined;
  const listed = isDependency && self !== undefined ? listedDependencies(cluster, self, scene) : undefined;
  const asDependency = isDependency ? dependencyLikelihood(scene, cluster, self, listed ?? new Set()) : undefined;
  const byName = usesByName(cluster, nodes, scene.kind);
  const haveOneEach = !isDependency && haveOneUserEach(cluster, nodes, scene.kind);
  return nodes.flatMap((node) => {
    if (node === self || closing?.has(node.id) === true || listed?.has(node.id) === true) return [];
    const isElsewhere = node.object.namespace !== undefined && own !== undefined && node.object.namespace !== own;
    if (slot.scope === 'own' && isElsewhere) return [];
    const uses = usersOf(cluster, node, scene, (user) => isDependency && !isFamily(self?.object.name ?? '', node.object.name) && isFamily(user, node.object.name));
    const candidate: Candidate = {
      name: node.object.name,
      path: node.origin.file.path,
      uses: uses.all,
      nearUses: uses.near,
      isFree: (slot.isOneToOne || haveOneEach) && uses.all === 0,
      bonus: (isElsewhere ? 0 : 10) + (self !== undefined && node.appliedBy === self.appliedBy ? 8 : 0) + (slot.kinds === undefined && self !== undefined && node.appliedBy === self.id ? 30 : 0) - (node.presence === 'implied' ? 4 : 0) + popularity((byName.get(node.object.name) ?? 0) - usesBy(cluster, node.id, scene.kind), 16) + (asDependency?.(node) ?? 0),
    };
    return writtenNames(node, slot).map((name) => ({ name, node, isElsewhere, candidate: { ...candidate, name } }));
  });
}

/** How often objects of a kind name each name, in whatever namespace: what each namespace has a copy of is named in each. */
function usesByName(cluster: ClusterGraph, nodes: readonly GraphNode[], kind: string | undefined): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { id, object } of nodes) counts.set(object.name, (counts.get(object.name) ?? 0) + usesBy(cluster, id, kind));
  return counts;
}

/** Whether of many objects that a kind names hardly one has several users, as where each app has a repository of its own. */
function haveOneUserEach(cluster: ClusterGraph, nodes: readonly GraphNode[], kind: string | undefined): boolean {
  const counts = nodes.map(({ id }) => usesBy(cluster, id, kind)).filter((count) => count > 0);
  return counts.length > 3 && counts.filter((count) => count > 1).length < 0.2 * counts.length;
}

function usesBy(cluster: ClusterGraph, id: string, kind: string | undefined): number {
  return (cluster.edgesTo.get(id) ?? []).filter(({ from }) => from.startsWith(`${kind}/`)).length;
}

/** How often an object is named at the same field by others, and by objects in this folder or beside it. Steps of one thing hardly count for each other, nor does a file that waits for it again and again. */
function usersOf(cluster: ClusterGraph, node: GraphNode, { outer, kind }: CompletionScene, isStep: (name: string) => boolean): { readonly all: number; readonly near: number } {
  const beside = dirName(dirName(outer.path));
  const folder = dirName(outer.path);
  const files = new Set<string>();
  let all = 0;
  let near = 0;
  for (const { kind: edge, from, span } of cluster.edgesTo.get(node.id) ?? []) {
    if (edge === 'applies' || edge === 'generates' || edge === 'controller') continue;
    const isAlike = from.startsWith(`${kind}/`);
    const isAgain = edge === 'dependsOn' && files.size === files.add(span.file.uri).size;
    const weight = isAgain || isStep(from.slice(from.lastIndexOf('/') + 1)) ? 0.05 : 1;
    all += isAlike ? weight : 0.25;
    const users = dirName(span.file.path);
    if (isAlike && (users === folder || dirName(users) === beside)) near += users === folder ? 1.5 * weight : weight;
  }
  return { all, near };
}

/** The names to write for an object: what a variable made of it, and what stands in the file; without the hash that kustomize adds. */
function writtenNames({ object, manifest }: GraphNode, slot: ReferenceSlot): readonly string[] {
  const node = manifest.name?.node;
  const changes = node?.kind === 'scalar' ? (node.changes ?? []) : [];
  const first = changes.find(({ by, before }) => before !== undefined && (by === 'hash' || (slot.isWritten && (by === 'namePrefix' || by === 'nameSuffix'))))?.before;
  const variable = changes.find(({ by, before }) => by === 'substitution' && before !== undefined)?.before;
  const name = first ?? object.name;
  return variable === undefined || variable === name ? [name] : [name, variable];
}

/** The place of a reference, for ranking. */
export function placeOf(scene: CompletionScene): RankedPlace {
  const chart = readString(scene.root, 'spec', 'chart', 'spec', 'chart')?.value;
  const target = readString(scene.root, 'spec', 'targetRef', 'name')?.value;
  const own = scene.readings[0]?.node?.object.name ?? scene.manifest?.name?.value;
  return { words: placeWords(scene.outer.path, [own, chart, target]), path: scene.outer.path };
}

