// Compare with Cluster against the demo cluster's own API: what would be created, changed, refused and pruned, with the cascade.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../../client/src/cluster/clock.ts';
import { ClusterSession } from '../../../client/src/cluster/clusterSession.ts';
import { runProgramWithNode } from '../../../client/src/cluster/execCredential.ts';
import { isJsonObject, parseJson, readObject, type JsonObject } from '../../../client/src/cluster/jsonValue.ts';
import { readKubeconfig, resolveContext } from '../../../client/src/cluster/kubeconfig.ts';
import { KubeConnection } from '../../../client/src/cluster/kubeConnection.ts';
import { createDemoRepositories, type DemoRepositories } from '../../../client/src/demo/repositories/createDemoRepositories.ts';
import { startDemoCluster, type DemoCluster } from '../../../client/src/demo/startDemoCluster.ts';
import { readReadiness } from '../../../client/src/flux/readiness.ts';
import { compareWithCluster, describeComparison, type ComparisonInput, type ComparisonWorld, type ObjectDifference } from '../../../client/src/liveDiff/compareWithCluster.ts';
import { printComparison, printLive } from '../../../client/src/liveDiff/liveTexts.ts';
import { scanFolder } from '../../../server/src/files/diskFiles.ts';
import { uriOfFsPath } from '../../../server/src/files/uris.ts';
import { buildDirectory } from '../../../server/src/kustomize/buildDirectory.ts';
import { plainValue } from '../../../server/src/yaml/yamlValue.ts';
import { until } from '../../harness/manualClock.ts';

let folder: string;
let repositories: DemoRepositories;
let demo: DemoCluster;
let session: ClusterSession;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flightdeck-compare-'));
  repositories = await createDemoRepositories(folder);
  demo = await startDemoCluster({ remotes: repositories.remotes, speed: 20 });
  session = await openSession(demo.contextName);
  await until('the demo has come up', () => session.kustomizations.length > 3 && session.kustomizations.every((kustomization) => readReadiness(kustomization).state === 'ready'));
}, 60_000);

afterAll(async () => {
  session.dispose();
  await demo.stop();
  await rm(folder, { recursive: true, force: true });
});

async function openSession(contextName: string): Promise<ClusterSession> {
  const kubeconfig = await readKubeconfig({ settingPath: '/demo', env: {}, homeDirectory: '/', pathDelimiter: ':', readFile: () => Promise.resolve(demo.kubeconfig) });
  const resolved = resolveContext(kubeconfig, contextName);
  if (!resolved.ok) throw new Error(resolved.error.type);
  return new ClusterSession(new KubeConnection(resolved.value, { clock: systemClock, env: {}, runProgram: runProgramWithNode }), { timing: { clock: systemClock, random: Math.random } });
}

/** What the Kustomization `bookshop` applies: its folder, in the namespace that it targets. */
async function renderBookshop(): Promise<JsonObject[]> {
  const { tree } = await scanFolder(uriOfFsPath(repositories.application));
  const build = buildDirectory(tree, 'deploy', { reorder: 'legacy' });
  return build.objects.map(({ root }) => toJson(plainValue(root))).map((object) => ({ ...object, metadata: { ...readObject(object, 'metadata'), namespace: 'bookshop' } }));
}

function toJson(value: unknown): JsonObject {
  const plain = parseJson(JSON.stringify(value));
  if (!isJsonObject(plain)) throw new Error('no object');
  return plain;
}

const owner = { namespace: 'bookshop', name: 'bookshop' };

const worldOf = (of: ClusterSession): ComparisonWorld => ({ connection: of.connection, canaries: session.canaries, findKustomization: (namespace, name) => session.findKustomization(namespace, name) });

async function compare(rendered: readonly JsonObject[], of = session, more: Partial<ComparisonInput> = {}): Promise<readonly ObjectDifference[]> {
  const live = session.findKustomization('bookshop', 'bookshop');
  return compareWithCluster({ rendered: { objects: rendered }, printKey: 'key', owner, live, world: worldOf(of), signal: new AbortController().signal, ...more });
}

const words = (differences: readonly ObjectDifference[]) => differences.map(({ ref, change, notes }) => `${ref.kind} ${ref.name} ${change}${notes.length === 0 ? '' : ` (${notes.join('; ')})`}`);
const withImage = (object: JsonObject, tag: string): JsonObject => toJson(parseJson(JSON.stringify(object).replace(/catalog:1\.0\.0/, `catalog:${tag}`)));

describe('compare with cluster', () => {
  test('what Flux has just applied is as it should be, scaled by Flagger or not', async () => {
    const differences = await compare(await renderBookshop());
    expect(words(differences)).toEqual(['Deployment catalog same', 'Deployment reviews same', 'Deployment storefront same']);
    expect(describeComparison(differences)).toBe('all 3 objects are as they should be');
  });

  test('a changed image shows the one line, and the rollout that it starts', async () => {
    const differences = await compare((await renderBookshop()).map((object) => withImage(object, '1.1.0')));
    expect(words(differences)[0]).toBe('Deployment catalog changed (starts a rollout of Canary bookshop/catalog)');
    const { live, wanted } = printComparison(differences);
    const [left, right] = [live.split('\n'), wanted.split('\n')];
    expect(left).toHaveLength(right.length);
    expect(left.flatMap((line, index) => (line === right[index] ? [] : [[line.trim(), right[index]?.trim()]]))).toEqual([['image: registry.flightdeck.example/bookshop/catalog:1.0.0', 'image: registry.flightdeck.example/bookshop/catalog:1.1.0']]);
  });

  test('new and missing objects: one would be created, one pruned', async () => {
    const rendered = (await renderBookshop()).filter((object) => !JSON.stringify(object['metadata']).includes('"name":"reviews"'));
    const extra: JsonObject = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'extra', namespace: 'bookshop' }, data: { a: '1' } };
    const differences = await compare([...rendered, extra]);
    expect(words(differences).slice(2)).toEqual(['ConfigMap extra created', 'Deployment reviews pruned (it is in the inventory and not in the build)']);
    expect(describeComparison(differences)).toBe('1 created, 1 pruned; 2 as they should be');
  });

  test('a Kustomization that would go takes what it applied along', async () => {
    const apps = session.findKustomization('flux-system', 'apps');
    const differences = await compare([], session, { owner: { namespace: 'flux-system', name: 'apps' }, live: apps });
    expect(words(differences)).toContain('Deployment catalog pruned (it goes with Kustomization bookshop/bookshop)');
    expect(words(differences)).toContain('Kustomization bookshop pruned (it is in the inventory and not in the build)');
  });

  test('a kind that is not served and an object that is refused are named with the server’s reason', async () => {
    const differences = await compare([
      { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'w', namespace: 'bookshop' } },
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'lost', namespace: 'not-there' } },
    ]);
    expect(differences[0]).toMatchObject({ change: 'unknown' });
    expect(differences[0]?.notes[0]).toContain('example.com/v1');
  });

  test('values of Secrets stay where they are: keys are compared', async () => {
    demo.apply({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'token', namespace: 'bookshop' }, data: { old: 'c2VjcmV0' } });
    const differences = await compare([{ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'token', namespace: 'bookshop' }, data: { old: '•••', new: '•••' } }]);
    expect(differences[0]).toMatchObject({ change: 'changed' });
    const { live, wanted } = printComparison(differences);
    expect(`${live}${wanted}`).not.toContain('c2VjcmV0');
    expect(wanted).toContain('new: •••');
    expect(printLive({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'x', managedFields: [{ manager: 'm' }] }, data: { k: 'c2VjcmV0' } })).toBe('apiVersion: v1\nkind: Secret\nmetadata:\n  name: x\ndata:\n  k: •••\n');
  });

  test('a comparison that is cancelled asks for nothing more', async () => {
    const many = Array.from({ length: 30 }, (_, index): JsonObject => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: `many-${index}`, namespace: 'bookshop' } }));
    const stopping = new AbortController();
    const told: string[] = [];
    const onProgress = (done: number, all: number) => {
      told.push(`${done} of ${all}`);
      stopping.abort();
    };
    const differences = await compare(many, session, { signal: stopping.signal, onProgress });
    expect(differences).toHaveLength(8);
    expect(told).toEqual(['8 of 30']);
  });

  test('without the right to ask for a dry run, only what Git speaks of is compared', async () => {
    const viewer = await openSession((await contextNames()).find((name) => name !== demo.contextName) ?? '');
    await until('the viewer is connected', () => viewer.state.type === 'live');
    const differences = await compare((await renderBookshop()).map((object) => withImage(object, '1.1.0')), viewer);
    viewer.dispose();
    expect(differences[0]?.change).toBe('changed');
    expect(differences[0]?.notes.join()).toContain('without a dry run');
    expect(differences.slice(1).map(({ change }) => change)).toEqual(['same', 'same']);
  });
});

async function contextNames(): Promise<readonly string[]> {
  const kubeconfig = await readKubeconfig({ settingPath: '/demo', env: {}, homeDirectory: '/', pathDelimiter: ':', readFile: () => Promise.resolve(demo.kubeconfig) });
  return kubeconfig.contexts.map(({ name }) => name);
}
