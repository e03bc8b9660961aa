// Quoted texts whose later lines stand no deeper than their key: go-yaml reads them, and so must we.
import { describe, expect, test } from 'vitest';
import { TextFile } from '../../../server/src/text/textFile.ts';
import { parseYaml } from '../../../server/src/yaml/parseYaml.ts';
import { plainValue } from '../../../server/src/yaml/yamlValue.ts';

function parsed(text: string): { readonly values: unknown[]; readonly messages: string[] } {
  const { documents, problems } = parseYaml(new TextFile('file:///a.yaml', 'a.yaml', text));
  return { values: documents.map(({ root }) => root && plainValue(root)), messages: problems.map(({ message }) => message) };
}

describe('the later lines of a quoted text', () => {
  test.each([
    ['at the column of the key', "a:\n  b: 'one\n  two\n  three'\n  c: d\n", { a: { b: 'one two three', c: 'd' } }],
    ['left of the key', 'a:\n  b:\n    c: "one\n two"\n  d: e\n', { a: { b: { c: 'one two' }, d: 'e' } }],
    ['with quotes in them', "a:\n  b: 'it''s\n  the ''second'' line'\nc: d\n", { a: { b: "it's the 'second' line" }, c: 'd' }],
    ['with an empty line', "a:\n  b: 'one\n\n  two'\n", { a: { b: 'one\ntwo' } }],
    ['of several texts', "a:\n  b: 'one\n  two'\n  c: 'three\n  four'\n  d: |\n    'not\n    this\n", { a: { b: 'one two', c: 'three four', d: "'not\nthis\n" } }],
    ['of an item', "a:\n- 'one\n  two'\n- b: 'three\n  four'\n", { a: ['one two', { b: 'three four' }] }],
  ])('%s belong to it', (_, text, value) => {
    expect(parsed(text)).toEqual({ values: [value], messages: [] });
  });

  test('an open quote stays a problem', () => {
    expect(parsed("a:\n  b: 'one\n  two\nc: d\n").messages).not.toEqual([]);
  });

  test('values behind it keep their place', () => {
    const text = "a:\n  b: 'one\n  two'\n  c: d\n";
    const { documents } = parseYaml(new TextFile('file:///a.yaml', 'a.yaml', text));
    const root = documents[0]?.root;
    if (root?.kind !== 'map') expect.fail('a mapping');
    expect([root.get('a', 'b'), root.get('a', 'c')].map((node) => node && text.slice(node.start, node.end))).toEqual(["'one\n  two'", 'd']);
  });
});
