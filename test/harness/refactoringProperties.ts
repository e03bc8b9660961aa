/** What every refactoring must leave as it is, wherever it is offered: comments, anchors, lines, line ends, YAML, and where it promises so the build. */
import { dirName } from '../../server/src/files/paths.ts';
import { findRefactorings } from '../../server/src/features/refactorings/index.ts';
import type { Refactoring } from '../../server/src/features/refactorings/refactoring.ts';
import { textsAfter } from '../../server/src/features/rename/textsAfter.ts';
import { buildDirectory } from '../../server/src/kustomize/buildDirectory.ts';
import { TextFile } from '../../server/src/text/textFile.ts';
import type { Snapshot } from '../../server/src/workspace/session.ts';
import { yamlOf } from '../../server/src/yaml/parseYaml.ts';
import type { YamlNode } from '../../server/src/yaml/yamlNode.ts';
import { plainValue } from '../../server/src/yaml/yamlValue.ts';

/** A refactoring as it was offered, and the place where somebody asked. */
export interface Offered {
  readonly file: TextFile;
  readonly offset: number;
  readonly refactoring: Refactoring;
}

/** Every refactoring of a file, asked for at each key, item and variable; each one once. */
export function offeredIn(snapshot: Snapshot, file: TextFile): readonly Offered[] {
  const offsets = new Set<number>([...file.text.matchAll(/\$\{/g)].map(({ index }) => index + 3));
  const visit = (node: YamlNode): void => {
    if (node.file !== file) return;
    offsets.add(node.start);
    if (node.kind === 'map') {
      for (const { key, value } of node.pairs) {
        offsets.add(key.start);
        visit(value);
      }
    } else if (node.kind === 'seq') for (const item of node.items) visit(item);
  };
  for (const { root } of yamlOf(file).documents) if (root !== undefined) visit(root);
  const seen = new Set<string>();
  return [...offsets].flatMap((offset) =>
    findRefactorings({ snapshot, file, offset }).flatMap((refactoring) => {
      const key = `${refactoring.title} ${refactoring.edits.map(({ span, text }) => `${span.file.uri}:${span.start}:${span.end}:${text}`).join()}`;
      if (seen.has(key)) return [];
      seen.add(key);
      return [{ file, offset, refactoring }];
    }),
  );
}

/** The first property that a refactoring breaks, in words; `undefined` where it keeps all. */
export function brokenProperty(snapshot: Snapshot, { refactoring }: Offered): string | undefined {
  const { title, edits, creates = [], deletes = [] } = refactoring;
  const after = new Map([...textsAfter(edits), ...creates.map(({ uri, text }) => [uri, text] as const)]);
  const before = new Map([...new Set([...edits.map(({ span }) => span.file), ...deletes.flatMap((uri) => snapshot.file(uri) ?? [])])].map((file) => [file.uri, file.text]));
  return brokenYaml(before, after) ?? lost('comment', before, after, commentsIn) ?? lost('anchor', before, after, (text) => text.match(/(?<=[\s[{,:-])[&*][A-Za-z][\w-]*/g) ?? []) ?? lostLine(refactoring, before, after) ?? mixedLineEnds(before, after) ?? otherBuild(snapshot, title, after);
}

function brokenYaml(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string | undefined {
  const faults = (uri: string, text: string): number => yamlOf(new TextFile(uri, 'x.yaml', text)).problems.length;
  for (const [uri, text] of after) if (faults(uri, text) > faults(uri, before.get(uri) ?? '')) return `the YAML of ${uri} is broken`;
  return undefined;
}

function commentsIn(text: string): readonly string[] {
  return (text.match(/(?<=^|\s)#.*$/gm) ?? []).map((comment) => comment.trimEnd());
}

/** What stood in the files together before and is nowhere now, as often. */
function lost(what: string, before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>, read: (text: string) => readonly string[]): string | undefined {
  const left = new Map<string, number>();
  for (const text of after.values()) for (const each of read(text)) left.set(each, (left.get(each) ?? 0) + 1);
  for (const text of before.values()) {
    for (const each of read(text)) {
      const count = left.get(each) ?? 0;
      if (count === 0) return `the ${what} ${each} is lost`;
      left.set(each, count - 1);
    }
  }
  return undefined;
}

/** A line may change only where an edit stands within it; what is taken out as a whole must stand elsewhere, whatever its indentation. */
function lostLine({ title, edits }: Refactoring, before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string | undefined {
  const bare = (line: string): string => line.replace(/^(?:[\s-]|patch: |path: )*/, '').trimEnd();
  /** How often a line stands in the files before, less how often it does after, less how often an edit stands within it. */
  const missing = new Map<string, number>();
  const add = (line: string, count: number): void => void missing.set(bare(line), (missing.get(bare(line)) ?? 0) + count);
  for (const text of after.values()) for (const line of text.split('\n')) add(line, -1);
  for (const [uri, text] of before) {
    let at = 0;
    for (const line of text.split('\n')) {
      const [start, end] = [at, at + line.length];
      at = end + 1;
      const isWithin = edits.some(({ span }) => span.file.uri === uri && ((span.start > start && span.start <= end) || (span.end > start && span.end < end)));
      add(line, isWithin ? 0 : 1);
    }
  }
  // The key of a list that joins another goes; its comment stays.
  const isOldKey = (line: string): boolean => /^Convert/.test(title) && /^(patchesStrategicMerge|patchesJson6902|bases):/.test(line);
  const [gone] = [...missing].filter(([line, count]) => line !== '' && count > 0 && !isOldKey(line));
  return gone === undefined ? undefined : `the line ${JSON.stringify(gone[0])} is lost`;
}

function mixedLineEnds(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string | undefined {
  const isPure = (text: string): boolean => text.includes('\r\n') && !/(?<!\r)\n/.test(text);
  for (const [uri, text] of before) if (isPure(text) && !isPure(after.get(uri) ?? '\r\n')) return `${uri} has line ends of two sorts`;
  return undefined;
}

/** Titles of what must not change what kustomize makes of the folder; the order of objects may. */
const keepsBuild = /^(Convert|Extract|Write the patch|Move|Sort)/;

function otherBuild(snapshot: Snapshot, title: string, after: ReadonlyMap<string, string>): string | undefined {
  if (!keepsBuild.test(title)) return undefined;
  const next = snapshot.withTexts(after);
  for (const uri of after.keys()) {
    const [old, made] = [objectsBeside(snapshot, uri), objectsBeside(next, uri)];
    if (old.toSorted().join('\n') !== made.toSorted().join('\n')) return `the folder of ${uri} builds something else`;
    if (!/^(Sort|Move|Write|Convert)/.test(title) && old.join('\n') !== made.join('\n')) return `the folder of ${uri} builds in another order`;
  }
  return undefined;
}

function objectsBeside(snapshot: Snapshot, uri: string): readonly string[] {
  const found = snapshot.repositoryOf(uri);
  if (found === undefined) return [];
  const folder = dirName(found.path);
  const names = (found.repository.tree.list(folder) ?? []).map(({ name }) => name);
  if (!names.some((name) => /^kustomization\.ya?ml$|^Kustomization$/.test(name))) return [];
  const { objects, problems } = buildDirectory(found.repository.tree, folder);
  return [...problems.map(({ code }) => code), ...objects.map(({ root }) => JSON.stringify(plainValue(root), (_key, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value)))];
}
