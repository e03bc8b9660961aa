/** What the objects of a chart are called, as far as customs tell. */
import type { ClusterGraph, GraphNode } from '../graph/graph.ts';
import { readFluxSource } from '../manifests/fluxSource.ts';
import { readHelmRelease, releaseNameOf, type HelmRelease } from '../manifests/helmRelease.ts';
import { printObjectId } from '../protocol/objectId.ts';
import type { YamlNode } from '../yaml/yamlNode.ts';
import { readString } from '../yaml/yamlReader.ts';
import { holdsVariable } from './faultPlace.ts';

/** What charts by custom call the one workload and Service of a HelmRelease (the template `fullname` of `helm create`), first the name that the release itself says; none of another object. */
export function usualNamesOf(node: GraphNode, cluster: Pick<ClusterGraph, 'nodes'>): readonly string[] {
  const release = readHelmRelease(node.manifest);
  if (release === undefined) return [];
  const given = readString(release.values, 'fullnameOverride')?.value;
  if (given !== undefined && given !== '') return [given];
  const called = releaseNameOf(release, node.object.name);
  const chart = chartNameOf(release, node, cluster);
  return chart === undefined ? [called] : [called, `${called}-${chart}`];
}

/** The name of a chart: that of a repository, or the last part of the address that Helm pushes it to. */
function chartNameOf({ chart, chartRef }: HelmRelease, { object }: GraphNode, { nodes }: Pick<ClusterGraph, 'nodes'>): string | undefined {
  if (chart !== undefined) return chart.value;
  const name = chartRef?.name?.value;
  const namespace = chartRef?.namespace?.value ?? object.namespace;
  const source = name === undefined || namespace === undefined || chartRef?.kind?.value !== 'OCIRepository' ? undefined : nodes.get(printObjectId({ kind: 'OCIRepository', namespace, name }));
  return source === undefined ? undefined : readFluxSource(source.manifest)?.url?.value.split('/').at(-1);
}

/** Whether the values of a release, or what they are taken from in Git, hold a text: its chart may call something so. */
export function valuesHold(cluster: Pick<ClusterGraph, 'nodes'>, { object }: GraphNode, { values, valuesFrom }: HelmRelease, text: string): boolean {
  const sources = valuesFrom.map(({ kind, name }) => cluster.nodes.get(printObjectId({ kind: kind?.value ?? '', namespace: object.namespace ?? '', name: name?.value ?? '' }))?.manifest.root);
  return [values, ...sources].some((node) => node !== undefined && holdsText(node, text));
}

/** The namespace that the objects of a release are in, unless its chart says another one. */
export function installsInto({ manifest, object }: GraphNode): string | undefined {
  return readHelmRelease(manifest)?.targetNamespace?.value ?? object.namespace;
}

/** Whether a release is told a namespace: it installs there, or its values (`namespaceOverride` and the like) or its post-renderers hold the name. */
export function knowsNamespace(cluster: Pick<ClusterGraph, 'nodes'>, node: GraphNode, namespace: string): boolean {
  const release = readHelmRelease(node.manifest);
  return installsInto(node) === namespace || (release !== undefined && (valuesHold(cluster, node, release, namespace) || release.postRenderers.some((one) => holdsText(one, namespace))));
}

/** Whether a release may put objects into a namespace for all that can be read here: also a chart of one's own does, and one whose values are not here. */
export function mayInstallInto(cluster: Pick<ClusterGraph, 'nodes'>, node: GraphNode, namespace: string): boolean {
  const release = readHelmRelease(node.manifest);
  const isOwnChart = ['GitRepository', 'Bucket', 'ExternalArtifact'].includes(release?.sourceRef?.kind?.value ?? release?.chartRef?.kind?.value ?? '');
  const valuesAreHere = release?.valuesFrom.every(({ kind, name }) => cluster.nodes.has(printObjectId({ kind: kind?.value ?? '', namespace: node.object.namespace ?? '', name: name?.value ?? '' }))) === true;
  return isOwnChart || !valuesAreHere || release.spec?.get('kubeConfig') !== undefined || holdsVariable(installsInto(node) ?? '') || knowsNamespace(cluster, node, namespace);
}

function holdsText(node: YamlNode, text: string): boolean {
  if (node.kind === 'scalar') return node.text.includes(text);
  return node.kind === 'seq' ? node.items.some((item) => holdsText(item, text)) : node.pairs.some(({ value }) => holdsText(value, text));
}
