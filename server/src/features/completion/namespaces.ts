/** Namespaces, wherever one is written. */
import { isKustomizeFileName } from '../../manifests/kustomizeFile.ts';
import type { ClusterGraph, GraphNode } from '../../graph/graph.ts';
import { oncePer } from '../../text/once.ts';
import { readMap, readString } from '../../yaml/yamlReader.ts';
import { inOrder, scalarText, valueProposal, type Proposal } from './proposal.ts';
import { placeWords, ranked } from './ranking.ts';
import { dirName } from '../../files/paths.ts';
import type { CompletionScene } from './scene.ts';

const fields: ReadonlySet<string> = new Set(['metadata.namespace', 'spec.targetNamespace', 'spec.storageNamespace']);

/** What speaks for a namespace. */
interface NamespaceCounts {
  uses: number;
  near: number;
  alike: number;
  /** Objects in it that the object at hand names without a namespace: that says that they share one. */
  named: number;
  isDeclared: boolean;
  path: string | undefined;
}

/** Where an object names another one of its own namespace, if no `namespace` stands beside. */
const ownReferences: readonly (readonly string[])[] = [['sourceRef'], ['chart', 'spec', 'sourceRef'], ['chartRef'], ['targetRef'], ['scaleTargetRef'], ['decryption', 'secretRef'], ['secretRef']];

/** What the object at hand names in its own namespace. */
function namedBeside({ root }: CompletionScene): readonly { readonly kind: string; readonly name: string }[] {
  const found = new Map<string, { readonly kind: string; readonly name: string }>();
  for (const path of ownReferences) {
    const reference = readMap(root, 'spec', ...path);
    const name = readString(reference, 'name')?.value;
    const kind = readString(reference, 'kind')?.value ?? (path.at(-1) === 'secretRef' ? 'Secret' : undefined);
    if (name !== undefined && kind !== undefined && readString(reference, 'namespace') === undefined) found.set(`${kind}/${name}`, { kind, name });
  }
  return [...found.values()];
}

/** Objects of one kind in one namespace, or namespaces themselves, that come from one folder. */
interface NamespaceUse {
  readonly name: string;
  readonly kind: string;
  readonly folder: string;
  count: number;
  /** Path of the file that declares the namespace; `undefined` for what is in it. */
  declaredAt: string | undefined;
}

/** An edit leaves nearly all groups as they are. */
const usesOfGroup = oncePer((nodes: readonly GraphNode[]): readonly NamespaceUse[] => {
  const uses = new Map<string, NamespaceUse>();
  for (const node of nodes) {
    const { object: { kind }, origin, presence } = node;
    const name = namespaceOf(node);
    if (name === undefined || presence === 'implied') continue;
    const { path } = origin.file;
    const folder = dirName(path);
    const key = `${kind} ${name} ${folder}`;
    const known = uses.get(key) ?? { name, kind, folder, count: 0, declaredAt: undefined };
    uses.set(key, known);
    known.count++;
    if (kind === 'Namespace') known.declaredAt = path;
  }
  return [...uses.values()];
});

/** The namespace that an object is, or is in. */
function namespaceOf({ object }: GraphNode): string | undefined {
  return object.kind === 'Namespace' ? object.name : object.namespace;
}

/** The objects that a document yields in a cluster. */
function nodesOfDocument({ snapshot }: CompletionScene, cluster: ClusterGraph, { origin }: GraphNode): readonly GraphNode[] {
  return (snapshot.graph.byFile.get(origin.file.uri) ?? []).flatMap(({ cluster: other, node }) => (other === cluster && node.presence !== 'implied' && node.origin.file === origin.file && node.origin.start === origin.start ? [node] : []));
}

/** What an object in each folder tells of one in this: most in the same folder, little in one beside it. */
function nearnessTo(folder: string): (other: string) => number {
  const above = dirName(folder);
  return (other) => (other === folder ? 2 : dirName(other) === above ? 0.5 : 0);
}

/** Namespaces that the object at hand writes in its references: many write it also where it is their own. */
function namespacesBeside({ root }: CompletionScene): ReadonlySet<string> {
  return new Set(ownReferences.flatMap((path) => readString(root, 'spec', ...path, 'namespace')?.value ?? []));
}

/** Proposals for namespaces: those that the clusters get or use, the ones of the neighbours first. */
export function completeNamespaces(scene: CompletionScene): readonly Proposal[] {
  const at = scene.cursor.keys.join('.');
  const isKustomizeField = at === 'namespace' && isKustomizeFileName(scene.outer.path);
  const isListed = /(^|\.)(namespaceSelector\.matchNames|namespaceSelectors)\.\*$/.test(at);
  const isKnownReference = scene.cursor.keys.at(-1) === 'namespace' && scene.cursor.keys.length > 1;
  if (!fields.has(at) && !isKustomizeField && !isListed && !isKnownReference) return [];
  const counts = new Map<string, NamespaceCounts>();
  const named = at === 'metadata.namespace' ? namedBeside(scene) : [];
  const written = at === 'metadata.namespace' ? namespacesBeside(scene) : new Set<string>();
  const nearness = nearnessTo(dirName(scene.outer.path));
  for (const { cluster, node: self } of scene.readings) {
    for (const group of cluster.nodeGroups) {
      for (const { name, kind, folder, count, declaredAt } of usesOfGroup(group)) {
        const entry = counts.get(name) ?? { uses: 0, near: 0, alike: 0, named: 0, isDeclared: false, path: undefined };
        counts.set(name, entry);
        if (declaredAt !== undefined) {
          entry.isDeclared = true;
          entry.path = declaredAt;
        } else entry.uses += count;
        if (kind === scene.kind) entry.alike += count;
        entry.near += nearness(folder) * count;
      }
    }
    // What is asked for tells nothing of itself.
    for (const node of self === undefined ? [] : nodesOfDocument(scene, cluster, self)) {
      const entry = counts.get(namespaceOf(node) ?? '');
      if (entry === undefined) continue;
      if (node.object.kind === scene.kind) entry.alike--;
      entry.near -= nearness(dirName(node.origin.file.path));
    }
    for (const { kind, name } of named) {
      for (const { object, presence } of cluster.nodesByName.get(name) ?? []) {
        const entry = object.kind !== kind || presence === 'implied' ? undefined : counts.get(object.namespace ?? '');
        if (entry !== undefined) entry.named++;
      }
    }
  }
  const place = { words: placeWords(scene.outer.path, [scene.manifest?.name?.value]), path: scene.outer.path };
  const order = ranked(place, [...counts], ([name, { uses, near, alike, named: has, isDeclared, path }]) => ({ name, path, uses, nearUses: near, bonus: (isDeclared ? 10 : 0) + (has > 0 ? 14 : 0) + (written.has(name) ? 14 : 0) + Math.min(16, 5 * Math.log2(1 + alike)) }));
  return inOrder(order.map(([name, { isDeclared, uses }]) => valueProposal(scene.cursor.replace, name, 0, { insert: scalarText(name), kind: 'object', detail: isDeclared ? 'Namespace' : uses === 1 ? 'of one object' : `of ${uses} objects` })));
}
