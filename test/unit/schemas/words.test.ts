/** Our words: each about a field that exists, a sentence or two, and about every field that matters most. */
import { describe, expect, test } from 'vitest';
import { kustomizeShape, type Shape } from '../../../server/src/kustomize/kustomizeShape.ts';
import { findStructure, knownKinds } from '../../../server/src/schemas/catalogue.ts';
import { describeField, findDescribed, wordsOfKinds } from '../../../server/src/schemas/describeField.ts';
import type { Structure } from '../../../server/src/schemas/structure.ts';
import type { FieldWords } from '../../../server/src/schemas/words/fieldWords.ts';
import { kustomizeFileWords } from '../../../server/src/schemas/words/kustomizeFile.ts';

/** Paths of all named fields, without list items. */
function pathsOf(structure: Structure, path: readonly string[] = []): readonly string[] {
  if (typeof structure === 'string' || 'type' in structure) return [];
  if ('list' in structure) return pathsOf(structure.list, path);
  if ('map' in structure) return pathsOf(structure.map, path);
  return Object.entries(structure.fields).flatMap(([name, field]) => [[...path, name].join('.'), ...pathsOf(field, [...path, name])]);
}

function shapePaths(shape: Shape, path: readonly string[] = []): readonly string[] {
  if (typeof shape === 'string') return [];
  if ('list' in shape) return shapePaths(shape.list, path);
  if ('map' in shape) return shapePaths(shape.map, path);
  return Object.entries(shape.fields).flatMap(([name, field]) => [[...path, name].join('.'), ...shapePaths(field, [...path, name])]);
}

const tables: readonly (readonly [string, FieldWords, ReadonlySet<string>])[] = [
  ...Object.entries(wordsOfKinds).map(([kind, words]) => {
    const known = knownKinds.filter((each) => each.kind === kind);
    return [kind, words, new Set(known.flatMap(({ apiVersion }) => pathsOf(findStructure(apiVersion, kind) ?? 'any')))] as const;
  }),
  // What a generator's `options` hold beyond its shape is read by the engine too.
  ['kustomize file', kustomizeFileWords, new Set(shapePaths(kustomizeShape))],
];

describe.each(tables)('words about %s', (_kind, words, paths) => {
  test('are about fields that exist', () => {
    expect(Object.keys(words).filter((path) => !paths.has(path))).toEqual([]);
  });

  test('are whole sentences, two or three at most, short enough to read', () => {
    for (const [path, word] of Object.entries(words)) {
      const text = typeof word === 'string' ? word : word.text;
      expect(text, path).toMatch(/^[A-Z`].*\.$/);
      expect(text.length, path).toBeLessThan(280);
    }
  });
});

describe('every field of `spec` is described', () => {
  test.each([
    ['kustomize.toolkit.fluxcd.io/v1', 'Kustomization'],
    ['source.toolkit.fluxcd.io/v1', 'GitRepository'],
    ['source.toolkit.fluxcd.io/v1', 'OCIRepository'],
    ['source.toolkit.fluxcd.io/v1', 'HelmRepository'],
    ['helm.toolkit.fluxcd.io/v2', 'HelmRelease'],
    ['flagger.app/v1beta1', 'Canary'],
  ])('%s %s', (apiVersion, kind) => {
    const described = findDescribed(apiVersion, kind);
    const spec = described?.root.fields['spec'];
    if (described === undefined || typeof spec !== 'object' || !('fields' in spec)) throw new Error('no structure');
    expect(Object.keys(spec.fields).filter((name) => describeField(described, ['spec', name])?.text === '')).toEqual([]);
  });
});
