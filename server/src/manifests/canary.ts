/** Flagger's `Canary` (pkg/apis/flagger/v1beta1/canary.go), as written in YAML. */
import { readMap, readMaps, readNumber, readString, type Located } from '../yaml/yamlReader.ts';
import type { YamlMap } from '../yaml/yamlNode.ts';
import { groupOf, readManifest, readReference, readReferences, type Manifest, type ObjectReference } from './manifest.ts';

/** One entry of `analysis.metrics`. */
export interface CanaryMetric {
  readonly node: YamlMap;
  readonly name: Located<string> | undefined;
  readonly templateRef: ObjectReference | undefined;
  readonly query: Located<string> | undefined;
  readonly thresholdRange: YamlMap | undefined;
  readonly threshold: Located<number> | undefined;
}

/** One entry of `analysis.webhooks`. */
export interface CanaryWebhook {
  readonly node: YamlMap;
  readonly name: Located<string> | undefined;
  readonly type: Located<string> | undefined;
  readonly url: Located<string> | undefined;
}

/** A Canary, located. */
export interface Canary extends Manifest {
  readonly spec: YamlMap | undefined;
  readonly provider: Located<string> | undefined;
  readonly targetRef: ObjectReference | undefined;
  readonly autoscalerRef: ObjectReference | undefined;
  readonly ingressRef: ObjectReference | undefined;
  readonly routeRef: ObjectReference | undefined;
  readonly upstreamRef: ObjectReference | undefined;
  readonly service: YamlMap | undefined;
  /** `service.name`, by default the target's name: the name of the apex Service. */
  readonly serviceName: Located<string> | undefined;
  readonly gatewayRefs: readonly ObjectReference[];
  readonly analysis: YamlMap | undefined;
  readonly interval: Located<string> | undefined;
  readonly iterations: Located<number> | undefined;
  readonly stepWeight: Located<number> | undefined;
  readonly match: readonly YamlMap[];
  readonly metrics: readonly CanaryMetric[];
  readonly webhooks: readonly CanaryWebhook[];
  readonly alerts: readonly YamlMap[];
}

/** Names of the metrics that Flagger computes itself. */
export const builtinMetrics: ReadonlySet<string> = new Set(['request-success-rate', 'request-duration']);

/** Reads a Canary, once for each object; `undefined` for any other object. */
export function readCanary(manifest: Manifest): Canary | undefined {
  return manifest.kind === 'Canary' && groupOf(manifest.apiVersion) === 'flagger.app' ? manifest.root.derived(readFields) : undefined;
}

function readFields(root: YamlMap): Canary | undefined {
  const manifest = readManifest(root);
  if (manifest === undefined) return undefined;
  const spec = readMap(root, 'spec');
  const analysis = readMap(spec, 'analysis');
  const targetRef = readReference(readMap(spec, 'targetRef'));
  return {
    ...manifest,
    spec,
    provider: readString(spec, 'provider'),
    targetRef,
    autoscalerRef: readReference(readMap(spec, 'autoscalerRef')),
    ingressRef: readReference(readMap(spec, 'ingressRef')),
    routeRef: readReference(readMap(spec, 'routeRef')),
    upstreamRef: readReference(readMap(spec, 'upstreamRef')),
    service: readMap(spec, 'service'),
    serviceName: readString(spec, 'service', 'name') ?? targetRef?.name,
    gatewayRefs: readReferences(spec, 'service', 'gatewayRefs'),
    analysis,
    interval: readString(analysis, 'interval'),
    iterations: readNumber(analysis, 'iterations'),
    stepWeight: readNumber(analysis, 'stepWeight'),
    match: readMaps(analysis, 'match'),
    metrics: readMaps(analysis, 'metrics').map(readMetric),
    webhooks: readMaps(analysis, 'webhooks').map((node) => ({ node, name: readString(node, 'name'), type: readString(node, 'type'), url: readString(node, 'url') })),
    alerts: readMaps(analysis, 'alerts'),
  };
}

function readMetric(node: YamlMap): CanaryMetric {
  return {
    node,
    name: readString(node, 'name'),
    templateRef: readReference(readMap(node, 'templateRef')),
    query: readString(node, 'query'),
    thresholdRange: readMap(node, 'thresholdRange'),
    threshold: readNumber(node, 'threshold'),
  };
}
