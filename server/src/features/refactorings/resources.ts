/** The list of resources: sorting it, adding a file to it, making what it names, and giving an object a file of its own. */
import { baseName, dirName, joinPath } from '../../files/paths.ts';
import { uriOfPath } from '../../files/uris.ts';
import { findKustomizeFile } from '../../kustomize/kustomizeFile.ts';
import { isKustomizeFileName, kustomizeFileOf } from '../../manifests/kustomizeFile.ts';
import { manifestsOf } from '../../manifests/manifest.ts';
import type { TextFile } from '../../text/textFile.ts';
import type { Snapshot } from '../../workspace/session.ts';
import { appendItem, type YamlEdit } from '../../yaml/yamlEdit.ts';
import type { YamlMap, YamlSeq } from '../../yaml/yamlNode.ts';
import { scalarText } from '../names/scalarEdits.ts';
import { manifestAt } from './fluxFields.ts';
import { lineBreakOf, type RefactoringProvider } from './refactoring.ts';

const sortable: ReadonlySet<string> = new Set(['resources', 'components', 'bases', 'configurations', 'crds']);

/** Sorts the list under the cursor; comments above an entry, and behind it, go with it. */
export const sortRefactorings: RefactoringProvider = ({ file, offset }) => {
  const root = kustomizeRoot(file);
  const pair = root?.pairs.find(({ key, value, merged }) => !merged && sortable.has(key.text) && key.start <= offset && offset <= value.end);
  const list = pair?.value;
  if (pair === undefined || list?.kind !== 'seq' || list.flow || list.aliasOf !== undefined) return [];
  const edit = sorted(file, list, pair.key.end);
  return edit === undefined ? [] : [{ title: `Sort ${pair.key.text}`, kind: 'refactor.rewrite', edits: [edit] }];
};

function sorted(file: TextFile, list: YamlSeq, keyEnd: number): YamlEdit | undefined {
  const { text } = file;
  const start = text.indexOf('\n', keyEnd) + 1;
  const parts: { readonly name: string; readonly text: string }[] = [];
  let at = start;
  for (const item of list.items) {
    if (item.kind !== 'scalar' || item.text.includes('\n') || item.anchor !== undefined || item.aliasOf !== undefined || item.start < at) return undefined;
    const lineEnd = text.indexOf('\n', item.end);
    const end = lineEnd < 0 ? text.length : lineEnd + 1;
    parts.push({ name: item.text, text: text.slice(at, end) });
    at = end;
  }
  const line = lineBreakOf(file);
  const order = parts.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  if (start === 0 || order.every((part, index) => part === parts[index])) return undefined;
  const joined = order.map((part) => (part.text.endsWith('\n') ? part.text : part.text + line)).join('');
  return { span: { file, start, end: at }, text: text.slice(start, at).endsWith('\n') ? joined : joined.slice(0, -line.length) };
}

/** Adds the file to the kustomize file beside it, where that does not name it. */
export const addToResourcesRefactorings: RefactoringProvider = ({ snapshot, file }) => {
  if (isKustomizeFileName(file.path) || manifestsOf(file).length === 0) return [];
  const beside = kustomizeFileBeside(snapshot, file);
  const kustomizeFile = beside === undefined ? undefined : kustomizeFileOf(beside);
  const isNamed = kustomizeFile?.paths.some(({ value }) => joinPath(dirName(file.path), value) === file.path);
  if (beside === undefined || kustomizeFile === undefined || isNamed === true) return [];
  const edits = addedResource(beside, kustomizeFile.root, baseName(file.path));
  return edits === undefined ? [] : [{ title: `Add to resources of ${baseName(beside.path)}`, kind: 'refactor.rewrite', edits }];
};

/** Edits that add an entry to `resources`; `undefined` where the list is written in a way that is not edited. */
function addedResource(file: TextFile, root: YamlMap, name: string): readonly YamlEdit[] | undefined {
  const list = root.get('resources');
  const item = scalarText(name);
  if (list?.kind === 'seq' && list.items.length > 0) {
    const last = list.items.at(-1);
    const edit = list.flow ? (last === undefined ? undefined : { span: { file, start: last.end, end: last.end }, text: `, ${item}` }) : appendItem(list, item);
    return edit === undefined ? undefined : [edit];
  }
  if (list !== undefined || root.flow) return undefined;
  const line = lineBreakOf(file);
  const end = root.start + file.text.slice(root.start, root.end).trimEnd().length;
  return [{ span: { file, start: end, end }, text: `${line}resources:${line}  - ${item}` }];
}

/** Makes the file that an entry under the cursor names and that is not there; for a folder without one, its kustomize file. */
export const createMissingRefactorings: RefactoringProvider = ({ snapshot, file, offset }) => {
  const found = snapshot.repositoryOf(file.uri);
  const entry = kustomizeRoot(file) === undefined ? undefined : kustomizeFileOf(file)?.paths.find(({ node }) => node.start <= offset && offset <= node.end);
  const path = entry === undefined || found === undefined ? undefined : joinPath(dirName(found.path), entry.value);
  if (path === undefined || found === undefined || path === '') return [];
  const { tree, rootUri } = found.repository;
  const kind = tree.kindOf(path);
  if (kind === undefined && /\.[a-z0-9]+$/i.test(path)) return [{ title: `Create ${path}`, kind: 'quickfix', edits: [], creates: [{ uri: uriOfPath(rootUri, path), text: '' }] }];
  const names = (tree.list(path) ?? []).filter((each) => each.kind === 'file' && /\.ya?ml$/.test(each.name)).map(({ name }) => name);
  if (kind !== 'directory' || names.length === 0 || names.some(isKustomizeFileName)) return [];
  const text = ['apiVersion: kustomize.config.k8s.io/v1beta1', 'kind: Kustomization', 'resources:', ...names.map((name) => `  - ${scalarText(name)}`), ''].join(lineBreakOf(file));
  return [{ title: `Create ${path}/kustomization.yaml`, kind: 'quickfix', edits: [], creates: [{ uri: uriOfPath(rootUri, `${path}/kustomization.yaml`), text }] }];
};

/** Gives the object under the cursor a file of its own, and names that file beside the old one. */
export const moveObjectRefactorings: RefactoringProvider = (place) => {
  const { snapshot, file } = place;
  const manifest = manifestAt(place);
  const found = snapshot.repositoryOf(file.uri);
  const own = manifest === undefined ? undefined : documentLines(file, manifest.root.start);
  if (manifest?.name === undefined || found === undefined || own === undefined || manifest.document.broken || manifest.document.root !== manifest.root) return [];
  const folder = dirName(found.path);
  const at = (name: string): string => (folder === '' ? name : `${folder}/${name}`);
  const name = `${manifest.kind}-${manifest.name.value}.yaml`.toLowerCase().replace(/[^a-z0-9.-]+/g, '-');
  if (found.repository.tree.kindOf(at(name)) !== undefined) return [];
  const listed = listingEdits(snapshot, file, name);
  if (listed === undefined) return [];
  const line = lineBreakOf(file);
  const text = own.text.endsWith('\n') ? own.text : own.text + line;
  return [{ title: `Move ${manifest.kind} ${manifest.name.value} to ${name}`, kind: 'refactor.move', edits: [own.removal, ...listed], creates: [{ uri: uriOfPath(found.repository.rootUri, at(name)), text }] }];
};

/** The entry for a new file behind that of an old one; none where Flux takes every file of the folder. */
function listingEdits(snapshot: Snapshot, file: TextFile, name: string): readonly YamlEdit[] | undefined {
  const beside = kustomizeFileBeside(snapshot, file);
  const kustomizeFile = beside === undefined ? undefined : kustomizeFileOf(beside);
  if (beside === undefined || kustomizeFile === undefined) return [];
  const isResource = kustomizeFile.resources.some(({ value }) => joinPath(dirName(file.path), value) === file.path);
  return isResource ? addedResource(beside, kustomizeFile.root, name) : undefined;
}

/** The lines of one of several documents, without separators, and the edit that takes them out. */
function documentLines(file: TextFile, offset: number): { readonly text: string; readonly removal: YamlEdit } | undefined {
  const marks = [...file.text.matchAll(/^---[^\r\n]*(\r?\n|$)/gm)];
  const before = marks.findLast(({ index }) => index <= offset);
  const after = marks.find(({ index }) => index > offset);
  const start = before === undefined ? 0 : before.index + before[0].length;
  const end = after?.index ?? file.text.length;
  // Words behind a separator belong to a document in a way that is not taken apart here.
  if ((before === undefined || file.text.slice(0, before.index).trim() === '') && after === undefined) return undefined;
  if ([before, after].some((mark) => mark !== undefined && mark[0].trim() !== '---')) return undefined;
  const removal = after === undefined ? { file, start: before?.index ?? 0, end } : { file, start, end: after.index + after[0].length };
  return { text: file.text.slice(start, end), removal: { span: removal, text: '' } };
}

function kustomizeRoot(file: TextFile): YamlMap | undefined {
  return isKustomizeFileName(file.path) ? kustomizeFileOf(file)?.root : undefined;
}

function kustomizeFileBeside(snapshot: Snapshot, file: TextFile): TextFile | undefined {
  const found = snapshot.repositoryOf(file.uri);
  return found === undefined ? undefined : findKustomizeFile(found.repository.tree, dirName(file.path));
}

