// Aliases as keys: go-yaml ends their name at the colon (`*app:`), as home repositories write them.
import { describe, expect, test } from 'vitest';
import { TextFile } from '../../../server/src/text/textFile.ts';
import { aliasKeyGaps } from '../../../server/src/yaml/aliasKeys.ts';
import { parseYaml } from '../../../server/src/yaml/parseYaml.ts';
import { spacedText } from '../../../server/src/yaml/spacedText.ts';
import { plainValue } from '../../../server/src/yaml/yamlValue.ts';

function parsed(text: string): { readonly values: unknown[]; readonly messages: string[] } {
  const { documents, problems } = parseYaml(new TextFile('file:///a.yaml', 'a.yaml', text));
  return { values: documents.map(({ root }) => root && plainValue(root)), messages: problems.map(({ message }) => message) };
}

describe('an alias as a key', () => {
  test.each([
    ['with a mapping below', 'name: &app x\nvalues:\n  *app:\n    replicas: 1\n', { name: 'x', values: { x: { replicas: 1 } } }],
    ['after other keys', 'name: &app x\nvalues:\n  a: 1\n  *app:\n    b: 2\n  c: *app\n', { name: 'x', values: { a: 1, x: { b: 2 }, c: 'x' } }],
    ['in its own value', 'name: &app x\nvalues:\n  *app:\n    *app:\n      - path: /\n', { name: 'x', values: { x: { x: [{ path: '/' }] } } }],
    ['with a word behind it', 'name: &app x\nvalues:\n  *app: 3\n  z: y\n', { name: 'x', values: { x: 3, z: 'y' } }],
    ['with a block behind it', 'name: &app x\nvalues:\n  *app: >-\n    two\n    lines\n', { name: 'x', values: { x: 'two lines' } }],
    ['as the first key of an item', 'name: &app x\nvalues:\n  - *app: 1\n    b: 2\n', { name: 'x', values: [{ x: 1, b: 2 }] }],
    ['in flow style', 'name: &app x\nvalues: {*app: 1, b: *app}\n', { name: 'x', values: { x: 1, b: 'x' } }],
    ['with a space before the colon', 'name: &app x\nvalues:\n  *app :\n    a: 1\n', { name: 'x', values: { x: { a: 1 } } }],
  ])('%s', (_, text, value) => {
    expect(parsed(text)).toEqual({ values: [value], messages: [] });
  });

  test('is left alone where it is text', () => {
    const text = 'name: &app x\n# see *app: above\nscript: |\n  *app:\n    a\nquoted: "*app: b"\nvalues:\n  *app:\n    a: 1\n';
    expect(spacedText(text, aliasKeyGaps(text)).text).toBe(text.replace('\n  *app:\n    a: 1', '\n  *app :\n    a: 1'));
    expect(parsed(text).values).toEqual([{ name: 'x', script: '*app:\n  a\n', quoted: '*app: b', values: { x: { a: 1 } } }]);
  });

  test('leaves every value at its place', () => {
    const text = 'name: &app x\nvalues:\n  *app:\n    *app: first\n  last: second\n';
    const { documents } = parseYaml(new TextFile('file:///a.yaml', 'a.yaml', text));
    const root = documents[0]?.root;
    if (root?.kind !== 'map') expect.fail('a mapping');
    const spans = [root.get('values', 'x', 'x'), root.get('values', 'last')].map((node) => node && text.slice(node.start, node.end));
    expect(spans).toEqual(['first', 'second']);
  });
});
