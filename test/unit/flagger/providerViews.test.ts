// The panel for every provider, from objects as Flagger's routers write them: where the traffic is, what was made, and what an A/B test really does there.
import { expect, test } from 'vitest';
import { buildCanaryView } from '../../../client/src/flagger/canaryProgress.ts';
import { printSentence } from '../../../server/src/flagger/sentence.ts';

const now = Date.parse('2026-11-29T10:00:30Z');
const said = (second: number, message: string): object => ({ message, type: 'Normal', lastTimestamp: new Date(now - 30_000 + second * 1000).toISOString() });
const events = [said(0, 'New revision detected! Scaling up face.faces'), said(10, 'Starting canary analysis for face.faces'), said(10, 'Advance face.faces canary weight 10'), said(20, 'Advance face.faces canary weight 20'), said(28, 'Advance face.faces canary weight 30')];

function view(provider: string, routing: object | undefined, spec: object = {}, analysis: object = { stepWeight: 10, maxWeight: 50 }, status: object = { canaryWeight: 30 }) {
  const canary = {
    kind: 'Canary', metadata: { name: 'face', namespace: 'faces', uid: 'u' },
    spec: { provider, targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'face' }, service: { port: 80 }, ...spec, analysis: { interval: '10s', threshold: 3, metrics: [{ name: 'request-success-rate', thresholdRange: { min: 99 } }], ...analysis } },
    status: { phase: 'Progressing', lastTransitionTime: new Date(now - 2000).toISOString(), ...status },
  };
  const built = buildCanaryView({ canary, events, now, ...(routing === undefined ? {} : { routing }) });
  if (built === undefined) throw new Error('no view');
  return { ...built, said: printSentence(built.sentence, now) };
}

const pair = (name: string, weight: string) => [{ [name]: 'face-primary', [weight]: 70 }, { [name]: 'face-canary', [weight]: 30 }];

test.each([
  ['linkerd', 'TrafficSplit face', { kind: 'TrafficSplit', spec: { backends: pair('service', 'weight') } }, {}],
  ['osm', 'TrafficSplit face', { kind: 'TrafficSplit', spec: { backends: pair('service', 'weight') } }, {}],
  ['smi:v1alpha3', 'TrafficSplit face', { kind: 'TrafficSplit', spec: { backends: pair('service', 'weight') } }, {}],
  ['istio', 'VirtualService face', { kind: 'VirtualService', spec: { http: [{ route: [{ destination: { host: 'face-primary' }, weight: 70 }, { destination: { host: 'face-canary' }, weight: 30 }] }] } }, {}],
  ['gatewayapi:v1', 'HTTPRoute face', { kind: 'HTTPRoute', spec: { rules: [{ backendRefs: pair('name', 'weight') }] } }, {}],
  ['nginx', 'Ingress front-canary', { kind: 'Ingress', metadata: { annotations: { 'nginx.ingress.kubernetes.io/canary-weight': '30' } } }, { ingressRef: { kind: 'Ingress', name: 'front' } }],
  ['skipper', 'Ingress front-canary', { kind: 'Ingress', metadata: { annotations: { 'zalando.org/backend-weights': '{"face-primary": 70, "face-canary": 30}' } } }, { ingressRef: { kind: 'Ingress', name: 'front' } }],
  ['contour', 'HTTPProxy face', { kind: 'HTTPProxy', spec: { routes: [{ services: pair('name', 'weight') }] } }, {}],
  ['gloo', 'RouteTable face', { kind: 'RouteTable', spec: { routes: [{ routeAction: { multi: { destinations: [{ destination: { upstream: { name: 'faces-face-primaryupstream-80' } }, weight: 70 }] } } }] } }, {}],
  ['traefik', 'TraefikService face', { kind: 'TraefikService', spec: { weighted: { services: pair('name', 'weight') } } }, {}],
  ['apisix', 'ApisixRoute front-face-canary', { kind: 'ApisixRoute', spec: { http: [{ backends: pair('serviceName', 'weight') }] } }, { routeRef: { kind: 'ApisixRoute', name: 'front' } }],
  ['kuma', 'TrafficRoute face', { kind: 'TrafficRoute', spec: { conf: { split: [{ weight: 70, destination: { 'kuma.io/service': 'face-primary_faces_svc_80' } }] } } }, {}],
  ['appmesh', 'VirtualService face.faces', { kind: 'VirtualService', spec: { routes: [{ http: { action: { weightedTargets: pair('virtualNodeName', 'weight') } } }] } }, {}],
  ['appmesh:v1beta2', 'VirtualRouter face', { kind: 'VirtualRouter', spec: { routes: [{ httpRoute: { action: { weightedTargets: [{ virtualNodeRef: { name: 'face-primary' }, weight: 70 }, { virtualNodeRef: { name: 'face-canary' }, weight: 30 }] } } }] } }, {}],
  ['knative', 'Service face', { kind: 'Service', metadata: { annotations: { 'flagger.app/primary-revision': 'face-1' } }, status: { traffic: [{ revisionName: 'face-1', percent: 70 }, { latestRevision: true, percent: 30 }] } }, { targetRef: { apiVersion: 'serving.knative.dev/v1', kind: 'Service', name: 'face' } }],
] as const)('%s: the weights of %s are what is told', (provider, object, routing, spec) => {
  const built = view(provider, routing, spec);
  expect(built.traffic).toMatchObject({ primary: 70, canary: 30, source: 'routes' });
  expect(built.said).toMatch(/^Going well\. 30 % of traffic, next step to 40 % in \d+ s/);
  const found = built.objects.find(({ kind, name }) => `${kind} ${name}` === object);
  expect(found?.detail).toBe('70/30');
});

const ab = { iterations: 10, match: [{ headers: { 'x-user': { exact: 'test' } } }] };
test.each([['istio', true], ['gatewayapi:v1', true], ['contour', true], ['gloo', true], ['appmesh', true], ['nginx', true], ['linkerd', false], ['traefik', false], ['apisix', false], ['kuma', false], ['skipper', false], ['knative', false], ['osm', false]] as const)('an A/B test with %s: the match works: %s', (provider, works) => {
  const built = view(provider, undefined, {}, ab, { iterations: 4 });
  expect(built.strategy).toBe('ab');
  expect(built.said).toContain(works ? 'Requests with header x-user = test go to the canary, iteration 4 of 10' : 'All traffic goes to the canary, iteration 4 of 10');
  expect(built.traffic.basis).toBe(works ? 'matched' : 'switched');
});

test('kubernetes routes nothing: tested beside the live traffic', () => {
  const built = view('kubernetes', undefined, {}, { iterations: 5 }, { iterations: 3 });
  expect(built.traffic).toMatchObject({ basis: 'none', primary: 100, canary: 0 });
  expect(built.said).toContain('Tested beside the live traffic, iteration 3 of 5');
});

test.each([
  ['a status without anything', { status: {} }],
  ['no spec', { spec: undefined }],
  ['wrong types', { spec: 'x', status: [1, 2] }],
  ['an unknown phase with odd numbers', { status: { phase: 'Sideways', canaryWeight: 'many', iterations: -7, failedChecks: null } }],
  ['times that are none', { status: { phase: 'Progressing', lastTransitionTime: 'yesterday', canaryWeight: 5 } }],
])('bad input is said plainly and breaks nothing: %s', (_name, more) => {
  const built = buildCanaryView({ canary: { kind: 'Canary', metadata: { name: 'face', namespace: 'faces' }, spec: {}, ...more }, events: [null, 7, {}, { message: 3 }, { message: 'x' }], now });
  const sentence = built === undefined ? '' : printSentence(built.sentence, now);
  expect(sentence.length).toBeGreaterThan(10);
  expect(JSON.stringify(built)).not.toMatch(/NaN|undefined|null/);
});

const common = ['Deployment face', 'Deployment face-primary', 'Service face', 'Service face-primary', 'Service face-canary'];

// Names as the routers of Flagger 1.36.1 write them (pkg/router/*.go, Reconcile).
test.each([
  ['kubernetes', {}, []],
  ['linkerd', {}, ['TrafficSplit face']],
  ['gatewayapi:v1', {}, ['HTTPRoute face']],
  ['nginx', { ingressRef: { kind: 'Ingress', name: 'front' } }, ['Ingress front-canary']],
  ['skipper', { ingressRef: { kind: 'Ingress', name: 'front' } }, ['Ingress front-canary']],
  ['istio', {}, ['VirtualService face', 'DestinationRule face-primary', 'DestinationRule face-canary']],
  ['contour', {}, ['HTTPProxy face']],
  ['gloo', {}, ['RouteTable face', 'Upstream faces-face-primaryupstream-80', 'Upstream faces-face-canaryupstream-80']],
  ['traefik', {}, ['TraefikService face']],
  ['apisix', { routeRef: { kind: 'ApisixRoute', name: 'front' } }, ['ApisixRoute front-face-canary']],
  ['kuma', {}, ['TrafficRoute face']],
  ['appmesh', {}, ['VirtualService face.faces', 'VirtualService face-canary.faces', 'VirtualNode face', 'VirtualNode face-primary', 'VirtualNode face-canary']],
  ['appmesh:v1beta2', {}, ['VirtualRouter face', 'VirtualRouter face-canary', 'VirtualService face', 'VirtualService face-canary', 'VirtualNode face-primary', 'VirtualNode face-canary']],
] as const)('%s: each object that Flagger makes is named and explained, in the panel and below the row', (provider, spec, own) => {
  const { objects } = view(provider, undefined, spec);
  expect(objects.map(({ kind, name }) => `${kind} ${name}`)).toEqual([...common, ...own]);
  for (const { words } of objects) expect(words.length).toBeGreaterThan(15);
});

test('knative: the Service is the user’s own, and nothing else is made', () => {
  const { objects } = view('knative', undefined, { targetRef: { apiVersion: 'serving.knative.dev/v1', kind: 'Service', name: 'face' } });
  expect(objects.map(({ group, kind, name, words }) => [group, kind, name, words])).toEqual([['serving.knative.dev', 'Service', 'face', 'yours: its traffic is split between the primary revision and the latest']]);
});
