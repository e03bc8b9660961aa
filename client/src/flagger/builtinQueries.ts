/** The questions behind Flagger's builtin metrics, by what counts the requests (pkg/metrics/observers of Flagger 1.44). */
import type { CanarySpec } from '../../../server/src/flagger/canarySpec.ts';

/** What a mesh or an ingress controller counts. */
interface Measures {
  readonly counter: string;
  /** What selects the canary's series. */
  readonly labels: string;
  /** What selects a series of the counter alone, or of the latency alone. */
  readonly more?: { readonly counter?: string; readonly latency?: string };
  /** What selects the requests that went well. */
  readonly good: string;
  /** A histogram, or a sum beside a count; `toMs` is the factor to milliseconds. */
  readonly latency: { readonly metric: string; readonly kind: 'quantile' | 'mean'; readonly toMs: 1 | 1000 };
}

const HTTP_PODS = 'kubernetes_namespace="{{ namespace }}",kubernetes_pod_name=~"{{ target }}-[0-9a-zA-Z]+(-[0-9a-zA-Z]+)"';

function envoy(labels: string): Measures {
  return { counter: 'envoy_cluster_upstream_rq', labels, good: 'envoy_response_code!~"5.*"', latency: { metric: 'envoy_cluster_upstream_rq_time', kind: 'quantile', toMs: 1 } };
}

const ISTIO: Measures = {
  counter: 'istio_requests_total', labels: 'reporter="destination",destination_workload_namespace="{{ namespace }}",destination_workload=~"{{ target }}"', good: 'response_code!~"5.*"',
  latency: { metric: 'istio_request_duration_milliseconds', kind: 'quantile', toMs: 1 },
};
const HTTP: Measures = {
  counter: 'http_request_duration_seconds_count', labels: HTTP_PODS, good: 'status!~"5.*"',
  latency: { metric: 'http_request_duration_seconds', kind: 'quantile', toMs: 1000 },
};

/** By the name that Flagger's factory looks at; those of the second list by their beginning. */
const EXACT: Readonly<Record<string, Measures>> = {
  linkerd: {
    counter: 'response_total', labels: 'namespace="{{ namespace }}",deployment=~"{{ target }}",direction="inbound"', good: 'classification!="failure"',
    latency: { metric: 'response_latency_ms', kind: 'quantile', toMs: 1 },
  },
  istio: ISTIO,
  kubernetes: HTTP,
  contour: envoy('envoy_cluster_name=~"{{ namespace }}_{{ service }}-canary_[0-9a-zA-Z-]+"'),
  kuma: envoy('service=~"{{ target }}-canary_{{ namespace }}_svc_[0-9a-zA-Z-]+"'),
  knative: envoy('envoy_cluster_name=~"{{ namespace }}/{{ route }}"'),
  nginx: {
    counter: 'nginx_ingress_controller_requests', labels: 'namespace="{{ namespace }}",ingress="{{ ingress }}",canary!=""', good: 'status!~"5.*"',
    latency: { metric: 'nginx_ingress_controller_response_duration_seconds', kind: 'mean', toMs: 1000 },
  },
  traefik: {
    counter: 'traefik_service_request_duration_seconds_bucket', labels: 'service=~"{{ namespace }}-{{ target }}-canary-[0-9a-zA-Z-]+@kubernetescrd"', more: { counter: 'le="+Inf"' }, good: 'code!~"5.."',
    latency: { metric: 'traefik_service_request_duration_seconds', kind: 'quantile', toMs: 1000 },
  },
  skipper: {
    counter: 'skipper_response_duration_seconds_bucket', labels: 'route=~"kube(ew)?_{{ word namespace }}__{{ word ingress }}_canary__.*__{{ word service }}_canary(_[0-9]+)?"', more: { counter: 'le="+Inf"' }, good: 'code!~"5.."',
    latency: { metric: 'skipper_serve_route_duration_seconds', kind: 'mean', toMs: 1000 },
  },
  apisix: {
    counter: 'apisix_http_status', labels: 'route=~"{{ namespace }}_{{ route }}-{{ target }}-canary_.+"', more: { latency: 'type=~"request"' }, good: 'code!~"5.."',
    latency: { metric: 'apisix_http_latency', kind: 'quantile', toMs: 1 },
  },
  osm: {
    counter: 'osm_request_total', labels: 'destination_namespace="{{ namespace }}",destination_kind="Deployment",destination_name="{{ target }}"', good: 'response_code!~"5.*"',
    latency: { metric: 'osm_request_duration_ms', kind: 'quantile', toMs: 1 },
  },
};
const BEGINNINGS: readonly (readonly [beginning: string, measures: Measures])[] = [
  ['appmesh', envoy(HTTP_PODS)],
  ['gloo', envoy('envoy_cluster_name=~"{{ namespace }}-{{ target }}-canaryupstream-[0-9a-zA-Z-]+_[0-9a-zA-Z-]+"')],
  ['gatewayapi', HTTP],
];

/** The question for a builtin metric, with Flagger's variables still in it; `undefined` where nobody knows the controller's `-mesh-provider`. */
export function builtinQuery(name: string, spec: CanarySpec, meshProvider: string | undefined): string | undefined {
  const measured = measuredProvider(spec, meshProvider);
  return measured === undefined ? undefined : queryOf(name, measuresOf(measured));
}

/** Whether the target is a Service of Knative (canary.go IsKnativeService). */
export function isKnativeTarget({ targetRef }: CanarySpec): boolean {
  return targetRef.kind === 'Service' && targetRef.apiVersion === 'serving.knative.dev/v1';
}

/** Flagger: scheduler_metrics.go runBuiltinMetricChecks. Linkerd's proxies are asked for every provider once Flagger was installed for Linkerd. */
function measuredProvider(spec: CanarySpec, meshProvider: string | undefined): string | undefined {
  const chosen = spec.provider !== undefined && meshProvider?.includes('linkerd') === true ? 'linkerd' : spec.provider ?? meshProvider;
  return chosen !== undefined && spec.targetRef.kind === 'Service' && !isKnativeTarget(spec) ? `${chosen}:service` : chosen;
}

/** Flagger: observers/factory.go. What it does not know, it asks Istio for. */
function measuresOf(provider: string): Measures {
  return (Object.hasOwn(EXACT, provider) ? EXACT[provider] : undefined) ?? BEGINNINGS.find(([beginning]) => provider.startsWith(beginning))?.[1] ?? ISTIO;
}

function queryOf(name: string, { counter, labels, more, good, latency }: Measures): string {
  const rate = (metric: string, ...selectors: readonly (string | undefined)[]): string => `sum(rate(${metric}{${selectors.filter((each) => each !== undefined).join(',')}}[{{ interval }}]))`;
  if (name === 'request-success-rate') return `${rate(counter, labels, good, more?.counter)} / ${rate(counter, labels, more?.counter)} * 100`;
  const scale = latency.toMs === 1 ? '' : ' * 1000';
  if (latency.kind === 'mean') return `${rate(`${latency.metric}_sum`, labels, more?.latency)} / ${rate(`${latency.metric}_count`, labels, more?.latency)}${scale}`;
  return `histogram_quantile(0.99, ${rate(`${latency.metric}_bucket`, labels, more?.latency)} by (le))${scale}`;
}
