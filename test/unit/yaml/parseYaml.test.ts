import { describe, expect, test } from 'vitest';
import { TextFile } from '../../../server/src/text/textFile.ts';
import { parseYaml } from '../../../server/src/yaml/parseYaml.ts';
import { plainValue } from '../../../server/src/yaml/yamlValue.ts';
import type { YamlMap } from '../../../server/src/yaml/yamlNode.ts';

function parse(text: string) {
  return parseYaml(new TextFile('file:///a.yaml', 'a.yaml', text));
}

function mapOf(text: string): YamlMap {
  const root = parse(text).documents[0]?.root;
  if (root?.kind !== 'map') throw new Error('not a mapping');
  return root;
}

describe('nodes', () => {
  test('know where they are written', () => {
    const text = 'a: 1\nb:\n  - "x y"\n  - z\n';
    const map = mapOf(text);
    const item = map.get('b');
    const first = item?.kind === 'seq' ? item.items[0] : undefined;
    expect(first === undefined ? '' : text.slice(first.start, first.end)).toBe('"x y"');
  });

  test('an alias stands at its own place and knows its anchor', () => {
    const text = 'name: &app web\nlabel: *app\n';
    const label = mapOf(text).get('label');
    expect(label?.kind === 'scalar' ? label.text : undefined).toBe('web');
    expect(label === undefined ? '' : text.slice(label.start, label.end)).toBe('*app');
    expect(label?.aliasOf?.start).toBe(text.indexOf('&app') + 5);
  });

  test('a merge key brings entries; an explicit key wins and is no duplicate', () => {
    const file = parse('base: &b {x: 1, y: 2}\nuse:\n  <<: *b\n  y: 3\n');
    expect(file.problems).toEqual([]);
    const root = file.documents[0]?.root;
    expect(root === undefined ? undefined : plainValue(root)).toEqual({ base: { x: 1, y: 2 }, use: { y: 3, x: 1 } });
  });

  test('a key that stands twice is a problem, and the later one counts', () => {
    const file = parse('a: 1\na: 2\n');
    expect(file.problems.map(({ code, start }) => [code, start])).toEqual([['duplicate-key', 5]]);
    const root = file.documents[0]?.root;
    expect(root === undefined ? undefined : plainValue(root)).toEqual({ a: 2 });
  });

  test('a block that ends in spaces at the end of the text has no line break of its own, as in go-yaml', () => {
    expect(plainValue(mapOf('s: |\n  a\n    '))).toEqual({ s: 'a\n  ' });
    expect(plainValue(mapOf('s: |\n  a\n  '))).toEqual({ s: 'a\n' });
  });

  test('several documents, empty ones included', () => {
    const file = parse('a: 1\n---\n---\n# only a comment\n---\nb: 2\n');
    expect(file.documents.map(({ root }) => root?.kind)).toEqual(['map', undefined, undefined, 'map']);
  });
});

describe('bad input is read as far as it goes', () => {
  const bad: Readonly<Record<string, string>> = {
    tabs: 'a:\n\tb: 1\n',
    'an open bracket': 'a: [1, 2\nb: 3\n',
    'a half-typed key': 'spec:\n  pa',
    'a Helm template': 'a: {{ .Values.x }}\n{{- if y }}\nb: 1\n{{- end }}\n',
    binary: '\u0000\u0001\u0002: \uFFFD\n',
    'an alias without an anchor': 'a: *nope\n',
    'an anchor inside itself': 'a: &a [*a]\n',
    'carriage returns': 'a: 1\r\nb:\r\n  - 2\r\n',
    nothing: '',
  };
  for (const [what, text] of Object.entries(bad)) {
    test(what, () => {
      const { documents, problems } = parse(text);
      for (const { start, end } of problems) expect(start >= 0 && end <= text.length && start <= end).toBe(true);
      expect(documents.length).toBeGreaterThanOrEqual(0);
    });
  }

  test('aliases that expand to billions are refused at once', () => {
    let text = 'a: &a [x, x, x, x, x, x, x, x, x, x]\n';
    for (let level = 0; level < 12; level++) {
      const [from, to] = [String.fromCharCode(97 + level), String.fromCharCode(98 + level)];
      text += `${to}: &${to} [${Array.from({ length: 10 }, () => `*${from}`).join(', ')}]\n`;
    }
    const { problems, documents } = parse(text);
    expect(problems.map(({ code }) => code)).toContain('alias');
    expect(documents[0]?.broken).toBe(true);
  });

  test('a byte order mark does not move positions', () => {
    const file = new TextFile('file:///a.yaml', 'a.yaml', '\uFEFFa: 1\n');
    expect(parseYaml(file).documents[0]?.root?.start).toBe(0);
  });
});
