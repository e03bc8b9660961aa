/** Kubernetes objects as they stand in files or come out of a build: who they are and where that is written. */
import type { Span, TextFile } from '../text/textFile.ts';
import { yamlOf } from '../yaml/parseYaml.ts';
import { asString, readItems, readMap, readString, type Located } from '../yaml/yamlReader.ts';
import type { YamlDocument, YamlMap } from '../yaml/yamlNode.ts';

/** The head of an object. `root` is the whole object; a missing part is `undefined`. */
export interface Manifest {
  readonly root: YamlMap;
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: Located<string> | undefined;
  readonly namespace: Located<string> | undefined;
}

/** A reference to another object by name, located. */
export interface ObjectReference {
  readonly node: YamlMap;
  readonly apiVersion: Located<string> | undefined;
  readonly kind: Located<string> | undefined;
  readonly name: Located<string> | undefined;
  readonly namespace: Located<string> | undefined;
}

/** An object in a file together with the document that holds it. */
export interface FileManifest extends Manifest {
  readonly document: YamlDocument;
}

/** The head of an object, read once; `undefined` when the mapping has no `kind` and `apiVersion`. */
export function readManifest(root: YamlMap): Manifest | undefined {
  return root.derived(readHead);
}

function readHead(root: YamlMap): Manifest | undefined {
  const kind = readString(root, 'kind')?.value;
  const apiVersion = readString(root, 'apiVersion')?.value;
  if (kind === undefined || apiVersion === undefined) return undefined;
  return { root, kind, apiVersion, name: readString(root, 'metadata', 'name'), namespace: readString(root, 'metadata', 'namespace') };
}

/** The objects of a file, items of `kind: List` included. Kustomize files are not objects and are left out. */
export function manifestsOf(file: TextFile): readonly FileManifest[] {
  return file.derived(readManifests);
}

function readManifests(file: TextFile): readonly FileManifest[] {
  return yamlOf(file).documents.flatMap((document) => {
    const root = document.root;
    if (root?.kind !== 'map') return [];
    const manifest = readManifest(root);
    if (manifest === undefined || isKustomizeFileApi(manifest.apiVersion)) return [];
    const items = manifest.kind.endsWith('List') ? readItems(root, 'items') : [];
    const members = items.length === 0 ? [manifest] : items.flatMap((item) => (item.kind === 'map' ? (readManifest(item) ?? []) : []));
    return members.map((member) => ({ ...member, document }));
  });
}

/** Whether an apiVersion is kustomize's own (`kustomize.config.k8s.io/…`). */
export function isKustomizeFileApi(apiVersion: string): boolean {
  return groupOf(apiVersion) === 'kustomize.config.k8s.io';
}

/** The group of an apiVersion; `''` for the core group. */
export function groupOf(apiVersion: string): string {
  const cut = apiVersion.indexOf('/');
  return cut < 0 ? '' : apiVersion.slice(0, cut);
}

/** The version of an apiVersion. */
export function versionOf(apiVersion: string): string {
  return apiVersion.slice(apiVersion.indexOf('/') + 1);
}

/** Where an object's name is written; its `kind`, or its first character, when it has no name. */
export function nameSpan(manifest: Manifest): Span {
  return manifest.name?.node ?? manifest.root.get('kind') ?? { file: manifest.root.file, start: manifest.root.start, end: manifest.root.start + 1 };
}

/** Reads a reference mapping. */
export function readReference(node: YamlMap | undefined): ObjectReference | undefined {
  if (node === undefined) return undefined;
  return {
    node,
    apiVersion: readString(node, 'apiVersion'),
    kind: readString(node, 'kind'),
    name: readString(node, 'name'),
    namespace: readString(node, 'namespace'),
  };
}

/** Reads a list of reference mappings. */
export function readReferences(map: YamlMap | undefined, ...path: readonly string[]): readonly ObjectReference[] {
  return readItems(map, ...path).flatMap((item) => (item.kind === 'map' ? (readReference(item) ?? []) : []));
}

/** Entries of a mapping of texts, such as labels. Values of another type are left out. */
export function readStringMap(map: YamlMap | undefined, ...path: readonly string[]): ReadonlyMap<string, Located<string>> {
  const entries = (readMap(map, ...path)?.pairs ?? []).flatMap(({ key, value }) => {
    const text = asString(value);
    return text === undefined ? [] : [[key.text, text] as const];
  });
  return new Map(entries);
}
