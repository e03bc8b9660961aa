/** Relations of a Canary: what it controls, what it needs, what Flagger makes for it. */
import { readCanary, type Canary } from '../../manifests/canary.ts';
import { readHelmRelease } from '../../manifests/helmRelease.ts';
import { readMap, readString } from '../../yaml/yamlReader.ts';
import { readReference } from '../../manifests/manifest.ts';
import type { ObjectId } from '../../protocol/objectId.ts';
import type { GraphNode } from '../graph.ts';
import { edgeTo, objectId, type EdgeDraft, type EdgeReader } from './edge.ts';

/** Reads them. Everything but metric templates, alert providers, gateways and webhooks is in the Canary's namespace. */
export const canaryEdges: EdgeReader = (node, controller) => {
  const canary = readCanary(node.manifest);
  if (canary === undefined) return [];
  const own = node.object.namespace;
  const named = [
    ...edgeTo('target', canary.targetRef, { kind: canary.targetRef?.kind?.value, namespace: own }),
    ...edgeTo('autoscaler', canary.autoscalerRef, { kind: canary.autoscalerRef?.kind?.value, namespace: own }),
    ...edgeTo('ingress', canary.ingressRef, { kind: 'Ingress', namespace: own }),
    ...canary.gatewayRefs.flatMap((ref) => edgeTo('gateway', ref, { kind: ref.kind?.value ?? 'Gateway', namespace: ref.namespace?.value ?? own })),
    ...canary.metrics.flatMap(({ templateRef }) => edgeTo('metric', templateRef, { kind: 'MetricTemplate', namespace: templateRef?.namespace?.value ?? own })),
    ...canary.alerts.flatMap((alert) => {
      const ref = readReference(readMap(alert, 'providerRef'));
      return edgeTo('provider', ref, { kind: 'AlertProvider', namespace: ref?.namespace?.value ?? own });
    }),
  ];
  return [...named, ...webhookEdges(canary, own), ...generatedEdges(canary, own), ...controllerEdges(node, controller)];
};

/** Services inside the cluster that webhooks call: `http://name.namespace[.svc…][:port]/…`. */
function webhookEdges(canary: Canary, own: string | undefined): readonly EdgeDraft[] {
  return canary.webhooks.flatMap(({ url }) => {
    const host = url === undefined || url.value.includes('${') ? undefined : /^https?:\/\/([^:/]+)/.exec(url.value)?.[1];
    const [name, namespace, svc] = host?.split('.') ?? [];
    if (url === undefined || name === undefined || name === '' || (svc !== undefined && svc !== 'svc')) return [];
    return [{ kind: 'webhook' as const, target: objectId('Service', namespace ?? own, name), span: url.node }];
  });
}

const routingKinds: Readonly<Record<string, string>> = {
  linkerd: 'TrafficSplit',
  'smi:v1alpha1': 'TrafficSplit',
  'smi:v1alpha2': 'TrafficSplit',
  'smi:v1alpha3': 'TrafficSplit',
  osm: 'TrafficSplit',
  istio: 'VirtualService',
  'gatewayapi:v1': 'HTTPRoute',
  'gatewayapi:v1beta1': 'HTTPRoute',
  contour: 'HTTPProxy',
  traefik: 'TraefikService',
};

/** Objects that Flagger makes (FACTS D3): the primary, three Services, the routing object. */
function generatedEdges(canary: Canary, own: string | undefined): readonly EdgeDraft[] {
  const target = canary.targetRef?.name;
  const targetKind = canary.targetRef?.kind?.value;
  const apex = canary.serviceName;
  if (target === undefined || apex === undefined || target.value.includes('${') || apex.value.includes('${')) return [];
  const span = canary.name?.node ?? target.node;
  const implied = (kind: string, name: string): EdgeDraft => ({ kind: 'generates', target: objectId(kind, own, name), span, implied: true });
  const workload = targetKind === 'Deployment' || targetKind === 'DaemonSet' ? [implied(targetKind, `${target.value}-primary`)] : [];
  const services = canary.service === undefined || targetKind === 'Service' ? [] : ['', '-primary', '-canary'].map((suffix) => implied('Service', `${apex.value}${suffix}`));
  const routing = routingKinds[canary.provider?.value ?? ''];
  const ingress = canary.provider?.value === 'nginx' && canary.ingressRef?.name !== undefined ? [implied('Ingress', `${canary.ingressRef.name.value}-canary`)] : [];
  return [...workload, ...services, ...(routing === undefined ? [] : [implied(routing, apex.value)]), ...ingress];
}

/** To the HelmRelease that installs Flagger: which provider and labels hold stands in its values. */
function controllerEdges(node: GraphNode, controller: ObjectId | undefined): readonly EdgeDraft[] {
  const span = node.manifest.root.get('kind');
  return span === undefined || controller === undefined ? [] : [{ kind: 'controller', target: controller, span }];
}

/** The first HelmRelease among some nodes that installs Flagger. */
export function findFlaggerRelease(nodes: Iterable<GraphNode>): ObjectId | undefined {
  for (const { object, manifest } of nodes) {
    if (object.kind !== 'HelmRelease') continue;
    const release = readHelmRelease(manifest);
    const chart = release?.chart?.value ?? release?.chartRef?.name?.value ?? readString(release?.root, 'metadata', 'name')?.value;
    if (chart === 'flagger') return object;
  }
  return undefined;
}
