// What the metrics server is asked, and what its answers say; where it cannot be asked, plain words.
import { describe, expect, test } from 'vitest';
import { buildCanaryView } from '../../../client/src/flagger/canaryProgress.ts';
import { metricQueries, readMetricAnswer, type MetricQuery } from '../../../client/src/flagger/metricQueries.ts';
import { readCanarySpec } from '../../../server/src/flagger/canarySpec.ts';
import { PROVIDERS } from '../../../server/src/flagger/providers.ts';
import { buildScenes } from '../../harness/canaryPage/scenes.ts';
import { flaggerQueries } from './flaggerQueries.ts';

const template = (query: string, type = 'prometheus'): unknown => ({ kind: 'MetricTemplate', spec: { provider: { type, address: 'http://prometheus.monitoring:9090' }, query } });

function ask(metric: object, provider: string | undefined = 'linkerd', more: object = {}, templates: Readonly<Record<string, unknown>> = {}, mesh?: string, revision?: string): MetricQuery | undefined {
  const spec = readCanarySpec({ metadata: { name: 'face', namespace: 'faces' }, spec: { provider, targetRef: { kind: 'Deployment', name: 'face' }, ...more, analysis: { metrics: [metric] } } });
  const known = { templates: new Map(Object.entries(templates)), ...(mesh === undefined ? {} : { meshProvider: mesh }), ...(revision === undefined ? {} : { revision }) };
  return spec === undefined ? undefined : metricQueries(spec, known)[0];
}
const queryOf = (asked: MetricQuery | undefined): string => (asked === undefined ? '' : 'why' in asked ? asked.why : asked.query);

describe('the question', () => {
  test('builtin metrics by what the provider’s proxies count; Linkerd’s for all once Flagger is Linkerd’s', () => {
    const rate = { name: 'request-success-rate', interval: '30s' };
    expect(queryOf(ask(rate))).toBe('sum(rate(response_total{namespace="faces",deployment=~"face",direction="inbound",classification!="failure"}[30s])) / sum(rate(response_total{namespace="faces",deployment=~"face",direction="inbound"}[30s])) * 100');
    expect(queryOf(ask({ name: 'request-duration' }, 'istio'))).toBe('histogram_quantile(0.99, sum(rate(istio_request_duration_milliseconds_bucket{reporter="destination",destination_workload_namespace="faces",destination_workload=~"face"}[1m])) by (le))');
    expect(queryOf(ask({ name: 'request-duration' }, 'nginx', { ingressRef: { kind: 'Ingress', name: 'front' } }))).toContain('ingress="front",canary!=""}[1m])) * 1000');
    expect(queryOf(ask(rate, 'nginx', { ingressRef: { kind: 'Ingress', name: 'front' } }, {}, 'linkerd'))).toContain('response_total');
  });

  test('where Flagger fills in the target’s name, so do we', () => {
    const rate = { name: 'request-success-rate' };
    expect(queryOf(ask(rate, 'nginx'))).toContain('ingress="face"');
    expect(queryOf(ask(rate, 'apisix'))).toContain('route=~"faces_face-face-canary_.+"');
    expect(queryOf(ask(rate, 'apisix', { routeRef: { kind: 'ApisixRoute', name: 'front' } }))).toContain('route=~"faces_front-face-canary_.+"');
    expect(queryOf(ask(rate, 'contour', { service: { name: 'web', port: 80 } }))).toContain('envoy_cluster_name=~"faces_web-canary_');
    expect(queryOf(ask(rate, 'skipper', { ingressRef: { kind: 'Ingress', name: 'front-door' } }))).toContain('kube(ew)?_faces__front_door_canary__.*__face_canary(_[0-9]+)?');
  });

  test('a Service as target, Knative’s revision, and a provider that nobody knows', () => {
    const rate = { name: 'request-success-rate' };
    const service = { targetRef: { kind: 'Service', apiVersion: 'v1', name: 'face' } };
    expect(queryOf(ask(rate, 'kubernetes', service)), 'Flagger knows no `kubernetes:service` and asks Istio').toContain('istio_requests_total');
    expect(queryOf(ask(rate, 'appmesh', service))).toContain('envoy_cluster_upstream_rq');
    const knative = { targetRef: { kind: 'Service', apiVersion: 'serving.knative.dev/v1', name: 'face' } };
    expect(queryOf(ask(rate, 'knative', knative, {}, undefined, 'face-00002'))).toContain('envoy_cluster_name=~"faces/face-00002"');
    expect(queryOf(ask(rate, 'knative', knative))).toBe('its query needs {{ route }}');
    for (const provider of ['smi:v1alpha1', 'quite:new']) expect(queryOf(ask(rate, provider))).toContain('istio_requests_total');
    const silent = readCanarySpec({ metadata: { name: 'face' }, spec: { analysis: { metrics: [rate] } } });
    expect(silent && queryOf(metricQueries(silent, { templates: new Map() })[0])).toBe('which provider Flagger was installed with is not known');
    expect(silent && queryOf(metricQueries(silent, { templates: new Map(), meshProvider: 'traefik' })[0])).toContain('traefik_service_request_duration_seconds_bucket');
  });

  test('templates with their variables and address; what cannot be filled in is not asked', () => {
    const metric = { name: 'errors', interval: '2m', templateRef: { name: 'errors', namespace: 'flagger' }, templateVariables: { code: '5..' } };
    const asked = ask(metric, 'linkerd', {}, { 'flagger/errors': template('sum(rate(x{ns="{{ namespace }}",w="{{target}}",code=~"{{ variables.code }}"}[{{ interval }}]))') });
    expect(asked).toEqual({ metric: 'errors', query: 'sum(rate(x{ns="faces",w="face",code=~"5.."}[2m]))', address: 'http://prometheus.monitoring:9090' });
    expect(queryOf(ask(metric))).toBe('MetricTemplate errors could not be read');
    expect(queryOf(ask(metric, 'linkerd', {}, { 'flagger/errors': template('x', 'datadog') }))).toBe('its provider is datadog, only Prometheus is asked from here');
    expect(queryOf(ask(metric, 'linkerd', {}, { 'flagger/errors': template('{{ variables.other }}') }))).toBe('its query needs {{ variables.other }}');
    expect(queryOf(ask(metric, 'linkerd', {}, { 'flagger/errors': template('{{ if .X }}1{{ end }}') }))).toMatch(/^its query needs /);
    expect(queryOf(ask({ name: 'odd' }))).toBe('it has neither templateRef nor query');
    expect(queryOf(ask({ name: 'own', query: 'up{ns="{{ namespace }}"}' }))).toBe('up{ns="faces"}');
  });
});

/** One spelling for both: no blanks, no empty selectors, selectors in the order of the alphabet. */
function normalized(query: string): string {
  return query.replace(/\s+/g, '').replace(/\{((?:[^{}"]|"[^"]*")*)\}/g, (_, selectors: string) => `{${selectors.split(/,(?=\w+[=!])/).map((each) => each.replace(/,$/, '')).sort().join(',')}}`);
}

/** Flagger's variables with what our fixture has. */
function filledIn(query: string): string {
  const values: Readonly<Record<string, string>> = { namespace: 'faces', target: 'face', service: 'face', ingress: 'face', route: 'face', interval: '1m' };
  return query.replace(/\{\{ (\w+) \}\}/g, (whole, name: string) => values[name] ?? whole);
}

describe('as Flagger’s source has it', () => {
  const observerOf = (provider: string): string => {
    if (provider === 'kubernetes' || provider.startsWith('gatewayapi')) return 'http';
    if (provider.startsWith('smi:')) return 'istio';
    return provider.replace(/:.*$/, '');
  };

  test.each(PROVIDERS.map(({ id }) => id))('%s', (id) => {
    const [rate = '', duration = ''] = flaggerQueries[observerOf(id)] ?? [];
    expect(normalized(queryOf(ask({ name: 'request-success-rate' }, id)))).toBe(normalized(filledIn(rate)));
    // Flagger: observers/http.go multiplies the answer by 1000, not the query.
    const scale = observerOf(id) === 'http' ? '*1000' : '';
    expect(normalized(queryOf(ask({ name: 'request-duration' }, id)))).toBe(`${normalized(filledIn(duration))}${scale}`);
  });
});

describe('the answer', () => {
  test('a range or a single value; NaN is none; anything else is no answer', () => {
    expect(readMetricAnswer('m', { status: 'success', data: { resultType: 'matrix', result: [{ metric: {}, values: [[10, '99.5'], [20, 'NaN'], [30, '98']] }] } })).toEqual([{ metric: 'm', at: 10_000, value: 99.5 }, { metric: 'm', at: 30_000, value: 98 }]);
    expect(readMetricAnswer('m', { status: 'success', data: { result: [{ value: [10.5, '1'] }] } })).toEqual([{ metric: 'm', at: 10_500, value: 1 }]);
    expect(readMetricAnswer('m', { status: 'success', data: { result: [] } })).toEqual([]);
    for (const odd of [undefined, 'x', { status: 'error' }, 7]) expect(readMetricAnswer('m', odd)).toBeUndefined();
  });

  test('values reach the check that passed, with the line over time', () => {
    const input = buildScenes(Date.parse('2026-11-23T14:29:43Z')).find(({ id }) => id === 'good')?.input;
    if (input === undefined) throw new Error('no scene');
    const samples = [0, 10, 20].map((second) => ({ metric: 'request-success-rate', at: input.now - 30_000 + second * 1000, value: 98 + second / 20 }));
    const view = buildCanaryView({ ...input, samples, metricsWords: '' });
    expect(view?.checks[0]).toMatchObject({ state: 'passed', value: '99 %', samples: [{ value: 98, ok: true }, { value: 98.5 }, { value: 99 }] });
    expect(view?.checks[1]?.value).toBeUndefined();
  });
});
