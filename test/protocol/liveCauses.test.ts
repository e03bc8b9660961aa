// Over the real server: what the cluster says comes onto the line, goes when it is put right, and is told to the views; each entry point has a graph of its own.
import { afterEach, expect, test } from 'vitest';
import { noClusterFacts, type ClusterFacts } from '../../server/src/protocol/clusterFacts.ts';
import type { GraphAnswer, LiveCause } from '../../server/src/protocol/requests.ts';
import { startLsp, temporaryFolder, type LspSession, type TemporaryFolder } from '../harness/lspClient.ts';

const kustomization = (name: string, path: string, more = '') => `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: ${name}\n  namespace: flux-system\nspec:\n  interval: 10m\n  path: ${path}\n  prune: true\n  sourceRef:\n    kind: GitRepository\n    name: flux-system\n${more}`;
const sync = (cluster: string) => `apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata:\n  name: flux-system\n  namespace: flux-system\nspec:\n  interval: 1m\n  ref:\n    branch: main\n  url: https://git.example/fleet\n---\n${kustomization('flux-system', `./clusters/${cluster}`)}`;
const web = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\n  namespace: shop\ndata:\n  value: one\n';
const files = {
  'clusters/dev/flux-system/gotk-sync.yaml': sync('dev'),
  'clusters/dev/apps.yaml': kustomization('apps', './apps'),
  'clusters/prod/flux-system/gotk-sync.yaml': sync('prod'),
  'clusters/prod/apps.yaml': kustomization('apps', './apps-of-prod'),
  'apps/web.yaml': web,
  'apps-of-prod/web.yaml': web,
};

const open: { folder: TemporaryFolder; session: LspSession }[] = [];

async function start(): Promise<{ folder: TemporaryFolder; session: LspSession }> {
  const folder = temporaryFolder(files);
  const session = await startLsp([folder.uri]);
  open.push({ folder, session });
  return { folder, session };
}

afterEach(async () => {
  for (const { folder, session } of open.splice(0)) {
    await session.dispose();
    folder.dispose();
  }
});

function facts(state: 'ready' | 'failed'): ClusterFacts {
  const message = 'ConfigMap/shop/web dry-run failed: .data.value: expected string';
  const base = { namespace: 'flux-system', readyChangedAt: '', suspended: false, interval: '10m', lastAppliedRevision: '', lastAttemptedRevision: '', lastReconciledAt: '', inventory: [] };
  const apps = state === 'failed' ? { state, sentence: message, reason: 'ReconciliationFailed', message } : { state, sentence: '', reason: 'ReconciliationSucceeded', message: '' };
  return {
    ...noClusterFacts('2026-11-29T01:00:00Z'),
    contextName: 'dev',
    connection: 'live',
    kustomizations: [
      { ...base, name: 'flux-system', path: './clusters/dev', state: 'ready', sentence: '', reason: '', message: '' },
      { ...base, name: 'apps', path: './apps', ...apps },
    ],
  };
}

test('a failure stands on the field that the API server refused, in the cluster that it is about, until it is put right', async () => {
  const { folder, session } = await start();
  const uri = folder.uriOf('apps/web.yaml');
  await session.connection.sendNotification('flightdeck/clusterFacts', facts('failed'));
  const [found] = await session.diagnostics(uri, (diagnostics) => diagnostics.some(({ code }) => code === 'cluster/not-ready'));
  expect(found?.range.start).toEqual({ line: 6, character: 9 });
  expect(found?.message).toContain('“apps” failed in “dev”');
  const causes: readonly LiveCause[] = await session.connection.sendRequest('flightdeck/liveCauses', {});
  expect(causes).toMatchObject([{ object: { kind: 'Kustomization', name: 'apps' }, state: 'failed', place: { uri, range: { start: { line: 6, character: 9 } } } }]);
  await session.connection.sendNotification('flightdeck/clusterFacts', facts('ready'));
  await session.diagnostics(uri, (diagnostics) => diagnostics.length === 0);
  expect(await session.connection.sendRequest('flightdeck/liveCauses', {})).toEqual([]);
});

test('each entry point has a graph of its own', async () => {
  const { folder, session } = await start();
  const graphs: readonly GraphAnswer[] = await session.connection.sendRequest('flightdeck/graph', {});
  expect(graphs.map(({ label }) => label)).toEqual(['clusters/dev', 'clusters/prod']);
  const placeIn = (label: string) => graphs.find((graph) => graph.label === label)?.nodes.find(({ id }) => id === 'Kustomization/flux-system/apps')?.place?.uri;
  expect(placeIn('clusters/dev')).toBe(folder.uriOf('clusters/dev/apps.yaml'));
  expect(placeIn('clusters/prod')).toBe(folder.uriOf('clusters/prod/apps.yaml'));
  expect(graphs[1]?.roots).toEqual({ 'Kustomization/flux-system/flux-system': './clusters/prod' });
});
