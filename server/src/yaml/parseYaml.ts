/** Parses a file into located nodes. Only `yamlComments.ts` and `plainErrors.ts` import the `yaml` package, too. */
import { isAlias, isMap, isScalar, isSeq, parseAllDocuments, type Document, type ParsedNode, type Pair, type Scalar } from 'yaml';
import { lastStarting } from '../text/lastStarting.ts';
import type { Span, TextFile } from '../text/textFile.ts';
import { aliasKeyGaps } from './aliasKeys.ts';
import { withoutBrokenTail } from './brokenTail.ts';
import { flowsByEnd, quotedIn } from './documentNodes.ts';
import { blankBlock, tabInsteadOfIndentation, textForGo, wordOfGo, type GoText } from './goYaml.ts';
import { looseQuoteGaps } from './looseQuotes.ts';
import { readManifestYaml } from './manifestReader.ts';
import { deeperMessage, misplacedKey, type Fault } from './misplacedKey.ts';
import { NodeMaker, PairList, withoutInventedBreak, type Placing } from './nodeMaker.ts';
import { spacedText, type Gap, type SpacedText } from './spacedText.ts';
import { tightCommentGaps } from './tightComments.ts';
import { YamlMap, YamlScalar, YamlSeq, type ScalarStyle, type YamlDocument, type YamlFile, type YamlNode, type YamlProblem } from './yamlNode.ts';

/** Characters above which a file is not parsed (it gets one problem instead). */
const maxLength = 8_000_000;

const styles: Readonly<Record<string, ScalarStyle>> = {
  PLAIN: 'plain',
  QUOTE_SINGLE: 'single',
  QUOTE_DOUBLE: 'double',
  BLOCK_LITERAL: 'literal',
  BLOCK_FOLDED: 'folded',
};

/** The parse of a file, computed once for each version of it. */
export function yamlOf(file: TextFile): YamlFile {
  return file.derived(parseYaml);
}

/** Parses all documents of a file. Never throws. Scalars keep their written text; resolve them with `scalarValue`. */
export function parseYaml(file: TextFile): YamlFile {
  if (file.text.length > maxLength) {
    const message = `file is larger than ${maxLength / 1_000_000} MB and is not read`;
    return { file, documents: [], problems: [{ file, start: 0, end: 0, code: 'too-large', message }] };
  }
  const parsed = withConflict(parseText(file, file.text, (start, end) => ({ file, start, end })));
  return file.isUtf16 ? firstOnly(parsed) : parsed;
}

/** What kustomize has of a file in UTF-16: the first document, and what is wrong with it. */
function firstOnly({ file, documents, problems }: YamlFile): YamlFile {
  const [first, second] = documents;
  return first === undefined || second === undefined ? { file, documents, problems } : { file, documents: [first], problems: problems.filter(({ start }) => start < second.start) };
}

/** Where Git left both sides of a conflict, what a parser says of the lines behind it is beside the point. */
function withConflict(parsed: YamlFile): YamlFile {
  const { file, documents, problems } = parsed;
  const marker = documents.some(({ broken }) => broken) ? /^<{7} .*$/m.exec(file.text) : null;
  if (marker === null) return parsed;
  const start = marker.index;
  return { file, documents, problems: [{ file, start, end: start + marker[0].length, code: 'syntax', message: 'a merge conflict is not resolved here' }, ...problems] };
}

export type { Placing } from './nodeMaker.ts';

/** Parses a text that is, or lies in, a file; `place` says where its parts stand. Never throws. */
export function parseText(file: TextFile, text: string, place: Placing): YamlFile {
  const problems: YamlProblem[] = [];
  const reading = readManifestYaml(text, place, problems);
  if (reading.documents !== undefined) return { file, documents: reading.documents, problems };
  const pieces = piecesOf(text);
  if (pieces.length > 1) return parsePieces(file, text, place, pieces);
  return parseShortened(file, text, place, reading.gaveUp) ?? parseAnyText(file, text, place);
}

/** Parses a large text without most of what stands behind the mistake in it; `undefined` where it is not large, or where there is none. */
function parseShortened(file: TextFile, text: string, place: Placing, gaveUp: number): YamlFile | undefined {
  const shortened = withoutBrokenTail(text, gaveUp);
  if (shortened === undefined) return undefined;
  const parsed = parseAnyText(file, shortened.text, (start, end) => place(shortened.original(start), shortened.original(end)));
  return parsed.documents.some(({ broken }) => broken) ? parsed : undefined;
}

/** Offsets at which the documents of a text begin, by its separators alone: no quote, block or bracket goes on over `---` at the start of a line (YAML 1.2, `c-forbidden`). None where directives stand before a separator. */
export function piecesOf(text: string): readonly number[] {
  if (/^%/m.test(text)) return [];
  const marks = [...text.matchAll(/^---(?=\s|$)/gm)].map(({ index }) => index);
  const [first = 0] = marks;
  const lead = text.slice(0, first).replace(/^[ \t]*#.*$/gm, '').trim();
  return lead === '' ? [0, ...marks.slice(1)] : [0, ...marks];
}

/** Reads each document by itself: a quote that is not closed in one, as long as it is being typed, must not take the others along. */
function parsePieces(file: TextFile, text: string, place: Placing, starts: readonly number[]): YamlFile {
  const documents: YamlDocument[] = [];
  const problems: YamlProblem[] = [];
  for (const [index, from] of starts.entries()) {
    const piece = parseText(file, text.slice(from, starts[index + 1]), (start, end) => place(start + from, end + from));
    for (const document of piece.documents) documents.push({ ...document, index: documents.length });
    problems.push(...piece.problems);
  }
  return { file, documents, problems };
}

/** The same for every text there is, by the `yaml` package: slower, and the measure of what the manifest reader gives. */
export function parseAnyText(file: TextFile, text: string, place: Placing): YamlFile {
  const { spaced, ready, parsed } = parseSpaced(text);
  const placed: Placing = spaced.text === text ? place : (start, end) => place(spaced.original(start), spaced.original(end));
  const documents: YamlDocument[] = [];
  const problems: YamlProblem[] = [];
  for (const document of parsed) {
    const reader = new DocumentReader(spaced.text, placed, problems);
    documents.push(reader.read(document, documents.length));
  }
  for (const { start, end, message } of ready.problems) problems.push({ ...placed(start, end), code: 'syntax', message });
  return { file, documents, problems };
}

/** How often a text is read again because the parser thought otherwise of it than go-yaml. */
const maxRounds = 4;

/** Parses a text with the spaces that the `yaml` package needs and go-yaml does not. */
function parseSpaced(text: string): { readonly spaced: SpacedText; readonly ready: GoText; readonly parsed: readonly Document.Parsed[] } {
  const gaps: Gap[] = [...aliasKeyGaps(text)];
  for (let round = 1; ; round++) {
    const spaced = spacedText(text, gaps);
    const ready = textForGo(spaced.text);
    const documents = parseAllDocuments(ready.text, {
      schema: 'failsafe',
      // `!!omap`, `!!set` and the like stay the sequences and mappings as which go-yaml reads them.
      resolveKnownTags: false,
      uniqueKeys: false,
      prettyErrors: false,
      logLevel: 'silent',
      stringKeys: false,
    });
    const parsed = Array.isArray(documents) ? documents : [];
    const more = round === maxRounds ? [] : [...looseQuoteGaps(parsed, spaced), ...tightCommentGaps(parsed, spaced)];
    if (more.length === 0) return { spaced, ready, parsed };
    gaps.push(...more);
  }
}

/** Makes located nodes of what the `yaml` package read. */
class DocumentReader {
  readonly #text: string;
  readonly #maker: NodeMaker;

  constructor(text: string, place: Placing, problems: YamlProblem[]) {
    this.#text = text;
    this.#maker = new NodeMaker(place, problems);
  }

  read(document: Document.Parsed, index: number): YamlDocument {
    const [start, end] = document.range;
    let broken = false;
    const told = new Set<string>();
    let until = 0;
    const overLines = new Set(document.errors.flatMap(({ code, pos }) => (code === 'MULTILINE_IMPLICIT_KEY' ? [pos[0]] : [])));
    for (const error of document.errors) {
      if (error.code === 'TAG_RESOLVE_FAILED') continue;
      broken = true;
      // A key over several lines is told once, at the line that is at fault.
      if (error.code === 'BLOCK_AS_IMPLICIT_KEY' && overLines.has(error.pos[0])) continue;
      if (error.code === 'BAD_INDENT' && error.pos[0] < until) continue;
      const fault = faultOf(error, document, this.#text);
      const { message, start: from, end: to } = fault;
      until = Math.max(until, fault.until ?? 0);
      if (told.has(`${from} ${message}`)) continue;
      told.add(`${from} ${message}`);
      this.#maker.problem('syntax', message, this.#maker.place(from, Math.max(from, to)));
    }
    const contents = document.contents;
    const empty = contents === null || (isScalar(contents) && contents.source === '' && contents.type === 'PLAIN' && contents.range[0] === contents.range[1] && contents.tag === undefined);
    const root = empty ? undefined : this.#node(contents);
    return { ...this.#maker.place(start, end), index, root, broken: broken || this.#maker.refused };
  }

  /** A node; `column` is where the key or the dash in front of it stands, -1 for none. */
  #node(node: ParsedNode, column = -1): YamlNode {
    const begun = this.#maker.begin();
    if (isAlias(node)) return this.#maker.alias(node.source, node.range[0], node.range[1]);
    const made = isMap(node) ? this.#map(node) : isSeq(node) ? this.#seq(node) : this.#scalar(node, column);
    this.#maker.keep(made, begun);
    return made;
  }

  #scalar(node: ParsedNode, column: number): YamlScalar {
    const scalar = node as Scalar.Parsed;
    const [start, end] = scalar.range;
    const style = styles[scalar.type ?? 'PLAIN'] ?? 'plain';
    const isBlock = style === 'literal' || style === 'folded';
    const text = style === 'plain' ? scalar.source : ((isBlock ? blankBlock(this.#text.slice(start, end), column) : undefined) ?? withoutInventedBreak(String(scalar.value), style, this.#text, start, end));
    const span = this.#maker.place(start, end);
    const tab = isBlock ? tabInsteadOfIndentation(this.#text.slice(start, end)) : undefined;
    if (tab !== undefined) this.#maker.problem('syntax', 'a tab stands where this block is to be indented: use spaces', this.#maker.place(start + tab, start + tab + 1));
    return new YamlScalar(span, wordOfGo(text), style, scalar.tag === undefined && scalar.anchor === undefined ? undefined : { tag: scalar.tag, anchor: scalar.anchor });
  }

  #seq(node: ParsedNode & { items: unknown[] }): YamlSeq {
    const column = isFlow(node) ? -1 : this.#columnOf(node.range[0]);
    const items = node.items.map((item) => this.#node(item as ParsedNode, column));
    return new YamlSeq(this.#spanOf(node), items, { tag: explicitTag(node), anchor: anchorOf(node), flow: isFlow(node) });
  }

  #map(node: ParsedNode & { items: unknown[] }): YamlMap {
    const list = new PairList(this.#maker);
    for (const item of node.items as Pair<ParsedNode, ParsedNode | null>[]) {
      const key = this.#node(item.key);
      if (key.kind !== 'scalar') {
        this.#maker.problem('syntax', 'a key must be a plain word or a quoted text', key);
        continue;
      }
      list.add(key, item.value === null ? new YamlScalar({ file: key.file, start: key.end, end: key.end }, '') : this.#node(item.value, this.#columnOf(item.key.range[0])));
    }
    return new YamlMap(this.#spanOf(node), list.pairs(), { tag: explicitTag(node), anchor: anchorOf(node), flow: isFlow(node) });
  }

  #columnOf(offset: number): number {
    return offset - (this.#text.lastIndexOf('\n', offset - 1) + 1);
  }

  #spanOf(node: ParsedNode): Span {
    return this.#maker.place(node.range[0], node.range[1]);
  }
}

function explicitTag(node: ParsedNode): string | undefined {
  return node.tag;
}

function anchorOf(node: ParsedNode): string | undefined {
  return 'anchor' in node ? node.anchor : undefined;
}

function isFlow(node: ParsedNode): boolean {
  return 'flow' in node && node.flow === true;
}

/** A fault of the syntax where a person would look for it: the parser itself often notes it only where it gives up. */
function faultOf(error: Document.Parsed['errors'][number], document: Document.Parsed, text: string): Fault {
  const [start, end] = error.pos;
  if (error.code === 'RESOURCE_EXHAUSTION') return { message: 'this is nested too deeply to be read', start, end };
  if (error.code === 'MISSING_CHAR' && error.message.startsWith('Missing closing')) {
    const open = lastQuoted(document);
    if (open !== undefined) return { message: 'the quote that opens here is never closed', start: open, end: open + 1 };
  }
  const misplaced = error.code === 'BAD_INDENT' ? misplacedKey(document, start, text) : undefined;
  if (misplaced !== undefined) return misplaced;
  const swallowing = error.code === 'UNEXPECTED_TOKEN' ? quotedOver(document, start, text) : error.code === 'MULTILINE_IMPLICIT_KEY' ? quotedAs(document, start, end) : undefined;
  if (swallowing !== undefined) return { message: 'the quote that opens here is closed only lines below', start: swallowing, end: swallowing + 1 };
  const closing = /must (?:be sufficiently indented and )?end with a ([\]}])$/.exec(error.message)?.[1];
  const open = closing === undefined ? undefined : lastFlow(document, start, closing === ']' ? '[' : '{', text);
  if (open !== undefined) return { message: `the \`${text.charAt(open)}\` that opens here is never closed`, start: open, end: open + 1 };
  const broken = error.code === 'MULTILINE_IMPLICIT_KEY' ? text.slice(start, end).lastIndexOf('\n') : -1;
  if (broken >= 0) {
    const last = start + broken + 1;
    const indent = (from: number): number => text.slice(from, from + 200).search(/[^ ]/);
    const first = text.lastIndexOf('\n', start - 1) + 1;
    if (indent(last) > indent(first)) return { message: deeperMessage, start: last + indent(last), end };
    return { message: 'a colon and a value are missing here', start, end: start + text.slice(start, end).indexOf('\n') };
  }
  return { message: plainMessage(error.message), start, end };
}

/** Where the innermost flow collection begins that ends, without its bracket, at an offset. */
function lastFlow(document: Document.Parsed, end: number, bracket: string, text: string): number | undefined {
  return flowsByEnd(document)
    .get(end)
    ?.findLast((start) => text.charAt(start) === bracket);
}

/** Where a quoted scalar of several lines begins that ends on the line of an offset, before it: one that is not closed ends at the next quote. */
function quotedOver(document: Document.Parsed, before: number, text: string): number | undefined {
  const line = text.lastIndexOf('\n', before - 1) + 1;
  const quoted = quotedIn(document);
  const [start, end] = quoted[lastStarting(quoted, line - 1, startOf)] ?? [];
  return end !== undefined && end > line && end <= before ? start : undefined;
}

/** Where a quoted scalar begins that fills a stretch of the text, as one does that would be a key over several lines. */
function quotedAs(document: Document.Parsed, from: number, to: number): number | undefined {
  const quoted = quotedIn(document);
  const [start, end] = quoted[lastStarting(quoted, from, startOf)] ?? [];
  return start === from && end === to ? start : undefined;
}

function startOf([start]: readonly [start: number, end: number]): number {
  return start;
}

/** Where the last quoted scalar of a document begins. */
function lastQuoted(document: Document.Parsed): number | undefined {
  return quotedIn(document).at(-1)?.[0];
}

function plainMessage(message: string): string {
  const first = message.split('\n', 1)[0] ?? message;
  return first.replace(/[.:]$/, '').replace(/^./, (letter) => letter.toLowerCase());
}
