/** The whole demo on its own repositories and Flightdeck's own engine: waves walk up, a good version is promoted, a broken one goes back. */
import { readFile, rm, writeFile, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { objectsAt, textAt, valueAt } from '../../../client/src/demo/kubeApi/json.ts';
import { createDemoRepositories } from '../../../client/src/demo/repositories/createDemoRepositories.ts';
import type { DemoRepositories } from '../../../client/src/demo/repositories/createDemoRepositories.ts';
import { runGit } from '../../../client/src/demo/repositories/git.ts';
import { readGitState } from '../../../server/src/files/gitConfig.ts';
import { ClusterHarness, conditionOf } from './clusterHarness.ts';

const kustomizations = 'kustomizations.kustomize.toolkit.fluxcd.io';
const sources = 'gitrepositories.source.toolkit.fluxcd.io';
const canaries = 'canaries.flagger.app';

let folder: string;
let repositories: DemoRepositories;
let harness: ClusterHarness;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flightdeck demo story '));
  repositories = await createDemoRepositories(folder);
  harness = await ClusterHarness.start({ remotes: repositories.remotes });
});

afterAll(async () => {
  await harness.stop();
  await rm(folder, { recursive: true, force: true });
});

const isReady = (namespace: string, name: string): boolean => {
  const object = harness.find(kustomizations, namespace, name);
  return object !== undefined && conditionOf(object, 'Ready')?.['status'] === 'True';
};
const phase = (name: string): string => textAt(harness.get(canaries, 'bookshop', name), 'status', 'phase') ?? '';
const imageOf = (deployment: string): string => textAt(valueAt(harness.get('deployments.apps', 'bookshop', deployment), 'spec', 'template', 'spec', 'containers', 0), 'image') ?? '';

/** Changes the tag of a workload, commits and pushes, as a user does. */
async function release(workload: string, tag: string): Promise<string> {
  const file = join(repositories.application, 'deploy', `${workload}.yaml`);
  await writeFile(file, (await readFile(file, 'utf8')).replace(/(image: \S+):\S+/, `$1:${tag}`));
  await runGit(repositories.application, ['commit', '--quiet', '--all', '--message', `Release ${workload} ${tag}`]);
  await runGit(repositories.application, ['push', '--quiet']);
  return `main@sha1:${(await runGit(repositories.application, ['rev-parse', 'HEAD'])).trim()}`;
}

function reconcileWithSource(token: string): void {
  harness.annotate(sources, 'bookshop', 'bookshop', { 'reconcile.fluxcd.io/requestedAt': token });
}

describe('the demo', () => {
  test('its working copies name the URL that the manifests name', () => {
    expect(readGitState(repositories.fleet)).toEqual({ remotes: ['https://git.flightdeck.example/demo/fleet.git'], branch: 'main' });
    expect(readGitState(repositories.application).remotes).toEqual(['https://git.flightdeck.example/demo/bookshop.git']);
  });

  test('all Kustomizations walk up in dependency order', async () => {
    const order: string[] = [];
    const names = [['flux-system', 'flux-system'], ['flux-system', 'cert-manager'], ['flux-system', 'linkerd'], ['flux-system', 'flagger'], ['flux-system', 'ingress-nginx'], ['bookshop', 'bookshop'], ['flux-system', 'apps']] as const;
    await harness.advanceUntil('all Kustomizations ready', () => {
      for (const [namespace, name] of names) if (isReady(namespace, name) && !order.includes(name)) order.push(name);
      return order.length === names.length;
    });
    const position = (name: string): number => order.indexOf(name);
    expect(position('cert-manager')).toBeLessThan(position('linkerd'));
    expect(position('linkerd')).toBeLessThan(Math.min(position('flagger'), position('ingress-nginx')));
    expect(Math.max(position('flagger'), position('ingress-nginx'))).toBeLessThan(position('apps'));
    expect(position('bookshop')).toBeLessThan(position('apps'));
    expect(harness.list(kustomizations).map((object) => textAt(object, 'metadata', 'name')).sort()).toEqual(names.map(([, name]) => name).sort());
  });

  test('the Canaries initialize and the primaries serve 1.0.0', async () => {
    await harness.advanceUntil('Initialized', () => ['storefront', 'catalog', 'reviews'].every((name) => phase(name) === 'Initialized'));
    expect(imageOf('catalog-primary')).toBe('registry.flightdeck.example/bookshop/catalog:1.0.0');
    expect(harness.find('ingresses.networking.k8s.io', 'bookshop', 'storefront-canary')).toBeDefined();
    expect(objectsAt(harness.get(kustomizations, 'bookshop', 'bookshop'), 'status', 'inventory', 'entries').map((entry) => entry['id'])).toEqual(['bookshop_storefront_apps_Deployment', 'bookshop_catalog_apps_Deployment', 'bookshop_reviews_apps_Deployment'].sort());
  });

  test('a pushed commit waits for the interval; asked for, it starts a rollout that is promoted', async () => {
    const revision = await release('catalog', '1.1.0');
    await harness.advance(60);
    expect(phase('catalog')).toBe('Initialized');
    reconcileWithSource('one');
    await harness.advanceUntil('applied', () => textAt(harness.get(kustomizations, 'bookshop', 'bookshop'), 'status', 'lastAppliedRevision') === revision, 5);
    await harness.advanceUntil('Progressing', () => phase('catalog') === 'Progressing', 10);
    const seconds = await harness.advanceUntil('Succeeded', () => phase('catalog') === 'Succeeded');
    // FACTS D2: interval × (N + 3), with five steps of 10 %.
    expect(seconds).toBe(80);
    expect(imageOf('catalog-primary')).toBe('registry.flightdeck.example/bookshop/catalog:1.1.0');
  });

  test('a broken tag is rolled back; Git still says it, the Kustomization stays Ready', async () => {
    await release('catalog', '1.2.0-broken');
    reconcileWithSource('two');
    await harness.advanceUntil('Failed', () => phase('catalog') === 'Failed');
    expect(imageOf('catalog-primary')).toBe('registry.flightdeck.example/bookshop/catalog:1.1.0');
    expect(imageOf('catalog')).toBe('registry.flightdeck.example/bookshop/catalog:1.2.0-broken');
    expect(isReady('bookshop', 'bookshop')).toBe(true);
    expect(harness.events('Canary', 'catalog')).toContain('Halt catalog.bookshop advancement success rate 61.53% < 70%');
    await harness.advance(700);
    expect(phase('catalog')).toBe('Failed');
  });

  test('the A/B test takes its ten iterations', async () => {
    await release('storefront', '1.1.0');
    reconcileWithSource('three');
    await harness.advanceUntil('Progressing', () => phase('storefront') === 'Progressing', 20);
    expect(await harness.advanceUntil('Succeeded', () => phase('storefront') === 'Succeeded')).toBe(130);
  });

  test('reviews waits for a person', async () => {
    await release('reviews', '1.1.0');
    reconcileWithSource('four');
    await harness.advanceUntil('WaitingPromotion', () => phase('reviews') === 'WaitingPromotion');
    await harness.advance(60);
    expect(phase('reviews')).toBe('WaitingPromotion');
    harness.cluster.loadTester.setGate('gate', 'bookshop', 'reviews', 'open');
    await harness.advanceUntil('Succeeded', () => phase('reviews') === 'Succeeded', 40);
  });
});
