/** Blocks of text in YAML: where they begin and end, and the way in and out. */
import { describe, expect, test } from 'vitest';
import { embeddedSort } from '../../../server/src/features/embedded/embeddedSort.ts';
import { embeddedTextAt } from '../../../server/src/features/embedded/embeddedText.ts';
import { memoryWorkspace } from '../../harness/memoryWorkspace.ts';

function blockAt(text: string) {
  const { cursor, snapshot } = memoryWorkspace(`//- a.yaml\n${text}`);
  const block = embeddedTextAt(cursor.file, cursor.offset);
  return block === undefined ? undefined : { block, snapshot, file: cursor.file, offset: cursor.offset };
}

describe('a block of text', () => {
  test('is read once: whoever asks at another place of it shares what was derived', () => {
    const { cursor } = memoryWorkspace('//- a.yaml\ndata:\n  x.yaml: |\n    a: 1\n    $0b: 2\n  y.yaml: |\n    a: 1\n');
    const { file, offset } = cursor;
    expect(embeddedTextAt(file, offset)?.inner).toBe(embeddedTextAt(file, offset - 6)?.inner);
    expect(embeddedTextAt(file, file.text.length - 2)?.inner).not.toBe(embeddedTextAt(file, offset)?.inner);
  });
  const cases: readonly (readonly [string, string, readonly string[]])[] = [
    ['patches:\n  - patch: |\n      - op: $0add\n        path: /a\n    target:\n      kind: X\n', '- op: add\n  path: /a', ['patches', '*', 'patch']],
    ['patches:\n- patch: |-\n    - op: add\n      $0\n  target: {}\n', '- op: add\n  ', ['patches', '*', 'patch']],
    ['patchesStrategicMerge:\n  - |\n    a: $01\n  - b.yaml\n', 'a: 1', ['patchesStrategicMerge', '*']],
    ['data:\n  app.yaml: |\n    a: |\n      b: $01\n  other: x\n', 'a: |\n  b: 1', ['data', 'app.yaml']],
    ['data:\r\n  app.yaml: |\r\n    a: 1\r\n    b$0: 2\r\n', 'a: 1\nb: 2', ['data', 'app.yaml']],
    ['spec:\n  patches:\n    - patch: | # why\n        a:\n          $0\n', 'a:\n  ', ['spec', 'patches', '*', 'patch']],
    ['data:\n  x.yaml: |\n    $0\n', '', ['data', 'x.yaml']],
  ];
  for (const [text, inner, keys] of cases) {
    test(JSON.stringify(text), () => {
      const found = blockAt(text);
      expect(found?.block.inner.text.trimEnd()).toBe(inner.trimEnd());
      expect(found?.block.keys).toEqual(keys);
      expect(found?.block.toOuter(found.block.toInner(found.offset))).toBe(found?.offset);
    });
  }

  test('is none on the line that opens it, behind it, and where the value is no block', () => {
    for (const text of ['a: $0|\n  b: 1\n', 'a: |\n  b: 1\nc: $02\n', 'a:\n  b: $01\n', 'a: b | c\nd:\n  $0e: 1\n', 'a: |\n  x\n---\nb:\n  c$0: 1\n', 'a:\n  - b: |\n     $0   kind: x\n', 'a:\n  - b: |\n        c: 1\n     $0\n']) expect(blockAt(text)).toBeUndefined();
  });

  test('every offset inside goes in and comes back', () => {
    const text = 'patches:\n  - patch: |\n      - op: add\n\n        path: /a\n    target:\n      kind: X\n';
    const { file, block } = blockAt(text.replace('op', '$0op')) ?? {};
    if (file === undefined || block === undefined) throw new Error('no block');
    for (let offset = text.indexOf('- op'); offset < text.indexOf('    target'); offset++) {
      const { character } = file.lines.positionAt(offset);
      if (character < block.indent) continue;
      expect(block.toOuter(block.toInner(offset))).toBe(offset);
      expect(block.inner.text.charAt(block.toInner(offset))).toBe(file.text.charAt(offset));
    }
  });

  test('holds a patch, objects, data that is YAML, or nothing that matters', () => {
    const sortOf = (text: string): string | undefined => {
      const found = blockAt(text);
      return found === undefined ? 'no block' : embeddedSort(found.snapshot, found.file, found.block);
    };
    expect(sortOf('patches:\n  - patch: |\n      $0a: 1\n')).toBe('patch');
    expect(sortOf('apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nspec:\n  patches:\n    - patch: |\n        $0a: 1\n')).toBe('patch');
    expect(sortOf('kind: ConfigMap\ndata:\n  x.yaml: |\n    $0a: 1\n')).toBe('yaml');
    expect(sortOf('kind: ConfigMap\ndata:\n  x: |\n    apiVersion: v1\n    kind: $0Pod\n')).toBe('objects');
    expect(sortOf('kind: ConfigMap\ndata:\n  run.sh: |\n    $0a: 1\n')).toBeUndefined();
  });
});
