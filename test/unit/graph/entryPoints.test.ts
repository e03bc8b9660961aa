// Entry points around whose folder somebody syncs more.
import { describe, expect, test } from 'vitest';
import { findDeclaredEntries } from '../../../server/src/graph/entryPoints.ts';
import { rawFilesOf } from '../../../server/src/graph/rawIndex.ts';
import { fluxKustomization, memoryWorkspace } from '../../harness/memoryWorkspace.ts';

const git = (name: string, url: string): string => `apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata:\n  name: ${name}\n  namespace: flux-system\nspec:\n  interval: 1m\n  url: ${url}\n`;
const sync = (cluster: string): string => `//- clusters/${cluster}/flux-system/gotk-sync.yaml\n${git('flux-system', 'ssh://git@git.example/fleet')}---\n${fluxKustomization('flux-system', `./clusters/${cluster}`)}`;
const around = (source: string): string => fluxKustomization('around', './clusters').replace('    name: flux-system\n', `    name: ${source}\n`);
const withComponent = around('flux-system').replace('spec:\n', 'spec:\n  components: [../shared]\n');

describe('an entry point is a part of what is synced around it', () => {
  const isPart = (more: string): boolean => memoryWorkspace(`${sync('a')}//- more.yaml\n${more}`).cluster.entry.isPart === true;
  test.each([
    ['from the same source', around('flux-system')],
    ['from the same URL in another spelling', `${around('again')}---\n${git('again', 'https://git.example/fleet.git')}`],
    ['from a source that no file declares', around('unknown')],
    ['from a URL with variables', `${around('open')}---\n${git('open', 'https://git.example/${repository}')}`],
    ['which lists nothing and generates a ConfigMap', `${around('flux-system')}//- clusters/kustomization.yaml\nresources: []\nconfigMapGenerator:\n  - name: settings\n    literals: [a=b]\n`],
    ['which lists nothing, with a component that brings objects', `${withComponent}//- clusters/kustomization.yaml\nresources: []\n//- shared/kustomization.yaml\nkind: Component\nresources: [settings.yaml]\n`],
    ['from an artifact', around('pushed').replace('GitRepository', 'OCIRepository')],
  ])('%s', (_what, more) => expect(isPart(more)).toBe(true));
  test.each([
    ['where another repository has a folder of that name', `${around('other')}---\n${git('other', 'https://git.example/other')}`],
    ['where the folder is its own or lies beside', fluxKustomization('a', './clusters/a').concat('---\n', fluxKustomization('b', './cluster'))],
    ['where the folder around has a kustomize file that lists nothing, for components alone that only change others', `${withComponent}//- clusters/kustomization.yaml\nresources: []\n//- shared/kustomization.yaml\nkind: Component\npatches: []\n`],
    ['where nothing else is synced', git('other', 'https://git.example/other')],
  ])('but not %s', (_what, more) => expect(isPart(more)).toBe(false));
});

test('the files are looked through as often for many clusters as for one', () => {
  const looksFor = (clusters: number): number => {
    const { snapshot } = memoryWorkspace(`${Array.from({ length: clusters }, (_, index) => sync(`c${index}`)).join('')}//- more.yaml\n${around('flux-system')}`);
    const [repository] = snapshot.repositories;
    if (repository === undefined) throw new Error('no repository');
    let looks = 0;
    const raw = rawFilesOf(repository.tree).map((one) => (one.file.path !== 'more.yaml' ? one : { ...one, get file() {
      looks++;
      return one.file;
    } }));
    expect(findDeclaredEntries(repository, raw).map(({ entry }) => entry.isPart)).toEqual(Array.from({ length: clusters }, () => true));
    return looks;
  };
  expect(looksFor(20)).toBe(looksFor(1));
});

test('a FluxInstance whose path has the cluster as a variable starts at each folder of clusters that is made to be applied', () => {
  const instance = (path: string): string => `apiVersion: fluxcd.controlplane.io/v1\nkind: FluxInstance\nmetadata:\n  name: flux\n  namespace: flux-system\nspec:\n  distribution:\n    version: 2.9.x\n    registry: ghcr.io/fluxcd\n  sync:\n    kind: GitRepository\n    url: https://git.example/fleet\n    ref: refs/heads/main\n    path: ${path}\n`;
  const fleet = (path: string): readonly string[] => {
    const clusters = ['a', 'b'].map((name) => `//- clusters/${name}/start/apps.yaml\n${fluxKustomization('apps', './apps')}`).join('');
    const { snapshot } = memoryWorkspace(`//- flux/instance.yaml\n${instance(path)}${clusters}//- clusters/notes/start/readme.yaml\nabout: nothing\n//- apps/kustomization.yaml\nresources: []\n`);
    return snapshot.graph.clusters.map(({ entry, deliveries }) => `${entry.by} ${entry.path} ${[...deliveries.keys()].sort().join(', ')}`);
  };
  const both = ['a', 'b'].map((name) => `instance clusters/${name}/start Kustomization/flux-system/apps, Kustomization/flux-system/flux-system`);
  expect(fleet('./clusters/${CLUSTER}/start')).toEqual(both);
  expect(fleet('clusters/a/start')).toEqual(both.slice(0, 1));
  // A part that is only half a variable may be anything.
  expect(fleet('clusters/x-${CLUSTER}/start')).toEqual([expect.stringMatching(/^instance clusters\/x-\$\{CLUSTER\}\/start /)]);
});
