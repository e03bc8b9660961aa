/** The objects that a reference can name, each with the name to write and the reasons for which it is likely. */
import type { ClusterGraph, GraphNode } from '../../graph/graph.ts';
import { relationsTo } from '../../graph/queries.ts';
import { dirName } from '../../files/paths.ts';
import { lazily } from '../../text/once.ts';
import { readString } from '../../yaml/yamlReader.ts';
import { dependents, listedDependencies } from './dependencies.ts';
import { dependencyLikelihood, familiesIn } from './likelyDependencies.ts';
import { placeWords, popularity, type Candidate, type RankedPlace } from './ranking.ts';
import type { ReferenceSlot } from './references.ts';
import type { CompletionScene, Reading } from './scene.ts';

/** An object that fits, with the name to write. */
export interface Fitting {
  readonly name: string;
  readonly node: GraphNode;
  readonly isElsewhere: boolean;
  /** Worked out when it is asked for: not all that fit are compared. */
  readonly candidate: () => Candidate;
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
  const candidateOf = reasonsFor(scene, slot, { cluster, node: self }, nodes, listed);
  // There may be ten thousand of them.
  const found: Fitting[] = [];
  for (const node of nodes) {
    if (node === self || closing?.has(node.id) === true || listed?.has(node.id) === true) continue;
    const isElsewhere = node.object.namespace !== undefined && own !== undefined && node.object.namespace !== own;
    if (slot.scope === 'own' && isElsewhere) continue;
    for (const name of writtenNames(node, slot)) found.push({ name, node, isElsewhere, candidate: () => candidateOf(node, name, isElsewhere) });
  }
  return found;
}

/** Why each of the nodes may be meant; what all of them are compared by is worked out for the first. */
function reasonsFor(scene: CompletionScene, slot: ReferenceSlot, { cluster, node: self }: Reading, nodes: readonly GraphNode[], listed: ReadonlySet<string> | undefined): (node: GraphNode, name: string, isElsewhere: boolean) => Candidate {
  const isDependency = scene.cursor.keys.includes('dependsOn');
  const asDependency = lazily(() => (isDependency ? dependencyLikelihood(scene, cluster, self, listed ?? new Set()) : undefined));
  const usesOf = lazily(() => usesByKind(cluster, nodes, scene.kind));
  const usersOf = usersAround(cluster, scene);
  const isFamily = familiesIn(cluster);
  const ownName = self?.object.name ?? '';
  return (node, name, isElsewhere) => {
    const { counts, byName, haveOneEach } = usesOf();
    const uses = usersOf(node, (user) => isDependency && isFamily(user, node.object.name) && !isFamily(ownName, node.object.name));
    return {
      name,
      path: node.origin.file.path,
      uses: uses.all,
      nearUses: uses.near,
      isFree: (slot.isOneToOne || (haveOneEach && !isDependency)) && uses.all === 0,
      bonus: (isElsewhere ? 0 : 10) + (self !== undefined && node.appliedBy === self.appliedBy ? 8 : 0) + (slot.kinds === undefined && self !== undefined && node.appliedBy === self.id ? 30 : 0) - (node.presence === 'implied' ? 4 : 0) + popularity((byName.get(node.object.name) ?? 0) - (counts.get(node) ?? 0), 16) + (asDependency()?.(node) ?? 0),
    };
  };
}

/** How often objects of one kind name each of some objects. */
interface Uses {
  readonly counts: ReadonlyMap<GraphNode, number>;
  /** The same by name, in whatever namespace: what each namespace has a copy of is named in each. */
  readonly byName: ReadonlyMap<string, number>;
  /** Whether of many that are named hardly one has several users, as where each app has a repository of its own. */
  readonly haveOneEach: boolean;
}

function usesByKind(cluster: ClusterGraph, nodes: readonly GraphNode[], kind: string): Uses {
  const counts = new Map<GraphNode, number>();
  const byName = new Map<string, number>();
  let several = 0;
  for (const node of nodes) {
    const count = usesBy(cluster, node, kind);
    if (count === 0) continue;
    counts.set(node, count);
    if (count > 1) several++;
    byName.set(node.object.name, (byName.get(node.object.name) ?? 0) + count);
  }
  const named = counts.size;
  return { counts, byName, haveOneEach: named > 3 && several < 0.2 * named };
}

function usesBy(cluster: ClusterGraph, { id, appliedBy }: GraphNode, kind: string): number {
  const start = `${kind}/`;
  let count = 0;
  for (const { from } of relationsTo(cluster).get(id) ?? []) if (from.startsWith(start)) count++;
  // A Flux Kustomization names what it applies.
  if (kind !== 'Kustomization') return count;
  return count + (cluster.appliedTwice.has(id) ? (cluster.edgesTo.get(id) ?? []).filter((edge) => edge.kind === 'applies').length : appliedBy === undefined ? 0 : 1);
}

/** Tells how often an object is named at the same field by others, and by objects in this folder or beside it. Steps of one thing hardly count for each other, nor does a file that waits for it again and again. */
function usersAround(cluster: ClusterGraph, { outer, kind }: CompletionScene): (node: GraphNode, isStep: (name: string) => boolean) => { readonly all: number; readonly near: number } {
  const folder = dirName(outer.path);
  const beside = dirName(folder);
  const relations = relationsTo(cluster);
  return (node, isStep) => {
    const edges = relations.get(node.id);
    if (edges === undefined) return noUsers;
    const files = new Set<string>();
    let all = 0;
    let near = 0;
    for (const { kind: edge, from, span } of edges) {
      if (edge === 'applies' || edge === 'generates' || edge === 'controller') continue;
      const isAlike = from.startsWith(`${kind}/`);
      const isAgain = edge === 'dependsOn' && files.size === files.add(span.file.uri).size;
      const weight = isAgain || isStep(from.slice(from.lastIndexOf('/') + 1)) ? 0.05 : 1;
      all += isAlike ? weight : 0.25;
      const users = dirName(span.file.path);
      if (isAlike && (users === folder || dirName(users) === beside)) near += users === folder ? 1.5 * weight : weight;
    }
    return { all, near };
  };
}

const noUsers = { all: 0, near: 0 } as const;

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

