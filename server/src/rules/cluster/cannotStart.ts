/** Says why Flagger cannot set a Canary up, on the line at fault: nothing is analysed and nothing fails as long as it lasts. */
import type { ClusterGraph, GraphNode } from '../../graph/graph.ts';
import type { CanaryFacts, ClusterFacts } from '../../protocol/clusterFacts.ts';
import { printObjectId } from '../../protocol/objectId.ts';
import type { Span } from '../../text/textFile.ts';
import { readItems, readMap, readMaps, readString } from '../../yaml/yamlReader.ts';
import type { YamlMap, YamlNode } from '../../yaml/yamlNode.ts';
import type { Finding, Severity } from '../rule.ts';

/** Id of the finding. */
export const cannotStartRule = 'canary/cannot-start';

/** One finding for each Canary of the clusters in view that Flagger cannot set up. Only what is live counts. */
export function findCannotStart(clusters: readonly ClusterGraph[], facts: ClusterFacts, levels: Readonly<Record<string, Severity | 'off'>>): readonly Finding[] {
  const level = levels[cannotStartRule];
  if (level === 'off' || facts.connection !== 'live') return [];
  return facts.canaries.flatMap((canary) => {
    const { blocked, namespace, name } = canary;
    if (blocked === undefined) return [];
    for (const cluster of clusters) {
      const node = cluster.nodes.get(printObjectId({ kind: 'Canary', namespace, name }));
      if (node?.presence !== 'declared') continue;
      // Pods need a while to come up: that alone is no fault yet.
      const severity = level ?? (blocked.what === 'primaryNotReady' ? 'info' : 'warning');
      return [{ rule: cannotStartRule, severity, span: placeOf(cluster, node, canary, blocked), message: `Flagger cannot set up Canary \`${name}\`: ${blocked.message}`, related: [], data: undefined }];
    }
    return [];
  });
}

type Blocked = NonNullable<CanaryFacts['blocked']>;

/** The line at fault (FACTS D9): the reference that leads nowhere, the selector, or the Canary's target. */
function placeOf(cluster: ClusterGraph, node: GraphNode, canary: CanaryFacts, { what, message }: Blocked): Span {
  const spec = readMap(node.manifest.root, 'spec');
  const target = cluster.nodes.get(printObjectId({ kind: canary.targetRef.kind, namespace: canary.namespace, name: canary.targetRef.name }));
  const workload = target?.presence === 'declared' ? target.manifest.root : undefined;
  const found = placesOf(what, message, spec, workload).find((place) => place !== undefined);
  return found ?? readString(spec, 'targetRef', 'name')?.node ?? node.manifest.name?.node ?? node.origin;
}

function placesOf(what: Blocked['what'], message: string, spec: YamlMap | undefined, workload: YamlMap | undefined): readonly (YamlNode | undefined)[] {
  switch (what) {
    case 'selectorLabel': return [readMap(workload, 'spec', 'selector', 'matchLabels'), readMap(workload, 'spec', 'selector')];
    case 'ingressBackend':
    case 'ingressRef': return [readString(spec, 'ingressRef', 'name')?.node];
    case 'gatewayRefs': return [readItems(spec, 'service', 'gatewayRefs')[0], readMap(spec, 'service')];
    case 'object': return objectPlaces(message, spec, workload);
    case 'target':
    case 'primaryNotReady':
    case 'other': return [];
  }
}

/** Flagger names the object that it did not get: `configmap name.namespace get query error: …`. */
function objectPlaces(message: string, spec: YamlMap | undefined, workload: YamlMap | undefined): readonly (YamlNode | undefined)[] {
  const [, kind = '', name = ''] = /(\w+) ([\w.-]+)\.[\w-]+ (?:get )?query (?:error|failed)/i.exec(message) ?? [];
  switch (kind.toLowerCase()) {
    case 'configmap':
    case 'secret': return [configReference(workload, name)];
    case 'horizontalpodautoscaler':
    case 'scaledobject': return [readString(spec, 'autoscalerRef', 'name')?.node];
    case 'ingress': return [readString(spec, 'ingressRef', 'name')?.node];
    case 'trafficsplit':
    case 'virtualservice':
    case 'httpproxy':
    case 'traefikservice':
    case 'routetable': return [readString(spec, 'provider')?.node];
    case 'apisixroute': return [readString(spec, 'routeRef', 'name')?.node];
    default: return /HTTPRoute /.test(message) ? [readString(spec, 'provider')?.node] : /autoscaler/i.test(message) ? [readString(spec, 'autoscalerRef', 'name')?.node] : [];
  }
}

/** Where the pod template names a ConfigMap or Secret. */
function configReference(workload: YamlMap | undefined, name: string): YamlNode | undefined {
  const pod = readMap(workload, 'spec', 'template', 'spec');
  const containers = [...readMaps(pod, 'containers'), ...readMaps(pod, 'initContainers')];
  const volumes = readMaps(pod, 'volumes').flatMap((volume) => [volume, ...readMaps(volume, 'projected', 'sources')]);
  const named = [
    ...containers.flatMap((container) => readMaps(container, 'envFrom').flatMap((from) => [readString(from, 'configMapRef', 'name'), readString(from, 'secretRef', 'name')])),
    ...containers.flatMap((container) => readMaps(container, 'env').flatMap((env) => [readString(env, 'valueFrom', 'configMapKeyRef', 'name'), readString(env, 'valueFrom', 'secretKeyRef', 'name')])),
    ...volumes.flatMap((volume) => [readString(volume, 'configMap', 'name'), readString(volume, 'secret', 'secretName'), readString(volume, 'secret', 'name')]),
  ];
  return named.find((reference) => reference?.value === name)?.node;
}
