/** The way from a line of a source file to what it becomes in a rendered text. */
import { spanTouches } from '../graph/queries.ts';
import type { BuiltObject } from '../kustomize/build.ts';
import type { Span, TextFile } from '../text/textFile.ts';
import { yamlOf } from '../yaml/parseYaml.ts';
import type { YamlDocument, YamlNode } from '../yaml/yamlNode.ts';
import type { Rendered } from './rendered.ts';

/**
 * Where in a rendered text stands what a place of a file yields: the value that is written there, otherwise the field of its line,
 * otherwise the first value that the entry there (a patch, an image, a variable) changed. `undefined` where it yields nothing.
 */
export function findRenderedPlace(rendered: Rendered, file: TextFile, offset: number): Span | undefined {
  const lineEnd = endOfLine(file, offset);
  let best: Candidate | undefined;
  for (const object of rendered.objects) {
    const isOwn = spanTouches(object.origin, file.uri, offset);
    for (const candidate of candidatesIn(object, file, offset, lineEnd, isOwn)) {
      if (best === undefined || isBetter(candidate, best)) best = candidate;
    }
  }
  return best === undefined ? undefined : spanInText(rendered, best);
}

/** How a field of a built object relates to the place; a smaller rank is nearer. */
interface Candidate {
  readonly object: BuiltObject;
  readonly path: Path | undefined;
  readonly rank: 'written' | 'line' | 'changed' | 'object';
  /** Offset in the source file. */
  readonly start: number;
}

const ranks = { written: 0, line: 1, changed: 2, object: 3 } as const;

function isBetter(one: Candidate, other: Candidate): boolean {
  if (one.rank !== other.rank) return ranks[one.rank] < ranks[other.rank];
  // The innermost, or the last on the line, is the one that the cursor is at; of what an entry changed, the first stands for all.
  return one.rank === 'written' || one.rank === 'line' ? one.start > other.start : false;
}

/** The way to a field from an object's root; shared with the fields above it. */
interface Path {
  readonly above: Path | undefined;
  readonly step: string | number;
}

function* candidatesIn(object: BuiltObject, file: TextFile, offset: number, lineEnd: number, isOwn: boolean): Iterable<Candidate> {
  if (isOwn) yield { object, path: undefined, rank: 'object', start: object.origin.start };
  const todo: { node: YamlNode; path: Path | undefined }[] = [{ node: object.root, path: undefined }];
  const judge = (span: Span, path: Path | undefined): Candidate | undefined => {
    if (span.file.uri !== file.uri || span.start > lineEnd) return undefined;
    if (spanTouches(span, file.uri, offset)) return { object, path, rank: 'written', start: span.start };
    return isOwn ? { object, path, rank: 'line', start: span.start } : undefined;
  };
  for (let at = todo.pop(); at !== undefined; at = todo.pop()) {
    const { node, path } = at;
    if (node.kind === 'scalar') {
      const found = judge(node, path);
      if (found !== undefined) yield found;
      const change = (node.changes ?? []).find(({ span }) => span !== undefined && spanTouches(span, file.uri, offset));
      if (change?.span !== undefined) yield { object, path, rank: 'changed', start: change.span.start };
    } else if (node.kind === 'seq') {
      for (const [index, item] of node.items.entries()) todo.push({ node: item, path: { above: path, step: index } });
    } else {
      for (const { key, value } of node.pairs) {
        const below = { above: path, step: key.text };
        const found = judge(key, below);
        if (found !== undefined) yield found;
        todo.push({ node: value, path: below });
      }
    }
  }
}

/** The field's key, or its item, in the rendered text; the nearest one above it that is there. */
function spanInText({ file, objects }: Rendered, { object, path }: Candidate): Span | undefined {
  const documents = yamlOf(file).documents.filter(({ root }) => root !== undefined);
  const document: YamlDocument | undefined = documents[objects.indexOf(object)];
  let node = document?.root;
  let span: Span | undefined = document;
  for (const step of stepsOf(path)) {
    const pair = typeof step === 'string' && node?.kind === 'map' ? node.pair(step) : undefined;
    const item = typeof step === 'number' && node?.kind === 'seq' ? node.items[step] : undefined;
    node = pair?.value ?? item;
    if (node === undefined) break;
    span = pair?.key ?? item;
  }
  return span === undefined ? undefined : { file, start: span.start, end: path === undefined ? span.start : endOfLine(file, span.start) };
}

function stepsOf(path: Path | undefined): readonly (string | number)[] {
  const steps: (string | number)[] = [];
  for (let at = path; at !== undefined; at = at.above) steps.push(at.step);
  return steps.reverse();
}

function endOfLine({ text }: TextFile, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end < 0 ? text.length : end;
}
