/** Finds the references in a repository whose values can be told, deletes them one by one and asks for completion there. */
import { dirName, joinPath, securePath } from '../../server/src/files/paths.ts';
import { findCompletions, type Proposal } from '../../server/src/features/completion/completion.ts';
import { patchSubjectAt } from '../../server/src/features/completion/patchSubject.ts';
import { resolvePointer } from '../../server/src/features/completion/jsonPointers.ts';
import { isKustomizeFileName, kustomizeFileOf } from '../../server/src/manifests/kustomizeFile.ts';
import { readCanary } from '../../server/src/manifests/canary.ts';
import { readHelmRelease } from '../../server/src/manifests/helmRelease.ts';
import type { Session, Snapshot } from '../../server/src/workspace/session.ts';
import type { TextFile } from '../../server/src/text/textFile.ts';
import { yamlOf } from '../../server/src/yaml/parseYaml.ts';
import { parseEmbedded } from '../../server/src/yaml/parseEmbedded.ts';
import { readMaps, readScalar } from '../../server/src/yaml/yamlReader.ts';
import type { YamlMap, YamlNode } from '../../server/src/yaml/yamlNode.ts';

/** A value that names something that exists. */
export interface Case {
  readonly sort: string;
  readonly uri: string;
  /** Offsets of the value in the file, without quotes. */
  readonly start: number;
  readonly end: number;
  readonly value: string;
}

/** What completion made of a case. */
export interface Outcome {
  /** Places from 0 of the deleted value, with nothing typed and with half of it; `undefined` where it was not offered. */
  readonly empty: number | undefined;
  readonly half: number | undefined;
  /** The same with half of it, in a file that is broken above and below, as while writing. */
  readonly broken: number | undefined;
  /** Prefixes of the value, from one letter to all but the last, with which it was not offered: there a list in the editor would flicker. */
  readonly lost: readonly string[];
  /** Time of the processor for the slower of the two questions: what else the machine does hardly matters. */
  readonly milliseconds: number;
}

/** All cases of a snapshot. A value is listed once, whatever the number of clusters that read it. */
export function findCases(snapshot: Snapshot): readonly Case[] {
  const cases = new Map<string, Case>();
  const add = (sort: string, node: { readonly file: TextFile; readonly start: number; readonly end: number } | undefined, value: string): void => {
    const found = node === undefined ? undefined : caseOf(sort, node, value);
    if (found !== undefined && snapshot.file(found.uri) !== undefined) cases.set(`${found.uri}:${found.start}`, cases.get(`${found.uri}:${found.start}`) ?? found);
  };
  for (const cluster of snapshot.graph.clusters) {
    for (const edge of cluster.edges) {
      if (!edge.resolved || ['applies', 'builds', 'includes', 'generates', 'controller', 'webhook', 'chart'].includes(edge.kind)) continue;
      add(edge.kind, edge.span, edge.target.name);
    }
    for (const { kustomization, pathExists, path } of cluster.deliveries.values()) if (kustomization.path !== undefined && pathExists && path !== '') add('spec.path', kustomization.path.node, kustomization.path.value);
    for (const node of cluster.nodes.values()) {
      if (node.presence !== 'declared') continue;
      const { root } = node.manifest;
      const canary = readCanary(node.manifest);
      const port = canary === undefined ? undefined : readScalar(canary.service, 'port');
      const target = canary?.targetRef === undefined ? undefined : cluster.nodes.get(`${canary.targetRef.kind?.value ?? ''}/${node.object.namespace ?? ''}/${canary.targetRef.name?.value ?? ''}`);
      if (port !== undefined && target !== undefined && containerPorts(target.manifest.root).includes(port.text)) add('port', port, port.text);
      const namespace = readScalar(root, 'metadata', 'namespace');
      if (namespace !== undefined && namespace.changes === undefined && cluster.nodes.has(`Namespace/${namespace.text}`)) add('namespace', namespace, namespace.text);
      for (const { node: reference, kind, name } of readHelmRelease(node.manifest)?.valuesFrom ?? []) {
        const key = readScalar(reference, 'valuesKey');
        const source = cluster.nodes.get(`${kind?.value ?? ''}/${node.object.namespace ?? ''}/${name?.value ?? ''}`);
        if (key !== undefined && source !== undefined && ['data', 'stringData'].some((field) => source.manifest.root.get(field, key.text) !== undefined)) add('valuesKey', key, key.text);
      }
    }
  }
  for (const repository of snapshot.repositories) for (const file of repository.tree.yamlFiles()) fileCases(snapshot, file, add);
  return [...cases.values()];
}

function containerPorts(root: YamlMap): readonly string[] {
  const template = root.get('spec', 'template', 'spec');
  return readMaps(template?.kind === 'map' ? template : undefined, 'containers').flatMap((container) => readMaps(container, 'ports').flatMap((port) => readScalar(port, 'containerPort')?.text ?? []));
}

type Add = (sort: string, node: YamlNode | undefined, value: string) => void;

function fileCases(snapshot: Snapshot, file: TextFile, add: Add): void {
  if (file.path.startsWith('.') || file.path.includes('/.')) return;
  variableCases(snapshot, file, add);
  const tree = snapshot.repositoryOf(file.uri)?.repository.tree;
  const kustomizeFile = isKustomizeFileName(file.path) ? kustomizeFileOf(file) : undefined;
  if (kustomizeFile !== undefined && tree !== undefined) {
    const own = dirName(file.path);
    const lists: Record<string, readonly { readonly value: string; readonly node: YamlNode }[]> = { resources: kustomizeFile.resources, components: kustomizeFile.components };
    for (const [sort, entries] of Object.entries(lists)) for (const { value, node } of entries) if (existsAt(tree, own, value)) add(sort, node, value);
    const listed = new Set(Object.values(lists).flat().map(({ node }) => node));
    for (const { value, node } of kustomizeFile.paths) if (!listed.has(node) && existsAt(tree, own, value)) add('other file', node, value);
    for (const image of readMaps(kustomizeFile.root, 'images')) {
      const name = readScalar(image, 'name');
      const hits = snapshot.graph.clusters.flatMap((cluster) => [...cluster.deliveries.values()].flatMap(({ build }) => build?.hits ?? [])).filter(({ span, objects }) => span.file === file && span.start === image.start && objects.length > 0);
      if (name !== undefined && hits.length > 0) add('image', name, name.text);
    }
  }
  for (const document of yamlOf(file).documents) if (document.root?.kind === 'map') patchCases(snapshot, file, document.root, add);
}

function existsAt(tree: { readonly kindOf: (path: string) => unknown }, own: string, value: string): boolean {
  const path = joinPath(own, value);
  return path !== undefined && tree.kindOf(path) !== undefined;
}

/** Targets and pointers of patches that meet something. */
function patchCases(snapshot: Snapshot, file: TextFile, root: YamlMap, add: Add): void {
  const spec = root.get('spec');
  const lists = [...readMaps(root, 'patches'), ...readMaps(root, 'patchesJson6902'), ...readMaps(spec?.kind === 'map' ? spec : undefined, 'patches')];
  for (const patch of lists) {
    const target = patch.get('target');
    const inline = patch.get('patch');
    const subject = inline === undefined ? undefined : patchSubjectAt(snapshot, file, inline.end - 1);
    if (subject !== undefined && target?.kind === 'map' && subject.objects.length > 0) {
      for (const key of ['kind', 'name']) {
        const part = readScalar(target, key);
        if (part !== undefined && /^[\w.-]+$/.test(part.text) && subject.objects.some((object) => (key === 'kind' ? object.kind : object.name) === part.text)) add(`patch target ${key}`, part, part.text);
      }
    }
    if (subject === undefined || !subject.isJson || inline?.kind !== 'scalar' || inline.style !== 'literal') continue;
    const operations = parseEmbedded(inline).documents[0]?.root;
    for (const operation of operations?.kind === 'seq' ? operations.items : []) {
      const path = operation.kind === 'map' ? operation.get('path') : undefined;
      if (path?.kind === 'scalar' && path.start !== inline.start && subject.objects.some(({ root: object }) => resolvePointer(object, path.text) !== undefined)) add('JSON pointer', path, path.text);
    }
  }
}

/** Variables in a file whose value is known. */
function variableCases(snapshot: Snapshot, file: TextFile, add: Add): void {
  if (!file.text.includes('${')) return;
  const known = new Set<string>();
  for (const cluster of snapshot.graph.clusters) {
    for (const { source, build } of cluster.deliveries.values()) {
      if (source.state === 'local' && build?.reads.has(file.path) === true) for (const name of build.variables.variables.keys()) known.add(name);
    }
  }
  for (const match of file.text.matchAll(/(?<!\$)\$\{([_A-Za-z][_A-Za-z0-9]*)\}/g)) {
    const [, name = ''] = match;
    const line = file.text.slice(file.text.lastIndexOf('\n', match.index) + 1, match.index);
    if (known.has(name) && !/^\s*#/.test(line)) add('variable', { file, start: match.index + 2, end: match.index + 2 + name.length } as YamlNode, name);
  }
}

function caseOf(sort: string, { file, start, end }: { readonly file: TextFile; readonly start: number; readonly end: number }, value: string): Case | undefined {
  const written = file.text.slice(start, end);
  const bare = /^(["']?)([^"'\n]+)\1$/.exec(written);
  if (bare === null) return undefined;
  const text = bare[2] ?? '';
  // A value that a variable or another step makes is not written here.
  if (text.includes('${') || (sort !== 'spec.path' && text !== value && !text.endsWith(value))) return undefined;
  // Before `=` stands a name of the author's own.
  const key = sort === 'other file' ? (/^[\w.-]+=/.exec(text)?.[0].length ?? 0) : 0;
  const from = start + (bare[1]?.length ?? 0) + key;
  return { sort, uri: file.uri, start: from, end: from + text.length - key, value: text.slice(key) };
}

/** Deletes the value of a case and asks: with nothing typed, with half of it, in a broken file, and where `isTyped` letter by letter. Puts it back in the end. */
export function tryCase(session: Session, { sort, uri, start, end, value }: Case, isTyped: boolean): Outcome {
  const text = session.snapshot.file(uri)?.text ?? '';
  const ask = (typed: string, above = '', behind = text.slice(end)): { readonly place: number | undefined; readonly milliseconds: number } => {
    const snapshot = session.apply({ kind: 'text', uri, text: above + text.slice(0, start) + typed + behind });
    const file = snapshot.file(uri);
    // The graph is built before the question, as the editor's check after each key stroke does.
    if (snapshot.graph.byFile.size === 0) return { place: undefined, milliseconds: 0 };
    const before = process.cpuUsage();
    const proposals = file === undefined ? [] : findCompletions(snapshot, file, start + above.length + typed.length);
    const used = process.cpuUsage(before);
    const milliseconds = (used.user + used.system) / 1000;
    return { place: placeOf(proposals, value, typed, sort), milliseconds };
  };
  /** Below the value a line of which only a word is typed, at the end a quote that is not closed; above it, in files of objects, a document with both. */
  const askBroken = (): ReturnType<typeof ask> => {
    const lineStart = text.lastIndexOf('\n', start - 1) + 1;
    const margin = /^[ ]*/.exec(text.slice(lineStart))?.[0] ?? '';
    const lineEnd = text.indexOf('\n', end) < 0 ? text.length : text.indexOf('\n', end);
    const behind = `${text.slice(end, lineEnd)}\n${margin}half${text.slice(lineEnd)}\nopen: "half\n`;
    return ask(typed, isKustomizeFileName(uri) ? '' : 'metadata:\n  name: "half\n  labels\n---\n', behind);
  };
  const empty = ask('');
  const typed = value.slice(0, Math.ceil(value.length / 2));
  const half = ask(typed);
  const prefixes = isTyped ? Array.from({ length: Math.max(0, value.length - 1) }, (_, index) => value.slice(0, index + 1)) : [];
  const lost = prefixes.filter((prefix) => ask(prefix).place === undefined);
  const broken = askBroken();
  session.apply({ kind: 'text', uri, text });
  return { empty: empty.place, half: half.place, broken: broken.place, lost, milliseconds: Math.max(empty.milliseconds, half.milliseconds) };
}

/** The place in the list as an editor shows it: what does not match the typed text is gone, and what begins with it stands first. */
function placeOf(proposals: readonly Proposal[], value: string, typed: string, sort: string): number | undefined {
  const quote = /^["']/;
  const shown = proposals
    .map((proposal) => ({ proposal, filter: (proposal.filter ?? proposal.label).replace(quote, '').replace(sort === 'other file' ? /^[\w.-]+=/ : '', '') }))
    .filter(({ filter }) => isSubsequence(typed.toLowerCase(), filter.toLowerCase()))
    .sort((a, b) => Number(b.filter.startsWith(typed)) - Number(a.filter.startsWith(typed)) || a.proposal.order - b.proposal.order);
  const place = shown.findIndex(({ proposal }) => sameValue(proposal.label, value, sort));
  return place < 0 ? undefined : place;
}

function isSubsequence(part: string, whole: string): boolean {
  let at = 0;
  for (const letter of whole) if (letter === part[at]) at++;
  return at >= part.length;
}

/** Paths are the same however they are written. */
function sameValue(label: string, value: string, sort: string): boolean {
  if (label === value) return true;
  const isPath = ['spec.path', 'resources', 'components', 'other file'].includes(sort);
  return isPath && joinKeyed(label) === joinKeyed(value);
}

function joinKeyed(written: string): string {
  const path = written.replace(/^[\w.-]+=/, '');
  return path.startsWith('..') ? path.replace(/\/+$/, '') : securePath('', path);
}
