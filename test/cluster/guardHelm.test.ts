// The guard where a real helm-controller makes the workload: each way through Helm is pushed, rolled back, flagged on its line, put back and quiet; and a verb on what Helm holds does what was said.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ClusterSession } from '../../client/src/cluster/clusterSession.ts';
import { readReadiness } from '../../client/src/flux/readiness.ts';
import { guardWays, isByChart, isByHelm } from '../harness/guardWays.ts';
import type { Json } from './harness/apiClient.ts';
import { canaryObject, workloadName } from './harness/canaryObjects.ts';
import { ChartServer } from './harness/chartServer.ts';
import type { ControlPlane } from './harness/controlPlane.ts';
import { proveWay } from './harness/guardRun.ts';
import type { RunningServer } from './harness/httpServer.ts';
import { MetricsControl } from './harness/metricsControl.ts';
import { chartArtifactSpec, inChartFolder, pushArtifact, startOciRegistry } from './harness/ociRegistry.ts';
import { startPrivatePlane } from './harness/privatePlane.ts';
import { createNamespace, SessionOpener } from './harness/suite.ts';
import { goWay, wayFor } from './harness/verbRun.ts';
import { waitUntil } from './harness/waitUntil.ts';

let plane: ControlPlane;
let session: ClusterSession;
let registry: RunningServer;
let charts: ChartServer;

// The shared control plane runs no helm-controller.
beforeAll(async () => {
  plane = await startPrivatePlane({ parts: ['workloads', 'flux', 'helm', 'flagger'] });
  registry = await startOciRegistry();
  charts = await ChartServer.start();
  session = await new SessionOpener(plane.info).session('admin');
  await waitUntil('the session is live', () => session.state.type === 'live');
});

afterAll(async () => {
  await registry.close();
  await charts.close();
  await plane.stop();
});

const deployment = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels:
    app: web
spec:
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
        - name: web
          image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}"
          ports:
            - name: http
              containerPort: 8080
`;

/** The files of a chart `web` with these templates, in the folder `web`; its defaults make the image of its own version, or another one. */
function chartOf(version: string, templates: Readonly<Record<string, string>>, image = `  repository: registry.invalid/web\n  tag: ${version}\n`): Readonly<Record<string, string>> {
  return {
    'Chart.yaml': `apiVersion: v2\nname: web\nversion: ${version}\nappVersion: ${version}\n`,
    'values.yaml': `image:\n${image}`,
    ...Object.fromEntries(Object.entries(templates).map(([name, text]) => [`templates/${name}`, text])),
  };
}

/** Pushes a chart as an artifact, whose tag is its version; answers where. */
function pushChart(namespace: string, version: string, files: Readonly<Record<string, string>>): Promise<string> {
  return pushArtifact({ programFolder: plane.info.programFolder, registry }, namespace, version, inChartFolder(files));
}

/** The OCIRepository `web-chart`, whose chart brings another image than a release must ask for. */
async function createChart(namespace: string, templates: Readonly<Record<string, string>>): Promise<void> {
  const url = await pushChart(namespace, '1.0.0', chartOf('1.0.0', templates, '  repository: registry.invalid/other\n  tag: "0"\n'));
  await plane.api.apply({ apiVersion: 'source.toolkit.fluxcd.io/v1', kind: 'OCIRepository', metadata: { namespace, name: 'web-chart' }, spec: chartArtifactSpec(url, { semver: '1.x' }) });
}

/** Both versions of the chart, in a Helm repository and in a registry; answers what stands for them in the files of a way. */
async function publishVersions(namespace: string): Promise<Readonly<Record<string, string>>> {
  let url = '';
  for (const version of ['1.0.0', '1.1.0']) {
    charts.publish(version, chartOf(version, { 'web.yaml': deployment }));
    url = await pushChart(namespace, version, chartOf(version, { 'web.yaml': deployment }));
  }
  return { 'https://charts.example': charts.url, 'oci://registry.example/web': url };
}

describe.concurrent('the guard', () => {
  test.each(guardWays.filter(isByHelm))('%s: flagged on its line, and quiet again after the fix', { timeout: 500_000 }, async (way) => {
    const prepare = async (namespace: string) => {
      if (isByChart(way)) return publishVersions(namespace);
      await createChart(namespace, { 'web.yaml': deployment });
      return {};
    };
    await proveWay({ info: plane.info, api: plane.api, metrics: new MetricsControl(plane.info.metricsUrl), session, prepare }, way);
  });
});

describe.concurrent('a verb on a Canary that Helm made', () => {
  const release = (namespace: string, values: Json): Json => ({ apiVersion: 'helm.toolkit.fluxcd.io/v2', kind: 'HelmRelease', metadata: { namespace, name: 'web' }, spec: { interval: '1h', chartRef: { kind: 'OCIRepository', name: 'web-chart' }, values: { image: { repository: 'registry.invalid/web', tag: '1.0.0' }, ...values } } });
  const canary = JSON.stringify(canaryObject('NAMESPACE', { name: 'helm-verb', provider: 'linkerd', analysis: { stepWeight: 50, maxWeight: 50 }, more: { suspend: false } })).replace('"NAMESPACE"', '"{{ .Release.Namespace }}"').replace('"metadata":{', '"metadata":{"annotations":{"note":"{{ .Values.note }}"},');
  const isSuspended = (namespace: string) => session.findCanary(namespace, workloadName)?.suspended;
  const isReleased = (namespace: string, revision: number) => {
    const found = session.findHelmRelease(namespace, 'web');
    return found !== undefined && readReadiness(found).state === 'ready' && found.history[0]?.revision === revision;
  };

  test('a pause stays until the next upgrade, as was said', { timeout: 300_000 }, async () => {
    const namespace = await createNamespace(plane.api, 'helm-verb');
    await createChart(namespace, { 'web.yaml': deployment, 'canary.yaml': canary });
    await plane.api.apply(release(namespace, { note: 'one' }));
    await waitUntil('it is installed', () => isReleased(namespace, 1) && session.findCanary(namespace, workloadName)?.phase === 'Initialized', { withinMs: 150_000, onTimeout: () => JSON.stringify(session.findHelmRelease(namespace, 'web')?.conditions) });
    const pause = await wayFor(session, namespace, 'pause', 'suspend');
    expect(pause.flux).toBe(`Helm puts spec.suspend back at the next upgrade of HelmRelease ${namespace}/web.`);
    expect(await goWay(session, namespace, pause)).toMatchObject({ type: 'done' });
    await waitUntil('the pause is seen', () => isSuspended(namespace) === true);
    const token = 'again';
    await plane.api.requestReconcile(`/apis/helm.toolkit.fluxcd.io/v2/namespaces/${namespace}/helmreleases/web`, token);
    await waitUntil('helm-controller has run', () => session.findHelmRelease(namespace, 'web')?.lastHandledReconcileAt === token && isReleased(namespace, 1));
    expect(isSuspended(namespace)).toBe(true);
    await plane.api.apply(release(namespace, { note: 'two' }));
    await waitUntil('it is upgraded', () => isReleased(namespace, 2), { withinMs: 90_000 });
    await waitUntil('Helm has put it back', () => isSuspended(namespace) === false);
  });
});
