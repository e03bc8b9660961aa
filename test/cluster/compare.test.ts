// Compare with Cluster on the real API server, beside `flux diff kustomization` on the same files and the same cluster: the same objects, and the cascade which it hides.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { ClusterSession } from '../../client/src/cluster/clusterSession.ts';
import { refKey } from '../../client/src/cluster/servedKind.ts';
import { readReadiness } from '../../client/src/flux/readiness.ts';
import { objectOfRef } from '../../client/src/commands/fluxTargets.ts';
import { compareWithCluster, type ObjectDifference } from '../../client/src/liveDiff/compareWithCluster.ts';
import { printComparison } from '../../client/src/liveDiff/liveTexts.ts';
import { printObjectId } from '../../server/src/protocol/objectId.ts';
import type { Json } from './harness/apiClient.ts';
import { configMapFile, gitRepositoryObject, kustomizationObject } from './harness/fluxObjects.ts';
import { GitRepository } from './harness/gitRepository.ts';
import { readFiles } from './harness/renderFiles.ts';
import { createNamespace, SessionOpener, sharedControlPlane } from './harness/suite.ts';
import { waitUntil } from './harness/waitUntil.ts';
import type { FileChanges } from './harness/writeFiles.ts';

const { info, api } = sharedControlPlane();
const opener = new SessionOpener(info);
let session: ClusterSession;
let namespace: string;
let repository: GitRepository;

const file = (...objects: readonly Json[]): string => objects.map((object) => `${JSON.stringify(object)}\n`).join('---\n');
const configMap = (name: string, data: Json, more: Json = {}, metadata: Json = {}): Json => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, ...metadata }, data, ...more });
const secret = (name: string, stringData: Json): Json => ({ apiVersion: 'v1', kind: 'Secret', metadata: { name }, stringData });
const deployment = (name: string, image: string): Json => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name },
  spec: { selector: { matchLabels: { app: name } }, template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'web', image, resources: { requests: { cpu: '1000m', memory: '0.5Gi' } }, ports: [{ containerPort: 80 }] }] } } },
});
const service = (name: string): Json => ({ apiVersion: 'v1', kind: 'Service', metadata: { name }, spec: { selector: { app: name }, ports: [{ port: 80 }] } });
const scaled = (name: string, replicas: number): Json => ({ ...deployment(name, 'registry.example/web:1'), spec: { ...Object(deployment(name, 'registry.example/web:1')['spec']), replicas } });
const annotated = (key: string, value: string): Json => ({ annotations: { [`kustomize.toolkit.fluxcd.io/${key}`]: value } });

/** One sort of change: the files of a Kustomization before and after, and what comes of it, as `Kind name change`. */
interface Case {
  readonly before: FileChanges;
  readonly after: FileChanges;
  readonly expected: readonly string[];
  /** What flux diff says other than that, and why it does. */
  readonly fluxSays?: readonly string[];
}

const cases: Readonly<Record<string, Case>> = {
  'new': { before: { 'a.yaml': configMapFile('new-a', '1') }, after: { 'b.yaml': configMapFile('new-b', '1') }, expected: ['ConfigMap new-a same', 'ConfigMap new-b created'] },
  'changed': { before: { 'a.yaml': configMapFile('changed-a', '1') }, after: { 'a.yaml': configMapFile('changed-a', '2') }, expected: ['ConfigMap changed-a changed'] },
  'removed': { before: { 'a.yaml': configMapFile('removed-a', '1'), 'b.yaml': configMapFile('removed-b', '1') }, after: { 'b.yaml': undefined }, expected: ['ConfigMap removed-a same', 'ConfigMap removed-b pruned'] },
  'field-gone': { before: { 'a.yaml': file(configMap('field-a', { one: '1', two: '2' })) }, after: { 'a.yaml': file(configMap('field-a', { one: '1' })) }, expected: ['ConfigMap field-a changed'] },
  'label': { before: { 'a.yaml': file(configMap('label-a', { one: '1' })) }, after: { 'a.yaml': file(configMap('label-a', { one: '1' }, {}, { labels: { team: 'shop' } })) }, expected: ['ConfigMap label-a changed'] },
  'immutable': { before: { 'a.yaml': file(configMap('immutable-a', { one: '1' }, { immutable: true })) }, after: { 'a.yaml': file(configMap('immutable-a', { one: '2' }, { immutable: true })) }, expected: ['ConfigMap immutable-a refused'] },
  'immutable-forced': { before: { 'a.yaml': file(configMap('forced-a', { one: '1' }, { immutable: true }, annotated('force', 'enabled'))) }, after: { 'a.yaml': file(configMap('forced-a', { one: '2' }, { immutable: true }, annotated('force', 'enabled'))) }, expected: ['ConfigMap forced-a recreated'], fluxSays: ['ConfigMap forced-a created'] },
  'secret-value': { before: { 'a.yaml': file(secret('value-a', { token: 'old-value', user: 'shop' }), secret('value-b', { token: 'kept-value' })) }, after: { 'a.yaml': file(secret('value-a', { token: 'new-value', user: 'shop' }), secret('value-b', { token: 'kept-value' })) }, expected: ['Secret value-a changed', 'Secret value-b same'] },
  'secret-key': { before: { 'a.yaml': file(secret('key-a', { token: 'kept-value' })) }, after: { 'a.yaml': file(secret('key-a', { token: 'kept-value', second: 'added-value' })) }, expected: ['Secret key-a changed'] },
  'workload': { before: { 'a.yaml': file(deployment('web', 'registry.example/web:1'), service('web'), deployment('idle', 'registry.example/idle:1')) }, after: { 'a.yaml': file(deployment('web', 'registry.example/web:2'), service('web'), deployment('idle', 'registry.example/idle:1')) }, expected: ['Deployment web changed', 'Service web same', 'Deployment idle same'] },
  'other-kind': { before: { 'a.yaml': configMapFile('kind-a', '1') }, after: { 'a.yaml': file(secret('kind-a', { value: 'one' })) }, expected: ['Secret kind-a created', 'ConfigMap kind-a pruned'] },
  'moved-from': { before: { 'a.yaml': configMapFile('from-a', '1'), 'b.yaml': configMapFile('traveller', '1') }, after: { 'b.yaml': undefined }, expected: ['ConfigMap from-a same', 'ConfigMap traveller pruned'] },
  'moved-to': { before: { 'a.yaml': configMapFile('to-a', '1') }, after: { 'b.yaml': configMapFile('traveller', '1') }, expected: ['ConfigMap to-a same', 'ConfigMap traveller changed'] },
  // Flux is told to leave the replicas of Deployments alone: somebody scales them.
  'ignored': { before: { 'a.yaml': file(scaled('scaled', 1), scaled('other', 1)) }, after: { 'a.yaml': file(scaled('scaled', 4), { ...configMap('ignored-a', { one: '1' }) }, scaled('other', 1)) }, expected: ['Deployment scaled same', 'ConfigMap ignored-a created', 'Deployment other same'] },
  'switched-off': {
    before: { 'a.yaml': file(configMap('once', { one: '1' }, {}, annotated('ssa', 'IfNotPresent'))), 'b.yaml': file(configMap('stays', { one: '1' }, {}, annotated('prune', 'disabled'))) },
    after: { 'a.yaml': file(configMap('once', { one: '2' }, {}, annotated('ssa', 'IfNotPresent'))), 'b.yaml': undefined },
    expected: ['ConfigMap once same', 'ConfigMap stays same'],
    // flux diff looks at the inventory alone; the controller does not delete it.
    fluxSays: ['ConfigMap once same', 'ConfigMap stays pruned'],
  },
};

/** The files of all cases, each in its folder. */
const allFiles = (moment: 'before' | 'after'): FileChanges => Object.fromEntries(Object.entries(cases).flatMap(([name, files]) => Object.entries(files[moment]).map(([path, content]) => [`cases/${name}/${path}`, content] as const)));

/** `root` applies one Kustomization a case, and `team`, which brings another one with an object of its own. */
async function createFleet(): Promise<void> {
  namespace = await createNamespace(api, 'compare');
  const kustomization = (name: string, path: string, more: Json = {}) => file(kustomizationObject(namespace, name, { path, source: 'fleet', more }));
  repository = await GitRepository.create(info, namespace, {
    'clusters/test/root.yaml': kustomization('root', './clusters/test'),
    'clusters/test/team.yaml': kustomization('team', './team'),
    'team/app.yaml': kustomization('team-app', './team-app'),
    'team/settings.yaml': configMapFile('team-settings', '1'),
    'team-app/web.yaml': configMapFile('team-web', '1'),
    ...Object.fromEntries(Object.keys(cases).map((name) => [`clusters/test/${name}.yaml`, kustomization(name, `./cases/${name}`, name === 'ignored' ? { ignore: [{ paths: ['/spec/replicas'], target: { kind: 'Deploy.*', name: 'scaled' } }] } : {})])),
    ...allFiles('before'),
  });
  const source = gitRepositoryObject(namespace, 'fleet', repository.url);
  await repository.commitAndPush({ 'clusters/test/source.yaml': file(source) }, 'The source itself');
  await api.apply(source);
  await api.apply(kustomizationObject(namespace, 'root', { path: './clusters/test', source: 'fleet' }));
  const names = ['root', 'team', 'team-app', ...Object.keys(cases)];
  await waitUntil('the fleet is applied', () => names.every((name) => {
    const found = session.findKustomization(namespace, name);
    return found !== undefined && readReadiness(found).state === 'ready';
  }), { withinMs: 120_000, onTimeout: () => names.map((name) => {
    const found = session.findKustomization(namespace, name);
    return `${name}: ${found === undefined ? 'not there' : readReadiness(found).sentence}`;
  }).join('\n') });
}

beforeAll(async () => {
  session = await opener.session('admin');
  await waitUntil('the session is live', () => session.state.type === 'live');
  await createFleet();
  // From here on the files in the clone are a working tree that is ahead of the cluster.
  repository.write({ ...allFiles('after'), 'clusters/test/team.yaml': undefined });
});

async function compare(name: string): Promise<readonly ObjectDifference[]> {
  const files = await readFiles(repository.folder);
  const rendered = files.render(name, 'a key');
  if (rendered.problem !== undefined) throw new Error(rendered.problem);
  return compareWithCluster({
    rendered,
    printKey: 'a key',
    owner: { namespace, name },
    live: session.findKustomization(namespace, name),
    world: { connection: session.connection, canaries: [], findKustomization: (inNamespace, other) => session.findKustomization(inNamespace, other) },
    signal: new AbortController().signal,
    whoApplies: (refs) => {
      const appliers = files.whoApplies(name, refs.map(objectOfRef));
      return Promise.resolve(new Map(refs.flatMap((ref) => [[refKey(ref), appliers[printObjectId(objectOfRef(ref))] ?? '']] as const).filter(([, applier]) => applier !== '')));
    },
  });
}

const words = (differences: readonly ObjectDifference[]) => differences.map(({ ref, change }) => `${ref.kind} ${ref.name} ${change}`);
const notesOf = (differences: readonly ObjectDifference[], name: string) => differences.find(({ ref }) => ref.name === name)?.notes ?? [];

/** The objects that flux diff names, in our words; those that it says nothing of are as they should be. */
async function fluxDiff(name: string, path: string): Promise<{ readonly said: readonly string[]; readonly output: string }> {
  const args = ['diff', 'kustomization', name, '--path', join(repository.folder, path), '-n', namespace, '--progress-bar=false'];
  const output = await new Promise<string>((resolve) => {
    execFile(join(info.programFolder, 'flux'), args, { env: { ...process.env, KUBECONFIG: info.kubeconfig } }, (_error, out, err) => resolve(`${out}${err}`));
  });
  const changes: Readonly<Record<string, string>> = { created: 'created', drifted: 'changed', deleted: 'pruned', skipped: 'same' };
  const plain = output.replace(/\u001B\[[\d;]*m/g, '');
  const named = [...plain.matchAll(/^► (\w+)\/\S+?\/(\S+) (created|drifted|deleted|skipped)$/gm)].map(([, kind = '', object = '', change = '']) => `${kind} ${object} ${changes[change] ?? change}`);
  const refused = [...plain.matchAll(/(\w+)\/[\w-]+\/([\w-]+) dry-run failed/g)].map(([, kind = '', object = '']) => `${kind} ${object} refused`);
  return { said: [...named, ...refused], output: plain };
}

const told = (all: readonly string[]) => all.filter((word) => !word.endsWith(' same')).sort();

describe('compare with cluster beside flux diff', () => {
  test.each(Object.keys(cases))('%s', async (name) => {
    const wanted = cases[name];
    const differences = await compare(name);
    expect(words(differences)).toEqual(wanted?.expected);
    const { said, output } = await fluxDiff(name, `cases/${name}`);
    expect(told(said), output).toEqual(told(wanted?.fluxSays ?? wanted?.expected ?? []));
  });

  test('a Kustomization that is taken out of Git takes everything below it along, of which flux diff says nothing', async () => {
    const differences = await compare('root');
    const { said, output } = await fluxDiff('root', 'clusters/test');
    expect(told(said), output).toEqual(['Kustomization team pruned']);
    expect(told(words(differences))).toEqual(['ConfigMap team-settings pruned', 'ConfigMap team-web pruned', 'Kustomization team pruned', 'Kustomization team-app pruned']);
    expect(notesOf(differences, 'team-web')).toEqual([`it goes with Kustomization ${namespace}/team-app`]);
  });

  test('what moves is told on both sides', async () => {
    expect(notesOf(await compare('moved-from'), 'traveller')).toEqual(['it is in the inventory and not in the build', `Kustomization ${namespace}/moved-to applies it now: it stays if that one is first, and is deleted and made anew if not`]);
    expect(notesOf(await compare('moved-to'), 'traveller')).toEqual([`moves here from Kustomization ${namespace}/moved-from`]);
  });

  test('the refusal is the API server’s own', async () => {
    expect(notesOf(await compare('immutable'), 'immutable-a')[0]).toContain('field is immutable when `immutable` is set');
  });

  test('no value of a Secret is in the texts, and the keys that change are told', async () => {
    const texts = printComparison([...(await compare('secret-value')), ...(await compare('secret-key'))]);
    const all = `${texts.live}${texts.wanted}`;
    for (const value of ['old-value', 'new-value', 'kept-value', 'added-value']) {
      expect(all).not.toContain(value);
      expect(all).not.toContain(Buffer.from(value).toString('base64'));
    }
    expect(texts.wanted).toContain('token: ••• (another value)\n  user: •••\n');
    expect(texts.wanted).toContain('second: •••\n  token: •••\n');
  });

  test('only the image of the Deployment is told, and nothing of what the API server adds', async () => {
    const { live, wanted } = printComparison(await compare('workload'));
    const [left, right] = [live.split('\n'), wanted.split('\n')];
    expect(left.filter((line, index) => line !== right[index]).map((line) => line.trim())).toEqual(['image: registry.example/web:1']);
  });

  test('what somebody else has set and Git does not speak of is no difference', async () => {
    await api.merge(`/apis/apps/v1/namespaces/${namespace}/deployments/idle`, { spec: { replicas: 3 } });
    expect(words(await compare('workload'))).toContain('Deployment idle same');
  });
});
