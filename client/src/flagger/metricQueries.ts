/** Which questions a metrics server is asked to see what Flagger sees, and what its answers say. Pure. */
import type { CanaryMetric, CanarySpec } from '../../../server/src/flagger/canarySpec.ts';
import { serviceNames } from '../../../server/src/flagger/canarySpec.ts';
import { metricSource } from '../../../server/src/flagger/metricChecks.ts';
import { readList, readMember, readNumber, readPath, readString } from '../../../server/src/flagger/jsonRead.ts';
import { builtinQuery, isKnativeTarget } from './builtinQueries.ts';
import type { MetricSample } from './checkViews.ts';

/** One question, or in words why there is none. */
export type MetricQuery = { readonly metric: string; readonly query: string; readonly address: string | undefined } | { readonly metric: string; readonly why: string };

/** What is known beside the Canary. */
export interface QueryContext {
  /** The controller's `-mesh-provider`. */
  readonly meshProvider?: string;
  /** MetricTemplates by `namespace/name`, as far as they could be read. */
  readonly templates: ReadonlyMap<string, unknown>;
  /** The newest revision of a Knative target. */
  readonly revision?: string;
}

/** The question for each metric of a Canary. */
export function metricQueries(spec: CanarySpec, context: QueryContext): readonly MetricQuery[] {
  return (spec.analysis?.metrics ?? []).map((metric): MetricQuery => {
    const { name } = metric;
    const source = metricSource(metric);
    // Flagger fills in the interval of builtin metrics and queries, not that of templates (scheduler_metrics.go).
    const filled = { ...metric, interval: metric.interval ?? '1m' };
    if (source === 'nowhere') return { metric: name, why: 'it has neither templateRef nor query' };
    if (source === 'query') return rendered(spec, filled, { text: metric.query ?? '' }, context);
    if (source === 'builtin') {
      const text = builtinQuery(name, spec, context.meshProvider);
      return text === undefined ? { metric: name, why: 'which provider Flagger was installed with is not known' } : rendered(spec, filled, { text }, context);
    }
    const template = context.templates.get(templateKey(spec, metric));
    if (template === undefined) return { metric: name, why: `MetricTemplate ${metric.templateRef?.name ?? ''} could not be read` };
    const type = readString(readPath(template, 'spec', 'provider', 'type')) ?? '';
    if (type !== 'prometheus') return { metric: name, why: `its provider is ${type}, only Prometheus is asked from here` };
    return rendered(spec, metric, { text: readString(readPath(template, 'spec', 'query')) ?? '', address: readString(readPath(template, 'spec', 'provider', 'address')) }, context);
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

/** Fills in what Flagger fills in (scheduler_metrics.go toMetricModel, observers/render.go); a query that needs more than that is left unasked. */
function rendered(spec: CanarySpec, metric: CanaryMetric, { text, address }: { readonly text: string; readonly address?: string | undefined }, { revision }: QueryContext): MetricQuery {
  const target = spec.targetRef.name;
  const known: Readonly<Record<string, string | undefined>> = {
    name: spec.name, namespace: spec.namespace ?? '', target, service: serviceNames(spec).apex, interval: metric.interval,
    ingress: spec.ingressRef?.name ?? target, route: isKnativeTarget(spec) ? revision : (spec.routeRef?.name ?? target),
  };
  let unknown = '';
  const query = text.replace(/\{\{-?\s*(word )?([\w.]+)\s*-?\}\}/g, (whole, word: string | undefined, name: string) => {
    const value = name.startsWith('variables.') ? metric.templateVariables?.[name.slice('variables.'.length)] : known[name];
    if (value === undefined) unknown ||= whole;
    // Flagger: observers/skipper.go encodeModelForSkipper.
    return value === undefined ? whole : word === undefined ? value : value.replace(/\W/g, '_');
  });
  if (unknown !== '' || query.includes('{{')) return { metric: metric.name, why: `its query needs ${unknown === '' ? 'a template that is not known here' : unknown}` };
  return { metric: metric.name, query, address };
}

/** The address that Flagger asks where a metric names none: the Canary's own, otherwise the controller's. */
export function metricsServerOf(canary: unknown, controllers: string | undefined): string | undefined {
  return readString(readPath(canary, 'spec', 'metricsServer')) ?? controllers;
}
