/**
 * Substitutes variables in a built object with the effect of the controller's text substitution, but on located nodes.
 * A scalar whose text stands alone is substituted in place; where the text decides (quotes, folded lines, keys,
 * injected structure) the whole object is written, substituted and read back, and every value finds its source again.
 */
import { lastStarting } from '../../text/lastStarting.ts';
import { TextFile, type Span } from '../../text/textFile.ts';
import { parseYaml } from '../../yaml/parseYaml.ts';
import { resolvePlain, scalarValue, type ScalarValue } from '../../yaml/yamlValue.ts';
import { YamlMap, YamlScalar, YamlSeq, type Change, type YamlNode, type YamlPair } from '../../yaml/yamlNode.ts';
import type { BuildProblem, UnresolvedPart } from '../../kustomize/build.ts';
import { evaluateTemplate, type Evaluation, type EvaluationError } from './evaluate.ts';
import { emitYaml, foldColumn, shapeOf, type EmittedScalar, type Emission } from './yamlEmission.ts';
import { mayHoldExpression, parseTemplate, type TemplateError, type TemplateExpression } from './template.ts';
import { lookupOf, type VariableSet } from './variables.ts';
import { resolvePlain11, scalarValue11 } from './yaml11.ts';

/** An object after substitution; the same node where nothing changed. */
export interface SubstitutedObject {
  readonly root: YamlMap;
  readonly problem: BuildProblem | undefined;
  readonly unresolved: readonly UnresolvedPart[];
  /** Variables without value and default that became empty texts. */
  readonly emptied: readonly EmptiedVariable[];
}

/** A variable without value and default in a build that is not strict: it became an empty text. */
export interface EmptiedVariable {
  readonly name: string;
  readonly span: Span;
}

const noNames: ReadonlySet<string> = new Set();
const disableKey = 'kustomize.toolkit.fluxcd.io/substitute';

/** Whether an object opts out of substitution by label or annotation. */
export function optsOutOfSubstitution(root: YamlMap): boolean {
  return ['labels', 'annotations'].some((field) => {
    const node = root.get('metadata', field, disableKey);
    return node?.kind === 'scalar' && scalarValue(node) === 'disabled';
  });
}

/** Substitutes in one object that does not opt out. In strict mode a variable without value and default is a problem. */
export function substituteObject(root: YamlMap, set: VariableSet, strict: boolean): SubstitutedObject {
  const inPlace = new InPlace(set, strict);
  const changed = inPlace.map(root, 0);
  if (changed !== undefined) return { root: changed, problem: inPlace.problem, unresolved: inPlace.unresolved, emptied: inPlace.emptied };
  return substituteText(root, set, strict);
}

/** Substitutes scalar by scalar as long as the text of each one provably stands alone. */
class InPlace {
  problem: BuildProblem | undefined;
  readonly unresolved: UnresolvedPart[] = [];
  readonly emptied: EmptiedVariable[] = [];
  readonly #set: VariableSet;
  readonly #strict: boolean;

  constructor(set: VariableSet, strict: boolean) {
    this.#set = set;
    this.#strict = strict;
  }

  /** `undefined` when the text decides somewhere inside. `indent` is the widest column the mapping can stand at. */
  map(map: YamlMap, indent: number): YamlMap | undefined {
    let changed = false;
    const pairs = [];
    for (const pair of map.pairs) {
      if (mayHoldExpression(pair.key.text)) return undefined;
      const value = this.#node(pair.value, indent, pair.key.text.length);
      if (value === undefined) return undefined;
      if (value !== pair.value) changed = true;
      pairs.push(value === pair.value ? pair : { ...pair, value });
    }
    return changed ? new YamlMap(map, pairs, map) : map;
  }

  #node(node: YamlNode, indent: number, keyLength: number): YamlNode | undefined {
    switch (node.kind) {
      case 'scalar':
        return this.#scalar(node, indent + keyLength + 4);
      case 'map':
        return this.map(node, indent + 2);
      case 'seq': {
        const items: YamlNode[] = [];
        for (const item of node.items) {
          const changed = this.#node(item, indent + 2, 0);
          if (changed === undefined) return undefined;
          items.push(changed);
        }
        return items.every((item, index) => item === node.items[index]) ? node : new YamlSeq(node, items, node);
      }
    }
  }

  #scalar(scalar: YamlScalar, column: number): YamlScalar | undefined {
    const value = scalarValue(scalar);
    if (typeof value !== 'string') return typeof value === 'bigint' ? rounded(scalar, value) : scalar;
    if (!mayHoldExpression(value)) return scalar;
    const shape = shapeOf(value);
    const alone = shape.plain ? !value.includes(' ') || column + value.length <= foldColumn : shape.multiline && shape.block;
    const template = parseTemplate(value);
    if (!alone || 'error' in template) return undefined;
    const evaluation = evaluateTemplate(template.nodes, value, lookupOf(this.#set), this.#strict);
    if ('error' in evaluation) {
      this.problem ??= evaluationProblem(evaluation.error, value, scalar);
      return scalar;
    }
    if (!readsBackAsItself(value, evaluation.text)) return undefined;
    this.unresolved.push(...unresolvedOf(evaluation, scalar));
    this.emptied.push(...evaluation.emptied.map((expression) => emptiedVariable(expression, value, scalar)));
    const resolved = shape.multiline ? evaluation.text : resolvePlain11(evaluation.text);
    return changedScalar(scalar, resolved, changesOf(evaluation, this.#set, scalar, value), shape.multiline);
  }
}

/** Whether a substituted text means itself in the place and style in which the original was written. */
function readsBackAsItself(before: string, after: string): boolean {
  const shape = shapeOf(after);
  if (!before.includes('\n')) return after !== '' && shape.plain;
  // A block's first line sets its indentation unless a hint does, and its chomping mark cuts empty last lines.
  const indented = /^[ \n]/.test(before) || /^[^ \n]/.test(after);
  return shape.printable && indented && /\n*$/.exec(before)?.[0] === /\n*$/.exec(after)?.[0];
}

/** Writes the object, substitutes in the text and reads it back. */
function substituteText(root: YamlMap, set: VariableSet, strict: boolean): SubstitutedObject {
  const emission = emitYaml(root);
  const template = parseTemplate(emission.text);
  if ('error' in template) return failed(root, templateProblem(template.error, emission, root));
  const evaluation = evaluateTemplate(template.nodes, emission.text, lookupOf(set), strict);
  if ('error' in evaluation) {
    const place = scalarAt(emission, evaluation.error.expression.start)?.scalar ?? root;
    return failed(root, evaluationProblem(evaluation.error, emission.text, place));
  }
  const parsed = parseYaml(new TextFile(root.file.uri, root.file.path, evaluation.text));
  const fault = parsed.problems.find((problem) => problem.code !== 'duplicate-key');
  const locate = (offset: number) => scalarAt(emission, sourceOffset(evaluation, offset));
  if (fault !== undefined) {
    const culprit = changedScalarBefore(emission, evaluation, fault.start);
    const message = `after substitution the object is no YAML any more: ${fault.message}`;
    return failed(root, { code: 'substitution-breaks-yaml', message, span: culprit?.scalar ?? root });
  }
  const result = parsed.documents[0]?.root;
  if (result?.kind !== 'map') return failed(root, { code: 'substitution-breaks-yaml', message: 'after substitution the object is no mapping any more', span: root });
  const nameless = nullKey(result);
  if (nameless !== undefined) return failed(root, { code: 'substitution-breaks-yaml', message: 'after substitution a key is empty', span: locate(nameless.start)?.scalar ?? root });
  const rebuilder = new Rebuilder(locate, changesIn(emission, evaluation, set));
  const unresolved = evaluation.unknown.map((expression) => unresolvedPart(expression.variable, scalarAt(emission, expression.start)?.scalar ?? root));
  const emptied = evaluation.emptied.map((expression) => emptiedVariable(expression, emission.text, scalarAt(emission, expression.start)?.scalar ?? root));
  return { root: rebuilder.map(result, root), problem: undefined, unresolved, emptied };
}

/** A key that is null: JSON has no such thing. */
function nullKey(node: YamlNode): YamlScalar | undefined {
  if (node.kind === 'scalar') return undefined;
  const children = node.kind === 'map' ? node.pairs.map(({ value }) => value) : node.items;
  const own = node.kind === 'map' ? node.pairs.find(({ key }) => scalarValue11(key) === null)?.key : undefined;
  if (own !== undefined) return own;
  for (const child of children) {
    const found = nullKey(child);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Gives the nodes of a read-back object the places of the nodes they were written from. */
class Rebuilder {
  readonly #locate: (offset: number) => EmittedScalar | undefined;
  readonly #changes: (scalar: YamlScalar) => readonly Change[];

  constructor(locate: (offset: number) => EmittedScalar | undefined, changes: (scalar: YamlScalar) => readonly Change[]) {
    this.#locate = locate;
    this.#changes = changes;
  }

  map(result: YamlMap, source: YamlNode): YamlMap {
    const rank = new Map<YamlScalar, number>();
    if (source.kind === 'map') source.pairs.forEach(({ key }, index) => rank.set(key, index));
    const pairs = lastOfEach(result.pairs).map((pair) => {
      const written = this.#locate(pair.key.start);
      const key = this.#key(pair.key, written, source);
      const value = this.#node(pair.value, written?.valueOfKey ?? written?.scalar ?? source);
      return { pair: { key, value, merged: false }, rank: (written === undefined ? undefined : rank.get(written.scalar)) ?? source.end };
    });
    pairs.sort((a, b) => a.rank - b.rank);
    return new YamlMap(source, pairs.map(({ pair }) => pair));
  }

  #node(result: YamlNode, source: YamlNode): YamlNode {
    switch (result.kind) {
      case 'map':
        return this.map(result, source);
      case 'seq':
        return new YamlSeq(source, result.items.map((item, index) => this.#node(item, (source.kind === 'seq' ? source.items[index] : undefined) ?? source)));
      case 'scalar':
        return this.#scalar(result, source);
    }
  }

  #scalar(result: YamlScalar, source: YamlNode): YamlScalar {
    const emitted = this.#locate(result.start);
    const value = result.style === 'literal' && emitted?.blockIndent !== undefined ? blockText(result, emitted.blockIndent) : scalarValue11(result);
    const written = source.kind === 'scalar' ? source : emitted?.scalar;
    if (written === undefined) return changedScalar(new YamlScalar(source, ''), value, [], false);
    if (Object.is(scalarValue(written), value)) return written;
    if (typeof value === 'bigint' && scalarValue(written) === value) return rounded(written, value);
    return changedScalar(written, value, this.#changes(written), result.style === 'literal');
  }

  #key(result: YamlScalar, written: EmittedScalar | undefined, source: YamlNode): YamlScalar {
    const text = keyText(scalarValue11(result), result.text);
    if (written === undefined) return new YamlScalar(source, text);
    return written.valueOfKey !== undefined && written.scalar.text === text
      ? written.scalar
      : new YamlScalar(written.scalar, text, styleOfText(text, false), { changes: [...(written.scalar.changes ?? []), ...this.#changes(written.scalar)] });
  }
}

/**
 * The text of a literal block. The parser drops last lines that hold nothing but spaces; libyaml keeps what
 * exceeds the block's indentation, and `  ${EXTRA}` with an empty value makes such a line.
 */
function blockText(block: YamlScalar, writtenIndent: number): string {
  const [header = '', ...lines] = block.file.text.slice(block.start).split('\n');
  const indent = /^\|\d/.test(header) ? writtenIndent : Math.max(writtenIndent, foundIndent(lines));
  const margin = ' '.repeat(indent);
  const end = lines.findIndex((line) => !line.startsWith(margin) && line.trim() !== '');
  const text = (end < 0 ? lines : lines.slice(0, end)).map((line) => line.slice(indent)).join('\n');
  if (/^\|\d?\+/.test(header)) return end < 0 ? text : `${text}\n`;
  const stripped = text.replace(/\n+$/, '');
  return /^\|\d?-/.test(header) || stripped === '' ? stripped : `${stripped}\n`;
}

/** The widest indentation among the first lines up to the first that is not blank: where no hint stands, it counts. */
function foundIndent(lines: readonly string[]): number {
  const first = lines.findIndex((line) => line.trim() !== '');
  const widths = lines.slice(0, first + 1).map((line) => line.length - line.trimStart().length);
  return Math.max(0, ...widths);
}

/** Entries without those whose key comes again: the reader keeps the last. */
function lastOfEach(pairs: readonly YamlPair[]): readonly YamlPair[] {
  const identity = ({ key }: YamlPair) => keyText(scalarValue11(key), key.text);
  const last = new Map(pairs.map((pair) => [identity(pair), pair]));
  return last.size === pairs.length ? pairs : pairs.filter((pair) => last.get(identity(pair)) === pair);
}

/** A key as JSON has it: numbers and booleans become their words. */
function keyText(value: ScalarValue, written: string): string {
  return value === null ? written : String(value);
}

/** A scalar at the place of another with a new value; the style says whether it is text. */
function changedScalar(scalar: YamlScalar, value: ScalarValue, changes: readonly Change[], multiline: boolean): YamlScalar {
  const text = typeof value === 'string' ? value : value === null ? 'null' : String(typeof value === 'bigint' ? Number(value) : value);
  const style = typeof value === 'string' ? styleOfText(text, multiline) : 'plain';
  return new YamlScalar(scalar, text, style, { changes: [...(scalar.changes ?? []), ...changes] });
}

function styleOfText(text: string, multiline: boolean): 'literal' | 'double' | 'plain' {
  if (multiline && text.includes('\n')) return 'literal';
  return resolvePlain(text) === text && shapeOf(text).plain ? 'plain' : 'double';
}

/** The object passes through JSON numbers, which lose digits of integers beyond 2^53. */
function rounded(scalar: YamlScalar, value: bigint): YamlScalar {
  return new YamlScalar(scalar, String(Number(value)), 'plain', { changes: scalar.changes });
}

/** The emitted scalar that holds an offset, or the last one before it. */
function scalarAt({ scalars }: Emission, offset: number): EmittedScalar | undefined {
  return scalars[Math.max(0, lastStarting(scalars, offset, ({ start }) => start))];
}

/** The offset in the written text from which an offset of the substituted text came. */
function sourceOffset({ runs }: Evaluation, offset: number): number {
  const run = runs[Math.max(0, lastStarting(runs, offset, ({ start }) => start))];
  if (run === undefined) return offset;
  return run.node.kind === 'text' ? Math.min(run.node.start + offset - run.start, run.node.end) : run.node.start;
}

/** The last substituted scalar at or before an offset of the result: what most likely broke it. */
function changedScalarBefore(emission: Emission, evaluation: Evaluation, offset: number): EmittedScalar | undefined {
  const runs = evaluation.runs.filter(({ node, start }) => node.kind === 'expression' && start <= offset);
  const last = runs.at(-1) ?? evaluation.runs.find(({ node }) => node.kind === 'expression');
  return last === undefined ? undefined : scalarAt(emission, last.node.start);
}

/** For each scalar of the written text the changes that substitution made in it. */
function changesIn(emission: Emission, evaluation: Evaluation, set: VariableSet): (scalar: YamlScalar) => readonly Change[] {
  const names = new Map<YamlScalar, Set<string>>();
  for (const { node } of evaluation.runs) {
    const written = node.kind === 'expression' ? scalarAt(emission, node.start) : undefined;
    if (node.kind !== 'expression' || written === undefined) continue;
    const used = names.get(written.scalar) ?? new Set();
    names.set(written.scalar, used.add(node.variable));
  }
  return (scalar) => changesBy(names.get(scalar) ?? noNames, set, scalar, scalar.text);
}

function changesOf(evaluation: Evaluation, set: VariableSet, scalar: YamlScalar, before: string): readonly Change[] {
  const names = new Set(evaluation.used);
  for (const { node } of evaluation.runs) if (node.kind === 'expression') names.add(node.variable);
  return changesBy(names, set, scalar, before);
}

/** A change for each variable; where there is none, `$$` became `$`, or the text was read as something else. */
function changesBy(names: ReadonlySet<string>, set: VariableSet, { file, start, end }: YamlScalar, before: string): readonly Change[] {
  if (names.size === 0) return [{ by: 'substitution', span: { file, start, end }, before, detail: undefined }];
  // Where a variable has no value, the expression itself with its default makes the text.
  return [...names].map((name) => ({ by: 'substitution', span: set.variables.get(name)?.span ?? { file, start, end }, before, detail: name }));
}

function unresolvedOf(evaluation: Evaluation, scalar: YamlScalar): UnresolvedPart[] {
  return evaluation.unknown.map((expression) => unresolvedPart(expression.variable, scalar));
}

function unresolvedPart(variable: string, span: Span): UnresolvedPart {
  return { reason: 'unknown-variable', what: variable, span };
}

function emptiedVariable({ variable, start, end }: TemplateExpression, text: string, node: YamlNode): EmptiedVariable {
  return { name: variable, span: within(node, text.slice(start, end)) };
}

function evaluationProblem(error: EvaluationError, text: string, node: YamlNode): BuildProblem {
  const written = text.slice(error.expression.start, error.expression.end);
  const code = error.code === 'not-set' ? 'variable-not-set' : 'substitution-failed';
  return { code, message: error.code === 'not-set' ? error.message : `${error.message} (\`${written}\`)`, span: within(node, written) };
}

function templateProblem(error: TemplateError, emission: Emission, root: YamlMap): BuildProblem {
  const written = emission.text.slice(error.start, Math.min(error.end, error.start + 60)).split('\n', 1)[0] ?? '';
  const scalar = scalarAt(emission, error.start)?.scalar ?? root;
  return { code: 'substitution-syntax', message: `${error.message} (\`${written}\`)`, span: within(scalar, written) };
}

/** The place of an expression where it is written literally: in what changed the node last, such as a patch, or in the node's own text; otherwise the node. */
function within(node: YamlNode, written: string): Span {
  if (written === '') return node;
  const changes = node.kind === 'scalar' ? (node.changes ?? []) : [];
  for (const place of [...changes.toReversed().flatMap(({ span }) => span ?? []), node]) {
    const at = place.file.text.slice(place.start, place.end).indexOf(written);
    if (at >= 0) return { file: place.file, start: place.start + at, end: place.start + at + written.length };
  }
  return node;
}

function failed(root: YamlMap, problem: BuildProblem): SubstitutedObject {
  return { root, problem, unresolved: [], emptied: [] };
}
