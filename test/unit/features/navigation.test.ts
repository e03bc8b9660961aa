// References, highlights, Show Dependencies both ways, growing selections, folding, values behind variables, dependency lenses.
import { describe, expect, test } from 'vitest';
import { findCodeLenses, unconnected } from '../../../server/src/features/codeLens.ts';
import { incomingCalls, outgoingCalls, prepareHierarchy } from '../../../server/src/features/callHierarchy.ts';
import { findSourceFolding } from '../../../server/src/features/folding.ts';
import { findInlays } from '../../../server/src/features/inlays.ts';
import { findHighlights, findReferences } from '../../../server/src/features/references.ts';
import { findSelectionRanges } from '../../../server/src/features/selectionRanges.ts';
import { defaultSettings } from '../../../server/src/protocol/settings.ts';
import { rangeOfSpan, type Span } from '../../../server/src/text/textFile.ts';
import { bootstrap, configMap, fluxKustomization, memoryWorkspace, type MemoryWorkspace } from '../../harness/memoryWorkspace.ts';

function places(spans: readonly Span[]): readonly string[] {
  return spans.map((span) => `${span.file.uri.replace('file:///w/', '')}:${rangeOfSpan(span).start.line + 1} ${span.file.text.slice(span.start, span.end)}`).toSorted();
}

const fleet = (cursor: 'infra' | 'base' | 'variable' | 'none'): MemoryWorkspace => {
  const at = (name: typeof cursor): string => (cursor === name ? '$0' : '');
  return memoryWorkspace(`${bootstrap('clusters/prod')}//- clusters/prod/infra.yaml
${fluxKustomization(`in${at('infra')}fra`, './infra')}//- clusters/prod/apps.yaml
${fluxKustomization('apps', './apps', `  dependsOn:\n    - name: infra\n  postBuild:\n    substitute:\n      HO${at('variable')}ST: shop.example\n`)}//- infra/kustomization.yaml
resources: [../ba${at('base')}se]
//- base/kustomization.yaml
resources: [a.yaml]
//- base/a.yaml
${configMap('a', 'shop')}//- apps/b.yaml
${configMap('b', 'shop', { url: 'https://${HOST:=x}/', secret: '${PASSWORD}' })}`);
};

describe('references', () => {
  test('of an object, from its own name and from a reference', () => {
    const { snapshot, cursor } = fleet('infra');
    const found = findReferences(snapshot, cursor.file, cursor.offset);
    expect(places(found.map(({ span }) => span))).toEqual(['repo/clusters/prod/apps.yaml:14 infra', 'repo/clusters/prod/infra.yaml:4 infra']);
    expect(found.filter(({ isDefinition }) => isDefinition).map(({ span }) => rangeOfSpan(span).start.line)).toEqual([3]);
    const reference = found.find(({ isDefinition }) => !isDefinition)?.span;
    expect(reference === undefined ? [] : places(findReferences(snapshot, reference.file, reference.start).map(({ span }) => span))).toHaveLength(2);
  });
  test('of a folder: who includes it; in a kustomize file: who includes me', () => {
    const { snapshot, cursor } = fleet('base');
    expect(places(findReferences(snapshot, cursor.file, cursor.offset).map(({ span }) => span))).toEqual(['repo/infra/kustomization.yaml:1 ../base']);
    const base = snapshot.file('file:///w/repo/base/kustomization.yaml');
    expect(base === undefined ? [] : places(findReferences(snapshot, base, 0).map(({ span }) => span))).toEqual(['repo/infra/kustomization.yaml:1 ../base']);
    const infra = snapshot.file('file:///w/repo/infra/kustomization.yaml');
    expect(infra === undefined ? [] : places(findReferences(snapshot, infra, 0).map(({ span }) => span))).toEqual(['repo/clusters/prod/infra.yaml:8 ./infra']);
  });
  test('of a variable', () => {
    const { snapshot, cursor } = fleet('variable');
    expect(places(findReferences(snapshot, cursor.file, cursor.offset).map(({ span }) => span))).toEqual(['repo/apps/b.yaml:7 HOST', 'repo/clusters/prod/apps.yaml:17 HOST']);
    expect(places(findHighlights(snapshot, cursor.file, cursor.offset).map(({ span }) => span))).toEqual(['repo/clusters/prod/apps.yaml:17 HOST']);
  });
});

describe('Show Dependencies', () => {
  const { snapshot, cursor } = fleet('infra');
  const [item] = prepareHierarchy(snapshot, cursor.file, cursor.offset);
  const told = (calls: ReturnType<typeof outgoingCalls>): readonly string[] => calls.map((call) => `${call.item.detail.split(' · ')[0] ?? ''} ${call.item.name}`).toSorted();
  test('tells what waits for an object, and what applies it', () => {
    expect(item === undefined ? [] : told(incomingCalls(snapshot, item.key))).toEqual(['is applied by flux-system', 'is waited for by apps']);
  });
  test('tells what an object needs and brings, down to the kustomize files and back', () => {
    expect(item === undefined ? [] : told(outgoingCalls(snapshot, item.key))).toEqual(['applies a', 'builds infra/kustomization.yaml', 'takes its files from flux-system']);
    const base = snapshot.file('file:///w/repo/base/kustomization.yaml');
    const [folder] = base === undefined ? [] : prepareHierarchy(snapshot, base, 0);
    expect(folder === undefined ? [] : told(incomingCalls(snapshot, folder.key))).toEqual(['is included by infra/kustomization.yaml']);
  });
});

test('selections grow from the word over value, entry and mapping to the document, also in an inline patch', () => {
  const { cursor } = memoryWorkspace('//- a.yaml\na: 1\n---\npatches:\n  - patch: |\n      kind: x\n      metadata:\n        name: we$0b-a\n');
  const texts = findSelectionRanges(cursor.file, cursor.offset).map(({ start, end }) => cursor.file.text.slice(start, end));
  expect(texts[0]).toBe('web-a');
  expect(texts).toContain('name: web-a');
  expect(texts).toContain('metadata:\n        name: web-a');
  expect(texts.some((text) => text.startsWith('patch: |'))).toBe(true);
  expect(texts.at(-1)).toBe(cursor.file.text);
  for (const [index, text] of texts.slice(1).entries()) expect(text.includes(texts[index] ?? '')).toBe(true);
});

test('folding: documents, values, comments, regions; a foreign file keeps the editor’s own', () => {
  const { snapshot } = memoryWorkspace('//- a.yaml\n# one\n# two\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n# region x\ndata:\n  a: |\n    b\n    c\n# endregion\n//- b.yaml\na:\n  b: c\n');
  const file = snapshot.file('file:///w/repo/a.yaml');
  const other = snapshot.file('file:///w/repo/b.yaml');
  const folds = (file === undefined ? [] : (findSourceFolding(file) ?? [])).map(({ start, end, kind }) => `${start}-${end} ${kind ?? ''}`.trim());
  expect(folds).toEqual(expect.arrayContaining(['0-1 comment', '4-5', '7-10', '8-10', '6-11 region']));
  expect(other === undefined ? [] : findSourceFolding(other)).toBeUndefined();
});

describe('values behind variables', () => {
  test('stand behind the brace; what nothing defines has none; a switch turns them off', () => {
    const { snapshot, session } = fleet('none');
    const file = snapshot.file('file:///w/repo/apps/b.yaml');
    if (file === undefined) throw new Error('no file');
    const whole = { file, start: 0, end: file.text.length };
    expect(findInlays(snapshot, whole).map(({ text, offset }) => `${file.text.slice(offset - 8, offset)} ${text}`)).toEqual(['HOST:=x} = shop.example']);
    session.apply({ kind: 'settings', settings: { ...defaultSettings, inlayHints: { variables: false } } });
    expect(findInlays(session.snapshot, whole)).toEqual([]);
  });
  test('of Secrets stay hidden', () => {
    const { snapshot } = memoryWorkspace(`${bootstrap('clusters/prod')}//- clusters/prod/s.yaml
apiVersion: v1
kind: Secret
metadata: {name: s, namespace: flux-system}
stringData: {PASSWORD: geheim}
//- clusters/prod/apps.yaml
${fluxKustomization('apps', './apps', '  postBuild:\n    substituteFrom:\n      - {kind: Secret, name: s}\n')}//- apps/b.yaml
${configMap('b', 'shop', { secret: '${PASSWORD}' })}`);
    const file = snapshot.file('file:///w/repo/apps/b.yaml');
    const inlays = file === undefined ? [] : findInlays(snapshot, { file, start: 0, end: file.text.length });
    expect(inlays.map(({ text }) => text)).toEqual(['= •••']);
    expect(JSON.stringify(inlays.map(({ tooltip }) => tooltip))).not.toContain('geheim');
  });
});

test('a lens over a kustomize file tells who includes it: one by its entry, several in the tree', () => {
  const lensOf = (users: readonly string[]): ReturnType<typeof findCodeLenses>[number] | undefined => {
    const { snapshot } = memoryWorkspace(`${bootstrap('clusters/prod')}//- clusters/prod/infra.yaml\n${fluxKustomization('infra', './infra')}//- infra/kustomization.yaml\nresources:\n${users.map((user) => `  - ./${user}\n`).join('')}${users.map((user) => `//- infra/${user}/kustomization.yaml\nnamePrefix: ${user}-\nresources:\n  - ../../base\n`).join('')}//- base/kustomization.yaml\nresources: [a.yaml]\n//- base/a.yaml\n${configMap('a', 'shop')}`);
    const base = snapshot.file('file:///w/repo/base/kustomization.yaml');
    return (base === undefined ? [] : findCodeLenses(snapshot, base, unconnected)).find(({ title }) => title.startsWith('included by'));
  };
  expect(lensOf(['one'])).toMatchObject({ title: 'included by infra/one', command: 'flightdeck.openPlace', argument: { uri: 'file:///w/repo/infra/one/kustomization.yaml', range: { start: { line: 2, character: 4 } } } });
  expect(lensOf(['one', 'two'])).toMatchObject({ title: 'included by infra/one, infra/two', command: 'flightdeck.showDependencies', argument: { uri: 'file:///w/repo/base/kustomization.yaml' } });
});

test('one lens tells both directions, and opens the tree', () => {
  const all = [fluxKustomization('low', './apps'), fluxKustomization('middle', './apps', '  dependsOn:\n    - name: low\n'), fluxKustomization('high', './apps', '  dependsOn:\n    - name: middle\n')].join('---\n');
  const { snapshot } = memoryWorkspace(`${bootstrap('clusters/prod')}//- clusters/prod/all.yaml\n${all}//- apps/a.yaml\n${configMap('a', 'shop')}`);
  const file = snapshot.file('file:///w/repo/clusters/prod/all.yaml');
  const lenses = file === undefined ? [] : findCodeLenses(snapshot, file, unconnected).filter(({ title }) => title.includes('wait'));
  expect(lenses.map(({ title, command }) => [title, command])).toEqual([
    ['waited for by middle', 'flightdeck.openPlace'],
    ['waits for low · waited for by high', 'flightdeck.showDependencies'],
    ['waits for middle', 'flightdeck.openPlace'],
  ]);
});

test('lenses tell what an object waits for and what waits for it; each sort can be switched off', () => {
  const { session } = fleet('none');
  const titles = (path: string): readonly string[] => {
    const file = session.snapshot.file(`file:///w/repo/${path}`);
    return file === undefined ? [] : findCodeLenses(session.snapshot, file, unconnected).map(({ title }) => title);
  };
  expect(titles('clusters/prod/apps.yaml')).toContain('waits for infra');
  expect(titles('clusters/prod/infra.yaml')).toEqual(expect.arrayContaining(['waited for by apps', 'applied by flux-system · clusters/prod']));
  const without = (sort: keyof typeof defaultSettings.lenses): readonly string[] => {
    session.apply({ kind: 'settings', settings: { ...defaultSettings, lenses: { ...defaultSettings.lenses, [sort]: false } } });
    return titles('clusters/prod/infra.yaml');
  };
  const has = (list: readonly string[], start: string): boolean => list.some((title) => title.startsWith(start));
  for (const [sort, start] of [['appliedBy', 'applied by'], ['dependencies', 'waited'], ['rendered', 'Rendered']] as const) {
    expect(has(without('schedule'), start), start).toBe(true);
    expect(has(without(sort), start), start).toBe(false);
  }
});
