/** The objects that a reference can name, each with the name to write and the reasons for which it is likely. */
import type { ClusterGraph, GraphNode } from '../../graph/graph.ts';
import { dirName } from '../../files/paths.ts';
import { readString } from '../../yaml/yamlReader.ts';
import { dependents, listedDependencies } from './dependencies.ts';
import { placeWords, type Candidate, type RankedPlace } from './ranking.ts';
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
  return nodes.flatMap((node) => {
    if (node === self || closing?.has(node.id) === true || listed?.has(node.id) === true) return [];
    const isElsewhere = node.object.namespace !== undefined && own !== undefined && node.object.namespace !== own;
    if (slot.scope === 'own' && isElsewhere) return [];
    const uses = usersOf(cluster, node, scene);
    const candidate: Candidate = {
      name: node.object.name,
      path: node.origin.file.path,
      uses: uses.all,
      nearUses: uses.near,
      isFree: slot.isOneToOne && uses.all === 0,
      bonus: (isElsewhere ? 0 : 10) + (self !== undefined && node.appliedBy === self.appliedBy ? 8 : 0) + (slot.kinds === undefined && self !== undefined && node.appliedBy === self.id ? 30 : 0) - (node.presence === 'implied' ? 4 : 0),
    };
    return writtenNames(node, slot).map((name) => ({ name, node, isElsewhere, candidate: { ...candidate, name } }));
  });
}

/** How often an object is named at the same field by others, and by objects in this folder or beside it. */
function usersOf(cluster: ClusterGraph, node: GraphNode, { outer, kind }: CompletionScene): { readonly all: number; readonly near: number } {
  const beside = dirName(dirName(outer.path));
  let all = 0;
  let near = 0;
  for (const { kind: edge, from, span } of cluster.edgesTo.get(node.id) ?? []) {
    if (edge === 'applies' || edge === 'generates' || edge === 'controller') continue;
    const isAlike = from.startsWith(`${kind}/`);
    all += isAlike ? 1 : 0.25;
    if (isAlike && dirName(dirName(span.file.path)) === beside) near++;
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

