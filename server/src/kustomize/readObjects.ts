/** Reads the objects of a file or an inline text as kustomize does (kyaml kio/byteio_reader.go, api/resource/factory.go). */
import { yamlOf } from '../yaml/parseYaml.ts';
import { YamlMap, YamlScalar, YamlSeq, type Change, type YamlFile, type YamlNode, type YamlPair } from '../yaml/yamlNode.ts';
import { isTimestamp, resolvePlain, scalarValue } from '../yaml/yamlValue.ts';
import type { Span, TextFile } from '../text/textFile.ts';
import type { BuildProblem } from './build.ts';
import { isNilOrEmpty, isNull, textOf } from './editNodes.ts';
import { goJson } from './goJson.ts';
import { isBlockAllowed } from './foldedText.ts';
import { mayChangeInPrint } from './reprintedText.ts';
import { fitsTag, tagOf } from './scalarTag.ts';

/** An object as read, before any step. */
export interface ReadObject {
  readonly root: YamlMap;
  readonly origin: Span;
  /** What keeps kustomize from printing the object. */
  readonly flaws: readonly BuildProblem[];
  /** Whether it holds a folded block (`>`), an empty value or a time, which kustomize may change when it writes and reads them. */
  readonly isFragile: boolean;
}

/** All objects of a text, or why kustomize refuses the whole text. */
export type ReadResult =
  | { readonly objects: readonly ReadObject[]; readonly fault: undefined }
  | { readonly objects: readonly ReadObject[]; readonly fault: BuildProblem };

/** The objects of a file, read once for each version of it. */
export function objectsOfFile(file: TextFile): ReadResult {
  return file.derived(readFile);
}

function readFile(file: TextFile): ReadResult {
  return readObjects(yamlOf(file), file.text);
}

/** The objects of a parsed text. With a fault, the objects that could be read are still given. */
export function readObjects(yaml: YamlFile, text: string): ReadResult {
  let fault = malformed(yaml) ?? badSeparator(yaml, text) ?? directive(yaml, text);
  const fail = (code: string, message: string, span: Span) => (fault ??= { code, message, span });
  let queue: { node: YamlNode; origin: Span }[] = [];
  const roots = documentsOf(yaml, text).flatMap(({ root, file, start, end }) => (root === undefined ? [] : [{ node: root, origin: { file, start, end } }]));
  // kustomize takes the only part of a file as it is; where there are several, be they empty, a list goes through JSON.
  const isOnly = roots.length === 1 && !/\n---[^\n]*\n/.test(text);
  for (const { node, origin } of roots) {
    const items = isOnly ? listItems(node) : undefined;
    if (items === undefined) queue.push({ node, origin });
    else queue.push(...items.map((item) => ({ node: item, origin: item })));
  }
  const result: ReadObject[] = [];
  const checked = new Set<YamlNode>();
  queue = queue.filter(({ node }) => !isNilOrEmpty(node));
  for (const { node } of queue) checkMetadata(node, fail);
  for (let index = 0; index < queue.length; index++) {
    const entry = queue[index];
    if (entry?.node.kind !== 'map' || checked.has(entry.node)) continue;
    const root = entry.node;
    const kind = textOf(root.get('kind'));
    if (!isIdentified(root)) continue;
    if (!kind.endsWith('List') || root.pair('items') === undefined) {
      result.push({ root, origin: entry.origin, ...flawsOf(root) });
      continue;
    }
    const items = root.get('items');
    if (items === undefined || isNull(items)) continue;
    if (items.kind !== 'seq') fail('list-items', `\`items\` of a \`${kind}\` must be a list`, items);
    else
      for (const item of items.items) {
        const inner = item.kind === 'map' ? (listItems(item) ?? [item]) : [item];
        for (const each of inner) {
          if (isNilOrEmpty(each)) continue;
          checkMetadata(each, fail);
          if (each.kind === 'map') for (const { code, message, span } of flawsOf(each).flaws) fail(code, message, span);
          const node = throughJson(each);
          queue.push({ node, origin: node });
        }
      }
  }
  return { objects: result, fault };
}

function listItems(node: YamlNode): readonly YamlNode[] | undefined {
  if (node.kind !== 'map') return undefined;
  const kind = textOf(node.get('kind'));
  if (kind !== 'List' && kind !== 'ResourceList') return undefined;
  const items = node.get('items');
  if (items === undefined) return node.pair('functionConfig') === undefined ? undefined : [];
  return items.kind === 'seq' ? items.items : [];
}

/** An item of a list such as a `ConfigMapList`, which kustomize turns into JSON and reads again: braces and brackets everywhere. */
function throughJson(node: YamlNode): YamlNode {
  if (node.kind === 'seq') return new YamlSeq(node, node.items.map(throughJson), { tag: node.tag, flow: true });
  if (node.kind === 'map') {
    const pairs = node.pairs.map((pair) => ({ ...pair, key: new YamlScalar(pair.key, pair.key.text, 'double'), value: throughJson(pair.value) }));
    return new YamlMap(node, pairs, { tag: node.tag, flow: true });
  }
  const value = scalarValue(node);
  return typeof value === 'string' ? new YamlScalar(node, value, 'double') : new YamlScalar(node, goJson(value));
}

/** The documents that kustomize reads: behind a `...` without a `---` it reads nothing more. */
function documentsOf(yaml: YamlFile, text: string): YamlFile['documents'] {
  if (!/^\.\.\.\s/m.test(text) || yaml.file.text !== text) return yaml.documents;
  const separators = [...text.matchAll(/\n---[^\n]*\n/g)].map(({ index }) => index);
  const partOf = ({ start, root }: YamlFile['documents'][number]) => separators.filter((at) => at < (root?.start ?? start)).length;
  let last = -1;
  return yaml.documents.filter((document) => {
    if (document.root === undefined) return false;
    const part = partOf(document);
    const isFirst = part > last;
    last = part;
    return isFirst;
  });
}

/** kustomize cuts a file at its `---` lines before it reads it, and so loses what a directive is for. */
function directive(yaml: YamlFile, text: string): BuildProblem | undefined {
  const found = text.includes('%') ? /^%[A-Z].*$/m.exec(text) : null;
  if (found === null) return undefined;
  const span = yaml.file.text === text ? { file: yaml.file, start: found.index, end: found.index + found[0].length } : (yaml.documents[0] ?? { file: yaml.file, start: 0, end: 0 });
  return { code: 'yaml-directive', message: `kustomize reads no directives such as \`${found[0].trim()}\``, span };
}

function malformed(yaml: YamlFile): BuildProblem | undefined {
  const problem = yaml.problems.find(({ code }) => code !== 'duplicate-key');
  return problem && { code: 'yaml', message: problem.message, span: { file: problem.file, start: problem.start, end: problem.end } };
}

/** kustomize refuses anything but a comment behind `---`. */
function badSeparator(yaml: YamlFile, text: string): BuildProblem | undefined {
  if (!text.includes('\n---')) return undefined;
  for (const match of text.matchAll(/\n---([^\n]*)(?=\n)/g)) {
    const rest = (match[1] ?? '').trim();
    if (rest === '' || rest.startsWith('#')) continue;
    const span = { file: yaml.file, start: match.index + 1, end: match.index + match[0].length };
    return { code: 'document-separator', message: `\`---\` must stand alone on its line, not before \`${rest}\``, span };
  }
  return undefined;
}

function isIdentified(root: YamlMap): boolean {
  const kind = textOf(root.get('kind'));
  if (kind === '') return false;
  const name = root.get('metadata', 'name');
  return kind.endsWith('List') || (!isNilOrEmpty(name) && textOf(name) !== '');
}

function checkMetadata(node: YamlNode, fail: (code: string, message: string, span: Span) => void): void {
  if (node.kind !== 'map') {
    fail('no-object', 'a Kubernetes object must be a mapping with `apiVersion`, `kind` and `metadata.name`', node);
    return;
  }
  const kind = node.get('kind');
  if (isNilOrEmpty(kind) || textOf(kind) === '') fail('no-kind', '`kind` is missing: this is no Kubernetes object', firstOf(node));
  else if (!isIdentified(node)) fail('no-name', `\`metadata.name\` is missing in this \`${textOf(kind)}\``, firstOf(node));
}

/** The first line of an object: better to look at than the whole. */
function firstOf(node: YamlMap): Span {
  const first = node.pairs[0];
  return first === undefined ? node : { file: node.file, start: first.key.start, end: Math.max(first.key.end, first.value.kind === 'scalar' ? first.value.end : 0) };
}

/** What makes `kustomize build` fail when it prints the object: duplicate keys, keys that are no text, NaN and infinity. */
export function flawsOf(root: YamlMap): { flaws: BuildProblem[]; isFragile: boolean } {
  const flaws: BuildProblem[] = [];
  let isFragile = false;
  const walk = (node: YamlNode, inFlow: boolean): void => {
    if (node.kind === 'seq') {
      for (const item of node.items) walk(item, inFlow || node.flow);
    } else if (node.kind === 'map') {
      const seen = new Set<string>();
      let previous: YamlPair | undefined;
      for (const pair of node.pairs) {
        const { key, value, merged } = pair;
        if (seen.has(key.text) && !merged) flaws.push({ code: 'duplicate-key', message: `key \`${key.text}\` stands twice in this mapping`, span: key });
        seen.add(key.text);
        if (key.style === 'plain' && key.tag === undefined && mayBeNoText(key.text) && (typeof resolvePlain(key.text) !== 'string' || isTimestamp(key.text)))
          flaws.push({ code: 'key-no-text', message: `key \`${key.text}\` must be quoted: only texts can be keys`, span: key });
        if (inFlow && !node.flow && value.kind !== 'scalar' && (hasCommentBehindColon(key) || (previous === undefined && hasCommentBehindMark(key))))
          flaws.push({ code: 'comment-in-braces', message: `kustomize prints this between braces, and cannot read it again with the comment behind \`${key.text}:\`: put the comment on a line of its own`, span: key });
        // A value with a tag of its own at the end is printed behind the comment, and read again.
        if (node.flow && value.kind !== 'scalar' && (value.tag === undefined || pair !== node.pairs.at(-1)) && hasCommentBehindNothing(key))
          flaws.push({ code: 'comment-in-braces', message: `kustomize writes the comment before \`${key.text}\` in a way that it cannot read again, because no value stands before it: write \`null\`, or put the comment on a line of its own`, span: key });
        walk(value, inFlow || node.flow);
        previous = pair;
      }
    } else if (!inFlow && (node.style === 'literal' || node.style === 'folded') && node.text.startsWith('\t') && isBlockAllowed(node.text)) {
      flaws.push({ code: 'block-tab', message: 'kustomize writes this block in a way that it cannot read again, because it begins with a tab: use quotes', span: node });
    } else if (node.changes !== undefined && !fitsTag(node)) flaws.push(misfit(node, node.changes));
    else if (mayChangeInPrint(node)) isFragile = true;
    else if (node.style === 'plain' && node.text.charCodeAt(0) <= 46 && /^[-+]?\.(inf|Inf|INF|nan|NaN|NAN)$/.test(node.text)) {
      flaws.push({ code: 'no-number', message: `\`${node.text}\` cannot be written as JSON`, span: node });
    }
  };
  walk(root, false);
  return { flaws, isFragile };
}

/**
 * Whether a comment follows on the colon of a key. Where a patch puts such a block between braces, the emitter writes a comma before the
 * comment (yaml v3 emitterc.go `yaml_emitter_process_line_comment` in a flow mapping), and the value becomes a key. The key at which the
 * patch is joined to the object is written anew, without its comment.
 */
function hasCommentBehindColon(key: YamlScalar): boolean {
  return /^[ \t]*:[ \t]+#/.test(key.file.text.slice(key.end, key.end + 200));
}

/** Whether a comment behind an anchor or a tag stands before the first key of a block: go-yaml gives it to this key. */
function hasCommentBehindMark(first: YamlScalar): boolean {
  return /[\s,[{][!&][^\s,[\]{}]+[ \t]+#[^\n]*\n(?:[ \t]*(?:#[^\n]*)?\n)*[ \t]*(?:[-?][ \t]+)*$/.test(first.file.text.slice(Math.max(0, first.start - 400), first.start));
}

/**
 * Whether an entry without a value, and with a comment on its line, is written before a key. go-yaml gives such a comment to the next
 * key, and the emitter writes the comma before it, as above; also where a merge has dropped the entry itself.
 */
function hasCommentBehindNothing(key: YamlScalar): boolean {
  // `k:,` is a word for go-yaml, with its colon, and not a key without a value.
  return /(?:["'\]}\s]:|:(?=\s))(?:\s+[!&][^\s,]*)*(?:[ \t]+#[^\n]*\n(?:\s*#[^\n]*\n)*\s*,\s*|\s*,[ \t]*#[^\n]*\n\s*)$/.test(key.file.text.slice(Math.max(0, key.start - 400), key.start));
}

/** A text that a replacement put where the object had a number or another type: kustomize keeps the type, and fails when it prints the object. */
function misfit(node: YamlScalar, changes: readonly Change[]): BuildProblem {
  const type = tagOf(node).replace('tag:yaml.org,2002:', '');
  const cause = changes.findLast(({ by }) => by === 'replacement') ?? changes.at(-1);
  const what = changes.some(({ secret }) => secret) ? 'a value of a Secret' : `\`${node.text}\``;
  return { code: 'replacement-type', message: `${what} cannot take this place, where the object has a value of type ${type}`, span: cause?.span ?? node };
}

const firstOfNoText = /^[-+.0-9tTfFnN~]/;

function mayBeNoText(text: string): boolean {
  return text === '' || firstOfNoText.test(text);
}
