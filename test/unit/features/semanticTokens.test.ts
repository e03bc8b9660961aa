/** Colours that no grammar can know: names of objects, variables that are replaced or not, YAML in texts that only the graph tells. */
import { readFileSync } from 'node:fs';
import { describe, expect, test, vi } from 'vitest';
import { findSemanticTokens, tokenModifiers, tokenTypes } from '../../../server/src/features/semanticTokens/semanticTokens.ts';
import { bootstrap, configMap, fluxKustomization, memoryWorkspace } from '../../harness/memoryWorkspace.ts';

/** `text type modifier` of each token of a file. */
function tokensOf(workspace: string, path: string): readonly string[] {
  const { snapshot } = memoryWorkspace(workspace);
  const file = snapshot.file(`file:///w/repo/${path}`);
  if (file === undefined) throw new Error(`no ${path}`);
  return findSemanticTokens(snapshot, { file, start: 0, end: file.text.length }).filter(({ type }) => type !== 'fluxPunctuation').map(({ start, end, type, modifier }) => `${file.text.slice(start, end)} ${type}${modifier === undefined ? '' : ` ${modifier}`}`);
}

const substitute = '  postBuild:\n    substitute:\n      HOST: shop.example\n';

describe('names', () => {
  const workspace = `${bootstrap('clusters/a')}//- clusters/a/infra.yaml\n${fluxKustomization('infra', './infra')}//- clusters/a/apps.yaml\n${fluxKustomization('apps', './apps', '  dependsOn:\n    - name: infra\n    - name: gone\n')}//- infra/a.yaml\n${configMap('a', 'x')}//- apps/b.yaml\n${configMap('b', 'x')}`;
  test('are coloured where they lead to an object, and only there', () => {
    expect(tokensOf(workspace, 'clusters/a/apps.yaml')).toEqual(['apps fluxName declaration', 'flux-system fluxName', 'infra fluxName']);
  });
});

describe('expressions', () => {
  const workspace = (extra: string, data: string): string => `${bootstrap('clusters/a')}//- clusters/a/apps.yaml\n${fluxKustomization('apps', './apps', extra)}//- apps/b.yaml\n${configMap('b', 'x', { url: data })}`;
  const own = (extra: string, data: string): readonly string[] => tokensOf(workspace(extra, data), 'apps/b.yaml').filter((token) => !token.startsWith('b '));
  test('are variables where Flux replaces them; one that nothing sets is told apart', () => {
    expect(own(substitute, 'https://${HOST}/${GONE}/${OTHER:=x}/$${KEPT}')).toEqual(['HOST fluxVariable', 'GONE fluxVariable unset', 'OTHER fluxVariable']);
  });
  test('are text where nothing substitutes, and in an object that opts out', () => {
    expect(own('', 'https://${HOST}/')).toEqual(['${HOST} fluxText']);
    const optedOut = workspace(substitute, '${HOST}').replace('  namespace: x\n', '  namespace: x\n  annotations:\n    kustomize.toolkit.fluxcd.io/substitute: disabled\n');
    expect(tokensOf(optedOut, 'apps/b.yaml')).toContain('${HOST} fluxText');
  });
  test('have no colour of ours in a file that no Flux Kustomization reads', () => {
    expect(tokensOf(`${workspace(substitute, 'a')}//- other/c.yaml\n${configMap('c', 'x', { a: '${HOST}' })}`, 'other/c.yaml')).toEqual([]);
  });
});

describe('JSON pointers', () => {
  const web = 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: 2\n';
  const operations = '- op: replace\n  path: /spec/replicas\n- op: replace\n  path: /spec/gone\n- op: add\n  path: "/spec/paused"\n- op: add\n  path: /status/a/b\n';
  const pointers = (files: string, path: string): readonly string[] => tokensOf(`//- apps/web.yaml\n${web}${files}`, path).filter((token) => token.endsWith('fluxPointer'));
  const found = ['/spec/replicas fluxPointer', '/spec/paused fluxPointer'];
  test('are coloured where they lead to something in the target, or may add to it', () => {
    const indented = operations.replaceAll(/^/gm, '      ').trimEnd();
    expect(pointers(`//- apps/kustomization.yaml\nresources:\n  - web.yaml\npatches:\n  - target:\n      kind: Deployment\n    patch: |\n${indented}\n`, 'apps/kustomization.yaml')).toEqual(found);
    expect(pointers(`//- apps/kustomization.yaml\nresources:\n  - web.yaml\npatches:\n  - target:\n      kind: Deployment\n    path: p.yaml\n//- apps/p.yaml\n${operations}`, 'apps/p.yaml')).toEqual(found);
  });
  test('of many patches need one build of their folder', () => {
    const readsWith = (count: number): number => {
      const patch = '  - target:\n      kind: Deployment\n    patch: |\n      - op: replace\n        path: /spec/replicas\n        value: 3\n';
      const { snapshot } = memoryWorkspace(`//- apps/web.yaml\n${web}//- apps/kustomization.yaml\nresources:\n  - web.yaml\npatches:\n${patch.repeat(count)}`);
      const file = snapshot.file('file:///w/repo/apps/kustomization.yaml');
      const tree = snapshot.repositories[0]?.tree;
      if (file === undefined || tree === undefined) throw new Error('no file');
      const read = vi.spyOn(tree, 'file');
      const tokens = findSemanticTokens(snapshot, { file, start: 0, end: file.text.length });
      expect(tokens.filter(({ type }) => type === 'fluxPointer')).toHaveLength(count);
      return read.mock.calls.filter(([path]) => path === 'apps/web.yaml').length;
    };
    expect(readsWith(8)).toBe(readsWith(1));
  });
  test('have no colour where the patch meets nothing', () => {
    expect(pointers(`//- apps/kustomization.yaml\nresources:\n  - web.yaml\npatches:\n  - target:\n      kind: StatefulSet\n    path: p.yaml\n//- apps/p.yaml\n${operations}`, 'apps/p.yaml')).toEqual([]);
  });
});

describe('YAML in a text', () => {
  test('costs a text of many blocks that hold none of it nothing for the lines around them', () => {
    const field = (index: number): string => `            field${index}:\n              description: |-\n                What the field is for.\n                It may be empty.\n              type: string\n`;
    const definition = `apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  name: shops.example.com\nspec:\n  versions:\n    - name: v1\n      schema:\n        openAPIV3Schema:\n          properties:\n${Array.from({ length: 100 }, (_, index) => field(index)).join('')}`;
    const { snapshot } = memoryWorkspace(`//- crd.yaml\n${definition}`);
    const file = snapshot.file('file:///w/repo/crd.yaml');
    if (file === undefined) throw new Error('no crd.yaml');
    const read = vi.spyOn(file.lines, 'offsetAt');
    expect(findSemanticTokens(snapshot, { file, start: 0, end: file.text.length })).toEqual([]);
    expect(read.mock.calls.length).toBeLessThan(file.lines.count);
  });
  test('of a ConfigMap is YAML where a HelmRelease takes its values from it', () => {
    const release = `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata:\n  name: shop\n  namespace: flux-system\nspec:\n  chartRef:\n    kind: OCIRepository\n    name: shop\n  valuesFrom:\n    - kind: ConfigMap\n      name: shop-values\n      valuesKey: values\n`;
    const values = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: shop-values\n  namespace: flux-system\ndata:\n  values: |\n    # how many\n    replicas: 3\n    image:\n      tag: "1" # why\n      pull: true\n    note: >\n      two\n      lines\n  script: |\n    a: b\n';
    expect(tokensOf(`${bootstrap('clusters/a')}//- clusters/a/release.yaml\n${release}//- clusters/a/values.yaml\n${values}`, 'clusters/a/values.yaml')).toEqual([
      'shop-values fluxName declaration',
      '# how many fluxComment', 'replicas fluxKey', '3 fluxNumber', 'image fluxKey', 'tag fluxKey', '"1" fluxString', '# why fluxComment', 'pull fluxKey', 'true fluxConstant', 'note fluxKey', '> fluxString', 'two fluxString', 'lines fluxString',
    ]);
  });
  test('that is JSON is coloured word by word, broken or not', () => {
    const dashboard = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: boards\ndata:\n  a.json: |\n    {"title": "a \\"b\\": c", "rows": [1, -2.5e3, true],\n     "gone": null, "half": "x\n    }\n';
    expect(tokensOf(`//- boards.yaml\n${dashboard}`, 'boards.yaml')).toEqual([
      '"title" fluxKey', '"a \\"b\\": c" fluxString', '"rows" fluxKey', '1 fluxNumber', '-2.5e3 fluxNumber', 'true fluxConstant', '"gone" fluxKey', 'null fluxConstant', '"half" fluxKey',
    ]);
  });
  test('costs a ConfigMap of many blocks nothing for the blocks above each', () => {
    const linesRead = (blocks: number): number => {
      const { snapshot } = memoryWorkspace(`//- many.yaml\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: many\ndata:\n${Array.from({ length: blocks }, (_, index) => `  b${index}.txt: |\n    a: ${index}\n    c: d\n`).join('')}`);
      const file = snapshot.file('file:///w/repo/many.yaml');
      if (file === undefined) throw new Error('no many.yaml');
      const read = vi.spyOn(file.lines, 'offsetAt');
      findSemanticTokens(snapshot, { file, start: 0, end: file.text.length });
      return read.mock.calls.length;
    };
    // Ten times as many blocks cost ten times as much, not a hundred times.
    expect(linesRead(300)).toBeLessThan(12 * linesRead(30));
  });
  test('has its colons and dashes', () => {
    const { snapshot } = memoryWorkspace('//- a/kustomization.yaml\nresources: [b.yaml]\npatchesStrategicMerge:\n  - |\n    apiVersion: v1\n    kind: A\n    list:\n      - "x: y"\n      - {b: 1}\n');
    const file = snapshot.file('file:///w/repo/a/kustomization.yaml');
    const marks = file === undefined ? [] : findSemanticTokens(snapshot, { file, start: 0, end: file.text.length }).filter(({ type }) => type === 'fluxPunctuation').map(({ start }) => `${file.lines.positionAt(start).line}:${file.text.charAt(start)}`);
    expect(marks).toEqual(['3::', '4::', '5::', '6:-', '7:-', '7::']);
  });
  test('of a patch in quotes, and in a list of patches; one under `patch: |` is left to the grammar', () => {
    const web = 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n';
    const file = `resources:\n  - web.yaml\npatchesStrategicMerge:\n  - |\n    apiVersion: apps/v1\n    kind: Deployment\n    metadata:\n      name: web\npatches:\n  - target:\n      kind: Deployment\n    patch: '[{"op": "replace", "path": "/spec/replicas", "value": 3}]'\n  - target:\n      kind: Deployment\n    patch: |\n      - op: remove\n        path: /spec\n`;
    const found = tokensOf(`//- apps/web.yaml\n${web}//- apps/kustomization.yaml\n${file}`, 'apps/kustomization.yaml');
    expect(found).toEqual(expect.arrayContaining(['apiVersion fluxKey', 'apps/v1 fluxString', '"op" fluxKey', '"replace" fluxString', '3 fluxNumber']));
    expect(found).not.toContain('op fluxKey');
  });
});

test('the manifest names every type with colours, and no other', () => {
  const { contributes } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as { readonly contributes: { readonly semanticTokenTypes: readonly { readonly id: string }[]; readonly semanticTokenModifiers: readonly { readonly id: string }[]; readonly semanticTokenScopes: readonly { readonly scopes: Readonly<Record<string, readonly string[]>> }[] } };
  expect(contributes.semanticTokenTypes.map(({ id }) => id)).toEqual([...tokenTypes]);
  // `declaration` is one of the editor's own.
  expect(contributes.semanticTokenModifiers.map(({ id }) => id)).toEqual(tokenModifiers.filter((modifier) => modifier !== 'declaration'));
  expect(new Set(Object.keys(contributes.semanticTokenScopes[0]?.scopes ?? {}).map((key) => key.split('.')[0]))).toEqual(new Set(tokenTypes));
});
