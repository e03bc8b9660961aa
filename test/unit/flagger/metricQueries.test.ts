// What the metrics server is asked, and what its answers say; where it cannot be asked, plain words.
import { describe, expect, test } from 'vitest';
import { buildCanaryView } from '../../../client/src/flagger/canaryProgress.ts';
import { metricQueries, readMetricAnswer, type MetricQuery } from '../../../client/src/flagger/metricQueries.ts';
import { readCanarySpec } from '../../../server/src/flagger/canarySpec.ts';
import { findProvider } from '../../../server/src/flagger/providers.ts';
import { buildScenes } from '../../harness/canaryPage/scenes.ts';

const template = (query: string, type = 'prometheus'): unknown => ({ kind: 'MetricTemplate', spec: { provider: { type, address: 'http://prometheus.monitoring:9090' }, query } });

function ask(metric: object, provider = 'linkerd', more: object = {}, templates: Readonly<Record<string, unknown>> = {}, mesh?: string): MetricQuery | undefined {
  const spec = readCanarySpec({ metadata: { name: 'face', namespace: 'faces' }, spec: { provider, targetRef: { kind: 'Deployment', name: 'face' }, ...more, analysis: { metrics: [metric] } } });
  return spec === undefined ? undefined : metricQueries(spec, findProvider(provider), mesh, new Map(Object.entries(templates)))[0];
}
const queryOf = (asked: MetricQuery | undefined): string => (asked === undefined ? '' : 'why' in asked ? asked.why : asked.query);

describe('the question', () => {
  test('builtin metrics by what the provider’s proxies count; Linkerd’s for all once Flagger is Linkerd’s', () => {
    const rate = { name: 'request-success-rate', interval: '30s' };
    expect(queryOf(ask(rate))).toBe('100 * sum(rate(response_total{namespace="faces",deployment=~"face",direction="inbound",classification!="failure"}[30s])) / sum(rate(response_total{namespace="faces",deployment=~"face",direction="inbound"}[30s]))');
    expect(queryOf(ask({ name: 'request-duration' }, 'istio'))).toBe('histogram_quantile(0.99, sum(rate(istio_request_duration_milliseconds_bucket{reporter="destination",destination_workload_namespace="faces",destination_workload=~"face"}[1m])) by (le))');
    expect(queryOf(ask({ name: 'request-duration' }, 'nginx', { ingressRef: { kind: 'Ingress', name: 'front' } }))).toContain('ingress="front",canary!=""}[1m])) * 1000');
    expect(queryOf(ask(rate, 'nginx', { ingressRef: { kind: 'Ingress', name: 'front' } }, {}, 'linkerd'))).toContain('response_total');
    expect(queryOf(ask(rate, 'nginx'))).toBe('its query needs {{ ingress }}');
    expect(queryOf(ask(rate, 'traefik'))).toBe('how Traefik counts is not known here');
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
