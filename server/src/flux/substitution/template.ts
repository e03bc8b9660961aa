/**
 * The grammar of post-build substitution: which texts are expressions, and which the controller refuses.
 * It is the grammar of fluxcd/pkg envsubst (parse/parse.go, parse/scan.go), surprises included, not bash's.
 */

/** Text that stays as it is. `text` is the source between `start` and `end`. */
export interface TemplateText {
  readonly kind: 'text';
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** One `${…}`. */
export interface TemplateExpression {
  readonly kind: 'expression';
  readonly variable: string;
  /** `''` for `${v}`; otherwise as written: `:-`, `:=`, `=`, `#`, `##`, `%`, `%%`, `:`, `/`, `//`, `/#`, `/%`, `^`, `^^`, `,`, `,,`. */
  readonly operator: string;
  /** Operands; escapes in their texts are already resolved, so `text` may be shorter than the source. */
  readonly operands: readonly TemplateNode[];
  /** Offset of `$`. */
  readonly start: number;
  /** Offset after `}`. */
  readonly end: number;
}

/** A part of a template. */
export type TemplateNode = TemplateText | TemplateExpression;

/** Why a text is no template: the controller fails the whole build with it. */
export interface TemplateError {
  readonly code: 'bad-substitution' | 'missing-closing-brace' | 'variable-name' | 'operand' | 'too-deep';
  /** What is wrong, in words. */
  readonly message: string;
  /** Offset of the expression's `$`. */
  readonly start: number;
  /** Offset where reading stopped. */
  readonly end: number;
}

/** A parsed text. */
export type Template = { readonly nodes: readonly TemplateNode[] } | { readonly error: TemplateError };

/** Expressions nested deeper than this are refused, so that no text can exhaust the stack. */
const maxDepth = 100;

/** Parses a text. In plain text `$$` is a written `$`, and a `$` that no `{` follows is itself. */
export function parseTemplate(text: string): Template {
  const parser = new TemplateParser(text);
  try {
    return { nodes: parser.parse() };
  } catch (error) {
    if (error instanceof TemplateFault) return { error: error.fault };
    throw error;
  }
}

/** Whether a text could be changed by substitution at all; cheap. */
export function mayHoldExpression(text: string): boolean {
  const dollar = text.indexOf('$');
  return dollar >= 0 && (text.includes('${', dollar) || text.includes('$$', dollar));
}

/** Carries a `TemplateError` out of the recursive descent. */
class TemplateFault extends Error {
  readonly fault: TemplateError;
  constructor(fault: TemplateError) {
    super(fault.message);
    this.fault = fault;
  }
}

/** Whether a character belongs to a token, given how many characters the token has with it. */
type Accept = (character: string, count: number) => boolean;

const identifier = /^[\p{L}\p{Nd}_]$/u;
const isIdentifier: Accept = (character) => identifier.test(character);
const isNotClosing: Accept = (character) => character !== '}';

class TemplateParser {
  readonly #text: string;
  #at = 0;
  #depth = 0;
  #expressionStart = 0;

  constructor(text: string) {
    this.#text = text;
  }

  parse(): TemplateNode[] {
    const nodes: TemplateNode[] = [];
    const text = this.#text;
    let runStart = 0;
    const endRun = (end: number) => {
      if (end > runStart) nodes.push({ kind: 'text', text: text.slice(runStart, end), start: runStart, end });
    };
    for (let dollar = text.indexOf('$'); dollar >= 0; dollar = text.indexOf('$', this.#at)) {
      const next = text[dollar + 1];
      if (next === '$') {
        endRun(dollar + 1);
        this.#at = runStart = dollar + 2;
      } else if (next === '{') {
        endRun(dollar);
        this.#at = dollar + 2;
        nodes.push(this.#expression(dollar));
        runStart = this.#at;
      } else this.#at = dollar + 1;
    }
    endRun(text.length);
    return nodes;
  }

  /** Reads an expression; the position is after its `${`. */
  #expression(start: number): TemplateExpression {
    const outer = this.#expressionStart;
    this.#expressionStart = start;
    if (++this.#depth > maxDepth) throw this.#fault('too-deep', `expressions are nested more than ${maxDepth} deep`);
    const { variable, operator, operands } = this.#body();
    this.#depth--;
    this.#expressionStart = outer;
    return { kind: 'expression', variable, operator, operands, start, end: this.#at };
  }

  #body(): Pick<TemplateExpression, 'variable' | 'operator' | 'operands'> {
    if (this.#peek() === '#') return this.#length();
    const variable = this.#token(isIdentifier);
    if (variable === undefined) throw this.#fault('variable-name', `no variable name follows \`\${\``);
    switch (this.#peek()) {
      case ':':
        return this.#defaultOrSubstring(variable);
      case '=':
        return this.#default(variable, (character, count) => character === '=' && count === 1);
      case ',':
      case '^':
        return this.#casing(variable);
      case '/':
        return this.#replacement(variable);
      case '#':
        return this.#removal(variable, '#');
      case '%':
        return this.#removal(variable, '%');
      case '}':
        this.#at++;
        return { variable, operator: '', operands: [] };
      default:
        throw this.#fault('missing-closing-brace', `\`}\` is missing after \`\${${variable}\`, or an operator follows that substitution does not know`);
    }
  }

  #length(): Pick<TemplateExpression, 'variable' | 'operator' | 'operands'> {
    this.#at++;
    const variable = this.#token(isIdentifier);
    if (variable === undefined) throw this.#bad('no variable name follows `${#`');
    this.#close(`after \`\${#${variable}\``);
    return { variable, operator: '#', operands: [] };
  }

  #casing(variable: string): Pick<TemplateExpression, 'variable' | 'operator' | 'operands'> {
    const operator = this.#token((character, count) => (character === ',' || character === '^') && count < 3) ?? '';
    this.#close(`after \`\${${variable}${operator}\``);
    return { variable, operator, operands: [] };
  }

  /** `:-`, `:=`, `:?` and `:+` bring a default; any other `:` begins a substring. */
  #defaultOrSubstring(variable: string): Pick<TemplateExpression, 'variable' | 'operator' | 'operands'> {
    const next = this.#text[this.#at + 1];
    if (next === '=' || next === '-' || next === '?' || next === '+') {
      return this.#default(variable, (character, count) => (count === 1 ? character === ':' : count === 2 && '=-?+'.includes(character)));
    }
    // The scanner steps back by the width of the wrong character here, so any non-ASCII text is refused.
    if (next === undefined || next.charCodeAt(0) > 127) throw this.#bad(`\`\${${variable}:\` is followed by no position`);
    this.#at++;
    const operands = [this.#operand((character) => character !== ':' && character !== '}', false)];
    if (this.#peek() === '}') {
      this.#at++;
      return { variable, operator: ':', operands };
    }
    if (this.#token((character) => character === ':') === undefined) throw this.#bad(`\`:\` or \`}\` is missing after the position in \`\${${variable}:…\``);
    operands.push(this.#operand(isNotClosing, false));
    this.#close(`after the length in \`\${${variable}:…:…\``);
    return { variable, operator: ':', operands };
  }

  #default(variable: string, accept: Accept): Pick<TemplateExpression, 'variable' | 'operator' | 'operands'> {
    const operator = this.#token(accept) ?? '';
    const operands: TemplateNode[] = [];
    while (this.#peek() !== '}') operands.push(this.#operand(isNotClosing, false));
    this.#at++;
    return { variable, operator, operands };
  }

  #removal(variable: string, sign: string): Pick<TemplateExpression, 'variable' | 'operator' | 'operands'> {
    const operator = this.#token((character, count) => character === sign && count < 3) ?? '';
    const operands = [this.#operand(isNotClosing, false)];
    this.#close(`after the pattern in \`\${${variable}${operator}…\``);
    return { variable, operator, operands };
  }

  #replacement(variable: string): Pick<TemplateExpression, 'variable' | 'operator' | 'operands'> {
    const operator = this.#token((character, count) => (count === 1 ? character === '/' : count === 2 && '/#%'.includes(character))) ?? '';
    const operands = [this.#operand((character) => character !== '/', true)];
    if (this.#token((character) => character === '/') === undefined) throw this.#bad(`the second \`/\` is missing in \`\${${variable}${operator}…\``);
    if (this.#peek() !== '}') operands.push(this.#operand(isNotClosing, true));
    this.#close(`after the replacement in \`\${${variable}${operator}…\``);
    return { variable, operator, operands };
  }

  #operand(accept: Accept, escapes: boolean): TemplateNode {
    const start = this.#at;
    if (this.#text.startsWith('${', start)) {
      this.#at += 2;
      return this.#expression(start);
    }
    const text = this.#token(accept, true, escapes);
    if (text === undefined) throw this.#fault('operand', this.#at >= this.#text.length ? '`}` is missing' : 'the operator has nothing to work with');
    return { kind: 'text', text, start, end: this.#at };
  }

  /** Reads accepted characters; `undefined` when the first one is not. */
  #token(accept: Accept, stopsAtExpression = false, escapes = false): string | undefined {
    let token = '';
    let count = 0;
    while (this.#at < this.#text.length) {
      if (stopsAtExpression && count > 0 && this.#text.startsWith('${', this.#at)) break;
      const character = String.fromCodePoint(this.#text.codePointAt(this.#at) ?? 0);
      const next = this.#text[this.#at + 1];
      if (escapes && ((character === '$' && next === '$') || (character === '\\' && (next === '/' || next === '\\')))) {
        token += next;
        this.#at += 2;
      } else {
        if (!accept(character, count + 1)) break;
        token += character;
        this.#at += character.length;
      }
      count++;
    }
    return count === 0 ? undefined : token;
  }

  #peek(): string | undefined {
    return this.#text[this.#at];
  }

  #close(where: string): void {
    if (this.#peek() !== '}') throw this.#bad(`\`}\` is missing ${where}`);
    this.#at++;
  }

  #bad(message: string): TemplateFault {
    return this.#fault('bad-substitution', message);
  }

  #fault(code: TemplateError['code'], message: string): TemplateFault {
    return new TemplateFault({ code, message, start: this.#expressionStart, end: Math.min(this.#at + 1, this.#text.length) });
  }
}
