/** Evaluates a parsed template against variables (fluxcd/pkg envsubst template.go), keeping what came from where. */
import { applyOperator, isDefaultOperator } from './operators.ts';
import type { TemplateExpression, TemplateNode } from './template.ts';

/** What is known about a name: its value, that it may exist but cannot be read here, or that it does not exist. */
export type VariableLookup = (name: string) => { readonly state: 'known'; readonly value: string } | { readonly state: 'unknown' } | { readonly state: 'unset' };

/** A piece of the output and the template node it came from. */
export interface EvaluatedRun {
  /** Offset in the output. */
  readonly start: number;
  readonly node: TemplateNode;
}

/** The output of a template. */
export interface Evaluation {
  readonly text: string;
  readonly runs: readonly EvaluatedRun[];
  /** Names whose value was read, each once, in order of first use. */
  readonly used: readonly string[];
  /** Expressions left as written (or, where they have a default, set to it), because their variable is unknown here. */
  readonly unknown: readonly TemplateExpression[];
  /** Expressions without value and default that became empty, as happens where evaluation is not strict. */
  readonly emptied: readonly TemplateExpression[];
}

/** Why evaluation failed; the controller fails the build likewise, except for `too-long`, which is our own limit. */
export interface EvaluationError {
  readonly code: 'not-set' | 'crash' | 'not-utf8' | 'too-long';
  readonly message: string;
  readonly expression: TemplateExpression;
}

/** Characters above which an output is refused. */
const maxOutput = 16_000_000;

/** Evaluates a template. `source` is the text it was parsed from. In strict mode a name without value and default is an error. */
export function evaluateTemplate(
  nodes: readonly TemplateNode[],
  source: string,
  lookup: VariableLookup,
  strict: boolean,
): Evaluation | { readonly error: EvaluationError } {
  const evaluator = new Evaluator(source, lookup, strict);
  const runs: EvaluatedRun[] = [];
  let text = '';
  for (const node of nodes) {
    runs.push({ start: text.length, node });
    const piece = node.kind === 'text' ? node.text : evaluator.expression(node);
    if (piece === undefined) text += source.slice(node.start, node.end);
    else if (typeof piece === 'string') text += piece;
    else return { error: piece };
    if (text.length > maxOutput && node.kind === 'expression') {
      return { error: { code: 'too-long', message: `the result is longer than ${maxOutput} characters`, expression: node } };
    }
  }
  if (evaluator.broken !== undefined && text.includes('\ufffd')) {
    return { error: { code: 'not-utf8', message: 'a character of several bytes is cut in two', expression: evaluator.broken } };
  }
  return { text, runs, used: [...evaluator.used], unknown: evaluator.unknown, emptied: evaluator.emptied };
}

class Evaluator {
  readonly used = new Set<string>();
  readonly unknown: TemplateExpression[] = [];
  readonly emptied: TemplateExpression[] = [];
  /** The last expression whose result is no UTF-8; the YAML reader refuses such bytes where they reach it. */
  broken: TemplateExpression | undefined;
  readonly #source: string;
  readonly #lookup: VariableLookup;
  readonly #strict: boolean;

  constructor(source: string, lookup: VariableLookup, strict: boolean) {
    this.#source = source;
    this.#lookup = lookup;
    this.#strict = strict;
  }

  /** The value of an expression; `undefined` when it hangs on an unknown variable and so stays as written. */
  expression(node: TemplateExpression): string | EvaluationError | undefined {
    const operands: string[] = [];
    for (const operand of node.operands) {
      const value = operand.kind === 'text' ? operand.text : this.expression(operand);
      if (typeof value === 'object') return value;
      operands.push(value ?? this.#source.slice(operand.start, operand.end));
    }
    const found = this.#lookup(node.variable);
    const tolerant = isDefaultOperator(node.operator);
    if (found.state === 'unknown') {
      this.unknown.push(node);
      if (!tolerant) return undefined;
    } else if (found.state === 'known') this.used.add(node.variable);
    else if (!tolerant) {
      if (this.#strict) return { code: 'not-set', message: `variable \`${node.variable}\` is not set and has no default`, expression: node };
      this.emptied.push(node);
    }
    const result = applyOperator(node.operator, found.state === 'known' ? found.value : '', operands);
    if (!('text' in result)) return failure(result.failure, node);
    if (result.broken === true) this.broken = node;
    return result.text;
  }
}

function failure(code: 'crash' | 'too-long', expression: TemplateExpression): EvaluationError {
  const written = `\`\${${expression.variable}${expression.operator}…}\``;
  switch (code) {
    case 'crash':
      return { code, message: `a negative length in ${written} makes the controller panic`, expression };
    case 'too-long':
      return { code, message: `the value of \`${expression.variable}\` is too long for a pattern`, expression };
  }
}
