// What an edit changes in every cluster: over shared bases, moves, removals with what is below, and rollouts.
import { describe, expect, test } from 'vitest';
import { kustomizationWords, whatChangesWords } from '../../../client/src/commands/whatChangesWords.ts';
import { findWhatChanges } from '../../../server/src/features/whatChanges.ts';
import type { Change } from '../../../server/src/workspace/session.ts';
import { configMap, memoryWorkspace } from '../../harness/memoryWorkspace.ts';

const kustomization = (name: string, path: string, more = 'prune: true') => `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: ${name}
  namespace: flux-system
spec:
  interval: 10m
  path: ${path}
  ${more}
  sourceRef:
    kind: GitRepository
    name: flux-system
`;

const workload = (image: string) => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: shop
spec:
  replicas: 1
  template:
    spec:
      containers:
        - name: web
          image: ${image}
---
apiVersion: flagger.app/v1beta1
kind: Canary
metadata:
  name: web
  namespace: shop
spec:
  targetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: web
`;

const files: Readonly<Record<string, string>> = {
  'clusters/prod/flux-system/gotk-sync.yaml': '# written by flux\n',
  'clusters/prod/apps.yaml': kustomization('apps', './apps/prod'),
  'clusters/prod/team.yaml': kustomization('team', './team'),
  'clusters/dev/flux-system/gotk-sync.yaml': '# written by flux\n',
  'clusters/dev/apps.yaml': kustomization('apps', './apps/dev', 'prune: false'),
  'apps/base/kustomization.yaml': 'resources: [web.yaml, settings.yaml]\n',
  'apps/base/web.yaml': workload('web:1'),
  'apps/base/settings.yaml': configMap('settings', 'shop', { color: 'red' }),
  'apps/prod/kustomization.yaml': 'resources: [../base]\n',
  'apps/dev/kustomization.yaml': 'resources: [../base, extra.yaml]\n',
  'apps/dev/extra.yaml': configMap('extra', 'shop', { size: 'small' }),
  'team/inner.yaml': kustomization('inner', './inner'),
  'inner/one.yaml': configMap('one', 'shop', { a: 'b' }),
};

function changesAfter(...edits: readonly (readonly [string, string])[]) {
  const { session } = memoryWorkspace(Object.entries(files).map(([path, text]) => `//- ${path}\n${text}`).join(''));
  const before = session.snapshot;
  // Snapshots of one session share builds: the older ones are made first, as those of a Git revision are in a session of their own.
  expect(before.graph.clusters).toHaveLength(2);
  const changes = edits.map(([path, text]): Change => ({ kind: 'text', uri: `file:///w/repo/${path}`, text }));
  return findWhatChanges(before, session.apply(...changes), 'HEAD');
}

const words = (changes: ReturnType<typeof changesAfter>) => changes.map((one) => `${kustomizationWords(one)}: ${one.objects.map(({ object, change, other, stays }) => `${object.kind} ${object.name} ${change}${other === '' ? '' : ` ${other}`}${stays ? ' stays' : ''}`).join(', ')}`);

describe('what an edit changes', () => {
  test('a base changes every cluster that builds on it, and each object once', () => {
    const changes = changesAfter(['apps/base/settings.yaml', configMap('settings', 'shop', { color: 'blue' })]);
    expect(words(changes).sort()).toEqual(['apps · clusters/dev: ConfigMap settings changed', 'apps · clusters/prod: ConfigMap settings changed']);
    expect(whatChangesWords(changes)).toBe('2 clusters: 2 changed');
  });

  test('a comment changes nothing', () => {
    expect(changesAfter(['apps/base/settings.yaml', `# why\n${files['apps/base/settings.yaml'] ?? ''}`])).toEqual([]);
  });

  test('a new image of a Canary’s target starts a rollout, a label of the Deployment does not', () => {
    const changes = changesAfter(['apps/base/web.yaml', workload('web:2')]);
    expect(changes.flatMap(({ objects }) => objects.map(({ rollout }) => rollout))).toEqual(['shop/web', 'shop/web']);
    expect(whatChangesWords(changes)).toBe('2 clusters: 2 changed; starts a rollout of Canary shop/web');
    const scaled = changesAfter(['apps/base/web.yaml', workload('web:1').replace('replicas: 1', 'replicas: 2')]);
    expect(scaled.flatMap(({ objects }) => objects.map(({ rollout }) => rollout))).toEqual(['', '']);
  });

  test('a Canary that goes while its target stays stops what serves; where nothing is pruned, or the target goes as well, it does not', () => {
    const [deployment = '', canary = ''] = workload('web:1').split('---\n');
    const outages = (text: string) => changesAfter(['apps/base/web.yaml', text]).map(({ cluster, objects }) => `${cluster}: ${objects.map(({ object, outage }) => `${object.kind} ${outage}`.trim()).join(', ')}`).sort();
    expect(outages(deployment)).toEqual(['clusters/dev: Canary', 'clusters/prod: Canary nothing serves any more: what Flagger made is deleted with it, and Deployment web stays at 0 replicas; apply `revertOnDeletion: true` first']);
    expect(outages(configMap('web', 'shop', {}))[1]).toBe('clusters/prod: ConfigMap, Deployment, Canary');
    expect(canary).toContain('targetRef');
    expect(whatChangesWords(changesAfter(['apps/base/web.yaml', deployment]))).toBe('2 clusters: 2 removed; nothing serves any more where Canary shop/web goes');
  });

  test('what is not applied any more goes, or stays where prune is off', () => {
    const changes = changesAfter(['apps/base/kustomization.yaml', 'resources: [web.yaml]\n']);
    expect(words(changes).sort()).toEqual(['apps · clusters/dev: ConfigMap settings removed stays', 'apps · clusters/prod: ConfigMap settings removed']);
  });

  test('an object that another Kustomization applies now has moved, and both say so', () => {
    const changes = changesAfter(['apps/base/kustomization.yaml', 'resources: [web.yaml]\n'], ['team/settings.yaml', files['apps/base/settings.yaml'] ?? '']);
    expect(words(changes)).toEqual(expect.arrayContaining(['apps · clusters/prod: ConfigMap settings movedAway flux-system/team', 'team · clusters/prod: ConfigMap settings movedHere flux-system/apps']));
  });

  test('a Kustomization that goes is named with those below it', () => {
    const changes = changesAfter(['clusters/prod/team.yaml', '# gone\n']);
    expect(words(changes)).toEqual(expect.arrayContaining(['team · clusters/prod (goes): Kustomization inner removed', 'inner · clusters/prod (goes): ConfigMap one removed']));
  });

  test('a build that fails now is told with its line, one that failed before is not', () => {
    const changes = changesAfter(['apps/prod/kustomization.yaml', 'resources: [../base, gone.yaml]\n']);
    expect(changes.map(({ cluster, problem }) => `${cluster}: ${problem ?? ''}`)).toEqual([expect.stringMatching(/^clusters\/prod: the build fails at apps\/prod\/kustomization\.yaml:1: /)]);
    expect(whatChangesWords(changes)).toBe('clusters/prod: no object changes; 1 Kustomization does not build');
  });
});
