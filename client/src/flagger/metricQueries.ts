/** Which questions a metrics server is asked to see what Flagger sees, and what its answers say. Pure. */
import type { CanaryMetric, CanarySpec } from '../../../server/src/flagger/canarySpec.ts';
import { serviceNames } from '../../../server/src/flagger/canarySpec.ts';
import { metricSource } from '../../../server/src/flagger/metricChecks.ts';
import type { ProviderFacts } from '../../../server/src/flagger/providers.ts';
import { readList, readMember, readNumber, readPath, readString } from '../../../server/src/flagger/jsonRead.ts';
import type { MetricSample } from './checkViews.ts';

/** One question, or in words why there is none. */
export type MetricQuery = { readonly metric: string; readonly query: string; readonly address: string | undefined } | { readonly metric: string; readonly why: string };

/** What a provider's proxies count (the observers of Flagger's pkg/metrics/observers). */
interface Measures {
  readonly counter: string;
  readonly labels: string;
  /** What selects the requests that went well. */
  readonly good: string;
  /** A histogram in milliseconds or seconds, or a sum of seconds beside a count. */
  readonly latency: { readonly metric: string; readonly kind: 'quantile' | 'mean'; readonly toMs: 1 | 1000 };
}

const LINKERD: Measures = {
  counter: 'response_total', labels: 'namespace="{{ namespace }}",deployment=~"{{ target }}",direction="inbound"', good: 'classification!="failure"',
  latency: { metric: 'response_latency_ms', kind: 'quantile', toMs: 1 },
};
const ISTIO: Measures = {
  counter: 'istio_requests_total', labels: 'reporter="destination",destination_workload_namespace="{{ namespace }}",destination_workload=~"{{ target }}"', good: 'response_code!~"5.*"',
  latency: { metric: 'istio_request_duration_milliseconds', kind: 'quantile', toMs: 1 },
};
const NGINX: Measures = {
  counter: 'nginx_ingress_controller_requests', labels: 'namespace="{{ namespace }}",ingress="{{ ingress }}",canary!=""', good: 'status!~"5.*"',
  latency: { metric: 'nginx_ingress_controller_response_duration_seconds', kind: 'mean', toMs: 1000 },
};
const HTTP: Measures = {
  counter: 'http_request_duration_seconds_count', labels: 'kubernetes_namespace="{{ namespace }}",kubernetes_pod_name=~"{{ target }}-[0-9a-zA-Z]+(-[0-9a-zA-Z]+)"', good: 'status!~"5.*"',
  latency: { metric: 'http_request_duration_seconds', kind: 'quantile', toMs: 1000 },
};

/** The question for each metric of a Canary. `templates` are MetricTemplates by `namespace/name`, as far as they are known; `meshProvider` is the controller's. */
export function metricQueries(spec: CanarySpec, provider: ProviderFacts | undefined, meshProvider: string | undefined, templates: ReadonlyMap<string, unknown>): readonly MetricQuery[] {
  return (spec.analysis?.metrics ?? []).map((metric): MetricQuery => {
    const { name } = metric;
    const source = metricSource(metric);
    if (source === 'nowhere') return { metric: name, why: 'it has neither templateRef nor query' };
    if (source === 'query') return rendered(spec, metric, metric.query ?? '', undefined, {});
    if (source === 'builtin') {
      const measures = measuresOf(provider, meshProvider);
      return measures === undefined ? { metric: name, why: `how ${provider?.title ?? 'this provider'} counts is not known here` } : rendered(spec, metric, builtinQuery(name, measures), undefined, {});
    }
    const template = templates.get(templateKey(spec, metric));
    if (template === undefined) return { metric: name, why: `MetricTemplate ${metric.templateRef?.name ?? ''} could not be read` };
    const type = readString(readPath(template, 'spec', 'provider', 'type')) ?? '';
    if (type !== 'prometheus') return { metric: name, why: `its provider is ${type}, only Prometheus is asked from here` };
    return rendered(spec, metric, readString(readPath(template, 'spec', 'query')) ?? '', readString(readPath(template, 'spec', 'provider', 'address')), metric.templateVariables ?? {});
  });
}

/** `namespace/name` of a metric's template; Flagger looks in the Canary's namespace where none is written. */
export function templateKey(spec: CanarySpec, metric: CanaryMetric): string {
  return `${metric.templateRef?.namespace ?? spec.namespace ?? ''}/${metric.templateRef?.name ?? ''}`;
}

/** The values in the answer of `/api/v1/query_range` (or `/api/v1/query`); `undefined` for something that is no answer of Prometheus. */
export function readMetricAnswer(metric: string, answer: unknown): readonly MetricSample[] | undefined {
  if (readMember(answer, 'status') !== 'success') return undefined;
  // Several series: Flagger takes the first.
  const series = readList(readPath(answer, 'data', 'result'))[0];
  const values = readMember(series, 'value') === undefined ? readList(readMember(series, 'values')) : [readMember(series, 'value')];
  return values.flatMap((pair) => {
    const [at, text] = Array.isArray(pair) ? (pair as readonly unknown[]) : [];
    const seconds = readNumber(at);
    const value = typeof text === 'string' ? Number(text) : Number.NaN;
    return seconds === undefined || !Number.isFinite(value) ? [] : [{ metric, at: seconds * 1000, value }];
  });
}

/** Flagger asks Linkerd's proxies for every provider once it was installed with `-mesh-provider linkerd` (observers/factory.go). */
function measuresOf(provider: ProviderFacts | undefined, meshProvider: string | undefined): Measures | undefined {
  if (meshProvider?.includes('linkerd') === true || provider?.id === 'linkerd') return LINKERD;
  if (provider === undefined || provider.id === 'istio') return provider === undefined ? undefined : ISTIO;
  if (provider.id === 'nginx') return NGINX;
  return provider.id === 'kubernetes' || provider.id.startsWith('gatewayapi') ? HTTP : undefined;
}

function builtinQuery(name: string, { counter, labels, good, latency }: Measures): string {
  const rate = (metric: string, more = ''): string => `sum(rate(${metric}{${labels}${more}}[{{ interval }}]))`;
  if (name === 'request-success-rate') return `100 * ${rate(counter, `,${good}`)} / ${rate(counter)}`;
  const scale = latency.toMs === 1 ? '' : ' * 1000';
  if (latency.kind === 'mean') return `${rate(`${latency.metric}_sum`)} / ${rate(`${latency.metric}_count`)}${scale}`;
  return `histogram_quantile(0.99, sum(rate(${latency.metric}_bucket{${labels}}[{{ interval }}])) by (le))${scale}`;
}

/** Fills in what Flagger fills in (observers/render.go); a query that needs more than that is left unasked. */
function rendered(spec: CanarySpec, metric: CanaryMetric, query: string, address: string | undefined, variables: Readonly<Record<string, string>>): MetricQuery {
  const known: Readonly<Record<string, string | undefined>> = {
    name: spec.name, namespace: spec.namespace ?? '', target: spec.targetRef.name, service: serviceNames(spec).apex,
    ingress: spec.ingressRef?.name, route: spec.routeRef?.name, interval: metric.interval ?? '1m',
  };
  let unknown = '';
  const text = query.replace(/\{\{-?\s*([\w.]+)\s*-?\}\}/g, (whole, name: string) => {
    const value = name.startsWith('variables.') ? variables[name.slice('variables.'.length)] : known[name];
    if (value === undefined) unknown ||= whole;
    return value ?? whole;
  });
  if (unknown !== '' || text.includes('{{')) return { metric: metric.name, why: `its query needs ${unknown === '' ? 'a template that is not known here' : unknown}` };
  return { metric: metric.name, query: text, address };
}

/** The address that Flagger asks where a metric names none: the Canary's own, otherwise the controller's. */
export function metricsServerOf(canary: unknown, controllers: string | undefined): string | undefined {
  return readString(readPath(canary, 'spec', 'metricsServer')) ?? controllers;
}
