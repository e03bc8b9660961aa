import { describe, expect, test } from 'vitest';
import { TextFile } from '../../../server/src/text/textFile.ts';
import { appendItem, entryAt, insertAfter, insertFirst, itemAt, removeEntry, removeItem, requoted, type YamlEdit } from '../../../server/src/yaml/yamlEdit.ts';
import { yamlOf } from '../../../server/src/yaml/parseYaml.ts';

/** A file from a text in which `$0` marks an offset. */
function at(text: string): { readonly file: TextFile; readonly offset: number } {
  const offset = text.indexOf('$0');
  return { file: new TextFile('file:///a.yaml', 'a.yaml', text.replace('$0', '')), offset };
}

function applied(file: TextFile, edit: YamlEdit | undefined): string | undefined {
  return edit === undefined ? undefined : file.text.slice(0, edit.span.start) + edit.text + file.text.slice(edit.span.end);
}

describe('insertAfter', () => {
  test.each([
    ['a:\n  name: $0x # why\n  z: 1\n', 'a:\n  name: x # why\n  namespace: n\n  z: 1\n'],
    ['- name: $0x\n- name: y\n', '- name: x\n  namespace: n\n- name: y\n'],
    ['a: {name: $0x, z: 1}\n', 'a: {name: x, namespace: n, z: 1}\n'],
    ['name: $0x', 'name: x\nnamespace: n'],
    ['a:\r\n  name: $0x\r\n', 'a:\r\n  name: x\r\n  namespace: n\r\n'],
    ['name: $0|\n  text\n\nz: 1\n', 'name: |\n  text\nnamespace: n\n\nz: 1\n'],
  ])('%j', (text, expected) => {
    const { file, offset } = at(text);
    const entry = entryAt(file, offset);
    expect(entry === undefined ? undefined : applied(file, insertAfter(entry.map, entry.pair, 'namespace', 'n'))).toBe(expected);
  });

  test('writes a mapping below its key', () => {
    const { file, offset } = at('metrics:\n  - name: $0x\n');
    const entry = entryAt(file, offset);
    expect(entry === undefined ? undefined : applied(file, insertAfter(entry.map, entry.pair, 'templateRef', '', ['name: x', 'namespace: n']))).toBe('metrics:\n  - name: x\n    templateRef:\n      name: x\n      namespace: n\n');
  });
});

describe('removeEntry', () => {
  test.each([
    ['a:\n  x: $01\n  y: 2\n', 'a:\n  y: 2\n'],
    ['a:\n  x: 1\n  $0y:\n    - p\n    - q\nb: 1\n', 'a:\n  x: 1\nb: 1\n'],
    ['a: {x: $01, y: 2}\n', 'a: {y: 2}\n'],
    ['a: {x: 1, y: $02}\n', 'a: {x: 1}\n'],
    ['- x: $01\n  y: 2\n', undefined],
  ])('%j', (text, expected) => {
    const { file, offset } = at(text);
    const entry = entryAt(file, offset);
    expect(entry === undefined ? undefined : applied(file, removeEntry(entry.map, entry.pair))).toBe(expected);
  });
});

describe('items', () => {
  test('are removed with their lines', () => {
    const { file, offset } = at('a:\n  - name: $0x\n    ns: y\n  - name: z\n');
    const found = itemAt(file, offset);
    expect(found === undefined ? undefined : applied(file, removeItem(found.seq, found.item))).toBe('a:\n  - name: z\n');
  });

  test('are added with the dash of their neighbours', () => {
    const { file, offset } = at('a:\n- $0x\nb: 1\n');
    const found = itemAt(file, offset);
    expect(found === undefined ? undefined : applied(file, appendItem(found.seq, 'y'))).toBe('a:\n- x\n- y\nb: 1\n');
  });
});

test('insertFirst keeps the indentation', () => {
  const file = new TextFile('file:///a.yaml', 'a.yaml', 'spec:\n  x: 1\n');
  const root = yamlOf(file).documents[0]?.root;
  const spec = root?.kind === 'map' ? root.get('spec') : undefined;
  expect(spec?.kind === 'map' ? applied(file, insertFirst(spec, 'y', 'true')) : undefined).toBe('spec:\n  y: true\n  x: 1\n');
});

test.each([
  ['x', './apps', './apps'],
  ['"x"', 'a"b', '"a\\"b"'],
  ["'x'", "it's", "'it''s'"],
  ['x', '*', '"*"'],
  ['x', 'a: b', '"a: b"'],
])('requoted %s with %s', (before, text, expected) => {
  expect(requoted(before, text)).toBe(expected);
});
