/** Judges whether a text is a CEL expression, by the grammar of the language (google/cel-spec doc/langdef.md); types and names are not looked at. */

/** What is wrong with an expression: words for a person. */
export interface CelFault {
  readonly message: string;
}

const tokenPattern = /\s*(?:(?<text>[bBrR]{0,2}(?:"""[\s\S]*?"""|'''[\s\S]*?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'))|(?<number>0x[0-9a-fA-F]+u?|\d+\.\d+(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+|\.\d+|\d+u?)|(?<word>[A-Za-z_]\w*)|(?<sign>&&|\|\||[=!<>]=|[-+*/%!<>?:.,()[\]{}]))/y;

/** The fault of an expression; `undefined` where it parses. */
export function celFault(expression: string): CelFault | undefined {
  if (expression.trim() === '') return { message: 'the expression is empty' };
  const tokens = readTokens(expression);
  return 'message' in tokens ? tokens : new CelParser(tokens.list).fault();
}

interface Token {
  readonly kind: 'text' | 'number' | 'word' | 'sign';
  readonly text: string;
}

function readTokens(expression: string): { readonly list: readonly Token[] } | CelFault {
  const source = expression.replace(/\/\/[^\n]*/g, (comment, at: number) => (/["']/.test(expression.slice(0, at)) ? comment : ''));
  const list: Token[] = [];
  const pattern = new RegExp(tokenPattern.source, 'y');
  while (source.slice(pattern.lastIndex).trim() !== '') {
    const at = pattern.lastIndex;
    const { text, number, word, sign } = pattern.exec(source)?.groups ?? {};
    if (text !== undefined) list.push({ kind: 'text', text });
    else if (number !== undefined) list.push({ kind: 'number', text: number });
    else if (word !== undefined) list.push({ kind: 'word', text: word });
    else if (sign !== undefined) list.push({ kind: 'sign', text: sign });
    else return { message: `\`${source.slice(at).trim().slice(0, 12)}\` is nothing that an expression can hold${/^\s*=/.test(source.slice(at)) ? '; equality is `==`' : /^\s*["']/.test(source.slice(at)) ? ': the quote is not closed' : ''}` };
  }
  return { list };
}

/** Recursive descent; the first token that does not fit ends it. */
class CelParser {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  fault(): CelFault | undefined {
    if (this.#expression() && this.#at === this.#tokens.length) return undefined;
    const token = this.#tokens[this.#at];
    if (token === undefined) return { message: `something is missing after \`${this.#tokens.at(-1)?.text ?? ''}\`` };
    return { message: `\`${token.text}\` does not belong here` };
  }

  #expression(): boolean {
    if (!this.#binary(0)) return false;
    return !this.#takes('?') || (this.#binary(0) && this.#takes(':') && this.#expression());
  }

  #binary(level: number): boolean {
    const signs = operators[level];
    if (signs === undefined) return this.#unary();
    if (!this.#binary(level + 1)) return false;
    while (signs.some((sign) => this.#takes(sign))) if (!this.#binary(level + 1)) return false;
    return true;
  }

  #unary(): boolean {
    while (this.#takes('!') || this.#takes('-'));
    return this.#member();
  }

  #member(): boolean {
    if (!this.#primary()) return false;
    for (;;) {
      if (this.#takes('.')) {
        this.#takes('?');
        if (!this.#takesKind('word')) return false;
        if (this.#takes('(') && !this.#list(')')) return false;
      } else if (this.#takes('[')) {
        this.#takes('?');
        if (!this.#expression() || !this.#takes(']')) return false;
      } else if (this.#takes('{')) {
        if (!this.#fields()) return false;
      } else return true;
    }
  }

  #primary(): boolean {
    if (this.#takes('(')) return this.#expression() && this.#takes(')');
    if (this.#takes('[')) return this.#list(']');
    if (this.#takes('{')) return this.#fields();
    if (this.#takesKind('text') || this.#takesKind('number')) return true;
    this.#takes('.');
    if (!this.#isWord() || !this.#takesKind('word')) return false;
    return !this.#takes('(') || this.#list(')');
  }

  #isWord(): boolean {
    return this.#tokens[this.#at]?.text !== 'in';
  }

  #list(end: string): boolean {
    while (!this.#takes(end)) {
      if (!this.#expression()) return false;
      if (!this.#takes(',')) return this.#takes(end);
    }
    return true;
  }

  #fields(): boolean {
    while (!this.#takes('}')) {
      if (!this.#binary(0) || !this.#takes(':') || !this.#expression()) return false;
      if (!this.#takes(',')) return this.#takes('}');
    }
    return true;
  }

  #takes(text: string): boolean {
    const token = this.#tokens[this.#at];
    if (token?.text !== text || (token.kind !== 'sign' && text !== 'in')) return false;
    this.#at++;
    return true;
  }

  #takesKind(kind: Token['kind']): boolean {
    if (this.#tokens[this.#at]?.kind !== kind) return false;
    this.#at++;
    return true;
  }
}

/** Operators from the loosest to the tightest. */
const operators: readonly (readonly string[])[] = [['||'], ['&&'], ['==', '!=', '<=', '>=', '<', '>', 'in'], ['+', '-'], ['*', '/', '%']];
