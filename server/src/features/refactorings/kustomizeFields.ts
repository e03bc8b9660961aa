/** Old fields of kustomize files as the ones that took their place, where the build stays the same. */
import { dirName } from '../../files/paths.ts';
import { buildDirectory } from '../../kustomize/buildDirectory.ts';
import { isKustomizeFileName, kustomizeFileOf } from '../../manifests/kustomizeFile.ts';
import type { TextFile } from '../../text/textFile.ts';
import type { Snapshot } from '../../workspace/session.ts';
import { printYaml } from '../../yaml/printYaml.ts';
import { removeEntry, type YamlEdit } from '../../yaml/yamlEdit.ts';
import type { YamlMap, YamlPair } from '../../yaml/yamlNode.ts';
import { plainValue } from '../../yaml/yamlValue.ts';
import { textsAfter } from '../rename/textsAfter.ts';
import { columnOf, indented, lineBreakOf, type Refactoring, type RefactoringProvider } from './refactoring.ts';

/** `patchesStrategicMerge` and `patchesJson6902` as `patches`, `commonLabels` as `labels`, `bases` as `resources`. */
export const kustomizeFieldRefactorings: RefactoringProvider = ({ snapshot, file, offset }) => {
  const root = isKustomizeFileName(file.path) ? kustomizeFileOf(file)?.root : undefined;
  const pair = root?.pairs.find(({ key, value, merged }) => !merged && key.start <= offset && offset <= Math.max(key.end, value.end));
  const convert = pair === undefined ? undefined : conversions[pair.key.text];
  if (root === undefined || pair === undefined || convert === undefined || root.flow) return [];
  const { to, edits } = convert(root, pair);
  if (edits === undefined || !buildsTheSame(snapshot, file, edits)) return [];
  return [{ title: `Convert ${pair.key.text} to ${to}`, kind: 'refactor.rewrite', edits } satisfies Refactoring];
};

type Convert = (root: YamlMap, pair: YamlPair) => { readonly to: string; readonly edits: readonly YamlEdit[] | undefined };

const conversions: Readonly<Record<string, Convert>> = {
  patchesStrategicMerge: (root, pair) => ({ to: 'patches', edits: intoList(root, pair, 'patches', mergePatchEdits(pair), 'first') }),
  patchesJson6902: (root, pair) => ({ to: 'patches', edits: intoList(root, pair, 'patches', [], 'last') }),
  bases: (root, pair) => ({ to: 'resources', edits: intoList(root, pair, 'resources', [], 'last') }),
  commonLabels: (root, pair) => ({ to: 'labels', edits: root.pair('labels') === undefined ? labelEdits(pair) : undefined }),
};

/** Each item becomes a mapping with `path`, or with `patch` where it is the patch itself. */
function mergePatchEdits({ value }: YamlPair): readonly YamlEdit[] | undefined {
  if (value.kind !== 'seq' || value.flow) return undefined;
  const edits: YamlEdit[] = [];
  for (const item of value.items) {
    if (item.kind !== 'scalar' || item.aliasOf !== undefined || item.anchor !== undefined || item.tag !== undefined) return undefined;
    const isBlock = item.style === 'literal' || item.style === 'folded';
    if (!isBlock && item.text.includes('\n')) return undefined;
    const { file, start } = item;
    edits.push({ span: { file, start, end: start }, text: isBlock ? 'patch: ' : 'path: ' });
    if (isBlock) edits.push(...indented({ file, start, end: item.end }, 2));
  }
  return edits;
}

function labelEdits({ key, value }: YamlPair): readonly YamlEdit[] | undefined {
  if (value.kind !== 'map' || value.flow || value.aliasOf !== undefined || value.anchor !== undefined) return undefined;
  const { file } = key;
  const line = lineBreakOf(file);
  const lineStart = file.text.lastIndexOf('\n', value.start - 1) + 1;
  if (lineStart <= key.end) return undefined;
  const keyLine = file.text.indexOf('\n', key.end);
  const afterKey = file.text.charAt(keyLine - 1) === '\r' ? keyLine - 1 : keyLine;
  return [
    { span: { file, start: key.start, end: key.end }, text: 'labels' },
    { span: { file, start: afterKey, end: afterKey }, text: `${line}  - includeSelectors: true${line}    pairs:` },
    ...indented({ file, start: keyLine + 1, end: value.end }, 6 - columnOf(file, value.start)),
  ];
}

/** Renames the list, or moves its items to the list of the new name. `changes` are edits within the items. */
function intoList(root: YamlMap, pair: YamlPair, name: string, changes: readonly YamlEdit[] | undefined, side: 'first' | 'last'): readonly YamlEdit[] | undefined {
  const { file } = root;
  const { key, value } = pair;
  if (changes === undefined || value.kind !== 'seq' || value.flow || value.items.length === 0 || value.aliasOf !== undefined || value.anchor !== undefined) return undefined;
  const target = root.pair(name);
  if (target === undefined) return [{ span: { file, start: key.start, end: key.end }, text: name }, ...changes];
  const list = target.value;
  const removal = removeEntry(root, pair);
  if (list.kind !== 'seq' || list.flow || list.items.length === 0 || removal === undefined || target.key.start === key.start) return undefined;
  const start = lineAfter(file, key.end);
  const end = start + file.text.slice(start, value.end).trimEnd().length;
  const items = applied(file, start, end, changes);
  const shift = dashColumn(file, list.items[0]?.start ?? list.start) - dashColumn(file, value.items[0]?.start ?? value.start);
  if (shift < 0 && items.split('\n').some((line) => line.trim() !== '' && !line.startsWith(' '.repeat(-shift)))) return undefined;
  const moved = items.split('\n').map((line) => (line.trim() === '' ? line : shift >= 0 ? ' '.repeat(shift) + line : line.slice(-shift))).join('\n');
  // The key goes, and its comment stays, above what it was said of.
  const comment = /^[^#]*?\s(#.*)$/.exec(file.text.slice(key.end, start).trimEnd())?.[1];
  const kept = comment === undefined ? '' : `${' '.repeat(dashColumn(file, list.items[0]?.start ?? list.start))}${comment}${lineBreakOf(file)}`;
  const listEnd = list.start + file.text.slice(list.start, list.end).trimEnd().length;
  const lastLine = file.text.indexOf('\n', listEnd);
  const at = side === 'first' ? lineAfter(file, target.key.end) : lastLine < 0 ? file.text.length : lastLine + 1;
  const line = lineBreakOf(file);
  const text = side === 'last' && lastLine < 0 ? `${line}${kept}${moved}` : `${kept}${moved}${line}`;
  return [removal, { span: { file, start: at, end: at }, text }];
}

function applied(file: TextFile, start: number, end: number, edits: readonly YamlEdit[]): string {
  return edits.toSorted((a, b) => b.span.start - a.span.start).reduce((text, { span, text: inserted }) => text.slice(0, span.start - start) + inserted + text.slice(span.end - start), file.text.slice(start, end));
}

function lineAfter({ text }: TextFile, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end < 0 ? text.length : end + 1;
}

function dashColumn(file: TextFile, itemStart: number): number {
  return columnOf(file, file.text.lastIndexOf('-', itemStart - 1));
}

/** Whether the folder's build, as far as it succeeds, comes out alike. */
function buildsTheSame(snapshot: Snapshot, file: TextFile, edits: readonly YamlEdit[]): boolean {
  const printed = (each: Snapshot): string | undefined => {
    const found = each.repositoryOf(file.uri);
    if (found === undefined) return undefined;
    const build = buildDirectory(found.repository.tree, dirName(found.path));
    return [...build.problems.map(({ code }) => code), ...build.objects.map(({ root }) => printYaml(plainValue(root)))].join('---\n');
  };
  return printed(snapshot) === printed(snapshot.withTexts(textsAfter(edits)));
}
