/** Small edits of YAML files, made from located nodes so that nothing else in the file changes. */
import type { Span, TextFile } from '../text/textFile.ts';
import { yamlOf } from './parseYaml.ts';
import type { YamlMap, YamlNode, YamlPair, YamlSeq } from './yamlNode.ts';
import { positionAt } from './yamlPath.ts';

/** One replacement; an empty span inserts. */
export interface YamlEdit {
  readonly span: Span;
  readonly text: string;
}

/** The mapping whose entry stands at an offset, and the entry. */
export function entryAt(file: TextFile, offset: number): { readonly map: YamlMap; readonly pair: YamlPair } | undefined {
  const step = positionAt(yamlOf(file), offset)?.steps.findLast((each) => 'key' in each);
  if (step === undefined || !('key' in step) || step.in.kind !== 'map') return undefined;
  const pair = step.in.pairs.find(({ key }) => key === step.key);
  return pair === undefined ? undefined : { map: step.in, pair };
}

/** An item of a sequence, and the entry that holds the sequence. */
export interface ListItem {
  readonly seq: YamlSeq;
  readonly item: YamlNode;
  readonly map: YamlMap | undefined;
  readonly pair: YamlPair | undefined;
}

/** The innermost item of a sequence at an offset. */
export function itemAt(file: TextFile, offset: number): ListItem | undefined {
  const steps = positionAt(yamlOf(file), offset)?.steps ?? [];
  const step = steps.findLast((each) => 'index' in each);
  const item = step !== undefined && 'index' in step && step.in.kind === 'seq' ? step.in.items[step.index] : undefined;
  if (step === undefined || item === undefined || step.in.kind !== 'seq') return undefined;
  const seq = step.in;
  const map = steps.flatMap((each) => (each.in.kind === 'map' && each.in.pairs.some(({ value }) => value === seq) ? [each.in] : []))[0];
  return { seq, item, map, pair: map?.pairs.find(({ value }) => value === seq) };
}

/** Adds an entry behind another of the same mapping. `lines` of its value beyond the first are indented below the key. */
export function insertAfter(map: YamlMap, pair: YamlPair, key: string, value: string, lines: readonly string[] = []): YamlEdit {
  const { file } = map;
  if (map.flow) return { span: { file, start: pair.value.end, end: pair.value.end }, text: `, ${key}: ${value === '' ? `{${lines.join(', ')}}` : value}` };
  const end = lineEnd(file, lastCharacter(pair.value, pair.key.end));
  const indent = ' '.repeat(columnOf(file, pair.key.start));
  const text = [`${indent}${key}:${value === '' ? '' : ` ${value}`}`, ...lines.map((line) => `${indent}  ${line}`)].map((line) => `${newLine(file)}${line}`).join('');
  return { span: { file, start: end, end }, text };
}

/** Adds an entry at the top of a block mapping; `undefined` for an empty or flow mapping. */
export function insertFirst(map: YamlMap, key: string, value: string): YamlEdit | undefined {
  const [first] = map.pairs;
  if (map.flow || first === undefined || first.merged) return undefined;
  const start = first.key.start;
  return { span: { file: map.file, start, end: start }, text: `${key}: ${value}${newLine(map.file)}${' '.repeat(columnOf(map.file, start))}` };
}

/** Removes an entry with its lines; `undefined` where it stands behind a dash, shares its line, or comes from a merge. */
export function removeEntry(map: YamlMap, pair: YamlPair): YamlEdit | undefined {
  if (pair.merged || pair.key.file !== map.file) return undefined;
  if (map.flow) return removeFromFlow(map, map.pairs.map(({ key, value }) => ({ start: key.start, end: value.end })), map.pairs.indexOf(pair));
  return removeLines(map.file, pair.key.start, lastCharacter(pair.value, pair.key.end));
}

/** Removes an item of a sequence with its lines. */
export function removeItem(seq: YamlSeq, item: YamlNode): YamlEdit | undefined {
  if (seq.flow) return removeFromFlow(seq, seq.items, seq.items.indexOf(item));
  const { file } = seq;
  const dash = file.text.lastIndexOf('-', item.start - 1);
  return dash < 0 || file.text.slice(dash + 1, item.start).trim() !== '' ? undefined : removeLines(file, dash, lastCharacter(item, item.start));
}

/** Adds an item at the end of a block sequence. */
export function appendItem(seq: YamlSeq, text: string): YamlEdit | undefined {
  const last = seq.items.at(-1);
  if (seq.flow || last === undefined) return undefined;
  const { file } = seq;
  const dash = file.text.lastIndexOf('-', last.start - 1);
  const end = lineEnd(file, lastCharacter(last, last.start));
  return dash < 0 ? undefined : { span: { file, start: end, end }, text: `${newLine(file)}${' '.repeat(columnOf(file, dash))}- ${text}` };
}

/** A text as a scalar of the same style as the one it replaces. */
export function requoted(before: string, text: string): string {
  const quote = before.charAt(0);
  if (quote === '"') return JSON.stringify(text);
  if (quote === "'") return `'${text.replaceAll("'", "''")}'`;
  return /^[\w./@+-][\w./@:+ -]*$/.test(text) && !/: | $|:$/.test(text) ? text : JSON.stringify(text);
}

function removeLines(file: TextFile, start: number, end: number): YamlEdit | undefined {
  const lineStart = file.text.lastIndexOf('\n', start - 1) + 1;
  if (file.text.slice(lineStart, start).trim() !== '') return undefined;
  const next = file.text.indexOf('\n', end);
  return { span: { file, start: lineStart, end: next < 0 ? file.text.length : next + 1 }, text: '' };
}

function removeFromFlow(collection: YamlNode, parts: readonly { readonly start: number; readonly end: number }[], index: number): YamlEdit | undefined {
  const part = parts[index];
  const next = parts[index + 1];
  const before = parts[index - 1];
  if (part === undefined) return undefined;
  const { file } = collection;
  if (next !== undefined) return { span: { file, start: part.start, end: next.start }, text: '' };
  return { span: { file, start: before?.end ?? part.start, end: part.end }, text: '' };
}

/** Offset of the last character that belongs to a value: the parser counts trailing line ends of block values to them. */
function lastCharacter(node: YamlNode, least: number): number {
  let end = node.end;
  while (end > least && /\s/.test(node.file.text.charAt(end - 1))) end--;
  return end;
}

function lineEnd(file: TextFile, offset: number): number {
  const end = file.text.indexOf('\n', offset);
  if (end < 0) return file.text.length;
  return file.text.charAt(end - 1) === '\r' ? end - 1 : end;
}

function columnOf(file: TextFile, offset: number): number {
  return file.lines.positionAt(offset).character;
}

function newLine(file: TextFile): string {
  return file.text.includes('\r\n') ? '\r\n' : '\n';
}
