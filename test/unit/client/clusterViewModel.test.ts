// The Cluster view's rows: who applied whom, signs, words, menus, and each state of the connection shown honestly.
import { describe, expect, test } from 'vitest';
import type { ConnectionState } from '../../../client/src/cluster/connectionState.ts';
import { newClusterRowCaches } from '../../../client/src/views/cluster/clusterViewInput.ts';
import { buildClusterView } from '../../../client/src/views/cluster/clusterViewModel.ts';
import type { TreeNodeModel } from '../../../client/src/views/treeModel.ts';
import { walkTree } from '../../../client/src/views/treeModel.ts';
import { canary, gitRepository, helmRelease, kustomization, minutesAgo, now, ready, viewInput } from './liveObjects.ts';

const unreachableCause = { type: 'unreachable', reason: 'connection refused' } as const;
const stale: ConnectionState = { type: 'stale', since: now - 4 * 60_000, reason: 'connection refused', tries: 3, needsUser: false };

function row(rows: readonly TreeNodeModel[], id: string): TreeNodeModel {
  for (const { node } of walkTree(rows)) if (node.id === id) return node;
  throw new Error(`no row ${id}`);
}

const appliedByRoot = ['flux-system_flux-system_kustomize.toolkit.fluxcd.io_Kustomization', 'flux-system_apps_kustomize.toolkit.fluxcd.io_Kustomization', 'flux-system_linkerd_kustomize.toolkit.fluxcd.io_Kustomization', '_faces__Namespace'];
const fluxSystem = kustomization('flux-system', { applies: appliedByRoot });
const linkerd = kustomization('linkerd', { status: { conditions: [ready('False', 'BuildFailed', 'ca.crt does not exist.')] } });
const flagger = kustomization('flagger', { dependsOn: ['linkerd'], status: { conditions: [ready('False', 'DependencyNotReady', "dependency 'flux-system/linkerd' is not ready")] } });
const apps = kustomization('apps', { dependsOn: ['flagger'], status: { conditions: [ready('False', 'DependencyNotReady', "dependency 'flux-system/flagger' is not ready")] } });

describe('tooltips', () => {
  const parts = { kustomizations: [kustomization('apps')], sources: [gitRepository('fleet')], helmReleases: [helmRelease('web')] };
  const ids = ['kustomization:flux-system/apps', 'source:GitRepository/flux-system/fleet', 'helmRelease:flux-system/web'];

  test('offer to write only where it may be done, also after the right has come or gone', () => {
    const caches = newClusterRowCaches();
    const offersIn = (mayWrite: boolean) => {
      const { rows } = buildClusterView(viewInput({ ...parts, mayWrite: () => mayWrite }), caches);
      return ids.map((id) => /command:flightdeck\.(reconcile|suspend|resume)/.test(row(rows, id).tooltip));
    };
    expect([offersIn(true), offersIn(false), offersIn(true)]).toEqual([[true, true, true], [false, false, false], [true, true, true]]);
  });
});

describe('Kustomizations', () => {
  const { rows } = buildClusterView(viewInput({ kustomizations: [apps, flagger, fluxSystem, linkerd], sources: [gitRepository('flux-system')] }));

  test('stand under the Kustomization that applied them', () => {
    expect(row(rows, 'kustomization:flux-system/flux-system').children.map((child) => child.id)).toEqual(['kustomization:flux-system/linkerd', 'kustomization:flux-system/apps', 'applied:flux-system/flux-system']);
    expect(rows.map((top) => top.id)).toContain('kustomization:flux-system/flagger');
  });
  test('a ready one tells revision, age and size', () => {
    expect(row(rows, 'kustomization:flux-system/flux-system')).toMatchObject({ description: 'main@02fae5b · 3 min ago · 4 objects', icon: { id: 'pass-filled', color: 'testing.iconPassed' } });
  });
  test('a failed one tells the controller\'s own message', () => {
    expect(row(rows, 'kustomization:flux-system/linkerd')).toMatchObject({ description: 'ca.crt does not exist', icon: { id: 'error' } });
  });
  test('a waiting one is not failed, and tells the first real cause', () => {
    expect(row(rows, 'kustomization:flux-system/flagger')).toMatchObject({ description: 'waiting for linkerd: ca.crt does not exist', icon: { id: 'watch' } });
    expect(row(rows, 'kustomization:flux-system/apps').description).toBe('waiting for flagger → linkerd: ca.crt does not exist');
  });
  test('what they applied is listed by kind and opens in the repository', () => {
    const [namespaceRow] = row(rows, 'applied:flux-system/flux-system').children;
    expect(namespaceRow).toMatchObject({ label: 'faces', description: 'Namespace cluster-wide', click: { command: 'flightdeck.openInRepository', arguments: [{ kind: 'Namespace', name: 'faces' }] } });
  });
  test('the list counts all that was applied, as every other place does, and says what stands elsewhere', () => {
    const applied = row(rows, 'applied:flux-system/flux-system');
    expect(applied).toMatchObject({ label: 'applied 4 objects', description: '3 in rows of their own', accessibleLabel: 'flux-system applied 4 objects, 3 in rows of their own' });
    expect(applied.children.length).toBe(1);
    const caches = newClusterRowCaches();
    const grown = kustomization('flux-system', { applies: [...appliedByRoot, 'flux-system_flagger_kustomize.toolkit.fluxcd.io_Kustomization'] });
    const labels = [fluxSystem, grown].map((root) => row(buildClusterView(viewInput({ kustomizations: [apps, flagger, root, linkerd] }), caches).rows, 'applied:flux-system/flux-system').label);
    expect(labels).toEqual(['applied 4 objects', 'applied 5 objects']);
  });
  test('a screen reader hears kind, state and words', () => {
    expect(row(rows, 'kustomization:flux-system/flux-system').accessibleLabel).toBe('Kustomization flux-system in flux-system, ready, main 02fae5b, 3 min ago, 4 objects');
  });
  test('the tooltip holds the full message, the dependencies with their states and the whole revision', () => {
    const { tooltip } = row(rows, 'kustomization:flux-system/apps');
    expect(tooltip).toContain("dependency 'flux\\-system/flagger' is not ready");
    expect(tooltip).toMatch(/\$\(watch\) \[flagger\]\(command:flightdeck\.openInRepository\S+\) waiting/);
    expect(tooltip).toContain('02fae5b0123456789012345678901234567890ab');
  });
  test('a branch with trouble inside is open, a calm one only at the top', () => {
    expect(row(rows, 'kustomization:flux-system/flux-system').expanded).toBe(true);
    const calm = buildClusterView(viewInput({ kustomizations: [fluxSystem, kustomization('apps', { applies: ['flux-system_inner_kustomize.toolkit.fluxcd.io_Kustomization'] }), kustomization('inner')] }));
    expect(row(calm.rows, 'kustomization:flux-system/apps').expanded).toBe(false);
  });
  test('suspended ones offer Resume, others Suspend', () => {
    const { rows: suspendedRows } = buildClusterView(viewInput({ kustomizations: [kustomization('apps', { spec: { suspend: true } })] }));
    expect(row(suspendedRows, 'kustomization:flux-system/apps')).toMatchObject({ icon: { id: 'debug-pause' } });
    expect(row(suspendedRows, 'kustomization:flux-system/apps').contextFlags).toContain('resumable');
    expect(row(rows, 'kustomization:flux-system/apps').contextFlags).toContain('suspendable');
  });
  test('no row says undefined or shows an empty bracket', () => {
    const bare = kustomization('bare', { spec: { interval: undefined, sourceRef: undefined }, status: { conditions: undefined, lastAppliedRevision: undefined, history: undefined, inventory: undefined } });
    const text = JSON.stringify(buildClusterView(viewInput({ kustomizations: [bare, apps], canaries: [canary('face', {})] })).rows);
    expect(text).not.toMatch(/undefined|NaN|\(\)|\[\] /);
  });
});

describe('sections', () => {
  const failed = helmRelease('zebra', { status: { conditions: [ready('False', 'InstallFailed', 'timed out waiting for the condition')], history: [] } });
  const { rows } = buildClusterView(viewInput({
    kustomizations: [fluxSystem],
    sources: [gitRepository('flux-system'), gitRepository('other', { status: { conditions: [ready('False', 'GitOperationFailed', 'authentication required')], artifact: undefined } })],
    helmReleases: [helmRelease('alpha'), failed],
    canaries: [canary('face', { phase: 'Progressing', canaryWeight: 25, failedChecks: 1 }), canary('gui', { phase: 'Progressing', iterations: 6, canaryWeight: 0 }, { analysis: { interval: '10s', threshold: 3, iterations: 10, match: [{ headers: { 'x-user': { exact: 'test' } } }] } })],
  }));
  test('count their objects by state, the worst first', () => {
    expect(row(rows, 'section:sources').description).toBe('1 failed · 1 ready');
    expect(row(rows, 'section:helmReleases').description).toBe('1 failed · 1 ready');
    expect(row(rows, 'section:canaries').description).toBe('2 in progress');
  });
  test('what needs a person stands first', () => {
    expect(row(rows, 'section:helmReleases').children.map((child) => child.label)).toEqual(['zebra', 'alpha']);
  });
  test('sources tell what they fetched and when', () => {
    expect(row(rows, 'source:GitRepository/flux-system/flux-system').description).toBe('GitRepository · main@02fae5b · fetched 6 min ago');
    expect(row(rows, 'source:GitRepository/flux-system/other').description).toBe('authentication required · GitRepository');
  });
  test('Canaries tell phase with weight, or the iteration where the weight stays 0', () => {
    expect(row(rows, 'canary:faces/face').description).toBe('Progressing 25 % · 1 of 3 failed checks');
    expect(row(rows, 'canary:faces/gui').description).toBe('Progressing · A/B 6 of 10');
    expect(row(rows, 'canary:faces/face').click).toMatchObject({ command: 'flightdeck.showCanary' });
  });
});

describe('connection', () => {
  const kustomizations = [fluxSystem];
  test('live says so and adds no row', () => {
    const view = buildClusterView(viewInput({ kustomizations }));
    expect(view).toMatchObject({ title: 'my-cluster ● live', trouble: '' });
    expect(view.rows.map((top) => top.id)).toEqual(['kustomization:flux-system/flux-system']);
  });
  test('stale keeps the rows, greyed, and says since when and why', () => {
    const view = buildClusterView(viewInput({ kustomizations, connection: stale }));
    expect(view.title).toMatch(/^my-cluster ○ as of \d\d:\d\d$/);
    expect(view.trouble).toMatch(/^my-cluster does not answer \(connection refused, 3 tries\)\. Shown: as of \d\d:\d\d$/);
    expect(view.rows[0]).toMatchObject({ label: 'Try again', click: { command: 'flightdeck.retryConnection' } });
    expect(row(view.rows, 'kustomization:flux-system/flux-system').icon).toEqual({ id: 'pass-filled', color: 'disabledForeground' });
  });
  test('a server that refuses the credentials is not called silent', () => {
    const refused = { reason: 'the credentials were not accepted: Unauthorized', tries: 2, needsUser: false, isRefused: true } as const;
    expect(buildClusterView(viewInput({ connection: { type: 'unreachable', ...refused } }))).toMatchObject({ title: 'my-cluster ○ refused', trouble: 'my-cluster: the credentials were not accepted: Unauthorized' });
    expect(buildClusterView(viewInput({ kustomizations, connection: { type: 'stale', since: now, ...refused } })).trouble).toMatch(/^my-cluster: the credentials were not accepted: Unauthorized\. Shown: as of/);
  });
  test('unreachable is not an empty cluster', () => {
    const view = buildClusterView(viewInput({ connection: { type: 'unreachable', reason: 'connection refused', tries: 1, needsUser: false }, servedKinds: undefined }));
    expect(view.trouble).toBe('my-cluster does not answer (connection refused, 1 try)');
    expect(view.rows.map((top) => top.label)).toEqual(['Try again']);
  });
  test('credentials that only a person can renew are told as such', () => {
    const view = buildClusterView(viewInput({ connection: { type: 'unreachable', reason: 'the credentials were not accepted: login expired', tries: 1, needsUser: true }, servedKinds: undefined }));
    expect(view.title).toBe('my-cluster ○ not signed in');
    expect(view.trouble).toBe('my-cluster: the credentials were not accepted: login expired');
  });
  test('part of a cluster is not taken for the whole', () => {
    const view = buildClusterView(viewInput({ connection: { type: 'live', faults: [], limitedTo: ['apps', 'faces'] } }));
    expect(view.rows[0]).toMatchObject({ label: 'Only apps, faces of this cluster', description: 'you may not list the cluster as a whole', click: { arguments: ['flightdeck.namespaces'] } });
    expect(buildClusterView(viewInput({})).rows[0]?.label).not.toContain('Only');
  });
  test('a namespace is code in the tooltip, whatever it is named in a kubeconfig', () => {
    const view = buildClusterView(viewInput({ connection: { type: 'live', faults: [], limitedTo: ['a` [x](command:y) `'] } }));
    expect(view.rows[0]?.tooltip).toContain('`` a` [x](command:y) ` ``');
  });

  test('connecting and syncing are neither live nor empty', () => {
    expect(buildClusterView(viewInput({ connection: { type: 'connecting' }, servedKinds: undefined })).rows[0]?.label).toBe('Connecting to my-cluster …');
    expect(buildClusterView(viewInput({ connection: { type: 'syncing' } })).rows.map((top) => top.label)).toEqual(['Reading from my-cluster …']);
  });
  test('a forbidden kind has a row with the API server\'s own words beside the kinds that may be read', () => {
    const message = 'helmreleases.helm.toolkit.fluxcd.io is forbidden: User "dev" cannot list resource';
    const served = { group: 'helm.toolkit.fluxcd.io', version: 'v2', kind: 'HelmRelease', plural: 'helmreleases', namespaced: true };
    const view = buildClusterView(viewInput({ kustomizations, connection: { type: 'live', faults: [{ served, state: { type: 'forbidden', verb: 'list', kind: 'HelmRelease', message } }] } }));
    expect(view.rows[0]).toMatchObject({ label: 'You may not list HelmRelease objects', description: message });
    expect(view.rows).toHaveLength(2);
  });
  test('a kind whose part of the server fails is told apart from a lost connection', () => {
    const served = { group: 'flagger.app', version: 'v1beta1', kind: 'Canary', plural: 'canaries', namespaced: true };
    const view = buildClusterView(viewInput({ kustomizations, connection: { type: 'live', faults: [{ served, state: { type: 'unreachable', reason: 'conversion webhook failed', tries: 2, cause: unreachableCause } }] } }));
    expect(view.title).toBe('my-cluster ● live');
    expect(view.rows[0]).toMatchObject({ label: 'Canary objects cannot be read', description: 'conversion webhook failed' });
  });
  test('a cluster without Flux teaches, and one with Flux but without Kustomizations says that', () => {
    expect(buildClusterView(viewInput({ servedKinds: new Set(['Canary']) })).rows.slice(0, 2)).toMatchObject([{ label: 'Flux is not installed in my-cluster' }, { description: 'The token needs read and write: Flux makes a deploy key', click: { command: 'flightdeck.copyBootstrap' } }]);
    expect(buildClusterView(viewInput()).rows[0]?.label).toBe('No Flux Kustomization in my-cluster');
  });
});

test('ages are coarse enough to stay true until the next minute', () => {
  const { rows } = buildClusterView(viewInput({ kustomizations: [kustomization('apps', { status: { history: [{ lastReconciled: minutesAgo(0.5) }] } })] }));
  expect(row(rows, 'kustomization:flux-system/apps').description).toBe('main@02fae5b · just now');
});

describe('rows of earlier drawings', () => {
  const helmReleases = [helmRelease('alpha'), helmRelease('beta')];
  const kustomizations = [kustomization('apps', { applies: ['_faces__Namespace'] })];
  test('are taken again for objects that did not change', () => {
    const caches = newClusterRowCaches();
    const first = buildClusterView(viewInput({ helmReleases, kustomizations }), caches);
    const second = buildClusterView(viewInput({ helmReleases, kustomizations }), caches);
    expect(row(second.rows, 'helmRelease:flux-system/alpha')).toBe(row(first.rows, 'helmRelease:flux-system/alpha'));
    expect(row(second.rows, 'applied:flux-system/apps')).toBe(row(first.rows, 'applied:flux-system/apps'));
  });
  test('are not taken when time has gone on or the connection was lost', () => {
    const caches = newClusterRowCaches();
    buildClusterView(viewInput({ helmReleases }), caches);
    expect(row(buildClusterView(viewInput({ helmReleases, now: now + 3_600_000 }), caches).rows, 'helmRelease:flux-system/alpha').description).toBe('alpha 1.2.3 · 1 h ago');
    expect(row(buildClusterView(viewInput({ helmReleases, connection: stale }), caches).rows, 'helmRelease:flux-system/alpha').icon.color).toBe('disabledForeground');
  });
  test('are not taken where they say what is waited for', () => {
    const caches = newClusterRowCaches();
    const waiting = helmRelease('waiting', { spec: { dependsOn: [{ name: 'beta' }] }, status: { conditions: [ready('False', 'DependencyNotReady', "dependency 'flux-system/beta' is not ready")] } });
    const failedBeta = helmRelease('beta', { status: { conditions: [ready('False', 'InstallFailed', 'no such image')] } });
    const runningBeta = helmRelease('beta', { status: { conditions: [ready('Unknown', 'Progressing', 'Running install')] } });
    expect(row(buildClusterView(viewInput({ helmReleases: [waiting, runningBeta] }), caches).rows, 'helmRelease:flux-system/waiting').description).toBe('waiting for beta: Running install');
    expect(row(buildClusterView(viewInput({ helmReleases: [waiting, failedBeta] }), caches).rows, 'helmRelease:flux-system/waiting').description).toBe('waiting for beta: no such image');
  });
});
