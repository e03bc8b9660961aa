import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { TextFile } from '../../../server/src/text/textFile.ts';
import { readManifestYaml } from '../../../server/src/yaml/manifestReader.ts';
import { parseAnyText } from '../../../server/src/yaml/parseYaml.ts';
import type { YamlProblem } from '../../../server/src/yaml/yamlNode.ts';
import { corpusFolder } from '../../harness/corpora.ts';
import { shapeOf } from '../../harness/yamlShape.ts';

/** What the reader and the `yaml` package give for a text; the reader's is `undefined` where it leaves the text to the package. */
function readBoth(written: string): { readonly own: unknown; readonly reference: unknown } {
  const file = new TextFile('file:///a.yaml', 'a.yaml', written);
  const place = (start: number, end: number) => ({ file, start, end });
  const problems: YamlProblem[] = [];
  const { documents } = readManifestYaml(file.text, place, problems);
  if (documents === undefined) expect(problems).toEqual([]);
  return { own: documents && shapeOf({ file, documents, problems }), reference: shapeOf(parseAnyText(file, file.text, place)) };
}

const ordinary: Readonly<Record<string, string>> = {
  'nested mappings': 'a: 1\nb:\n  c: two words\n  d:\n    e: f\ng: h\n',
  'no line break at the end': 'a:\n  b: c',
  'sequences at the key and deeper': 'a:\n- 1\n- 2\nb:\n  - x: 1\n    y: 2\n  -   z: 3\n',
  'sequences in sequences': '- - a\n  - b\n-\n  c: d\n- # why\n  e: f\n',
  'several documents': '# head\n---\na: 1\n--- # two\nb: 2\n\n---\n',
  'empty documents': '---\n---\na: b\n---\n# nothing\n---\n',
  'only comments': '# a\n\n# b\n',
  'comments at every depth': '# top\na: # one\n  # two\n  b: 1 # three\n    # deeper\n\n    # deeper still\n  # four\n# five\nc:\n  - 1\n  # in the sequence\n  - 2\n  # behind the sequence\nd: 1\n  # behind all\n',
  'comments that end a collection': 'a:\n  b:\n    c: 1\n    # at its column\n  d: 2\n',
  'empty values': 'a:\nb:   \nc:\n  d:\n',
  'quoted texts': 'a: "x: \\"y\\" # no comment"\nb: \'it\'\'s\' # comment\n"c d": e\n\'f\': "\\u00e9"\ng: ""\n',
  'texts over several lines': 'a: one\n  two\n\n  three # end\nb: "one\n  two\n\n  three"\nc: \'x\n    y\'\nd:\n  on the next line\n  and one more\n',
  'literal blocks': 'a: |\n  one\n    two\n\n  three\nb: |-\n  x\n\n\nc: |+ # kept\n  y\n\nd:\n  - |\n    # no comment\n    z\n',
  'folded blocks': 'a: >\n  one\n  two\n\n  three\n    more\nb: >-\n  x\n  y\n',
  'a block at the end': 'a: |\n  one\n  two',
  'flow collections': 'a: []\nb: {}\nc: [1, "two", {x: y, "z":1}, ]\nd: { e: [ { f: g } ], h: "i, j" } # end\nk: [x: 1]\nl: [\n  1,\n  2\n]\n',
  'anchors and aliases': 'a: &one 1\nb: *one\nc: &map\n  d: e\nf: *map\ng:\n  <<: *map\n  h: i\nj: &flow {k: l}\nm:\n  - &item x\n  - *item\n*one : key\nn:\n  *one:\n    - *one: x\n',
  'an alias without anchor': 'a: *nothing\n',
  'a key that stands twice': 'a: 1\nb: 2\na: 3\nc:\n  d: 1\n  d: 2\n',
  'many keys': Array.from({ length: 30 }, (_, index) => `key-${index % 28}: ${index}\n`).join(''),
  'signs that mean nothing': "a: http://x:80/y#z\nb: -1\nc: ?x\nd: :y\ne: a,b]\nf: x'y\"\ng: 10:30\n",
};

const rare: Readonly<Record<string, string>> = {
  'tabs as white space': 'a:\tb\n',
  'Windows line ends': 'a: b\r\n',
  'tags': 'a: !!str 1\n',
  'explicit keys': '? a\n: b\n',
  'directives': '%YAML 1.2\n---\na: b\n',
  'an end of document': 'a: b\n...\n',
  'a scalar as document': 'text\n',
  'a document that is indented': '  a: b\n',
  'indentation indicators': 'a: |2\n   b\n',
  'a mapping on the line of its key': 'a: b: c\n',
  'a key among items': 'a:\n  - b\n  c: d\n',
  'an item among keys': 'a: b\n- c\n',
  'a key that is too deep': 'a: b\n  c: d\n',
  'an open quote': 'a: "b\nc: d\n',
  'an open bracket': 'a: [b\nc: d\n',
  'text behind a quote': 'a: "b" c\n',
  'reserved words': 'a: @b\n',
};

describe('the manifest reader', () => {
  test.each(Object.entries(ordinary))('reads %s as the yaml package does', (_, text) => {
    const { own, reference } = readBoth(text);
    expect(own).toEqual(reference);
  });

  test.each(Object.entries(rare))('leaves %s to the yaml package', (_, text) => {
    expect(readBoth(text).own).toBeUndefined();
  });

  test('leaves collections to it that are deeper than a stack may hold', () => {
    expect(readBoth(`${'- '.repeat(5000)}a\n`).own).toBeUndefined();
    expect(readBoth(`a: ${'['.repeat(5000)}${']'.repeat(5000)}\n`).own).toBeUndefined();
  });

  test('never differs from it on texts with mistakes', { timeout: 120_000 }, () => {
    const fixtures = fileURLToPath(new URL('../../fixtures', import.meta.url));
    const samples = [...Object.values(ordinary), ...yamlFilesBelow(fixtures)];
    const random = randomNumbers(20261123);
    let read = 0;
    for (let round = 0; round < 4000; round++) {
      const text = mutated(samples[random(samples.length)] ?? '', random);
      const { own, reference } = readBoth(text);
      if (own === undefined) continue;
      read++;
      if (JSON.stringify(own) !== JSON.stringify(reference)) expect(own, JSON.stringify(text)).toEqual(reference);
    }
    // Most mutations must still reach the reader, or nothing would be proved.
    expect(read).toBeGreaterThan(1000);
  });

  const corpora = corpusFolder('');
  test.skipIf(corpora === undefined)('reads nearly all files of public repositories, and as the yaml package does', { timeout: 120_000 }, () => {
    const texts = yamlFilesBelow(corpora ?? '');
    const unread = texts.filter((text) => {
      const { own, reference } = readBoth(text);
      if (own !== undefined && JSON.stringify(own) !== JSON.stringify(reference)) expect(own).toEqual(reference);
      return own === undefined;
    });
    expect(unread.length).toBeLessThan(texts.length * 0.03);
  });
});

/** Texts of all YAML files below a folder. */
function yamlFilesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
}

const insertions = [' ', '  ', '\n', '\n\n', ':', ': ', '- ', '#', ' # c', '\n# c\n', '\n  # c\n', '\n    # c\n', '"', "'", '{', '}', '[', ']', ',', '&a ', '*a', '*app:\n', '|', '>', '|-\n', '|+', '\t', '\r\n', '---\n', '...\n', '%', '!', '!!str ', '? ', '\\', '\ufeff', 'x', 'key: v\n', '- i\n', '\n      \n', '<<: *a\n', '~', '@', '`'];

/** Some lines of a text with up to three pieces put in or taken out. */
function mutated(text: string, random: (limit: number) => number): string {
  const lines = text.split('\n');
  const from = random(lines.length);
  let result = lines.slice(random(2) === 0 ? 0 : from, from + 1 + random(25)).join('\n').slice(-1500);
  for (let times = random(4); times > 0; times--) {
    const at = random(result.length + 1);
    const taken = random(3) === 0 ? random(6) : 0;
    result = result.slice(0, at) + (insertions[random(insertions.length)] ?? '') + result.slice(at + taken);
  }
  return result;
}

/** Repeatable random numbers below a limit. */
function randomNumbers(seed: number): (limit: number) => number {
  let state = seed >>> 0;
  return (limit) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}
