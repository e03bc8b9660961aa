/** Random YAML in unusual spellings: every style of scalar and collection, anchors, merge keys, comments; and files spelled oddly as a whole. */
import type { Random } from './random.ts';

const plainWords = [
  'a', 'yes', 'No', 'on', 'OFF', 'y', 'N', 'true', 'False', 'null', 'Null', '~', '1', '-1', '+1', '-0', '08', '010', '0o17', '0x1F', '-0x1f', '0b101', '1_000', '0_7', '1e3', '1E-3', '1.', '.5', '5.', '1.10', '-.5e2', '1.0', '100000000', '1234567.5',
  '12345678901234567890', '123456789012345678901234567890', '9007199254740993', '1:30', '190:20:30', '2023-01-01', '2023-1-1', '2001-12-14t21:59:43.10-05:00', '2001-12-14 21:59:43.10', '2023-01-01T00:00:00Z', '2023-13-01', '0.0.0', 'a#b', 'a:b', 'http://x.y/?a=b&c=d', '-a', '?a', ':a', '=', '<', 'a b  c',
  'héllo', '日本', '😀', 'a\'b', 'a"b', 'a]b', 'a{b', '0xZ', '1e', '_1', '._5', '.', '..', '$(X)', '%a', 'a\\nb', 'x@y', '--a', '---a', '...a', 'a,b', 'Yes please',
];
// Without `\N`, `\L` and `\P`: go-yaml prints these line breaks of Unicode so that it cannot read them again.
const quoted = ['""', "''", '"a"', "'1'", '"yes"', '"null"', '"2023-01-01"', '"a\\tb"', '"\\x41\\u00e9\\U0001F600"', '"a\\nb\\n"', '"\\"q\\""', "'it''s'", '"a\\\\b"', '" lead"', '"trail "', '"a: b # c"', "'a\\nb'", '"\\/"', '"\\0"', '"\\e\\a\\b"', '"\\_"', '"a\\\n  b"', '"one\n  two\n\n  three"', "'one\n  two\n\n  three'", '"one \\\n  \\ two"', '"\\r\\n"'];
const tagged = ['!!str 5', '!!str', '!!int "5"', '!!float 1', '!!bool "true"', '!!null ""', '!own x', '!!str true', '!!str "x"', '!!binary aGVsbG8=', '!!timestamp 2023-01-01', '!!int 0x1F', '!!str 2023-01-01'];

/** A value as it stands behind `key:` in a block mapping whose keys stand at column `column`: with the space or line break before it. */
export function oddValue(random: Random, column: number, depth = 0): string {
  return new OddWriter(random).value(column, depth);
}

class OddWriter {
  readonly #random: Random;
  readonly #anchors: string[] = [];
  readonly #maps: string[] = [];

  constructor(random: Random) {
    this.#random = random;
  }

  value(column: number, depth: number): string {
    const random = this.#random;
    const pad = ' '.repeat(column + 2);
    const kind = random.below(depth > 2 ? 60 : 100);
    if (kind < 22) return ` ${random.pick(plainWords)}${this.#comment()}`;
    if (kind < 30) return ` ${random.pick(quoted).replaceAll('\n', `\n${pad}`)}${this.#comment()}`;
    if (kind < 33) return ` ${random.pick(tagged)}${this.#comment()}`;
    if (kind < 36) return random.pick(['', ' ', ' # nothing', '\t', ' \t# c']);
    if (kind < 39) return ` one two\n${pad}three${random.chance(50) ? `\n\n${pad}${random.pick(['four', '- five', 'a#b', '"q"'])}` : ''}`;
    if (kind < 52) return this.#block(column);
    if (kind < 57) return this.#alias() ?? ` &w${this.#anchors.length}${this.#remember()} ${random.pick(plainWords.slice(0, 30))}`;
    if (kind < 72) return ` ${this.#flow(depth, pad)}${this.#comment()}`;
    if (kind < 86) return this.#sequence(column, depth);
    return this.#mapping(column, depth);
  }

  #comment(): string {
    return this.#random.chance(12) ? this.#random.pick([' # c', '  # "x: y', '\t# tab', ' #']) : '';
  }

  #remember(): string {
    this.#anchors.push(`w${this.#anchors.length}`);
    return '';
  }

  #alias(): string | undefined {
    return this.#anchors.length > 0 && this.#random.chance(60) ? ` *${this.#random.pick(this.#anchors)}` : undefined;
  }

  #block(column: number): string {
    const random = this.#random;
    const by = random.pick([1, 2, 2, 2, 4]);
    const pad = ' '.repeat(column + by);
    const explicit = random.chance(20);
    const head = `${random.pick(['|', '>'])}${random.pick(['', '', '-', '+'])}${explicit ? String(by) : ''}`;
    const swapped = random.chance(30) ? head.replace(/^(.)([-+])(\d)$/, '$1$3$2') : head;
    const lines = Array.from({ length: random.below(6) }, () => random.pick(['a', 'b c', 'a: b', '- x', '', '', '# no comment', ' ind', '  more', '\ttab', 'x ', 'end  ', '---', '"q"', '{', 'ü', 'key:', 'a\tb']));
    const first = explicit ? '' : random.chance(20) ? '\n' : '';
    const body = lines.map((line, index) => (line === '' ? random.pick(['\n', '\n', `${random.chance(50) ? pad : ' '.repeat(column)}\n`]) : `${pad}${index === 0 && !explicit ? line.trimStart() || 'z' : line}\n`)).join('');
    const written = body === '' ? '' : body.replace(/\n$/, '');
    return ` ${swapped}${random.chance(10) ? ' # c' : ''}${written === '' ? '' : `\n${first}${written}`}`;
  }

  #flow(depth: number, pad: string): string {
    const random = this.#random;
    const item = (): string => {
      const kind = random.below(depth > 2 ? 70 : 100);
      if (kind < 40) return random.pick(['a', 'b', '1', '"q"', "'s'", 'yes', '~', '-', 'x y', '2023-01-01', '2001-12-14t21:59:43', '-1', '08', 'a:b', 'null', '""', '"a: b"', '!!str 1', 'http://x']);
      if (kind < 70) return random.pick(['a', '1', '"q"', 'true']);
      return new OddWriter(random).#flow(depth + 1, pad);
    };
    const gap = (): string => random.pick(['', ' ', ' ', `\n${pad}`, ` # c\n${pad}`, `# c\n${pad}`, '\t']);
    const count = random.below(4);
    const key = (index: number): string => random.pick([`k${index}`, `"k${index}"`, `'k ${index}'`, `k${index}.x/y`]);
    if (random.chance(50)) {
      const items = Array.from({ length: count }, (_, index) => (random.chance(12) ? `${key(index)}: ${item()}` : item()));
      return `[${gap()}${items.join(`${random.pick(['', ' '])},${gap() || ' '}`)}${count > 0 && random.chance(15) ? ',' : ''}${gap()}]`;
    }
    const entries = Array.from({ length: count }, (_, index) => {
      const name = key(index);
      return random.pick([`${name}: ${item()}`, `${name}: ${item()}`, `${name}: ${item()}`, `${name}:`, name, `"k${index}":${item()}`, `? ${name} : ${item()}`, `${name} : ${item()}`]);
    });
    return `{${gap()}${entries.join(`,${gap() || ' '}`)}${count > 0 && random.chance(15) ? ',' : ''}${gap()}}`;
  }

  #sequence(column: number, depth: number): string {
    const random = this.#random;
    const at = column + random.pick([0, 2, 2, 4]);
    const pad = ' '.repeat(at);
    const anchor = random.chance(10) ? ` &w${this.#anchors.length}${this.#remember()}` : '';
    const items = Array.from({ length: 1 + random.below(3) }, () => {
      if (random.chance(20) && depth < 2) return `${pad}- k: ${random.pick(plainWords.slice(0, 40))}\n${pad}  l:${this.value(at + 2, depth + 2)}`;
      if (random.chance(12)) return `${pad}- - ${random.pick(plainWords.slice(0, 40))}\n${pad}  - b`;
      if (random.chance(8)) return `${pad}-`;
      return `${pad}-${this.value(at, depth + 1)}`;
    });
    return `${anchor}${this.#comment()}\n${items.join(`\n${random.chance(10) ? `${pad}# between\n` : ''}`)}`;
  }

  #mapping(column: number, depth: number): string {
    const random = this.#random;
    const at = column + random.pick([2, 2, 2, 1, 4]);
    const pad = ' '.repeat(at);
    const entries: string[] = [];
    const name = `m${this.#maps.length}`;
    const anchored = random.chance(30);
    if (this.#maps.length > 0 && random.chance(45)) {
      const merged = random.chance(75) ? `*${random.pick(this.#maps)}` : `[${random.some(this.#maps, 70).map((each) => `*${each}`).join(', ')}]`;
      entries.push(`${pad}<<: ${merged}`);
    }
    for (let index = 0; index < 1 + random.below(3); index++) {
      const key = random.pick([`k${index}`, `"k${index}"`, `'k${index}'`, `k${index} `, `k${index}/x.y`, `k-${index}`]);
      entries.push(random.chance(6) ? `${pad}? k${index}\n${pad}:${this.value(at, depth + 1)}` : `${pad}${key}:${this.value(at, depth + 1)}`);
      if (random.chance(8)) entries.push(random.pick([`${pad}# between`, '', '   ', '# left']));
    }
    if (anchored) this.#maps.push(name);
    return `${anchored ? ` &${name}` : ''}${this.#comment()}\n${entries.join('\n')}`;
  }
}

/** The same documents in a file that is spelled oddly as a whole. Polite spellings are those that kustomize reads. */
export function oddFile(random: Random, text: string, isPolite: boolean): string {
  let result = text;
  if (random.chance(8)) result = `${random.pick(['# head\n', '\n', '---\n', '--- # first\n', '# head\n---\n', '---\n---\n', '\n\n# c\n\n', '   \n'])}${result}`;
  if (random.chance(6)) result = `${result}${random.pick(['---\n', '---', '---\n# end\n', '\n\n', '---\n---\n', '...\n', '   \n', '# end'])}`;
  if (random.chance(5)) result = result.replace(/\n$/, '');
  if (random.chance(5)) result = result.replace(/(\n[a-zA-Z]+:)\n/g, `$1${random.pick([' ', '\t', ' # c', '  '])}\n`);
  if (random.chance(5)) result = result.replace(/\n/g, '\r\n');
  if (random.chance(4)) result = `\ufeff${result}`;
  if (!isPolite && random.chance(10)) result = random.pick([`%YAML 1.2\n---\n${result}`, `${result}...\nkind: Other\n`, `${result}--- x\na: b\n`, `${result}\tx: y\n`, `\t${result}`, `${result}a: b: c\n`, `${result}- x\n`]);
  return result;
}
