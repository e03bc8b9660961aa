// The guard on real Flux and real Flagger: for each way to set an image a bad version is pushed, rolled back, flagged on its line, put back by the fix, pushed, and quiet again.
// The ways through Helm are in guardHelm.test.ts, on a control plane with a helm-controller.
import { beforeAll, describe, expect, test } from 'vitest';
import type { ClusterSession } from '../../client/src/cluster/clusterSession.ts';
import { guardFindings, guardWays, isByHelm, lineOf, openWay, readWay } from '../harness/guardWays.ts';
import { GitRepository } from './harness/gitRepository.ts';
import { factsOfNamespace, proveWay } from './harness/guardRun.ts';
import { createNamespace, SessionOpener, sharedControlPlane } from './harness/suite.ts';
import { waitUntil } from './harness/waitUntil.ts';

const { info, api, metrics } = sharedControlPlane();
const opener = new SessionOpener(info);
let session: ClusterSession;

beforeAll(async () => {
  session = await opener.session('admin');
  await waitUntil('the session is live', () => session.state.type === 'live');
});

describe.concurrent('the guard', () => {
  test.each(guardWays.filter((way) => !isByHelm(way)))('%s: flagged on its line, and quiet again after the fix', { timeout: 400_000 }, (way) => proveWay({ info, api, metrics, session }, way));
});

describe.concurrent('a Canary that cannot be set up', () => {
  const broken: readonly (readonly [name: string, way: string, change: (text: string) => string, place: RegExp, says: RegExp])[] = [
    ['no such target', 'plain', (text) => text.replace('    name: web\n  progressDeadlineSeconds', '    name: wbe\n  progressDeadlineSeconds'), /^fleet\/app\/canary\.yaml:10$/, /deployment wbe\.\S+ get query error/],
    ['no label that Flagger knows', 'plain', (text) => text.replaceAll('app: web', 'role: web'), /^fleet\/app\/web\.yaml:10$/, /matchLabels must contain one of/],
    ['no such autoscaler', 'plain', (text) => text.replace('  progressDeadlineSeconds', '  autoscalerRef:\n    apiVersion: autoscaling/v2\n    kind: HorizontalPodAutoscaler\n    name: scaler\n  progressDeadlineSeconds'), /^fleet\/app\/canary\.yaml:14$/, /scaler/],
    ['no such ConfigMap', 'plain', (text) => text.replace('          ports:', '          envFrom:\n            - configMapRef:\n                name: settings\n          ports:'), /^fleet\/app\/web\.yaml:21$/, /configmap settings\./i],
    ['no gateway named', 'plain', (text) => text.replace('provider: linkerd', 'provider: gatewayapi:v1'), /^fleet\/app\/canary\.yaml:1[0-9]$/, /GatewayRefs must be specified/],
    ['no such Ingress', 'plain', (text) => text.replace('provider: linkerd', 'provider: nginx').replace('  progressDeadlineSeconds', '  ingressRef:\n    apiVersion: networking.k8s.io/v1\n    kind: Ingress\n    name: front\n  progressDeadlineSeconds'), /^fleet\/app\/canary\.yaml:14$/, /ingress front\./i],
  ];

  test.each(broken)('%s', { timeout: 200_000 }, async (name, way, change, place, says) => {
    const namespace = await createNamespace(api, name.replaceAll(' ', '-').toLowerCase());
    const url = `${info.gitUrl}/${namespace}.git`;
    const texts = readWay(way, (text) => change(text.replaceAll('guard-way', namespace).replace('https://git.example/fleet.git', url)));
    await GitRepository.create(info, namespace, texts.fleet);
    await api.applyYaml(texts.fleet['root.yaml'] ?? '');
    const workspace = openWay(texts, { fleet: url, shop: '' });
    const finding = await waitUntil('Flagger says why', () => guardFindings(workspace, factsOfNamespace(session, namespace)).find(({ rule, message }) => rule === 'canary/cannot-start' && says.test(message)), { withinMs: 120_000, everyMs: 200, onTimeout: () => JSON.stringify(factsOfNamespace(session, namespace)) });
    expect(lineOf(finding)).toMatch(place);
    expect(finding.severity).toBe('warning');
  });
});
