/** Fields and values that are offered while somebody types, and what a field's hover says. */
import { describe, expect, test } from 'vitest';
import { findCompletions } from '../../../server/src/features/completion/completion.ts';
import { keyContext } from '../../../server/src/features/completion/cursorContext.ts';
import { findFieldHover } from '../../../server/src/features/fieldHover.ts';
import { bootstrap, memoryWorkspace } from '../../harness/memoryWorkspace.ts';

const head = 'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: apps\n  namespace: flux-system\n';

function proposalsAt(text: string, path = 'a.yaml', before = ''): ReturnType<typeof findCompletions> {
  const { snapshot, cursor } = memoryWorkspace(`${before}//- ${path}\n${text}`);
  return findCompletions(snapshot, cursor.file, cursor.offset).toSorted((a, b) => a.order - b.order || (a.label < b.label ? -1 : 1));
}

const labelsAt = (text: string, path?: string, before?: string): readonly string[] => proposalsAt(text, path, before).map(({ label }) => label);

/** The file's text after the proposal with this label is taken. */
function accept(text: string, label: string, path = 'a.yaml'): string {
  const { cursor } = memoryWorkspace(`//- ${path}\n${text}`);
  const proposal = proposalsAt(text, path).find((each) => each.label === label);
  if (proposal === undefined) throw new Error(`${label} is not offered`);
  return cursor.file.text.slice(0, proposal.replace.start) + proposal.insert + cursor.file.text.slice(proposal.replace.end);
}

describe('the place of a key', () => {
  const cases: readonly (readonly [string, object | undefined])[] = [
    ['spec:\n  $0', { parents: ['spec'], word: '', hasColon: false, indent: 2 }],
    ['spec:\n  int$0', { parents: ['spec'], word: 'int', indent: 2 }],
    ['spec:\n  inter$0val: 10m', { parents: ['spec'], word: 'inter', hasColon: true }],
    ['spec:\n  dependsOn:\n    - na$0', { parents: ['spec', 'dependsOn', '*'], word: 'na', afterDash: true, indent: 6 }],
    ['spec:\n  dependsOn:\n    - name: a\n      $0', { parents: ['spec', 'dependsOn', '*'], indent: 6 }],
    ['spec:\n  dependsOn:\n    - name: a\n    $0', { parents: ['spec', 'dependsOn'], indent: 4 }],
    ['spec:\n  dependsOn:\n  - name: a\n    $0\n  prune: true', { parents: ['spec', 'dependsOn', '*'] }],
    ['a: 1\n---\n$0', { parents: [], indent: 0 }],
    ['spec:\r\n  sourceRef:\r\n    $0\r\n', { parents: ['spec', 'sourceRef'] }],
    ['spec:\n  path: $0', undefined],
    ['spec:\n  # $0', undefined],
    ['spec: {$0}', undefined],
    ['spec:\n\t$0', undefined],
  ];
  for (const [text, wanted] of cases) {
    test(JSON.stringify(text), () => {
      const { cursor } = memoryWorkspace(`//- a.yaml\n${text}`);
      const found = keyContext(cursor.file, cursor.offset);
      if (wanted === undefined) expect(found).toBeUndefined();
      else expect(found).toMatchObject(wanted);
    });
  }

  test('knows the keys that are there, above and below', () => {
    const { cursor } = memoryWorkspace('//- a.yaml\nspec:\n  path: x\n  sourceRef:\n    kind: y\n  $0\n  prune: true\nstatus: {}\n');
    expect([...(keyContext(cursor.file, cursor.offset)?.present ?? [])].sort()).toEqual(['path', 'prune', 'sourceRef']);
  });
});

describe('fields', () => {
  test('come with the required ones first, and none that is there', () => {
    const labels = labelsAt(`${head}spec:\n  prune: true\n  $0\n  path: ./a\n`);
    expect(labels.slice(0, 5)).toEqual(['interval', 'sourceRef', 'dependsOn', 'targetNamespace', 'wait']);
    expect(labels).not.toContain('prune');
    expect(labels).not.toContain('path');
  });

  test('of a kustomize file come as they are used, those that are going last', () => {
    const labels = labelsAt('namespace: a\n$0', 'kustomization.yaml');
    expect(labels.slice(0, 4)).toEqual(['apiVersion', 'kind', 'resources', 'components']);
    expect(labels.indexOf('commonLabels')).toBeGreaterThan(labels.indexOf('validators'));
  });

  test('go in with a colon and, for mappings and lists, the next line at its column', () => {
    expect(accept(`${head}spec:\n  int$0\n`, 'interval')).toBe(`${head}spec:\n  interval: \n`);
    expect(accept(`${head}spec:\n  $0`, 'sourceRef')).toBe(`${head}spec:\n  sourceRef:\n    `);
    expect(accept(`${head}spec:\n  $0`, 'dependsOn')).toBe(`${head}spec:\n  dependsOn:\n    - `);
    expect(accept(`${head}spec:\n  patches:\n    - $0`, 'target')).toBe(`${head}spec:\n  patches:\n    - target:\n        `);
    expect(accept(`${head}spec:\n  dependsOn:\n    - name: a\n    $0`, 'name')).toBe(`${head}spec:\n  dependsOn:\n    - name: a\n    - name: `);
    expect(accept(`${head}spec:\n  inter$0: 10m\n`, 'interval')).toBe(`${head}spec:\n  interval: 10m\n`);
  });

  test('are those of the mapping at hand', () => {
    expect(labelsAt(`${head}spec:\n  sourceRef:\n    $0`)).toEqual(['kind', 'name', 'apiVersion', 'namespace']);
    expect(labelsAt(`${head}spec:\n  dependsOn:\n    - name: a\n      $0`)).toEqual(['namespace', 'readyExpr']);
    expect(labelsAt(`${head}spec:\n  path: ./a\n    $0`)).toEqual([]);
    expect(labelsAt(`${head}spec:\n  postBuild:\n    substitute:\n      $0`)).toEqual([]);
  });

  test('leave out the alternative to one that is taken, what the server writes, and what the installed Flux does not have', () => {
    const release = 'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata:\n  name: a\nspec:\n  chartRef:\n    kind: OCIRepository\n    name: a\n  $0\n';
    expect(labelsAt(release)).not.toContain('chart');
    expect(labelsAt(`${head}$0`)).toEqual(['spec']);
    expect(labelsAt(`apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: a\n  $0`)).toEqual(['namespace', 'labels', 'annotations', 'finalizers', 'generateName']);
    const old = `${bootstrap('clusters/a')}//- clusters/a/flux-system/gotk-components.yaml\n# Flux Version: v2.6.4\napiVersion: v1\nkind: Namespace\nmetadata:\n  name: flux-system\n`;
    expect(labelsAt(`${head}spec:\n  $0`, 'clusters/a/apps.yaml', old)).not.toContain('buildMetadata');
    expect(labelsAt(`${head}spec:\n  $0`, 'clusters/a/apps.yaml', old)).toContain('namePrefix');
  });

  test('of a kustomize file are those that the engine reads; deprecated ones come last', () => {
    const labels = labelsAt('resources:\n  - a.yaml\n$0', 'base/kustomization.yaml');
    expect(labels).toContain('configMapGenerator');
    expect(labels).not.toContain('resources');
    expect(labels.slice(-6)).toEqual(expect.arrayContaining(['bases', 'commonLabels', 'patchesJson6902', 'patchesStrategicMerge', 'vars']));
    expect(labelsAt('patches:\n  - path: a.yaml\n    $0', 'base/kustomization.yaml')).toEqual(['options', 'patch', 'target']);
  });

  test('of kinds that are not known are not made up', () => {
    expect(labelsAt('apiVersion: apps/v1\nkind: Deployment\nspec:\n  $0')).toEqual([]);
    expect(labelsAt('a: 1\n$0')).toEqual([]);
  });
});

describe('values', () => {
  test('are the choices of the field', () => {
    expect(labelsAt(`${head}spec:\n  deletionPolicy: $0`)).toEqual(['MirrorPrune', 'Delete', 'WaitForTermination', 'Orphan']);
    expect(labelsAt(`${head}spec:\n  prune: t$0\n`)).toEqual(['true', 'false']);
    expect(labelsAt(`${head}spec:\n  postBuild:\n    substituteFrom:\n      - kind: $0`)).toEqual(['ConfigMap', 'Secret']);
    expect(labelsAt(`${head}spec:\n  buildMetadata:\n    - $0`)).toEqual(['originAnnotations', 'transformerAnnotations']);
  });

  test('are usual durations, with hours only where they are taken', () => {
    expect(labelsAt(`${head}spec:\n  interval: $0`)).toContain('1h');
    const canary = 'apiVersion: flagger.app/v1beta1\nkind: Canary\nmetadata:\n  name: a\nspec:\n  analysis:\n    interval: $0';
    expect(labelsAt(canary)).toEqual(['1m', '5m', '10m', '30m']);
  });

  test('go in in place of what is typed', () => {
    expect(accept(`${head}spec:\n  deletionPolicy: Mi$0  # why\n`, 'Orphan')).toBe(`${head}spec:\n  deletionPolicy: Orphan  # why\n`);
  });
});

describe('the hover of a field', () => {
  const hoverAt = (text: string, path = 'a.yaml'): string | undefined => {
    const { cursor } = memoryWorkspace(`//- ${path}\n${text}`);
    return findFieldHover(cursor.file, cursor.offset)?.markdown;
  };

  test('says type, need, words and default', () => {
    const timeout = hoverAt(`${head}spec:\n  tim$0eout: 5m\n`);
    expect(timeout).toContain('**timeout** · text');
    expect(timeout).toContain('Not set: `interval` less 30s, at least 30s.');
    expect(hoverAt(`${head}spec:\n  p$0rune: true\n`)).toContain('· required');
    expect(hoverAt(`${head}spec:\n  deletion$0Policy: Orphan\n`)).toMatch(/since Flux 2\.5[^]*One of `MirrorPrune`, `Delete`/);
    expect(hoverAt('apiVersion: flagger.app/v1beta1\nkind: Canary\nspec:\n  analysis:\n    thr$0eshold: 5\n')).toContain('add up');
    expect(hoverAt('images:\n  - n$0ame: nginx\n', 'b/kustomization.yaml')).toContain('docker.io/library/nginx');
  });

  test('is silent on values, unknown fields and keys that are the user’s own', () => {
    expect(hoverAt(`${head}spec:\n  timeout: 5$0m\n`)).toBeUndefined();
    expect(hoverAt(`${head}spec:\n  time$0outs: 5m\n`)).toBeUndefined();
    expect(hoverAt(`${head}spec:\n  postBuild:\n    substitute:\n      na$0me: x\n`)).toBeUndefined();
  });
});
