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

/** Fields without words, on purpose: settings of Istio's DestinationRule, which Flagger only hands on. */
const handedOn = /^spec\.service\.trafficPolicy\.(connectionPool|loadBalancer|outlierDetection|tls)\./;

/** Paths (with `*` for items and for keys of the user's choice) of the named fields of a structure. */
function namedPaths(structure: Structure, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof structure === 'string' || 'type' in structure) return [];
  if ('list' in structure) return namedPaths(structure.list, [...path, '*']);
  if ('map' in structure) return namedPaths(structure.map, [...path, '*']);
  return Object.entries(structure.fields).flatMap(([name, field]) => [[...path, name], ...namedPaths(field, [...path, name])]);
}

// A FluxReport is written by its operator, and of an HTTPRoute only what Flagger touches has words.
const described = knownKinds.filter(({ kind, apiVersion }) => kind !== 'FluxReport' && kind !== 'HTTPRoute' && !/v\d+(alpha|beta)/.test(apiVersion.replace(/^(notification\.toolkit\.fluxcd\.io\/v1beta3|source\.extensions\.fluxcd\.io\/v1beta1|flagger\.app\/v1beta1|split\.smi-spec\.io\/v1alpha4)$/, '')));

describe('every field of the newest versions is described', () => {
  test.each(described.map(({ apiVersion, kind }) => [apiVersion, kind] as const))('%s %s', (apiVersion, kind) => {
    const found = findDescribed(apiVersion, kind);
    if (found === undefined) throw new Error('no structure');
    const paths = namedPaths(found.root).filter((path) => !handedOn.test(path.join('.')));
    expect(paths.length).toBeGreaterThan(10);
    expect(paths.filter((path) => describeField(found, path)?.text === '').map((path) => path.join('.'))).toEqual([]);
  });
});
