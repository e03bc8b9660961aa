/** The way back from a place in a rendered text to where it is written, and to what changed it. */
import { hidden, isSecretValue } from '../graph/secretValues.ts';
import { codeSpan, escapeMarkdown } from '../protocol/markdownText.ts';
import type { Span, TextFile } from '../text/textFile.ts';
import { yamlOf } from '../yaml/parseYaml.ts';
import type { Change, YamlMap, YamlNode, YamlPair, YamlScalar } from '../yaml/yamlNode.ts';
import { positionAt, type YamlPosition } from '../yaml/yamlPath.ts';
import { placeLink } from './links.ts';
import type { Rendered } from './rendered.ts';

/** What stands at an offset of a rendered text, and the built nodes behind it. */
interface BuiltPlace {
  readonly root: YamlMap;
  readonly node: YamlNode;
  /** In the rendered text. */
  readonly span: Span;
  /** Where it is written, to the line. */
  readonly origin: Span;
  readonly changes: readonly Change[];
}

/** Where what stands at an offset of a rendered text is written: what changed it last, then its origin; for a remark, the place it speaks of. */
export function findRenderedOrigins(rendered: Rendered, offset: number): readonly Span[] {
  const remark = rendered.remarks.find(({ start, end }) => offset >= start && offset < end);
  if (remark !== undefined) return remark.place === undefined ? [] : [remark.place];
  const found = builtPlaceAt(rendered, offset);
  if (found === undefined) return [];
  const last = found.changes.findLast(({ span }) => span !== undefined)?.span;
  return [...(last === undefined ? [] : [last]), found.origin];
}

/** The history of what stands at an offset of a rendered text, as Markdown. */
export function findRenderedHover(rendered: Rendered, offset: number): { readonly markdown: string; readonly span: Span } | undefined {
  const found = builtPlaceAt(rendered, offset);
  if (found === undefined) return undefined;
  const { node, root, span, origin, changes } = found;
  const secret = node.kind === 'scalar' && isSecretValue(root, node, rendered.secrets);
  const shown = secret ? changes.map((change) => ({ ...change, before: hidden })) : changes;
  return { span, markdown: [`written at ${placeLink(origin)}`, ...shown.map(changeWords)].join('\n\n') };
}

function builtPlaceAt(rendered: Rendered, offset: number): BuiltPlace | undefined {
  const parsed = yamlOf(rendered.file);
  const position = positionAt(parsed, offset);
  if (position === undefined) return undefined;
  const root = rendered.objects[parsed.documents.filter((document) => document.root !== undefined).indexOf(position.document)]?.root;
  let node: YamlNode | undefined = root;
  let key: YamlScalar | undefined;
  for (const step of position.steps) {
    const pair: YamlPair | undefined = 'key' in step && node?.kind === 'map' ? node.pair(step.key.text) : undefined;
    key = pair?.key;
    node = 'key' in step ? pair?.value : node?.kind === 'seq' ? node.items[step.index] : undefined;
  }
  if (root === undefined || node === undefined) return undefined;
  const last = position.steps.at(-1);
  const onKey = position.onKey && last !== undefined && 'key' in last;
  const ofKey = onKey ? (key?.changes ?? []) : [];
  const ofValue = node.kind === 'scalar' ? (node.changes ?? []) : [];
  return { root, node, span: onKey ? last.key : position.node, origin: originOf(rendered.file, position, node, onKey ? key : undefined, offset), changes: [...ofKey, ...ofValue.filter((change) => !ofKey.some(({ span, by }) => by === change.by && span === change.span))] };
}

/** The key of a field that holds others; a line of a text of several lines; otherwise where the value begins. */
function originOf(file: TextFile, position: YamlPosition, node: YamlNode, key: YamlScalar | undefined, offset: number): Span {
  if (node.kind !== 'scalar') return key === undefined || key.start === key.end ? { file: node.file, start: node.start, end: node.start } : key;
  const start = node.start + lineOffset(file, position, node, offset);
  return { file: node.file, start, end: start };
}

/** How far behind the start of a text the line stands that an offset of its rendered block is on; 0 where lines do not correspond. */
function lineOffset(file: TextFile, position: YamlPosition, node: YamlScalar, offset: number): number {
  const line = position.node.kind === 'scalar' && position.node.style === 'literal' && !position.onKey ? countLines(file.text.slice(position.node.start, offset)) : 0;
  const written = node.file.text.slice(node.start, node.end);
  // The first line of a literal block is its head; a file that a generator reads has none.
  const isBlock = written.startsWith('|');
  if (line === 0 || (!isBlock && /^[>"'&!]/.test(written))) return 0;
  const source = written === '' ? node.file.text.slice(node.start) : written;
  const text = node.changes?.[0]?.before ?? node.text;
  if (countLines(text.trimEnd()) !== countLines(node.text.trimEnd()) || countLines(source.trimEnd()) < countLines(text.trimEnd())) return 0;
  let at = 0;
  for (let skip = isBlock ? line : line - 1; skip > 0; skip--) at = source.indexOf('\n', at) + 1;
  return at + (/^[ \t]*/.exec(source.slice(at))?.[0].length ?? 0);
}

function countLines(text: string): number {
  return text.split('\n').length - 1;
}

/** One change in words: `images at apps/kustomization.yaml:7, before: nginx`. */
export function changeWords(change: Change): string {
  const before = change.before === undefined ? '' : `, before: ${codeSpan(change.before.length > 80 ? `${change.before.slice(0, 79)}…` : change.before)}`;
  const detail = change.detail === undefined ? '' : ` ${escapeMarkdown(change.detail)}`;
  return `changed by **${change.by}**${detail}${change.span === undefined ? '' : ` at ${placeLink(change.span)}`}${before}`;
}
