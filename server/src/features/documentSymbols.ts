/** The outline of a file: one entry an object, named `Kind namespace/name`. */
import { isKustomizeFileName, kustomizeFileOf } from '../manifests/kustomizeFile.ts';
import { manifestsOf, nameSpan } from '../manifests/manifest.ts';
import type { Span, TextFile } from '../text/textFile.ts';
import type { YamlMap, YamlNode } from '../yaml/yamlNode.ts';
import { nodesAt } from '../graph/queries.ts';
import type { Snapshot } from '../workspace/session.ts';
import { isSecret } from '../graph/secretValues.ts';

/** One entry of the outline. */
export interface OutlineEntry {
  readonly name: string;
  readonly detail: string;
  readonly kind: 'object' | 'field' | 'file';
  readonly span: Span;
  readonly selection: Span;
  readonly children: readonly OutlineEntry[];
}

/** The outline of a file: objects with their effective namespace, and below them the fields of `spec`. */
export function findDocumentSymbols(snapshot: Snapshot, file: TextFile): readonly OutlineEntry[] {
  if (isKustomizeFileName(file.path)) {
    const kustomizeFile = kustomizeFileOf(file);
    return kustomizeFile === undefined ? [] : fieldsOf(kustomizeFile.root, 1);
  }
  return manifestsOf(file).map((manifest) => {
    const effective = nodesAt(snapshot.graph, file.uri, manifest.root.start)[0]?.node.object;
    const namespace = manifest.namespace?.value ?? effective?.namespace;
    const name = manifest.name?.value ?? '(no name)';
    return {
      name: `${manifest.kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`,
      detail: manifest.apiVersion,
      kind: 'object' as const,
      span: trimmed(manifest.root),
      selection: nameSpan(manifest),
      children: isSecret(manifest.root) ? fieldsOf(manifest.root, 2).map(withoutDetails) : fieldsOf(manifest.root, 2),
    };
  });
}

/** A field of a Secret without the values below it: the outline shows their keys. */
function withoutDetails(entry: OutlineEntry): OutlineEntry {
  return { ...entry, detail: '', children: entry.children.map(withoutDetails) };
}

/** Objects of all files whose name holds the letters of a query in order; at most `limit`. */
export function findWorkspaceSymbols(snapshot: Snapshot, query: string, limit = 500): readonly OutlineEntry[] {
  const wanted = query.toLowerCase();
  const found: OutlineEntry[] = [];
  const seen = new Set<string>();
  for (const cluster of snapshot.graph.clusters) {
    for (const { object, manifest, presence } of cluster.nodes.values()) {
      const name = `${object.kind} ${object.namespace === undefined ? '' : `${object.namespace}/`}${object.name}`;
      const selection = nameSpan(manifest);
      const key = `${selection.file.uri}:${selection.start}`;
      if (presence !== 'declared' || seen.has(key) || !holdsInOrder(name.toLowerCase(), wanted)) continue;
      seen.add(key);
      found.push({ name, detail: manifest.apiVersion, kind: 'object', span: selection, selection, children: [] });
      if (found.length >= limit) return found;
    }
  }
  return found;
}

function holdsInOrder(text: string, letters: string): boolean {
  let at = 0;
  for (const letter of letters) {
    at = text.indexOf(letter, at);
    if (at < 0) return false;
    at++;
  }
  return true;
}

function fieldsOf(map: YamlMap, depth: number): readonly OutlineEntry[] {
  return map.pairs
    .filter(({ merged, key }) => !merged && key.file === map.file)
    .map(({ key, value }) => ({
      name: key.text === '' ? '(empty key)' : key.text,
      detail: value.kind === 'scalar' ? value.text.split('\n', 1)[0]?.slice(0, 60) ?? '' : '',
      kind: 'field' as const,
      span: { file: key.file, start: key.start, end: Math.max(key.end, endOf(value)) },
      selection: key,
      children: depth > 1 && value.kind === 'map' && value.aliasOf === undefined ? fieldsOf(value, depth - 1) : [],
    }));
}

function endOf(node: YamlNode): number {
  return trimmed(node).end;
}

/** A span without the white space that a block value ends with. */
function trimmed(node: YamlNode): Span {
  const text = node.file.text.slice(node.start, node.end);
  return { file: node.file, start: node.start, end: node.start + text.trimEnd().length };
}
