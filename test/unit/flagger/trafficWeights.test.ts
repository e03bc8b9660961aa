/** The weights in each provider's routing object, shaped as Flagger writes it (pkg/router). */
import { expect, test } from 'vitest';
import { readTrafficWeights } from '../../../client/src/flagger/trafficWeights.ts';
import { readCanarySpec } from '../../../server/src/flagger/canarySpec.ts';
import type { CanarySpec } from '../../../server/src/flagger/canarySpec.ts';

function spec(analysis: object = {}): CanarySpec {
  const read = readCanarySpec({ metadata: { name: 'face', namespace: 'faces' }, spec: { targetRef: { kind: 'Deployment', name: 'face' }, service: { port: 80 }, analysis } });
  if (read === undefined) throw new Error('the fixture is no Canary');
  return read;
}

const SPLIT = { primary: 75, canary: 25, mirrored: false };

test.each([
  ['TrafficSplit', { kind: 'TrafficSplit', spec: { backends: [{ service: 'face-canary', weight: 25 }, { service: 'face-primary', weight: '75' }] } }],
  ['HTTPRoute', { kind: 'HTTPRoute', spec: { rules: [{ backendRefs: [{ name: 'face-primary', weight: 75 }, { name: 'face-canary', weight: 25 }] }] } }],
  ['VirtualService of Istio', { kind: 'VirtualService', spec: { http: [{ route: [{ destination: { host: 'face-primary' }, weight: 75 }, { destination: { host: 'face-canary' }, weight: 25 }] }] } }],
  ['VirtualService of Istio, TCP', { kind: 'VirtualService', spec: { tcp: [{ route: [{ destination: { host: 'face-primary' }, weight: 75 }, { destination: { host: 'face-canary' }, weight: 25 }] }] } }],
  ['VirtualService of App Mesh', { kind: 'VirtualService', spec: { routes: [{ http: { action: { weightedTargets: [{ virtualNodeName: 'face-canary', weight: 25 }, { virtualNodeName: 'face-primary', weight: 75 }] } } }] } }],
  ['VirtualRouter of App Mesh', { kind: 'VirtualRouter', spec: { routes: [{ httpRoute: { action: { weightedTargets: [{ virtualNodeRef: { name: 'face-canary' }, weight: 25 }, { virtualNodeRef: { name: 'face-primary' }, weight: 75 }] } } }] } }],
  ['Ingress of NGINX', { kind: 'Ingress', metadata: { annotations: { 'nginx.ingress.kubernetes.io/canary': 'true', 'nginx.ingress.kubernetes.io/canary-weight': '25' } } }],
  ['Ingress of Skipper', { kind: 'Ingress', metadata: { annotations: { 'zalando.org/backend-weights': '{"face-primary": 75, "face-canary":25}' } } }],
  ['HTTPProxy', { kind: 'HTTPProxy', spec: { routes: [{ services: [{ name: 'face-primary', weight: 75 }, { name: 'face-canary', weight: 25 }] }] } }],
  ['RouteTable', { kind: 'RouteTable', spec: { routes: [{ routeAction: { multi: { destinations: [{ destination: { upstream: { name: 'faces-face-primaryupstream-80' } }, weight: 75 }] } } }] } }],
  ['TraefikService', { kind: 'TraefikService', spec: { weighted: { services: [{ name: 'face-primary', weight: 75 }, { name: 'face-canary', weight: 25 }] } } }],
  ['ApisixRoute', { kind: 'ApisixRoute', spec: { http: [{ backends: [{ serviceName: 'face-primary', weight: 75 }, { serviceName: 'face-canary', weight: 25 }] }] } }],
  ['TrafficRoute', { kind: 'TrafficRoute', spec: { conf: { split: [{ weight: 75, destination: { 'kuma.io/service': 'face-primary_faces_svc_80' } }, { weight: 25, destination: { 'kuma.io/service': 'face-canary_faces_svc_80' } }] } } }],
  ['Service of Knative', { kind: 'Service', metadata: { annotations: { 'flagger.app/primary-revision': 'face-1' } }, status: { traffic: [{ revisionName: 'face-1', percent: 75, latestRevision: false }, { latestRevision: true, percent: 25 }] } }],
])('%s', (_name, object) => {
  expect(readTrafficWeights(spec(), object)).toEqual(SPLIT);
});

test('an A/B Ingress reads back as all, but only while a match is declared', () => {
  const ingress = { kind: 'Ingress', metadata: { annotations: { 'x/canary-by-header': 'h', 'x/canary-weight': '0' } } };
  expect(readTrafficWeights(spec({ match: [{ headers: { h: { exact: 'a' } } }] }), ingress)?.canary).toBe(100);
  expect(readTrafficWeights(spec(), ingress)?.canary).toBe(0);
});

test('with session affinity the rule that sets the cookie counts', () => {
  const rules = [
    { matches: [{}], backendRefs: [{ name: 'face-canary', weight: 100 }, { name: 'face-primary', weight: 0 }] },
    { backendRefs: [{ name: 'face-primary', weight: 75 }, { name: 'face-canary', weight: 25, filters: [{ type: 'ResponseHeaderModifier' }] }] },
  ];
  expect(readTrafficWeights(spec(), { kind: 'HTTPRoute', spec: { rules } })).toEqual(SPLIT);
});

test('mirroring is seen', () => {
  const route = { kind: 'VirtualService', spec: { http: [{ mirror: { host: 'face-canary' }, route: [{ destination: { host: 'face-primary' }, weight: 100 }, { destination: { host: 'face-canary' } }] }] } };
  expect(readTrafficWeights(spec(), route)).toEqual({ primary: 100, canary: 0, mirrored: true });
});

test.each([undefined, 7, {}, { kind: 'TrafficSplit' }, { kind: 'Ingress', metadata: { annotations: 7 } }, { kind: 'HTTPRoute', spec: { rules: [null] } }])('nothing in %j', (object) => {
  expect(readTrafficWeights(spec(), object)).toBeUndefined();
});
