// Which sources deliver the repository that declares them, where no remote tells: checkouts without remotes, forks, repositories kept in others.
import { describe, expect, test } from 'vitest';
import type { ClusterGraph } from '../../../server/src/graph/graph.ts';
import { bootstrap, configMap, memoryWorkspace } from '../../harness/memoryWorkspace.ts';

function kustomization(name: string, path: string, source: string, kind = 'GitRepository'): string {
  return `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: ${name}\n  namespace: flux-system\nspec:\n  interval: 10m\n  path: ${path}\n  prune: true\n  sourceRef:\n    kind: ${kind}\n    name: ${source}\n`;
}

function source(name: string, url: string, kind = 'GitRepository'): string {
  return `apiVersion: source.toolkit.fluxcd.io/v1\nkind: ${kind}\nmetadata:\n  name: ${name}\n  namespace: flux-system\nspec:\n  interval: 10m\n  url: ${url}\n`;
}

/** How each Flux Kustomization's source was resolved: the folder of the repository, or the state. */
function resolutions(cluster: ClusterGraph): Record<string, string> {
  return Object.fromEntries([...cluster.deliveries.values()].map(({ node, source: found }) => [node.object.name, found.state === 'local' ? `/${found.artifact.root}` : found.state]));
}

const home = `//- kubernetes/flux/config/cluster.yaml
${source('home', 'https://git.example/me/home-ops')}---
${kustomization('cluster', './kubernetes/flux', 'home')}//- kubernetes/flux/config/flux.yaml
${source('flux-manifests', 'oci://ghcr.io/fluxcd/flux-manifests', 'OCIRepository')}---
${kustomization('flux', './', 'flux-manifests', 'OCIRepository')}//- kubernetes/flux/apps.yaml
${kustomization('apps', './kubernetes/apps', 'home')}//- kubernetes/apps/crds/ks.yaml
${kustomization('gateway-api', './', 'gateway-api')}//- kubernetes/flux/repositories/gateway-api.yaml
${source('gateway-api', 'https://git.example/sigs/gateway-api')}//- kubernetes/apps/cm.yaml
${configMap('a', 'x')}//- mkdocs.yml
site_name: Home
`;

describe('a repository that names itself by its URL', () => {
  test('is followed without a remote; sources of other projects are not taken for it', () => {
    const { cluster } = memoryWorkspace(home);
    expect(cluster.entry).toMatchObject({ path: 'kubernetes/flux/config', by: 'kustomization' });
    expect(resolutions(cluster)).toEqual({ cluster: '/', flux: 'external', apps: '/', 'gateway-api': 'external' });
    expect(cluster.nodes.has('ConfigMap/x/a')).toBe(true);
  });

  test('is followed in a fork, and not in a repository of another name', () => {
    const fork = memoryWorkspace(home, { repo: { remotes: ['git@git.example:you/home-ops.git'] } });
    expect(resolutions(fork.cluster)).toMatchObject({ cluster: '/', apps: '/' });
    const other = memoryWorkspace(home, { repo: { remotes: ['git@git.example:you/website.git'] } });
    expect(other.snapshot.graph.clusters.flatMap((cluster) => Object.values(resolutions(cluster)))).not.toContain('/');
  });
});

describe('an artifact that was pushed from a folder', () => {
  const users = ['controllers/a', 'controllers/b', 'configs/c'].map((path, index) => `${kustomization(`part-${index}`, `./${path}`, 'infra', 'OCIRepository')}---\n`).join('');
  const files = ['controllers/a', 'controllers/b', 'configs/c'].map((path, index) => `//- infra/${path}/cm.yaml\n${configMap(`c${index}`, 'x')}`).join('');
  const instance = '//- clusters/local/flux-system/instance.yaml\napiVersion: fluxcd.controlplane.io/v1\nkind: FluxInstance\nmetadata:\n  name: flux\n  namespace: flux-system\nspec:\n  sync:\n    kind: OCIRepository\n    url: oci://registry.example/sync\n    ref: local\n    path: ./\n';

  test('is found when three paths or more all lie in one folder; the one that is synced as a whole lies around its FluxInstance', () => {
    const { cluster } = memoryWorkspace(`${instance}//- clusters/local/infra.yaml\n${users}${source('infra', 'oci://registry.example/infra', 'OCIRepository')}${files}//- README.yaml\nnot: an object\n`);
    expect(cluster.entry.path).toBe('clusters/local');
    expect(resolutions(cluster)).toEqual({ 'flux-system': '/clusters/local', 'part-0': '/infra', 'part-1': '/infra', 'part-2': '/infra' });
  });
});

describe('an entry point that is only kept here', () => {
  test('in a folder that is a repository of its own is read from there', () => {
    const nested = `${bootstrap('clusters/mgmt')}//- apps/cm.yaml\n${configMap('a', 'x')}//- clusters/mgmt/apps.yaml\n${kustomization('apps', './apps', 'flux-system')}`;
    const { cluster } = memoryWorkspace(nested.replaceAll('//- ', '//- repos/fleet/'));
    expect(cluster.entry.path).toBe('repos/fleet/clusters/mgmt');
    expect(resolutions(cluster)).toEqual({ 'flux-system': '/repos/fleet', apps: '/repos/fleet' });
    expect(cluster.nodes.has('ConfigMap/x/a')).toBe(true);
  });

  test('accuses no path when not one of them is here', () => {
    const { cluster } = memoryWorkspace(`//- testdata/a.yaml\n${kustomization('a', './apps/a', 'flux-system')}//- testdata/b.yaml\n${kustomization('b', './apps/b', 'flux-system')}`);
    expect(resolutions(cluster)).toEqual({ a: 'external', b: 'external' });
  });

  test('is none where Flux is only a base for others, and none is a patch without a source or a base without a path', () => {
    const fragment = 'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: flux-system\n  namespace: flux-system\nspec:\n  path: ./clusters/dev\n';
    const { cluster } = memoryWorkspace(`//- base/gotk-components.yaml\n${configMap('components', 'x')}//- dev/patch.yaml\n${fragment}//- base/sample.yaml\n${kustomization('sample', './x', 'fleet').replace('  path: ./x\n', '')}//- base/sync.yaml\n${kustomization('root', './apps', 'fleet')}//- apps/cm.yaml\n${configMap('a', 'x')}`);
    expect(cluster.entry).toMatchObject({ path: 'base', by: 'kustomization' });
    expect([...cluster.deliveries.keys()]).toEqual(['Kustomization/flux-system/root']);
  });
});

describe('a GitRepository that includes another', () => {
  const including = (include: string): string =>
    `//- clusters/a/flux.yaml\n${source('fleet', 'https://git.example/fleet')}  include:\n    - repository:\n        name: lib\n${include}---\n${source('lib', 'https://git.example/lib')}---\n${kustomization('root', './clusters/a', 'fleet')}---\n${kustomization('shared', './shared/apps', 'fleet')}`;
  const lib = `//- [lib] deploy/apps/cm.yaml\n${configMap('from-lib', 'x')}`;
  const remotes = { repo: { remotes: ['https://git.example/fleet'] }, lib: { remotes: ['https://git.example/lib'] } };

  test('has its files in the folder that is named', () => {
    const workspace = memoryWorkspace(`${including('      fromPath: deploy\n      toPath: shared\n')}${lib}`, remotes);
    expect(workspace.cluster.nodes.get('ConfigMap/x/from-lib')?.origin.file.uri).toBe('file:///w/lib/deploy/apps/cm.yaml');
    workspace.session.apply({ kind: 'text', uri: 'file:///w/lib/deploy/apps/cm.yaml', text: configMap('renamed', 'x') });
    expect(workspace.cluster.nodes.has('ConfigMap/x/renamed')).toBe(true);
  });

  test('is not judged when the other one is not here', () => {
    expect(resolutions(memoryWorkspace(including('      toPath: shared\n'), { repo: remotes.repo }).cluster)).toEqual({ root: '/', shared: 'external' });
  });
});

describe('the Flux version that a repository installs', () => {
  const install = (version: string): string => `//- bootstrap/kustomization.yaml\nresources:\n  - github.com/fluxcd/flux2/manifests/install?ref=${version}\n`;
  const versions = (text: string): readonly (string | undefined)[] => memoryWorkspace(text).snapshot.graph.clusters.map(({ fluxVersion }) => fluxVersion);

  test('counts for its only cluster, and for none where there are more clusters than installations', () => {
    expect(versions(`${bootstrap('clusters/a')}${install('v2.2.2')}`)).toEqual(['v2.2.2']);
    expect(versions(`${bootstrap('clusters/a')}${bootstrap('clusters/b')}${install('v2.2.2')}`)).toEqual([undefined, undefined]);
  });
});
