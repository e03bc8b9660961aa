/** Writes new texts over scalars so that all others keep theirs: quotes stay, and what shares an anchor is kept apart. */
import type { Span, TextFile } from '../../text/textFile.ts';
import { documentAt, positionAt } from '../../yaml/yamlPath.ts';
import { yamlOf } from '../../yaml/parseYaml.ts';
import type { YamlEdit } from '../../yaml/yamlEdit.ts';
import { YamlScalar, type YamlMap, type YamlNode } from '../../yaml/yamlNode.ts';
import { resolvePlain } from '../../yaml/yamlValue.ts';

/** A text that is to stand where another one does. */
export interface Rewrite {
  /** Where a scalar stands in its file, or in YAML embedded there. */
  readonly place: Span;
  /** Its text as it stands there, unquoted. */
  readonly before: string;
  readonly text: string;
}

/** The edits, or the first place that cannot be written over. */
export function rewriteScalars(rewrites: readonly Rewrite[]): readonly YamlEdit[] | { readonly blocked: Span } {
  const edits: YamlEdit[] = [];
  const byAnchor = new Map<string, { readonly anchor: YamlScalar; readonly wanted: Map<number, string> }>();
  for (const { place, before, text } of rewrites) {
    const scalar = scalarAt(place, before);
    const anchor = anchorOf(scalar);
    if (anchor !== undefined) {
      const key = `${anchor.file.uri}:${anchor.start}`;
      const group = byAnchor.get(key) ?? { anchor, wanted: new Map<number, string>() };
      byAnchor.set(key, group);
      group.wanted.set(scalar.start, text);
      continue;
    }
    const edit = overwrite(scalar, text);
    if (edit === undefined) return { blocked: place };
    edits.push(edit);
  }
  for (const { anchor, wanted } of byAnchor.values()) {
    const group = rewriteAnchor(anchor, wanted);
    if (group === undefined) return { blocked: anchor };
    edits.push(...group);
  }
  return edits;
}

/** One scalar with another text in its style; `undefined` where its text does not stand in the file as it is. */
export function overwrite(scalar: YamlScalar, text: string): YamlEdit | undefined {
  const { file, start, end } = scalar;
  const raw = file.text.slice(start, end);
  const inner = raw.trimEnd();
  const span = { file, start, end: start + inner.length };
  if (inner.startsWith('"')) return inner === JSON.stringify(scalar.text) ? { span, text: JSON.stringify(text) } : undefined;
  if (inner.startsWith("'")) return inner === singleQuoted(scalar.text) ? { span, text: singleQuoted(text) } : undefined;
  return inner === scalar.text ? { span, text: staysPlain(inner, text) ? text : scalarText(text) } : undefined;
}

/** A text as a scalar: plain where it then means the same text to every reader, else quoted. */
export function scalarText(text: string): string {
  const isPlain = /^[\w./(][\w./@:+=~|()^ -]*$/.test(text) && !/: |:$| $/.test(text) && resolvePlain(text) === text && !yaml11Words.test(text);
  return isPlain ? text : JSON.stringify(text);
}

/** Whether a text may stand where a plain one stands, such as `./apps/${ENV}`: it has no sign that the old one had not. */
function staysPlain(before: string, text: string): boolean {
  const signs = (of: string): readonly string[] => of.match(/[^\w./-]/g) ?? [];
  const old = new Set(signs(before));
  return signs(text).every((sign) => sign !== ' ' && old.has(sign)) && /^[\w./]/.test(text) && !text.endsWith(':') && resolvePlain(text) === text && !yaml11Words.test(text);
}

/** Words that a YAML 1.1 reader takes for a boolean. */
const yaml11Words = /^(y|n|yes|no|on|off)$/i;

function singleQuoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** The scalar of the file itself at a place: built values may have lost their anchors. In embedded YAML the place is all that is known. */
function scalarAt(place: Span, before: string): YamlScalar {
  const found = positionAt(yamlOf(place.file), place.start)?.node;
  return found?.kind === 'scalar' && found.start === place.start && found.end === place.end ? found : new YamlScalar(place, before);
}

/** The anchored scalar that a scalar shares its text through; `undefined` where nothing is shared. */
function anchorOf(scalar: YamlScalar): YamlScalar | undefined {
  if (scalar.aliasOf?.kind === 'scalar') return scalar.aliasOf;
  return scalar.anchor === undefined ? undefined : scalar;
}

/**
 * The anchored text and its aliases, of which those at `wanted` get a new text. Where all of them may follow, the anchor
 * itself is edited. Otherwise it moves to the first alias that keeps the old text, so that nothing else changes.
 */
function rewriteAnchor(anchor: YamlScalar, wanted: ReadonlyMap<number, string>): readonly YamlEdit[] | undefined {
  const { file } = anchor;
  const root = documentAt(yamlOf(file), anchor.start)?.root;
  const aliases = root === undefined ? [] : aliasesOf(root, anchor).toSorted((a, b) => a.scalar.start - b.scalar.start);
  const text = wanted.get(anchor.start);
  if (text === undefined) {
    const literals = [...wanted].flatMap(([start, literal]) => aliases.filter(({ scalar }) => scalar.start === start).map(({ scalar }) => ({ span: spanOf(scalar), text: scalarText(literal) })));
    return literals.length === wanted.size ? literals : undefined;
  }
  const keepers = aliases.filter(({ scalar, follows }) => !wanted.has(scalar.start) && !follows);
  const own = overwrite(anchor, text);
  if (own === undefined) return undefined;
  const [first] = keepers;
  if (first === undefined && [...wanted.values()].every((each) => each === text)) return [own];
  const mark = anchorMark(file, anchor);
  if (mark === undefined) return undefined;
  const raw = file.text.slice(anchor.start, anchor.end).trimEnd();
  const edits: YamlEdit[] = [{ span: { file, start: mark.start, end: own.span.end }, text: own.text }];
  for (const { scalar, follows } of aliases) {
    const literal = wanted.get(scalar.start) ?? (follows ? text : undefined);
    if (literal !== undefined) edits.push({ span: spanOf(scalar), text: scalarText(literal) });
    else if (scalar === first?.scalar) edits.push({ span: spanOf(scalar), text: `${mark.written}${raw}` });
  }
  return edits;
}

/** The `&name ` before an anchored scalar, where nothing else stands between them. */
function anchorMark(file: TextFile, anchor: YamlScalar): { readonly start: number; readonly written: string } | undefined {
  const before = /&[^\s,[\]{}]+[ \t]+$/.exec(file.text.slice(Math.max(0, anchor.start - 200), anchor.start));
  return before === null ? undefined : { start: anchor.start - before[0].length, written: before[0] };
}

interface Alias {
  readonly scalar: YamlScalar;
  /** Whether it stands in the object's own labels or annotations, which tell its name and select nothing. */
  readonly follows: boolean;
}

/** Aliases of an anchored scalar that are written below a node. */
function aliasesOf(node: YamlNode, anchor: YamlScalar, path: readonly string[] = []): readonly Alias[] {
  if (node.aliasOf !== undefined) return node.kind === 'scalar' && node.aliasOf === anchor ? [{ scalar: node, follows: isOwnLabel(path) }] : [];
  if (node.kind === 'seq') return node.items.flatMap((item) => aliasesOf(item, anchor, [...path, '*']));
  if (node.kind === 'scalar') return [];
  return ownPairs(node).flatMap(({ key, value }) => [...aliasesOf(key, anchor, [...path, '?']), ...aliasesOf(value, anchor, [...path, key.text])]);
}

function isOwnLabel(path: readonly string[]): boolean {
  return path.length === 3 && path[0] === 'metadata' && (path[1] === 'labels' || path[1] === 'annotations');
}

function ownPairs(map: YamlMap): YamlMap['pairs'] {
  return map.pairs.filter(({ merged }) => !merged);
}

function spanOf({ file, start, end }: Span): Span {
  return { file, start, end };
}
