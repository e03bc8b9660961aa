// What the Cluster view shows beyond the plain tree: workloads rolled up, history, image automation, filters, grouping, order, lines at fault.
import { describe, expect, test } from 'vitest';
import { readClusterObject } from '../../../client/src/cluster/objects/clusterObject.ts';
import { readImageObject } from '../../../client/src/cluster/objects/imageObject.ts';
import { readPod } from '../../../client/src/cluster/objects/pod.ts';
import { readWorkload } from '../../../client/src/cluster/objects/workload.ts';
import { stateWorkloads } from '../../../client/src/flux/workloadState.ts';
import type { ClusterViewInput } from '../../../client/src/views/cluster/clusterViewInput.ts';
import { buildClusterView } from '../../../client/src/views/cluster/clusterViewModel.ts';
import { defaultViewOptions, readViewOptions, type ClusterViewOptions } from '../../../client/src/views/cluster/viewOptions.ts';
import { walkTree, type TreeNodeModel } from '../../../client/src/views/treeModel.ts';
import { gitRepository, helmRelease, kustomization, minutesAgo, ready, viewInput } from './liveObjects.ts';

function row(rows: readonly TreeNodeModel[], id: string): TreeNodeModel {
  for (const { node } of walkTree(rows)) if (node.id === id) return node;
  throw new Error(`no row ${id}`);
}

const ids = (rows: readonly TreeNodeModel[]): readonly string[] => [...walkTree(rows)].map(({ node }) => node.id);

function deployment(name: string, readyPods: number, owner: 'kustomize' | 'helm' = 'kustomize', ownerName = 'apps') {
  const labels = { [`${owner}.toolkit.fluxcd.io/name`]: ownerName, [`${owner}.toolkit.fluxcd.io/namespace`]: 'flux-system' };
  const object = readClusterObject({ metadata: { name, namespace: 'faces', generation: 1, labels }, spec: { replicas: 2, template: { spec: { containers: [{ name, image: `registry.example/team/${name}:1.1.0` }] } } }, status: { observedGeneration: 1, readyReplicas: readyPods, updatedReplicas: 2, availableReplicas: readyPods } }, 'apps/v1', 'Deployment');
  if (object === undefined) throw new Error('no name');
  return readWorkload(object);
}

function liveObject(apiVersion: string, kind: string, metadata: object, status: object) {
  const object = readClusterObject({ metadata, status }, apiVersion, kind);
  if (object === undefined) throw new Error('no name');
  return object;
}

function image(kind: string, name: string, parts: { readonly spec?: object; readonly status?: object }) {
  const object = readClusterObject({ metadata: { name, namespace: 'flux-system', generation: 1 }, spec: { ...parts.spec }, status: { observedGeneration: 1, conditions: [ready('True', 'Succeeded', 'ok')], ...parts.status } }, 'image.toolkit.fluxcd.io/v1', kind);
  if (object === undefined) throw new Error('no name');
  return readImageObject(object);
}

const apps = kustomization('apps', { applies: ['faces_color_apps_Deployment', 'faces_face_apps_Deployment'] });
const onScreen = (...workloads: readonly ReturnType<typeof deployment>[]) => ({ workloads: stateWorkloads(workloads, []), images: [], trouble: '' });

describe('workloads', () => {
  const input = viewInput({ kustomizations: [apps], onScreen: onScreen(deployment('color', 1), deployment('face', 2)) });
  const { rows } = buildClusterView(input);

  test('applied is not running: the Kustomization says which workload is not there yet, and its sign follows', () => {
    expect(row(rows, 'kustomization:flux-system/apps')).toMatchObject({ description: 'applied main@02fae5b · 1 workload of 2 not running: color rolling out, 1 of 2 ready', icon: { id: 'sync~spin' } });
  });
  test('a revision that the controller has not written yet leaves no gap', () => {
    const fresh = buildClusterView({ ...input, kustomizations: [kustomization('apps', { applies: ['faces_color_apps_Deployment', 'faces_face_apps_Deployment'], status: { lastAppliedRevision: '' } })] });
    expect(row(fresh.rows, 'kustomization:flux-system/apps').description).toBe('applied · 1 workload of 2 not running: color rolling out, 1 of 2 ready');
  });
  test('what runs is said too', () => {
    const all = buildClusterView({ ...input, onScreen: onScreen(deployment('color', 2), deployment('face', 2)) });
    expect(row(all.rows, 'kustomization:flux-system/apps')).toMatchObject({ description: 'main@02fae5b · 2 running · 3 min ago · 2 objects', icon: { id: 'pass-filled' } });
  });
  test('have a section with ready of desired and the image, what needs a person first', () => {
    expect(row(rows, 'section:workloads')).toMatchObject({ description: '1 rolling out · 1 running' });
    expect(row(rows, 'workload:Deployment/faces/color').description).toBe('rolling out, 1 of 2 ready · color:1.1.0');
    expect(row(rows, 'workload:Deployment/faces/face')).toMatchObject({ description: '2 of 2 ready · face:1.1.0', accessibleLabel: 'Deployment face in faces, running, 2 of 2 ready, face:1.1.0' });
  });
  test('show their state in the list of applied objects', () => {
    expect(row(rows, 'applied:flux-system/apps/apps/Deployment/faces/color')).toMatchObject({ description: 'Deployment in faces · rolling out, 1 of 2 ready · color:1.1.0', icon: { id: 'sync~spin' } });
  });
  test('that are stuck are the first real cause behind a health check, also for what waits for it', () => {
    const running = kustomization('apps', { status: { conditions: [ready('Unknown', 'Progressing', 'Running health checks')] } });
    const behind = kustomization('shop', { dependsOn: ['apps'], status: { conditions: [ready('False', 'DependencyNotReady', "dependency 'flux-system/apps' is not ready")] } });
    const pod = readPod(liveObject('v1', 'Pod', { name: 'color-1', namespace: 'faces', labels: { 'pod-template-hash': '1' }, ownerReferences: [{ kind: 'ReplicaSet', name: 'color-1', controller: true }] }, { containerStatuses: [{ name: 'color', image: 'x/color:2', restartCount: 0, state: { waiting: { reason: 'ErrImagePull' } } }] }));
    const { rows: stuck } = buildClusterView(viewInput({ kustomizations: [running, behind], onScreen: { workloads: stateWorkloads([deployment('color', 1)], [pod]), images: [], trouble: '' } }));
    const words = '1 workload of 1 not running: color stuck, 1 of 2 ready: image x/color:2 cannot be pulled (ErrImagePull)';
    expect(row(stuck, 'kustomization:flux-system/apps').description).toBe(`Running health checks · main@02fae5b · ${words}`);
    expect(row(stuck, 'kustomization:flux-system/shop').description).toBe(`waiting for apps: Running health checks · ${words}`);
  });
  test('of a chart roll up to its release', () => {
    const { rows: released } = buildClusterView(viewInput({ helmReleases: [helmRelease('podinfo')], onScreen: onScreen(deployment('podinfo', 0, 'helm', 'podinfo')) }));
    expect(row(released, 'helmRelease:flux-system/podinfo').description).toBe('podinfo 1.2.3 · 1 workload of 1 not running: podinfo rolling out, 0 of 2 ready');
  });
  test('that may not be read are told in the server\'s words, and are not taken for running', () => {
    const { rows: refused } = buildClusterView(viewInput({ kustomizations: [apps], onScreen: { workloads: undefined, images: [], trouble: 'deployments.apps is forbidden' } }));
    expect(row(refused, 'message:workloads')).toMatchObject({ description: 'deployments.apps is forbidden' });
    expect(row(refused, 'kustomization:flux-system/apps').description).not.toContain('running');
  });
});

describe('releases and image automation', () => {
  test('a release opens to its history, newest first', () => {
    const history = [{ version: 3, chartName: 'podinfo', chartVersion: '6.6.0', appVersion: '6.6.0', status: 'failed', lastDeployed: minutesAgo(4) }, { version: 2, chartName: 'podinfo', chartVersion: '6.5.0', status: 'deployed', lastDeployed: minutesAgo(90) }];
    const { rows } = buildClusterView(viewInput({ helmReleases: [helmRelease('podinfo', { status: { history } })] }));
    expect(row(rows, 'helmRelease:flux-system/podinfo').children.map(({ label, description, icon }) => [label, description, icon.id])).toEqual([
      ['revision 3', 'podinfo 6.6.0 · app 6.6.0 · failed · 4 min ago', 'error'],
      ['revision 2', 'podinfo 6.5.0 · deployed · 1 h ago', 'history'],
    ]);
  });
  test('what was scanned, chosen and pushed', () => {
    const images = [
      image('ImageRepository', 'web', { spec: { image: 'registry.example/web' }, status: { lastScanResult: { scanTime: minutesAgo(2), tagCount: 12 } } }),
      image('ImagePolicy', 'web', { spec: { imageRepositoryRef: { name: 'web' }, policy: { semver: { range: '1.x' } } }, status: { latestRef: { name: 'registry.example/web', tag: '1.4.0' } } }),
      image('ImageUpdateAutomation', 'all', { spec: { git: { push: { branch: 'main' } } }, status: { lastPushTime: minutesAgo(30), lastPushCommit: '02fae5b0123456789' } }),
    ];
    const { rows } = buildClusterView(viewInput({ onScreen: { workloads: [], images, trouble: '' } }));
    expect(row(rows, 'section:images').children.map(({ label, description }) => `${label}: ${description}`)).toEqual([
      'all: ImageUpdateAutomation · pushed 02fae5b to main · 30 min ago',
      'web: ImageRepository · registry.example/web · 12 tags · 2 min ago',
      'web: ImagePolicy · registry.example/web:1.4.0 · semver 1.x',
    ]);
  });
  test('what is suspended stands together', () => {
    const { rows } = buildClusterView(viewInput({ sources: [gitRepository('old', { spec: { suspend: true } }), gitRepository('flux-system')], helmReleases: [helmRelease('podinfo', { spec: { suspend: true } })] }));
    expect(row(rows, 'section:suspended')).toMatchObject({ description: '2' });
    expect(row(rows, 'section:suspended').children.map(({ label }) => label)).toEqual(['old', 'podinfo']);
  });
});

describe('wishes', () => {
  const failed = kustomization('linkerd', { status: { conditions: [ready('False', 'BuildFailed', 'ca.crt does not exist')] } });
  const root = kustomization('flux-system', { applies: ['flux-system_apps_kustomize.toolkit.fluxcd.io_Kustomization', 'flux-system_linkerd_kustomize.toolkit.fluxcd.io_Kustomization'] });
  const show = (options: Partial<ClusterViewOptions>, more: Partial<ClusterViewInput> = {}) => buildClusterView(viewInput({ kustomizations: [root, apps, failed], sources: [gitRepository('flux-system'), gitRepository('faces', { namespace: 'faces' })], ...more, options: { ...defaultViewOptions, ...options } }));

  test('a text finds names, kinds and reasons, and keeps the way down to them', () => {
    const { rows, trouble } = show({ text: 'CA.crt' });
    expect(ids(rows)).toEqual(['kustomization:flux-system/flux-system', 'kustomization:flux-system/linkerd']);
    expect(trouble).toBe('Filter: "CA.crt"');
  });
  test('states and namespaces', () => {
    expect(ids(show({ states: ['failed', 'stalled'] }).rows)).toEqual(['kustomization:flux-system/flux-system', 'kustomization:flux-system/linkerd']);
    expect(ids(show({ namespaces: ['faces'] }).rows)).toEqual(['section:sources', 'source:GitRepository/faces/faces']);
  });
  test('a filter that nothing passes says so and offers to clear it', () => {
    expect(show({ text: 'zzz' }).rows.at(-1)).toMatchObject({ label: 'Nothing matches the filter', click: { command: 'flightdeck.clearClusterFilter' } });
  });
  test('not ready first, or by name', () => {
    expect(row(show({}).rows, 'kustomization:flux-system/flux-system').children.map(({ label }) => label)).toEqual(['linkerd', 'apps']);
    expect(row(show({ sorting: 'name' }).rows, 'kustomization:flux-system/flux-system').children.map(({ label }) => label)).toEqual(['apps', 'linkerd']);
  });
  test('by state, the worst first; by kind; by namespace', () => {
    expect(show({ grouping: 'state' }).rows.map(({ label, description }) => `${label} ${description}`)).toEqual(['failed 1', 'ready 4']);
    expect(show({ grouping: 'kind' }).rows.map(({ label, description }) => `${label} ${description}`)).toEqual(['GitRepository 2 ready', 'Kustomization 1 failed · 2 ready']);
    expect(show({ grouping: 'namespace' }).rows.map(({ label }) => label)).toEqual(['faces', 'flux-system']);
    expect(row(show({ grouping: 'state' }).rows, 'kustomization:flux-system/linkerd').description).toBe('Kustomization · flux-system · ca.crt does not exist');
  });
  test('no id stands twice, however rows are grouped', () => {
    for (const grouping of ['owner', 'kind', 'namespace', 'state'] as const) {
      const all = ids(show({ grouping }, { helmReleases: [helmRelease('podinfo', { spec: { suspend: true } })], onScreen: onScreen(deployment('color', 1)) }).rows);
      expect(new Set(all).size).toBe(all.length);
    }
  });
  test('survive storage, and nonsense becomes the default', () => {
    const wishes: ClusterViewOptions = { text: 'x', states: ['failed'], namespaces: ['faces'], grouping: 'state', sorting: 'name' };
    expect(readViewOptions(JSON.parse(JSON.stringify(wishes)))).toEqual(wishes);
    expect(readViewOptions({ states: ['great', 3], grouping: 'colour', text: 7 })).toEqual(defaultViewOptions);
  });
});

describe('what a row leads to', () => {
  const place = { uri: 'file:///repo/infra/kustomization.yaml', range: { start: { line: 6, character: 8 }, end: { line: 6, character: 14 } } };
  const linkerd = kustomization('linkerd', { status: { conditions: [ready('False', 'BuildFailed', 'ca.crt does not exist')] } });
  const flagger = kustomization('flagger', { dependsOn: ['linkerd'], status: { conditions: [ready('False', 'DependencyNotReady', "dependency 'flux-system/linkerd' is not ready")] } });
  const { rows } = buildClusterView(viewInput({ kustomizations: [linkerd, flagger], findCauseLine: ({ name }) => (name === 'linkerd' ? { label: 'infra/kustomization.yaml:7', place } : undefined) }));

  test('the line at fault stands in the sentence, also of what waits for it', () => {
    expect(row(rows, 'kustomization:flux-system/linkerd')).toMatchObject({ description: 'ca.crt does not exist · infra/kustomization.yaml:7', place });
    expect(row(rows, 'kustomization:flux-system/flagger')).toMatchObject({ description: 'waiting for linkerd: ca.crt does not exist · infra/kustomization.yaml:7', place });
    expect(row(rows, 'kustomization:flux-system/linkerd').contextFlags).toContain('cause');
    expect(row(rows, 'kustomization:flux-system/linkerd').tooltip).toContain('line at fault');
  });
  test('the tooltip tells a request that nobody has handled, the next run, and a failure before', () => {
    const asked = kustomization('asked', { status: { history: [{ lastReconciled: minutesAgo(3), lastReconciledStatus: 'ReconciliationSucceeded' }, { lastReconciled: minutesAgo(20), lastReconciledStatus: 'HealthCheckFailed', metadata: { revision: 'main@sha1:02fae5b0123456789012345678901234567890ab' } }] } });
    const annotated = { ...asked, object: { ...asked.object, annotations: { 'reconcile.fluxcd.io/requestedAt': minutesAgo(5) } } };
    const { tooltip } = row(buildClusterView(viewInput({ kustomizations: [annotated] })).rows, 'kustomization:flux-system/asked');
    expect(tooltip).toContain('reconcile asked for 5 min ago and not handled');
    expect(tooltip).toContain('next run in 7 min');
    expect(tooltip).toContain('HealthCheckFailed · 20 min ago · main@02fae5b');
  });
  test('the tooltip says whether the commit that is checked out is applied', () => {
    const tooltipFor = (head: string) => row(buildClusterView(viewInput({ kustomizations: [linkerd], findHead: ({ name }) => (name === 'flux-system' ? head : undefined) })).rows, 'kustomization:flux-system/linkerd').tooltip;
    expect(tooltipFor('02fae5b0123456789012345678901234567890ab')).toContain('| your HEAD | 02fae5b, applied |');
    expect(tooltipFor('9f8e1c20123456789012345678901234567890ab')).toContain('| your HEAD | 9f8e1c2, not applied yet |');
  });
  test('a cluster without Flux shows the command for this repository', () => {
    const { rows: bare } = buildClusterView(viewInput({ servedKinds: new Set(), bootstrap: 'flux bootstrap github --owner=acme --repository=fleet --branch=main --path=clusters/prod' }));
    expect(row(bare, 'message:bootstrap')).toMatchObject({ label: 'flux bootstrap github --owner=acme --repository=fleet --branch=main --path=clusters/prod', description: 'The token needs read and write: Flux makes a deploy key' });
  });
});
