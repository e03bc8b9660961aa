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
