/** Completion through what stands between a patch and its target: nested bases, generators, prefixes, keys with slashes; and references of every sort. */
import { describe, expect, test } from 'vitest';
import { findCompletions, type Proposal } from '../../../server/src/features/completion/completion.ts';
import { bootstrap, configMap, fluxKustomization, memoryWorkspace } from '../../harness/memoryWorkspace.ts';

function proposalsAt(text: string): readonly Proposal[] {
  const { snapshot, cursor } = memoryWorkspace(text);
  return findCompletions(snapshot, cursor.file, cursor.offset).toSorted((a, b) => a.order - b.order);
}

const labelsAt = (text: string): readonly string[] => proposalsAt(text).map(({ label }) => label);

const web = 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n  annotations:\n    example.org/owner: a\n    tilde~key: b\nspec:\n  replicas: 2\n';
/** Three levels: the base has the object, the middle a prefix and a patch, the overlay asks. */
const levels = (tail: string): string => `//- base/web.yaml\n${web}//- base/kustomization.yaml\nresources:\n  - web.yaml\nconfigMapGenerator:\n  - name: settings\n    literals:\n      - COLOR=blue\n//- middle/kustomization.yaml\nnamePrefix: dev-\nresources:\n  - ../base\npatches:\n  - target:\n      kind: Deployment\n    patch: |\n      - op: add\n        path: /spec/paused\n        value: true\n//- overlay/kustomization.yaml\nresources:\n  - ../middle\n${tail}`;

describe('JSON pointers through nested bases', () => {
  const pointers = (target: string, typed = ''): readonly string[] => labelsAt(levels(`patches:\n  - target:\n${target}    patch: |\n      - op: replace\n        path: ${typed}$0\n`));
  test('are those of the object as the bases leave it: what they added is there', () => {
    expect(pointers('      kind: Deployment\n      name: dev-web\n')).toEqual(expect.arrayContaining(['/spec/replicas', '/spec/paused']));
  });
  test('escape slashes and tildes in keys', () => {
    expect(pointers('      kind: Deployment\n', '/metadata/annotations/')).toEqual(expect.arrayContaining(['/metadata/annotations/example.org~1owner', '/metadata/annotations/tilde~0key']));
    const value = levels('patches:\n  - target:\n      kind: Deployment\n    patch: |\n      - op: replace\n        path: /metadata/annotations/example.org~1owner\n        value: $0\n');
    expect(labelsAt(value)).toEqual(['a']);
  });
  test('reach generated objects by the names that patches select them by', () => {
    expect(pointers('      kind: ConfigMap\n      name: dev-settings\n')).toContain('/data/COLOR');
    expect(labelsAt(levels('patches:\n  - target:\n      kind: ConfigMap\n      name: $0\n'))).toEqual(['dev-settings']);
  });
  test('in a Flux Kustomization over the overlay', () => {
    const flux = fluxKustomization('apps', './overlay', '  patches:\n    - target:\n        kind: Deployment\n      patch: |\n        - op: replace\n          path: $0\n');
    expect(labelsAt(`${bootstrap('clusters/a')}//- clusters/a/apps.yaml\n${flux}${levels('')}`)).toEqual(expect.arrayContaining(['/spec/replicas', '/spec/paused']));
  });
});

test('fields of a merge patch are those of the object through nested bases', () => {
  const labels = labelsAt(levels('patches:\n  - patch: |\n      apiVersion: apps/v1\n      kind: Deployment\n      metadata:\n        name: dev-web\n      spec:\n        $0\n'));
  expect(labels).toEqual(expect.arrayContaining(['replicas', 'paused']));
});

describe('the patches before one have been applied', () => {
  const first = '  - target:\n      kind: Deployment\n    patch: |\n      - op: replace\n        path: /spec/replicas\n        value: 5\n';
  const second = '  - target:\n      kind: Deployment\n    patch: |\n      - op: replace\n        path: /spec/replicas\n        value: $0\n';
  const later = '  - target:\n      kind: Deployment\n    patch: |\n      - op: replace\n        path: /spec/replicas\n        value: 9\n';

  test('in one kustomize file, and those behind it have not', () => {
    expect(labelsAt(levels(`patches:\n${first}${second}${later}`))).toEqual(['5']);
    expect(labelsAt(levels(`patches:\n${second}${later}`))).toEqual(['2']);
  });
  test('in front of one that is half typed too, and those behind it have not', () => {
    expect(labelsAt(levels(`patches:\n${first}  - target:\n      kind: $0\n${later}`))).toEqual(['Deployment', 'ConfigMap']);
    expect(labelsAt(levels(`patches:\n${first}  - target:\n      kind: Deployment\n    patch: |\n      - op: replace\n        path: /spec/replicas\n        value: $0\n      - op\n${later}`))).toEqual(['5']);
  });
  test('the folder’s before those of a Flux Kustomization', () => {
    const flux = fluxKustomization('apps', './overlay', `  patches:\n${second.replaceAll(/^/gm, '  ').trimEnd()}\n`);
    expect(labelsAt(`${bootstrap('clusters/a')}//- clusters/a/apps.yaml\n${flux}${levels(`patches:\n${first}`)}`)).toEqual(['5']);
  });
  test('before a patch in a file of its own', () => {
    const file = '//- overlay/merge.yaml\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: dev-web\nspec:\n  replicas: $0\n';
    expect(labelsAt(`${levels(`patches:\n${first}  - path: merge.yaml\n`)}${file}`)).toEqual(['5']);
    expect(labelsAt(`${levels(`patches:\n  - path: merge.yaml\n${first}`)}${file}`)).toEqual(['2']);
  });
  test('and all of them before images and replicas', () => {
    expect(labelsAt(levels(`patches:\n${first}replicas:\n  - name: dev-web\n    count: $0\n`))).toEqual(['5']);
  });
});

test('resources never offer a folder that leads back here', () => {
  const middle = (tail: string): string => levels('').replace('resources:\n  - ../base', `resources:\n  - ../base\n${tail}`);
  expect(labelsAt(`${middle('  - $0')}//- other/kustomization.yaml\nresources: []\n//- far/kustomization.yaml\nresources: [../overlay]\n`)).toEqual(['../other']);
});

test('resources never offer a folder of a circle that leads back here', () => {
  const circle = '//- a/kustomization.yaml\nresources: [../b, ../own]\n//- b/kustomization.yaml\nresources: [../a]\n';
  expect(labelsAt(`${circle}//- own/kustomization.yaml\nresources:\n  - $0\n//- other/kustomization.yaml\nresources: []\n`)).toEqual(['../other']);
});

describe('references', () => {
  const around = (own: string, more = ''): string => `${bootstrap('clusters/a')}//- clusters/a/apps.yaml\n${fluxKustomization('apps', './apps')}---\n${configMap('vars', 'flux-system', { HOST: 'x' })}---\napiVersion: v1\nkind: Secret\nmetadata:\n  name: keys\n  namespace: flux-system\nstringData:\n  TOKEN: hunter22\n---\n${configMap('elsewhere', 'other', { A: 'b' })}//- apps/all.yaml\n${more}//- ${own}`;
  const object = (apiVersion: string, kind: string, name: string, namespace: string, spec = '  a: b\n'): string => `---\napiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: ${name}\n  namespace: ${namespace}\nspec:\n${spec}`;

  test('substituteFrom: ConfigMaps and Secrets of the own namespace, with their kind', () => {
    const found = (kind: string): readonly string[] => labelsAt(around(`clusters/a/more.yaml\n${fluxKustomization('more', './apps', `  postBuild:\n    substituteFrom:\n      - kind: ${kind}\n        name: $0\n`)}`));
    expect(found('ConfigMap')).toEqual(['vars']);
    expect(found('Secret')).toEqual(['keys']);
    expect(labelsAt(around(`clusters/a/more.yaml\n${fluxKustomization('more', './apps', '  postBuild:\n    substituteFrom:\n      - kind: $0\n')}`))).toEqual(['ConfigMap', 'Secret']);
  });

  test('valuesFrom and its keys', () => {
    const release = (tail: string): string => around(`clusters/a/release.yaml\napiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata:\n  name: shop\n  namespace: flux-system\nspec:\n  valuesFrom:\n    - kind: ConfigMap\n${tail}`);
    expect(labelsAt(release('      name: $0\n'))).toEqual(['vars']);
    expect(labelsAt(release('      name: vars\n      valuesKey: $0\n'))).toEqual(['HOST']);
  });

  const canary = (tail: string): string => `apps/canary.yaml\napiVersion: flagger.app/v1beta1\nkind: Canary\nmetadata:\n  name: web\n  namespace: shop\nspec:\n${tail}`;
  const objects = [
    object('gateway.networking.k8s.io/v1', 'Gateway', 'front', 'edge'),
    object('networking.k8s.io/v1', 'Ingress', 'shop', 'shop'),
    object('networking.k8s.io/v1', 'Ingress', 'far', 'other'),
    object('flagger.app/v1beta1', 'MetricTemplate', 'errors', 'monitoring'),
    object('flagger.app/v1beta1', 'AlertProvider', 'chat', 'monitoring'),
    object('autoscaling/v2', 'HorizontalPodAutoscaler', 'web', 'shop'),
  ].join('');
  test.each<readonly [string, string, readonly string[], string | undefined]>([
    ['gatewayRefs', '  service:\n    gatewayRefs:\n      - name: $0\n', ['front'], 'namespace: edge'],
    ['ingressRef', '  ingressRef:\n    apiVersion: networking.k8s.io/v1\n    kind: Ingress\n    name: $0\n', ['shop'], undefined],
    ['templateRef', '  analysis:\n    metrics:\n      - name: a\n        templateRef:\n          name: $0\n', ['errors'], 'namespace: monitoring'],
    ['providerRef', '  analysis:\n    alerts:\n      - name: a\n        providerRef:\n          name: $0\n', ['chat'], 'namespace: monitoring'],
    ['autoscalerRef', '  autoscalerRef:\n    apiVersion: autoscaling/v2\n    kind: HorizontalPodAutoscaler\n    name: $0\n', ['web'], undefined],
  ])('%s of a Canary, with the namespace where it is another', (_field, tail, labels, extra) => {
    const found = proposalsAt(around(canary(tail), objects));
    expect(found.map(({ label }) => label)).toEqual(labels);
    expect(found[0]?.extra?.text.trim()).toBe(extra);
  });
});

describe('in the value of a JSON patch', () => {
  const release = 'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata:\n  name: web\n  namespace: shop\nspec:\n  dependsOn: []\n';
  const other = release.replaceAll('web', 'db');
  const patch = (value: string): string => `patches:\n  - target:\n      kind: HelmRelease\n      name: web\n    patch: |\n      - op: add\n        path: ${value}\n`;
  const flux = (more: string): string => `${bootstrap('clusters/a')}//- clusters/a/apps.yaml\n${fluxKustomization('apps', './apps', more)}//- apps/web.yaml\n${release}---\n${other}`;

  test('stand the names that the target’s field takes', () => {
    const text = `${flux('')}//- apps/kustomization.yaml\nresources:\n  - web.yaml\n`;
    expect(labelsAt(`${text}${patch('/spec/dependsOn/-\n        value:\n          name: $0')}`)).toEqual(['db']);
    expect(labelsAt(`${text}${patch('/spec/dependsOn\n        value:\n          - name: $0')}`)).toEqual(['db']);
  });
  test('also in a component that only a Flux Kustomization lists', () => {
    const text = `${flux('  components:\n    - ../wait\n')}//- wait/kustomization.yaml\nkind: Component\napiVersion: kustomize.config.k8s.io/v1alpha1\n`;
    expect(labelsAt(`${text}${patch('/spec/dependsOn/-\n        value:\n          name: $0')}`)).toEqual(['db']);
    expect(labelsAt(`${text}${patch('/spec/$0')}`)).toContain('/spec/dependsOn/-');
  });
});
