/** Namespaces, wherever one is written. */
import { isKustomizeFileName } from '../../manifests/kustomizeFile.ts';
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

/** `Kind/name` of what the object at hand names in its own namespace. */
function namedBeside({ root }: CompletionScene): ReadonlySet<string> {
  const found = new Set<string>();
  for (const path of ownReferences) {
    const reference = readMap(root, 'spec', ...path);
    const name = readString(reference, 'name')?.value;
    const kind = readString(reference, 'kind')?.value ?? (path.at(-1) === 'secretRef' ? 'Secret' : undefined);
    if (name !== undefined && kind !== undefined && readString(reference, 'namespace') === undefined) found.add(`${kind}/${name}`);
  }
  return found;
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
  const named = at === 'metadata.namespace' ? namedBeside(scene) : new Set<string>();
  const written = at === 'metadata.namespace' ? namespacesBeside(scene) : new Set<string>();
  const folder = dirName(scene.outer.path);
  for (const { cluster, node: self } of scene.readings) {
    for (const { object, origin, presence } of cluster.nodes.values()) {
      const name = object.kind === 'Namespace' ? object.name : object.namespace;
      if (name === undefined || presence === 'implied') continue;
      const entry = counts.get(name) ?? { uses: 0, near: 0, alike: 0, named: 0, isDeclared: false, path: undefined };
      counts.set(name, entry);
      if (object.kind === 'Namespace') {
        entry.isDeclared = true;
        entry.path = origin.file.path;
      } else entry.uses++;
      const isSelf = self !== undefined && origin.file === self.origin.file && origin.start === self.origin.start;
      if (!isSelf && object.kind === scene.kind) entry.alike++;
      if (named.has(`${object.kind}/${object.name}`)) entry.named++;
      if (!isSelf && (dirName(origin.file.path) === folder || dirName(dirName(origin.file.path)) === dirName(folder))) entry.near += dirName(origin.file.path) === folder ? 2 : 0.5;
    }
  }
  const place = { words: placeWords(scene.outer.path, [scene.manifest?.name?.value]), path: scene.outer.path };
  const order = ranked(place, [...counts], ([name, { uses, near, alike, named: has, isDeclared, path }]) => ({ name, path, uses, nearUses: near, bonus: (isDeclared ? 10 : 0) + (has > 0 ? 14 : 0) + (written.has(name) ? 14 : 0) + Math.min(16, 5 * Math.log2(1 + alike)) }));
  return inOrder(order.map(([name, { isDeclared, uses }]) => valueProposal(scene.cursor.replace, name, 0, { insert: scalarText(name), kind: 'object', detail: isDeclared ? 'Namespace' : uses === 1 ? 'of one object' : `of ${uses} objects` })));
}
