/** Names of objects that patches, replacements, replicas and merging generators say: which objects of a build they mean. */
import { dirName, joinPath } from '../../files/paths.ts';
import type { SourceTree } from '../../files/sourceTree.ts';
import type { ClusterGraph, Delivery, GraphNode } from '../../graph/graph.ts';
import { findKustomizeFile } from '../../kustomize/kustomizeFile.ts';
import { isKustomizeFileName, kustomizeFileOf, type KustomizeFile } from '../../manifests/kustomizeFile.ts';
import type { TextFile } from '../../text/textFile.ts';
import { parseEmbedded } from '../../yaml/parseEmbedded.ts';
import { yamlOf } from '../../yaml/parseYaml.ts';
import type { YamlFile, YamlMap, YamlNode, YamlScalar } from '../../yaml/yamlNode.ts';
import { asString, readItems, readMap, readMaps, readString, readStrings } from '../../yaml/yamlReader.ts';

/** A name in a kustomize file, a patch or a replacement, with the objects of one build that it means. */
export interface MeantName {
  readonly scalar: YamlScalar;
  readonly nodes: readonly GraphNode[];
}

/** Every such name of what one Flux Kustomization builds. */
export function namesInBuild(cluster: ClusterGraph, delivery: Delivery): readonly MeantName[] {
  const { source, build, kustomization } = delivery;
  if (source.state !== 'local' || build === undefined) return [];
  const nodes = delivery.applies.flatMap((id) => cluster.nodes.get(id) ?? []).filter(({ appliedBy }) => appliedBy === delivery.node.id);
  const { tree } = source.artifact;
  const reader = new BuildNames(tree, nodes);
  const spec = kustomization.spec;
  if (spec !== undefined) reader.readPatches(spec, build.folder, undefined);
  for (const path of build.reads) {
    const file = isKustomizeFileName(path) ? tree.file(path) : undefined;
    const kustomizeFile = file === undefined ? undefined : kustomizeFileOf(file);
    if (kustomizeFile === undefined) continue;
    const directory = dirName(path);
    const scope = filesBroughtBy(tree, directory, new Set());
    reader.readPatches(kustomizeFile.root, directory, scope);
    reader.readOthers(kustomizeFile.root, directory, scope);
  }
  return reader.found;
}

/** Every text that an object's name was while it was built, the written one first. */
export function namesOfNode(node: GraphNode): readonly string[] {
  const scalar = node.manifest.name?.node;
  if (scalar?.kind !== 'scalar') return [node.object.name];
  return [...(scalar.changes ?? []).flatMap(({ before }) => before ?? []), scalar.text];
}

/** The names in a selector's regular expression, where it is a plain name or a choice of plain names: `(a|b)`. */
export function alternativesOf(text: string): readonly string[] {
  return text.replace(/^\^?\(?|\)?\$?$/g, '').split('|');
}

/** What names an object: any part may be missing, and then every object fits. */
interface Selection {
  readonly kind: string | undefined;
  readonly name: YamlNode | undefined;
  readonly namespace: string | undefined;
}

const replicaKinds: ReadonlySet<string> = new Set(['Deployment', 'StatefulSet', 'ReplicaSet', 'ReplicationController']);

class BuildNames {
  readonly found: MeantName[] = [];
  readonly #tree: SourceTree;
  readonly #nodes: readonly GraphNode[];

  constructor(tree: SourceTree, nodes: readonly GraphNode[]) {
    this.#tree = tree;
    this.#nodes = nodes;
  }

  /** Reads `patches`, `patchesStrategicMerge` and `patchesJson6902` of a mapping. */
  readPatches(map: YamlMap, directory: string, scope: Scope): void {
    for (const entry of [...readMaps(map, 'patches'), ...readMaps(map, 'patchesJson6902')]) {
      const target = readMap(entry, 'target');
      if (target !== undefined) this.#select(selectionOf(target), scope);
      const patch = entry.get('patch');
      const path = readString(entry, 'path')?.value;
      if (patch?.kind === 'scalar') this.#readObjects(parseEmbedded(patch), target === undefined, scope);
      else if (path !== undefined) this.#readFile(directory, path, target === undefined, scope);
    }
    for (const item of readItems(map, 'patchesStrategicMerge')) {
      if (item.kind === 'map') this.#readObject(item, scope);
      else if (item.kind === 'scalar' && item.text.includes('\n')) this.#readObjects(parseEmbedded(item), true, scope);
      else if (item.kind === 'scalar') this.#readFile(directory, item.text, true, scope);
    }
  }

  /** Reads replacements, vars, replicas, and generators that merge into another object. */
  readOthers(map: YamlMap, directory: string, scope: Scope): void {
    for (const entry of readMaps(map, 'replacements')) {
      const path = readString(entry, 'path')?.value;
      const file = path === undefined ? undefined : this.#file(directory, path);
      const root = file === undefined ? undefined : yamlOf(file).documents[0]?.root;
      const entries = root?.kind === 'seq' ? root.items : root === undefined ? [entry] : [root];
      for (const one of entries) if (one.kind === 'map') this.#readReplacement(one, scope);
    }
    for (const variable of readMaps(map, 'vars')) this.#selectIn(readMap(variable, 'objref'), scope);
    for (const entry of readMaps(map, 'replicas')) this.#select({ kind: undefined, name: entry.get('name'), namespace: undefined }, scope, replicaKinds);
    for (const [field, kind] of [['configMapGenerator', 'ConfigMap'], ['secretGenerator', 'Secret']] as const) {
      for (const entry of readMaps(map, field)) {
        if (/^(merge|replace)$/.test(readString(entry, 'behavior')?.value ?? '')) this.#select({ kind, name: entry.get('name'), namespace: readString(entry, 'namespace')?.value }, scope);
      }
    }
  }

  #readReplacement(entry: YamlMap, scope: Scope): void {
    this.#selectIn(readMap(entry, 'source'), scope);
    for (const target of readMaps(entry, 'targets')) {
      this.#selectIn(readMap(target, 'select'), scope);
      for (const reject of readMaps(target, 'reject')) this.#selectIn(reject, scope);
    }
  }

  #readFile(directory: string, path: string, isObject: boolean, scope: Scope): void {
    const file = this.#file(directory, path);
    if (file !== undefined) this.#readObjects(yamlOf(file), isObject, scope);
  }

  #file(directory: string, path: string): TextFile | undefined {
    const resolved = joinPath(directory, path);
    return resolved === undefined ? undefined : this.#tree.file(resolved);
  }

  /** A strategic-merge patch names its object; with a target its own name means nothing, and a list of operations has none. */
  #readObjects(yaml: YamlFile, isObject: boolean, scope: Scope): void {
    if (!isObject) return;
    for (const { root } of yaml.documents) if (root?.kind === 'map') this.#readObject(root, scope);
  }

  #readObject(root: YamlMap, scope: Scope): void {
    const metadata = readMap(root, 'metadata');
    this.#select({ kind: readString(root, 'kind')?.value, name: metadata?.get('name'), namespace: readString(metadata, 'namespace')?.value }, scope);
  }

  #selectIn(map: YamlMap | undefined, scope: Scope): void {
    if (map !== undefined) this.#select(selectionOf(map), scope);
  }

  #select({ kind, name, namespace }: Selection, scope: Scope, kinds?: ReadonlySet<string>): void {
    const text = asString(name)?.value;
    if (text === undefined || name?.kind !== 'scalar') return;
    const alternatives = alternativesOf(text);
    const named = this.#nodes.filter((node) => {
      if (kind !== undefined && node.object.kind !== kind) return false;
      if (kinds !== undefined && !kinds.has(node.object.kind)) return false;
      return (scope === undefined || scope.has(node.origin.file.uri)) && namesOfNode(node).some((each) => alternatives.includes(each));
    });
    const inNamespace = namespace === undefined ? named : named.filter((node) => namespacesOf(node).includes(namespace));
    const meant = inNamespace.length > 0 ? inNamespace : named;
    if (meant.length > 0) this.found.push({ scalar: name, nodes: meant });
  }
}

/** URIs of the files whose objects a directory brings into a build; `undefined` stands for all. */
type Scope = ReadonlySet<string> | undefined;

function selectionOf(map: YamlMap): Selection {
  return { kind: readString(map, 'kind')?.value, name: map.get('name'), namespace: readString(map, 'namespace')?.value };
}

function namespacesOf({ object, manifest }: GraphNode): readonly (string | undefined)[] {
  const scalar = manifest.namespace?.node;
  return [object.namespace, ...(scalar?.kind === 'scalar' ? (scalar.changes ?? []).map(({ before }) => before) : [])];
}

/** URIs of the kustomize file of a directory, and of everything that it and those below it bring. */
function filesBroughtBy(tree: SourceTree, directory: string, seen: Set<string>): ReadonlySet<string> {
  if (seen.has(directory)) return new Set();
  seen.add(directory);
  const uris = new Set<string>();
  const own = kustomizeFileIn(tree, directory);
  if (own === undefined) return uris;
  uris.add(own.file.uri);
  for (const { value } of [...own.content.resources, ...own.content.bases, ...own.content.components, ...readStrings(own.content.root, 'generators')]) {
    const path = joinPath(directory, value);
    const kind = path === undefined ? undefined : tree.kindOf(path);
    if (path === undefined || kind === undefined) continue;
    if (kind === 'directory') for (const uri of filesBroughtBy(tree, path, seen)) uris.add(uri);
    else uris.add(tree.file(path)?.uri ?? '');
  }
  return uris;
}

function kustomizeFileIn(tree: SourceTree, directory: string): { readonly file: TextFile; readonly content: KustomizeFile } | undefined {
  const file = findKustomizeFile(tree, directory);
  const content = file === undefined ? undefined : kustomizeFileOf(file);
  return file === undefined || content === undefined ? undefined : { file, content };
}
