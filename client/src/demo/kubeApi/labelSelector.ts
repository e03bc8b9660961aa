/** Label selectors in the grammar and with the complaints of apimachinery pkg/labels/selector.go. */
import { badRequest } from './apiError.ts';

/** Whether labels belong to what was asked for. */
export type LabelFilter = (labels: Readonly<Record<string, string>>) => boolean;

interface Token {
  /** `word`, or the sign itself; `end` after the last. */
  readonly type: string;
  readonly text: string;
}

const signs = /\s*(==|!=|=|!|\(|\)|,|[^\s=!(),]+)/gy;

/** Reads a selector; throws a 400 for one that cannot be read. */
export function readLabelSelector(selector: string): readonly LabelFilter[] {
  const reader = new Reader(selector);
  return reader.requirements();
}

class Reader {
  readonly #tokens: readonly Token[];
  #position = 0;

  constructor(selector: string) {
    this.#tokens = [...selector.matchAll(signs)].map(([, text = '']) => ({ text, type: /^(==|!=|=|!|\(|\)|,)$/.test(text) ? text : 'word' }));
  }

  requirements(): readonly LabelFilter[] {
    const found: LabelFilter[] = [];
    if (this.#peek().type === 'end') return found;
    for (;;) {
      found.push(this.#requirement());
      const next = this.#take();
      if (next.type === 'end') return found;
      if (next.type !== ',') throw this.#unexpected(next, "',' or 'end of string'");
      if (this.#peek().type !== 'word' && this.#peek().type !== '!') throw this.#unexpected(this.#peek(), 'identifier after \',\'');
    }
  }

  #requirement(): LabelFilter {
    const isAbsent = this.#peek().type === '!';
    if (isAbsent) this.#take();
    const key = this.#take();
    if (key.type !== 'word') throw this.#unexpected(key, 'identifier');
    const next = this.#peek();
    if (isAbsent || next.type === 'end' || next.type === ',') return (labels) => Object.hasOwn(labels, key.text) !== isAbsent;
    this.#take();
    if (next.text === 'in' || next.text === 'notin') return this.#membership(key.text, next.text === 'in');
    if (next.type !== '=' && next.type !== '==' && next.type !== '!=') throw this.#unexpected(next, 'in, notin, =, ==, !=, gt, lt');
    const value = this.#peek().type === 'word' ? this.#take().text : '';
    return (labels) => (labels[key.text] === value) === (next.type !== '!=');
  }

  #membership(key: string, isIn: boolean): LabelFilter {
    const open = this.#take();
    if (open.type !== '(') throw this.#unexpected(open, "'('");
    const values = new Set<string>();
    for (;;) {
      const token = this.#take();
      if (token.type === ')') break;
      if (token.type === 'end') throw this.#unexpected(token, "',' or ')'");
      if (token.type === 'word') values.add(token.text);
    }
    return (labels) => values.has(labels[key] ?? '\0') === isIn;
  }

  #peek(): Token {
    return this.#tokens[this.#position] ?? { type: 'end', text: '' };
  }

  #take(): Token {
    const token = this.#peek();
    this.#position += 1;
    return token;
  }

  #unexpected(found: Token, expected: string): Error {
    return badRequest(`unable to parse requirement: found '${found.text}'${expected.startsWith("'(") ? '' : ','} expected: ${expected}`);
  }
}
