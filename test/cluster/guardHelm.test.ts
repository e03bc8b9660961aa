// The guard where a real helm-controller makes the workload: each way through Helm is pushed, rolled back, flagged on its line, put back and quiet; and a verb on what Helm holds does what was said.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ClusterSession } from '../../client/src/cluster/clusterSession.ts';
import { readReadiness } from '../../client/src/flux/readiness.ts';
import { guardWays, isByHelm } from '../harness/guardWays.ts';
import type { Json } from './harness/apiClient.ts';
import { canaryObject, workloadName } from './harness/canaryObjects.ts';
import type { ControlPlane } from './harness/controlPlane.ts';
import { proveWay } from './harness/guardRun.ts';
import type { RunningServer } from './harness/httpServer.ts';
import { MetricsControl } from './harness/metricsControl.ts';
import { startOciRegistry } from './harness/ociRegistry.ts';
import { startPrivatePlane } from './harness/privatePlane.ts';
import { createNamespace, SessionOpener } from './harness/suite.ts';
import { goWay, wayFor } from './harness/verbRun.ts';
import { waitUntil } from './harness/waitUntil.ts';
import { writeFiles } from './harness/writeFiles.ts';

const run = promisify(execFile);
let plane: ControlPlane;
let session: ClusterSession;
let registry: RunningServer;

// The shared control plane runs no helm-controller.
beforeAll(async () => {
  plane = await startPrivatePlane({ parts: ['workloads', 'flux', 'helm', 'flagger'] });
  registry = await startOciRegistry();
  session = await new SessionOpener(plane.info).session('admin');
  await waitUntil('the session is live', () => session.state.type === 'live');
});

afterAll(async () => {
  await registry.close();
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

/** A chart with this template beside its default values, pushed as an artifact, and the OCIRepository `web-chart` for it. */
async function createChart(namespace: string, templates: Readonly<Record<string, string>>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'flightdeck-artifact-'));
  const url = `oci://127.0.0.1:${registry.port}/${namespace}`;
  writeFiles(join(folder, 'web'), {
    'Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
    'values.yaml': 'image:\n  repository: registry.invalid/other\n  tag: "0"\n',
    ...Object.fromEntries(Object.entries(templates).map(([name, text]) => [`templates/${name}`, text])),
  });
  await run(join(plane.info.programFolder, 'flux'), ['push', 'artifact', `${url}:1.0.0`, '--path', folder, '--source', 'https://git.invalid/shop.git', '--revision', 'main@sha1:0', '--insecure-registry'], { env: { ...process.env, HOME: folder } });
  rmSync(folder, { recursive: true, force: true });
  await plane.api.apply({ apiVersion: 'source.toolkit.fluxcd.io/v1', kind: 'OCIRepository', metadata: { namespace, name: 'web-chart' }, spec: { interval: '1h', url, insecure: true, ref: { semver: '1.x' }, layerSelector: { mediaType: 'application/vnd.cncf.flux.content.v1.tar+gzip', operation: 'copy' } } });
}

describe.concurrent('the guard', () => {
  test.each(guardWays.filter(isByHelm))('%s: flagged on its line, and quiet again after the fix', { timeout: 500_000 }, async (way) => {
    const prepare = (namespace: string) => createChart(namespace, { 'web.yaml': deployment });
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
    await plane.api.merge(`/apis/helm.toolkit.fluxcd.io/v2/namespaces/${namespace}/helmreleases/web`, { metadata: { annotations: { 'reconcile.fluxcd.io/requestedAt': token } } });
    await waitUntil('helm-controller has run', () => session.findHelmRelease(namespace, 'web')?.lastHandledReconcileAt === token && isReleased(namespace, 1));
    expect(isSuspended(namespace)).toBe(true);
    await plane.api.apply(release(namespace, { note: 'two' }));
    await waitUntil('it is upgraded', () => isReleased(namespace, 2), { withinMs: 90_000 });
    await waitUntil('Helm has put it back', () => isSuspended(namespace) === false);
  });
});
