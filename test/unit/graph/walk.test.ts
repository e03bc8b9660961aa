import { describe, expect, test } from 'vitest';
import type { ClusterGraph } from '../../../server/src/graph/graph.ts';
import { bootstrap, configMap, fluxKustomization, memoryWorkspace } from '../../harness/memoryWorkspace.ts';

function idsOf(cluster: ClusterGraph, kind: string): readonly string[] {
  return [...cluster.nodes.values()].filter(({ object, presence }) => object.kind === kind && presence === 'declared').map(({ id }) => id);
}

describe('entry points', () => {
  test('one for each bootstrapped cluster, each with its own objects', () => {
    const { snapshot } = memoryWorkspace(`${bootstrap('clusters/a')}//- clusters/a/apps.yaml\n${fluxKustomization('apps', './apps/a')}${bootstrap('clusters/b')}//- clusters/b/apps.yaml\n${fluxKustomization('apps', './apps/b')}//- apps/a/cm.yaml\n${configMap('a', 'x')}//- apps/b/cm.yaml\n${configMap('b', 'x')}`);
    expect(snapshot.graph.clusters.map(({ entry }) => [entry.path, entry.by])).toEqual([['clusters/a', 'bootstrap'], ['clusters/b', 'bootstrap']]);
    expect(snapshot.graph.clusters.map((cluster) => idsOf(cluster, 'ConfigMap'))).toEqual([['ConfigMap/x/a'], ['ConfigMap/x/b']]);
  });

  test('the sync of a FluxInstance, also in the values of its chart', () => {
    const instance = (sync: string): string => `//- cluster/start.yaml\n${fluxKustomization('apps', './apps')}//- apps/cm.yaml\n${configMap('a', 'x')}${sync}`;
    const asObject = instance('//- boot/instance.yaml\napiVersion: fluxcd.controlplane.io/v1\nkind: FluxInstance\nmetadata:\n  name: flux\n  namespace: flux-system\nspec:\n  sync:\n    kind: GitRepository\n    url: https://git.example/fleet\n    ref: refs/heads/main\n    path: cluster\n');
    const asValues = instance('//- boot/release.yaml\napiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata:\n  name: flux-instance\n  namespace: flux-system\nspec:\n  interval: 1h\n  chartRef:\n    kind: OCIRepository\n    name: flux-instance\n  values:\n    instance:\n      sync:\n        kind: GitRepository\n        url: https://git.example/fleet\n        ref: refs/heads/main\n        path: cluster\n');
    for (const text of [asObject, asValues]) {
      const { cluster } = memoryWorkspace(text);
      expect(cluster.entry).toMatchObject({ path: 'cluster', by: 'instance', ref: 'main' });
      expect(idsOf(cluster, 'ConfigMap')).toEqual(['ConfigMap/x/a']);
    }
  });

  test('without bootstrap: the Flux Kustomizations that no other applies; drafts in hidden folders stay out', () => {
    const { cluster } = memoryWorkspace(`//- clusters/dev/all.yaml\n${fluxKustomization('all', './clusters/dev/parts')}//- clusters/dev/parts/apps.yaml\n${fluxKustomization('apps', './apps')}//- apps/cm.yaml\n${configMap('a', 'x')}//- .archive/old.yaml\n${fluxKustomization('old', './apps')}`);
    expect(cluster.entry).toMatchObject({ path: 'clusters/dev', by: 'kustomization' });
    expect([...cluster.deliveries.keys()]).toEqual(['Kustomization/flux-system/all', 'Kustomization/flux-system/apps']);
  });

  test('none in a folder without Flux', () => {
    expect(memoryWorkspace(`//- a/cm.yaml\n${configMap('a', 'x')}`).snapshot.graph.clusters).toEqual([]);
  });
});

describe('what a parent does to a child is done before the child is followed', () => {
  test('a patch of the parent moves the path; the namespace of the kustomize file holds', () => {
    const text = `${bootstrap('clusters/a')}//- clusters/a/parent.yaml
${fluxKustomization('parent', './parts', '  patches:\n    - target:\n        kind: Kustomization\n      patch: |\n        - op: replace\n          path: /spec/path\n          value: ./apps/right\n')}//- parts/kustomization.yaml
namespace: tenants
resources:
  - child.yaml
//- parts/child.yaml
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: child
spec:
  interval: 10m
  path: ./apps/wrong
  prune: true
  sourceRef:
    kind: GitRepository
    name: flux-system
    namespace: flux-system
//- apps/right/cm.yaml
${configMap('right', 'x')}`;
    const { cluster } = memoryWorkspace(text);
    const child = cluster.deliveries.get('Kustomization/tenants/child');
    expect(child?.path).toBe('apps/right');
    expect(child?.parent).toBe('Kustomization/flux-system/parent');
    expect(child?.applies).toEqual(['ConfigMap/x/right']);
    // The value remembers both lines: where it was written, and the parent's patch that changed it.
    const path = child?.kustomization.path?.node;
    expect(path?.file.path).toBe('parts/child.yaml');
    const changes = path?.kind === 'scalar' ? path.changes : undefined;
    expect(changes?.map(({ by, span, before }) => [by, span?.file.path, before])).toEqual([['patch', 'clusters/a/parent.yaml', './apps/wrong']]);
  });

  test('variables come from a ConfigMap that a sibling applies', () => {
    const substitute = '  postBuild:\n    substituteFrom:\n      - kind: ConfigMap\n        name: settings\n';
    const { cluster } = memoryWorkspace(`${bootstrap('clusters/a')}//- clusters/a/all.yaml\n${fluxKustomization('apps', './apps', substitute)}---\n${fluxKustomization('config', './config')}//- config/cm.yaml\n${configMap('settings', 'flux-system', { WHO: 'world' })}//- apps/cm.yaml\n${configMap('hello-${WHO}', 'x')}`);
    expect(cluster.deliveries.get('Kustomization/flux-system/apps')?.applies).toEqual(['ConfigMap/x/hello-world']);
  });
});

describe('sources', () => {
  const second = (url: string): string => `${bootstrap('clusters/a')}//- clusters/a/second.yaml
apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata:
  name: second
  namespace: flux-system
spec:
  interval: 1m
  url: ${url}
---
${fluxKustomization('second', './k8s').replace('name: flux-system\n', 'name: second\n').replace('sourceRef:\n    kind: GitRepository\n    name: flux-system', 'sourceRef:\n    kind: GitRepository\n    name: second')}//- [app] k8s/cm.yaml
${configMap('there', 'x')}`;

  test('another repository is found by its remote, however the URL is written', () => {
    for (const [url, remote] of [
      ['https://github.com/Acme/app', 'git@github.com:acme/app.git'],
      ['ssh://git@github.com/acme/app.git', 'https://github.com/acme/app'],
    ] as const) {
      const { cluster } = memoryWorkspace(second(url), { app: { remotes: [remote] } });
      const delivery = cluster.deliveries.get('Kustomization/flux-system/second');
      expect(delivery?.source.state).toBe('local');
      expect(delivery?.applies).toEqual(['ConfigMap/x/there']);
      expect(cluster.open).toBe(false);
    }
  });

  test('a repository that is not open is external: the cluster is open, nothing is missing', () => {
    const { cluster } = memoryWorkspace(second('https://github.com/acme/elsewhere'), { app: { remotes: ['https://github.com/acme/app'] } });
    expect(cluster.deliveries.get('Kustomization/flux-system/second')?.source).toMatchObject({ state: 'external' });
    expect(cluster.open).toBe(true);
  });

  test('an artifact that is made of a folder: its root is the one that fits all paths', () => {
    const oci = (name: string, path: string): string => fluxKustomization(name, path).replace('kind: GitRepository', 'kind: OCIRepository');
    const { cluster } = memoryWorkspace(`//- deploy/clusters/x/all.yaml\n${oci('all', './clusters/x/parts')}//- deploy/clusters/x/parts/a.yaml\n${oci('a', './apps/a')}//- deploy/apps/a/cm.yaml\n${configMap('a', 'x')}//- other/cm.yaml\n${configMap('b', 'x')}`);
    expect(cluster.deliveries.get('Kustomization/flux-system/a')).toMatchObject({ path: 'apps/a', pathExists: true, applies: ['ConfigMap/x/a'] });
  });

  test('an ArtifactGenerator makes artifacts of folders', () => {
    const generator = 'apiVersion: source.extensions.fluxcd.io/v1beta1\nkind: ArtifactGenerator\nmetadata:\n  name: parts\n  namespace: flux-system\nspec:\n  sources:\n    - alias: repo\n      kind: GitRepository\n      name: flux-system\n  artifacts:\n    - name: web\n      copy:\n        - from: "@repo/apps/web/**"\n          to: "@artifact/"\n';
    const user = fluxKustomization('web', './').replace('kind: GitRepository\n    name: flux-system', 'kind: ExternalArtifact\n    name: web');
    const { cluster } = memoryWorkspace(`${bootstrap('clusters/a')}//- clusters/a/all.yaml\n${user}---\n${generator}//- apps/web/cm.yaml\n${configMap('web', 'x')}//- apps/api/cm.yaml\n${configMap('api', 'x')}`);
    expect(cluster.deliveries.get('Kustomization/flux-system/web')?.applies).toEqual(['ConfigMap/x/web']);
  });

  test('files that the source ignores are not there', () => {
    const { cluster } = memoryWorkspace(`${bootstrap('clusters/a')}//- clusters/a/apps.yaml\n${fluxKustomization('apps', './apps')}//- apps/cm.yaml\n${configMap('in', 'x')}//- apps/draft.yaml\n${configMap('out', 'x')}//- .sourceignore\n/apps/draft.yaml\n`);
    expect(idsOf(cluster, 'ConfigMap')).toEqual(['ConfigMap/x/in']);
  });
});

describe('an edit', () => {
  test('builds anew only what read the file', () => {
    const { session } = memoryWorkspace(`${bootstrap('clusters/a')}//- clusters/a/all.yaml\n${fluxKustomization('one', './one')}---\n${fluxKustomization('two', './two')}//- one/cm.yaml\n${configMap('one', 'x')}//- two/cm.yaml\n${configMap('two', 'x')}`);
    const buildOf = (name: string) => session.snapshot.graph.clusters[0]?.deliveries.get(`Kustomization/flux-system/${name}`)?.build;
    const [one, two] = [buildOf('one'), buildOf('two')];
    session.apply({ kind: 'text', uri: 'file:///w/repo/one/cm.yaml', text: configMap('changed', 'x') });
    expect(buildOf('two')).toBe(two);
    expect(buildOf('one')).not.toBe(one);
    expect(buildOf('one')?.objects.map(({ name }) => name)).toEqual(['changed']);
  });

  test('sees a file that comes: a folder without a kustomize file applies it', () => {
    const { session } = memoryWorkspace(`${bootstrap('clusters/a')}//- clusters/a/all.yaml\n${fluxKustomization('one', './one')}//- one/cm.yaml\n${configMap('one', 'x')}`);
    session.apply({ kind: 'text', uri: 'file:///w/repo/one/more.yaml', text: configMap('more', 'x') });
    expect(session.snapshot.graph.clusters[0]?.deliveries.get('Kustomization/flux-system/one')?.applies).toEqual(['ConfigMap/x/one', 'ConfigMap/x/more']);
  });

  test('leaves the snapshot before it as it was', () => {
    const { session } = memoryWorkspace(`${bootstrap('clusters/a')}//- clusters/a/all.yaml\n${fluxKustomization('one', './one')}//- one/cm.yaml\n${configMap('one', 'x')}`);
    const before = session.snapshot;
    session.apply({ kind: 'text', uri: 'file:///w/repo/one/cm.yaml', text: configMap('two', 'x') });
    expect(before.file('file:///w/repo/one/cm.yaml')?.text).toContain('name: one');
  });
});
