/** Moves an inline patch into a file of its own, and back. */
import { dirName, joinPath } from '../../files/paths.ts';
import { uriOfPath } from '../../files/uris.ts';
import { isKustomizeFileName, kustomizeFileOf } from '../../manifests/kustomizeFile.ts';
import { parseEmbedded } from '../../yaml/parseEmbedded.ts';
import { readMap, readMaps, readString } from '../../yaml/yamlReader.ts';
import type { YamlMap, YamlPair } from '../../yaml/yamlNode.ts';
import { pathSitesOf } from '../fileMoves/pathSites.ts';
import { columnOf, lineBreakOf, type Refactoring, type RefactoringPlace, type RefactoringProvider } from './refactoring.ts';

/** Both directions, for the entry of `patches` under the cursor. */
export const patchFileRefactorings: RefactoringProvider = (place) => {
  const root = isKustomizeFileName(place.file.path) ? kustomizeFileOf(place.file)?.root : undefined;
  const entries = ['patches', 'patchesJson6902'].flatMap((field) => readMaps(root, field));
  const entry = entries.find(({ start, end, flow, aliasOf }) => !flow && aliasOf === undefined && start <= place.offset && place.offset <= end);
  return entry === undefined ? [] : [...extract(place, entry), ...inline(place, entry)];
};

function extract({ snapshot, file }: RefactoringPlace, entry: YamlMap): readonly Refactoring[] {
  const pair = entry.pair('patch');
  const value = pair?.value;
  const found = snapshot.repositoryOf(file.uri);
  if (pair === undefined || value?.kind !== 'scalar' || value.style !== 'literal' || value.anchor !== undefined || value.aliasOf !== undefined || found === undefined) return [];
  const folder = dirName(found.path);
  const name = freeName((candidate) => found.repository.tree.kindOf(folder === '' ? candidate : `${folder}/${candidate}`) !== undefined, patchName(entry, pair));
  const line = lineBreakOf(file);
  return [
    {
      title: `Extract the patch to ${name}`,
      kind: 'refactor.extract',
      edits: [{ span: { file, start: pair.key.start, end: contentEnd(pair) }, text: `path: ${name}${commentOf(file.text.slice(value.start, lineEndAt(file.text, value.start)))}` }],
      creates: [{ uri: uriOfPath(found.repository.rootUri, folder === '' ? name : `${folder}/${name}`), text: value.text.replaceAll('\n', line) }],
    },
  ];
}

function inline({ snapshot, file }: RefactoringPlace, entry: YamlMap): readonly Refactoring[] {
  const pair = entry.pair('path');
  const found = snapshot.repositoryOf(file.uri);
  const path = pair?.value.kind === 'scalar' && found !== undefined && pair.value.aliasOf === undefined && pair.value.anchor === undefined ? joinPath(dirName(found.path), pair.value.text) : undefined;
  const patch = path === undefined ? undefined : found?.repository.tree.file(path);
  const text = patch?.text.replaceAll('\r\n', '\n');
  // A first line that is indented would need an indentation mark, and a carriage return inside would be lost.
  if (pair === undefined || found === undefined || patch === undefined || text === undefined || text.trim() === '' || text.startsWith(' ') || text.startsWith('\n') || text.includes('\r') || text.includes('\t')) return [];
  const line = lineBreakOf(file);
  const indent = ' '.repeat(columnOf(file, pair.key.start) + 2);
  const body = text.trimEnd();
  const tail = text.slice(body.length);
  const mark = tail === '' ? '|-' : tail === '\n' ? '|' : '|+';
  const lines = (tail.length > 1 ? text.slice(0, -1) : body).split('\n').map((each) => (each === '' ? '' : indent + each));
  // Behind the path a comment would get into the patch's last line.
  const comment = commentOf(file.text.slice(contentEnd(pair), lineEndAt(file.text, contentEnd(pair))));
  const others = pathSitesOf(snapshot).filter(({ repository, target }) => repository === found.repository && target === path);
  return [
    {
      title: 'Write the patch here',
      kind: 'refactor.inline',
      edits: [{ span: { file, start: pair.key.start, end: contentEnd(pair) + comment.length }, text: [`patch: ${mark}${comment}`, ...lines].join(line) }],
      deletes: others.length === 1 ? [patch.uri] : [],
    },
  ];
}

/** A comment at the end of a text with the blanks before it; empty where there is none. */
function commentOf(text: string): string {
  return /\s+#.*$/.exec(text)?.[0].trimEnd() ?? '';
}

function lineEndAt(text: string, offset: number): number {
  const end = text.slice(offset).search(/\r?\n/);
  return end < 0 ? text.length : offset + end;
}

function contentEnd({ value }: YamlPair): number {
  return value.start + value.file.text.slice(value.start, value.end).trimEnd().length;
}

/** Such as `patch-deployment-web.yaml`, after what the patch is for. */
function patchName(entry: YamlMap, pair: YamlPair): string {
  const inner = pair.value.kind === 'scalar' ? parseEmbedded(pair.value).documents[0]?.root : undefined;
  const own = inner?.kind === 'map' ? inner : undefined;
  const target = readMap(entry, 'target');
  const kind = readString(target, 'kind')?.value ?? readString(own, 'kind')?.value;
  const name = readString(target, 'name')?.value ?? readString(own, 'metadata', 'name')?.value;
  return ['patch', kind, name].flatMap((part) => part?.toLowerCase().replace(/[^a-z0-9.-]+/g, '-').replace(/^-+|-+$/g, '') || []).join('-');
}

function freeName(isTaken: (name: string) => boolean, stem: string): string {
  for (let number = 1; ; number++) {
    const name = `${stem}${number === 1 ? '' : `-${number}`}.yaml`;
    if (!isTaken(name)) return name;
  }
}
