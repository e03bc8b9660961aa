import { describe, expect, test } from 'vitest';
import { findCompletions } from '../../../server/src/features/completion/completion.ts';
import { cursorContext } from '../../../server/src/features/completion/cursorContext.ts';
import { bootstrap, configMap, fluxKustomization, memoryWorkspace } from '../../harness/memoryWorkspace.ts';

function labelsAt(text: string): readonly string[] {
  const { snapshot, cursor } = memoryWorkspace(text);
  return findCompletions(snapshot, cursor.file, cursor.offset).toSorted((a, b) => a.order - b.order).map(({ label }) => label);
}

describe('the cursor in half-typed YAML', () => {
  const cases: readonly (readonly [string, readonly string[], string])[] = [
    ['spec:\n  path: ./ap$0', ['spec', 'path'], './ap'],
    ['spec:\n  sourceRef:\n    name: $0\n  prune: true\n', ['spec', 'sourceRef', 'name'], ''],
    ['spec:\n  dependsOn:\n    - name: $0', ['spec', 'dependsOn', '*', 'name'], ''],
    ['spec:\n  dependsOn:\n  - name: a\n  - name: "b$0"\n', ['spec', 'dependsOn', '*', 'name'], 'b'],
    ['spec:\n  dependsOn:\n    - namespace: x\n      name: $0', ['spec', 'dependsOn', '*', 'name'], ''],
    ['resources:\n- $0', ['resources', '*'], ''],
    ['resources:\n  - a.yaml\n  # more\n  - ../b$0', ['resources', '*'], '../b'],
    ['a: 1\n---\nspec:\n  path: $0', ['spec', 'path'], ''],
  ];
  for (const [text, keys, word] of cases) {
    test(JSON.stringify(text), () => {
      const { cursor } = memoryWorkspace(`//- a.yaml\n${text}`);
      expect(cursorContext(cursor.file, cursor.offset)).toMatchObject({ keys, word });
    });
  }

  test('is nowhere in a comment and on a key', () => {
    for (const text of ['a: b # c$0', '# $0', 'sp$0ec:\n  path: x\n']) {
      const { cursor } = memoryWorkspace(`//- a.yaml\n${text}`);
      expect(cursorContext(cursor.file, cursor.offset)).toBeUndefined();
    }
  });
});

describe('completion', () => {
  const fleet = `${bootstrap('clusters/a')}//- apps/web/cm.yaml\n${configMap('web', 'x')}//- apps/api/kustomization.yaml\nresources:\n  - cm.yaml\n//- apps/api/cm.yaml\n${configMap('api', 'x')}`;

  test('of a path offers folders of that source, kustomize folders first', () => {
    expect(labelsAt(`${fleet}//- clusters/a/apps.yaml\n${fluxKustomization('apps', './apps/$0')}`)).toEqual(['./apps/api', './apps/web', './apps']);
  });

  test('of a path is silent where the source is another repository', () => {
    const elsewhere = fluxKustomization('apps', './$0').replace('kind: GitRepository\n    name: flux-system', 'kind: GitRepository\n    name: other');
    const other = 'apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata:\n  name: other\n  namespace: flux-system\nspec:\n  interval: 1m\n  url: https://git.example/other\n';
    expect(labelsAt(`${fleet}//- clusters/a/apps.yaml\n${elsewhere}---\n${other}`)).toEqual([]);
  });

  test('of dependsOn never offers what would close a cycle, itself, or what is listed', () => {
    const all = [fluxKustomization('a', './apps/web', '  dependsOn:\n    - name: b\n'), fluxKustomization('b', './apps/api', '  dependsOn:\n    - name: $0\n'), fluxKustomization('c', './apps/api'), fluxKustomization('d', './apps/api', '  dependsOn:\n    - name: a\n')].join('---\n');
    expect(labelsAt(`${fleet}//- clusters/a/all.yaml\n${all}`)).toEqual(['c', 'flux-system']);
  });

  test('of dependsOn never offers what only comes with the object, nor what waits for it to be ready', () => {
    const entry = '  dependsOn:\n    - name: $0\n';
    const texts = (root: string, parent: string, child: string): string => `${bootstrap('clusters/a')}//- clusters/a/all.yaml\n${fluxKustomization('parent', './apps', root)}---\n${fluxKustomization('other', './other')}//- apps/child.yaml\n${fluxKustomization('child', './child', child)}---\n${fluxKustomization('beside', './beside')}//- child/deep.yaml\n${fluxKustomization('deep', './deep', parent)}`;
    expect(labelsAt(texts(entry, '', '')).toSorted()).toEqual(['flux-system', 'other']);
    expect(labelsAt(texts('', entry, '')).toSorted()).toEqual(['beside', 'child', 'flux-system', 'other', 'parent']);
    expect(labelsAt(texts('  wait: true\n', '', entry)).toSorted()).toEqual(['beside', 'flux-system', 'other']);
    // Its parent is ready without it, so what waits for the parent alone does not wait for it.
    expect(labelsAt(texts('  wait: true\n', entry, '')).toSorted()).toEqual(['beside', 'child', 'flux-system', 'other', 'parent']);
    expect(labelsAt(texts('  wait: true\n', entry, '  wait: true\n')).toSorted()).toEqual(['beside', 'flux-system', 'other']);
  });

  test('of a source in another namespace brings the namespace along', () => {
    const source = 'apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata:\n  name: far\n  namespace: sources\nspec:\n  interval: 1m\n  url: https://git.example/far\n';
    const user = fluxKustomization('apps', './apps').replace('kind: GitRepository\n    name: flux-system', 'kind: GitRepository\n    name: $0');
    const { snapshot, cursor } = memoryWorkspace(`${fleet}//- clusters/a/all.yaml\n${user}---\n${source}`);
    const far = findCompletions(snapshot, cursor.file, cursor.offset).find(({ label }) => label === 'far');
    expect(far?.extra?.text).toBe('\n    namespace: sources');
  });

  test('of resources in alphabetical order begins with what stands between the neighbours', () => {
    const files = ['aardvark', 'alpha', 'beta', 'charlie', 'delta', 'epsilon', 'zulu'].map((name) => `//- base/${name}.yaml\n${configMap(name, 'x')}`).join('');
    const list = (entries: readonly string[]): string => `//- base/kustomization.yaml\nresources:\n${entries.map((name) => `  - ${name === '$0' ? name : `${name}.yaml`}\n`).join('')}${files}`;
    expect(labelsAt(list(['alpha', 'beta', '$0', 'delta', 'epsilon']))).toEqual(['charlie.yaml', 'aardvark.yaml', 'zulu.yaml']);
    expect(labelsAt(list(['alpha', 'beta', 'delta', 'epsilon', '$0']))).toEqual(['zulu.yaml', 'aardvark.yaml', 'charlie.yaml']);
    expect(labelsAt(list(['epsilon', 'beta', '$0', 'delta', 'alpha']))).toEqual(['aardvark.yaml', 'charlie.yaml', 'zulu.yaml']);
  });

  test('of resources offers files and folders that are not listed yet', () => {
    expect(labelsAt('//- base/kustomization.yaml\nresources:\n  - a.yaml\n  - $0\n//- base/a.yaml\na: 1\n//- base/b.yaml\nb: 1\n//- base/sub/kustomization.yaml\nresources: []\n')).toEqual(['sub', 'b.yaml']);
  });
});
