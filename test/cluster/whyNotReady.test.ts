// Why is it not ready, on real Flux: the first real cause by the controller's own test, and the line of YAML that its message is about.
import { beforeAll, describe, expect, test } from 'vitest';
import type { ClusterSession } from '../../client/src/cluster/clusterSession.ts';
import { buildClusterFacts } from '../../client/src/flux/clusterFacts.ts';
import { findRootCause } from '../../client/src/flux/dependencies.ts';
import { readReadiness } from '../../client/src/flux/readiness.ts';
import { uriOfFsPath } from '../../server/src/files/uris.ts';
import { checkSnapshot } from '../../server/src/rules/checkSnapshot.ts';
import { RuleCache } from '../../server/src/rules/ruleCache.ts';
import { Session } from '../../server/src/workspace/session.ts';
import type { Json } from './harness/apiClient.ts';
import { configMapFile, gitRepositoryObject, kustomizationObject } from './harness/fluxObjects.ts';
import { GitRepository } from './harness/gitRepository.ts';
import { createNamespace, SessionOpener, sharedControlPlane } from './harness/suite.ts';
import { waitUntil } from './harness/waitUntil.ts';

const { info, api } = sharedControlPlane();
const opener = new SessionOpener(info);
let session: ClusterSession;

beforeAll(async () => {
  session = await opener.session('admin');
  await waitUntil('the session is live', () => session.state.type === 'live');
});

const yaml = (object: Json): string => `${JSON.stringify(object, undefined, 2)}\n`;
const badMap = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: region\ndata:\n  zone: "a"\n  value: [1]\n';

/** A repository whose root Kustomization applies `broken`, which fails as told, and `apps`, which waits for it. */
async function bootstrap(files: Readonly<Record<string, string>>, broken: { readonly path: string; readonly more?: Json }) {
  const namespace = await createNamespace(api, 'why');
  const url = `${info.gitUrl}/${namespace}.git`;
  const sync = { source: { ...gitRepositoryObject(namespace, 'fleet', url) }, root: kustomizationObject(namespace, 'root', { path: './clusters/a', source: 'fleet', targetNamespace: namespace, more: { wait: false } }) };
  const repository = await GitRepository.create(info, namespace, {
    'clusters/a/sync.yaml': `${yaml(sync.source)}---\n${yaml(sync.root)}`,
    'clusters/a/broken.yaml': yaml(kustomizationObject(namespace, 'broken', { ...broken, source: 'fleet', targetNamespace: namespace })),
    'clusters/a/apps.yaml': yaml(kustomizationObject(namespace, 'apps', { path: './apps', source: 'fleet', dependsOn: ['broken'] })),
    'apps/cm.yaml': configMapFile('apps', '1'),
    ...files,
  });
  await api.apply(sync.source);
  await api.apply(sync.root);
  const stateOf = (name: string) => {
    const live = session.findKustomization(namespace, name);
    return live === undefined ? undefined : readReadiness(live).state;
  };
  await waitUntil('the fault is known', () => stateOf('broken') === 'failed' && stateOf('apps') === 'waiting', { withinMs: 60_000 });
  return { namespace, repository };
}

/** What stands in the editor on the clone, with the facts of the real cluster. */
async function findingsOn(folder: string, namespace: string): Promise<readonly string[]> {
  const editor = new Session();
  await editor.openFolder(uriOfFsPath(folder));
  const all = buildClusterFacts(session, Date.now());
  const facts = { ...all, kustomizations: all.kustomizations.filter((live) => live.namespace === namespace), sources: all.sources.filter((live) => live.namespace === namespace) };
  const judged = checkSnapshot(editor.snapshot, { cache: new RuleCache(), facts, log: (message) => expect.unreachable(message) });
  return [...judged.values()].flat().flatMap(({ rule, span, message }) => (rule.startsWith('cluster/') ? [`${span.file.path}:${span.file.rangeOf(span.start, span.end).start.line + 1} ${span.file.text.slice(span.start, span.end)} ${rule} ${message}`] : []));
}

describe('the first real cause and its line', () => {
  test('the API server refuses a value: the field, and what waits for it', async () => {
    const { namespace, repository } = await bootstrap({ 'infra/region.yaml': badMap }, { path: './infra' });
    const apps = session.findKustomization(namespace, 'apps');
    expect(apps === undefined ? undefined : findRootCause(apps, session)?.chain.map(({ name }) => name)).toEqual(['apps', 'broken']);
    const found = await findingsOn(repository.folder, namespace);
    expect(found.find((line) => line.includes('cluster/not-ready'))).toMatch(/^infra\/region\.yaml:7 value cluster\/not-ready `broken` failed in `admin`: ConfigMap\/.+\/region dry-run failed/);
    expect(found.find((line) => line.includes('cluster/waits'))).toMatch(/^clusters\/a\/apps\.yaml:\d+ "broken" cluster\/waits `apps` waits for `broken`: ConfigMap/);
  });

  test('a folder that the source has not: the path', async () => {
    const { namespace, repository } = await bootstrap({}, { path: './nowhere' });
    expect(await findingsOn(repository.folder, namespace)).toContainEqual(expect.stringMatching(/^clusters\/a\/broken\.yaml:\d+ "\.\/nowhere" cluster\/not-ready `broken` failed in `admin`: the source has no folder nowhere$/));
  });

  test('a resource that is not there: the entry that names it', async () => {
    const { namespace, repository } = await bootstrap({ 'infra/kustomization.yaml': 'resources:\n  - region.yaml\n  - gone.yaml\n', 'infra/region.yaml': configMapFile('region', '1') }, { path: './infra' });
    expect(await findingsOn(repository.folder, namespace)).toContainEqual('infra/kustomization.yaml:3 gone.yaml cluster/not-ready `broken` failed in `admin`: build failed: gone.yaml does not exist');
  });

  test('a variable without a value: where it is used', async () => {
    const { namespace, repository } = await bootstrap({ 'infra/region.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: region\ndata:\n  value: ${REGION}\n' }, { path: './infra', more: { postBuild: { substitute: { OTHER: 'x' } } } });
    expect((await findingsOn(repository.folder, namespace)).find((line) => line.includes('cluster/not-ready'))).toMatch(/^infra\/region\.yaml:6 /);
  });

  test('a workload that never becomes ready: its manifest', async () => {
    const deployment = yaml({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec: { selector: { matchLabels: { app: 'web' } }, template: { metadata: { labels: { app: 'web' } }, spec: { nodeSelector: { nowhere: 'true' }, containers: [{ name: 'web', image: 'registry.invalid/web:1' }] } } } });
    const { namespace, repository } = await bootstrap({ 'infra/web.yaml': deployment }, { path: './infra', more: { timeout: '4s' } });
    expect((await findingsOn(repository.folder, namespace)).find((line) => line.includes('cluster/not-ready'))).toMatch(/^infra\/web\.yaml:\d+ "web" cluster\/not-ready `broken` failed in `admin`: /);
  });

  test('a branch that the server has not: the reference of the source', async () => {
    const namespace = await createNamespace(api, 'why');
    const repository = await GitRepository.create(info, namespace, { 'apps/cm.yaml': configMapFile('apps', '1') });
    const source = { ...gitRepositoryObject(namespace, 'fleet', repository.url), spec: { interval: '1h', url: repository.url, ref: { branch: 'nowhere' } } };
    const root = kustomizationObject(namespace, 'root', { path: './', source: 'fleet' });
    await repository.commit({ 'sync.yaml': `${yaml(source)}---\n${yaml(root)}` }, 'sync');
    await api.apply(source);
    await api.apply(root);
    const findCause = () => {
      const live = session.findKustomization(namespace, 'root');
      return live === undefined ? undefined : findRootCause(live, session);
    };
    // What was just made has no conditions: it is unknown until the controller has looked at it.
    await waitUntil('the fault is known', () => {
      const live = session.findSource('GitRepository', namespace, 'fleet');
      return live !== undefined && readReadiness(live).state === 'failed' && findCause()?.kind !== 'unknown';
    });
    expect(findCause()).toMatchObject({ kind: 'failed', chain: [{ kind: 'Kustomization' }, { kind: 'GitRepository', name: 'fleet' }] });
    expect((await findingsOn(repository.folder, namespace)).find((line) => line.includes('cluster/not-ready'))).toMatch(/^sync\.yaml:\d+ "nowhere" cluster\/not-ready `fleet` failed in `admin`/);
  });
});
