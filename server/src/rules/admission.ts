/** Knows whether something in a cluster completes Flux Kustomizations as they come in: what Git says of them is then not all. */
import { nodesOfKind, type ClusterGraph, type GraphNode } from '../graph/graph.ts';
import { groupOf } from '../manifests/manifest.ts';
import { readHelmRelease } from '../manifests/helmRelease.ts';
import { readString } from '../yaml/yamlReader.ts';

const fluxGroup = 'kustomize.toolkit.fluxcd.io';

/** The chart of the webhook that gives Flux Kustomizations their variables (github.com/xunholy/kustomize-mutating-webhook). */
const webhookChart = /(^|\/)kustomi[sz]\w*-mutating-webhook$/;

/** Whether a webhook or a policy changes Flux Kustomizations on their way in; to be derived from the cluster. */
export function completesKustomizations(cluster: ClusterGraph): boolean {
  const policies = ['MutatingWebhookConfiguration', 'MutatingAdmissionPolicy', 'MutatingPolicy'].flatMap((kind) => nodesOfKind(cluster, kind));
  const kyverno = ['ClusterPolicy', 'Policy'].flatMap((kind) => nodesOfKind(cluster, kind)).filter(({ manifest }) => groupOf(manifest.apiVersion) === 'kyverno.io' && /^\s*mutate:/m.test(textOf({ manifest })));
  return policies.some((node) => textOf(node).includes(fluxGroup)) || kyverno.some((node) => textOf(node).includes(fluxGroup)) || nodesOfKind(cluster, 'HelmRelease').some(isWebhook);
}

function isWebhook({ manifest }: GraphNode): boolean {
  const release = readHelmRelease(manifest);
  return [release?.chartRef?.name?.value, readString(release?.spec, 'chart', 'spec', 'chart')?.value].some((name) => name !== undefined && webhookChart.test(name));
}

function textOf({ manifest: { root } }: Pick<GraphNode, 'manifest'>): string {
  return root.file.text.slice(root.start, root.end);
}
