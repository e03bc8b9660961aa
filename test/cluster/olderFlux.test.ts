// A cluster whose Flux is years old: its kinds are served in beta versions only, and its statuses speak the old form.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readReadiness } from '../../client/src/flux/readiness.ts';
import { isJson, listAt, textAt, type Json } from './harness/apiClient.ts';
import type { ControlPlane } from './harness/controlPlane.ts';
import { untilDefinitionsServed } from './harness/definitions.ts';
import { startPrivatePlane } from './harness/privatePlane.ts';
import { SessionOpener } from './harness/suite.ts';
import { waitUntil } from './harness/waitUntil.ts';

const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
/** What Flux 0.39 served. */
const oldVersions: Readonly<Record<string, readonly string[]>> = {
  'kustomizations.kustomize.toolkit.fluxcd.io': ['v1beta2', 'v1beta1'],
  'gitrepositories.source.toolkit.fluxcd.io': ['v1beta2', 'v1beta1'],
  'helmrepositories.source.toolkit.fluxcd.io': ['v1beta2'],
  'helmreleases.helm.toolkit.fluxcd.io': ['v2beta1'],
};

let plane: ControlPlane;
let opener: SessionOpener;

beforeAll(async () => {
  plane = await startPrivatePlane();
  opener = new SessionOpener(plane.info, { closeAfterAll: false });
  for (const [name, versions] of Object.entries(oldVersions)) await replaceDefinition(name, versions);
  for (const name of ['buckets', 'helmcharts', 'ocirepositories', 'externalartifacts']) await plane.api.delete(`${definitions}/${name}.source.toolkit.fluxcd.io`);
  await untilDefinitionsServed(plane.api);
});

afterAll(async () => {
  opener.closeAll();
  await plane.stop();
});

/** Serves the kind in other versions; the first is stored. */
async function replaceDefinition(name: string, versions: readonly string[]): Promise<void> {
  const live = await plane.api.get(`${definitions}/${name}`);
  await plane.api.delete(`${definitions}/${name}`);
  await waitUntil('it is gone', async () => (await plane.api.send('GET', `${definitions}/${name}`)).status === 404);
  const [model = {}] = listAt(live, 'spec', 'versions');
  const spec = live['spec'];
  if (!isJson(spec)) throw new Error('a definition without a spec');
  await plane.api.apply({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name },
    spec: { ...spec, versions: versions.map((version, index) => ({ name: version, served: true, storage: index === 0, subresources: { status: {} }, schema: model['schema'] })) },
  });
}

test('its objects are watched in the newest version that it serves, and read in their old form', async () => {
  const revision = 'main/6b8f3c7d9e0a1b2c3d4e5f60718293a4b5c6d7e8';
  const source: Json = { apiVersion: 'source.toolkit.fluxcd.io/v1beta2', kind: 'GitRepository', metadata: { namespace: 'flux-system', name: 'fleet' }, spec: { interval: '1m', url: 'https://git.example.com/fleet', ref: { branch: 'main' } } };
  const kustomization: Json = { apiVersion: 'kustomize.toolkit.fluxcd.io/v1beta2', kind: 'Kustomization', metadata: { namespace: 'flux-system', name: 'apps' }, spec: { interval: '10m', prune: true, path: './apps', sourceRef: { kind: 'GitRepository', name: 'fleet' } } };
  // A definition is served a moment after it was taken.
  await waitUntil('the old versions are served', async () => (await plane.api.send('GET', '/apis/kustomize.toolkit.fluxcd.io/v1beta2')).status === 200 && (await plane.api.send('GET', '/apis/source.toolkit.fluxcd.io/v1beta2')).status === 200);
  await plane.api.apply(source);
  await plane.api.apply(kustomization);
  const path = '/apis/kustomize.toolkit.fluxcd.io/v1beta2/namespaces/flux-system/kustomizations/apps';
  await plane.api.merge(`${path}/status`, { status: { observedGeneration: 1, lastAppliedRevision: revision, lastAttemptedRevision: revision, conditions: [{ type: 'Ready', status: 'True', reason: 'ReconciliationSucceeded', message: `Applied revision: ${revision}`, lastTransitionTime: '2023-02-01T10:00:00Z', observedGeneration: 1 }] } });
  const session = await opener.session('admin');
  await waitUntil('it is live', () => session.state.type === 'live' && session.findKustomization('flux-system', 'apps')?.lastAppliedRevision === revision);
  // The API server goes on listing a kind for a moment after its definition is gone, and refuses one whose storage it still makes.
  await waitUntil('kinds that are gone are not watched, and nothing is amiss', () => session.discovery?.watched.some(({ kind }) => kind === 'ExternalArtifact') === false && session.state.type === 'live' && session.state.faults.length === 0);
  expect(session.discovery?.watched.map(({ version, kind }) => `${kind} ${version}`)).toEqual(['Kustomization v1beta2', 'GitRepository v1beta2', 'HelmRepository v1beta2', 'HelmRelease v2beta1', 'Canary v1beta1']);
  const live = session.findKustomization('flux-system', 'apps');
  expect(live === undefined ? '' : readReadiness(live).state).toBe('ready');
  expect(session.findSource('GitRepository', 'flux-system', 'fleet')?.url).toBe('https://git.example.com/fleet');
  // A write goes to the version that is served.
  expect((await session.mergePatch({ group: 'kustomize.toolkit.fluxcd.io', kind: 'Kustomization', namespace: 'flux-system', name: 'apps' }, { spec: { suspend: true } })).ok).toBe(true);
  await waitUntil('the change is seen', () => session.findKustomization('flux-system', 'apps')?.suspended === true);
  expect(textAt(await plane.api.get(path), 'apiVersion')).toBe('kustomize.toolkit.fluxcd.io/v1beta2');
});

test('an upgrade while we look on: the new version takes over, and no object is lost', async () => {
  const session = await opener.session('admin');
  await waitUntil('it is live', () => session.state.type === 'live' && session.findKustomization('flux-system', 'apps') !== undefined);
  const name = 'kustomizations.kustomize.toolkit.fluxcd.io';
  const live = await plane.api.get(`${definitions}/${name}`);
  const [beta = {}] = listAt(live, 'spec', 'versions');
  const withNew = [{ ...beta, name: 'v1', storage: true }, ...listAt(live, 'spec', 'versions').map((version) => ({ ...version, storage: false }))];
  await plane.api.merge(`${definitions}/${name}`, { spec: { versions: withNew } });
  await waitUntil('v1 is watched', () => session.servedKind('kustomize.toolkit.fluxcd.io', 'Kustomization')?.version === 'v1', { withinMs: 20_000 });
  await waitUntil('it is live with its object', () => session.state.type === 'live' && session.findKustomization('flux-system', 'apps')?.object.apiVersion === 'kustomize.toolkit.fluxcd.io/v1', { withinMs: 20_000 });
});
