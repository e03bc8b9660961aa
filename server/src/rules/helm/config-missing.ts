/** Reports a ConfigMap or Secret that the values of a HelmRelease name, where a generated one is called nearly so. */
import { nodesOfKind, type ClusterGraph, type GraphNode } from '../../graph/graph.ts';
import { readHelmRelease, type HelmRelease } from '../../manifests/helmRelease.ts';
import { nameSpan } from '../../manifests/manifest.ts';
import { printObjectId } from '../../protocol/objectId.ts';
import { parseEmbedded } from '../../yaml/parseEmbedded.ts';
import type { YamlNode, YamlScalar } from '../../yaml/yamlNode.ts';
import { readScalar, readString } from '../../yaml/yamlReader.ts';
import { faultSpan } from '../faultPlace.ts';
import { findMissing, missingReport, objectWords } from '../missingObject.ts';
import type { ClusterView, GraphRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** A warning: what a value means is the chart's business. */
export const configMissing: GraphRule = {
  id: 'helm/config-missing',
  scope: 'graph',
  kinds: ['HelmRelease'],
  severity: 'warning',
  since: '0.1.0',
  fix: 'none',
  evidence: 'kubernetes-sigs/kustomize api/internal/builtins/HashTransformer.go; Kubernetes: a pod waits in ContainerCreating for a ConfigMap that does not exist',
  summary: 'Values of a HelmRelease name a ConfigMap that does not exist, and one that nobody names is called nearly so.',
  explain: rulePage({
    does: 'Reports names (also ones with `{{ .Release.Name }}`) under `configMapRef`, `configMapKeyRef`, `configMap`, `existingConfigMap` and the like in `spec.values`, and the same for Secrets, where nothing in Git has the name and an object that nothing else names differs from it by a letter or two, or by the hash that kustomize appends. The object itself is told, too.',
    why: 'The pods of the release wait for the ConfigMap, and the release fails after its timeout.',
    controller: 'Helm renders the name as it is. kustomize corrects generated names only in fields that it knows, and values are none of these without `configurations`.',
    fix: 'Write one name in both places. For a generated object set `disableNameSuffixHash: true`, or add a name reference.',
    ignore: 'When the chart itself makes the object.',
  }),
  check(node, context, report) {
    const release = readHelmRelease(node.manifest);
    if (release?.values === undefined) return;
    const namespace = namespaceOf(release, node);
    for (const { kind, name, text } of namesIn(release.values, releaseNameOf(release, node))) {
      const wanted = { kind, namespace, name: text };
      const missing = findMissing(context, wanted, 'in Git or by a chart');
      const { meant, by } = missing ?? {};
      if (missing === undefined || meant === undefined || meant.object.namespace !== namespace || (by !== 'spelling' && by !== 'hash') || isNamed(context, meant)) continue;
      report({ ...missingReport(wanted, missing), span: faultSpan(name), severity: 'warning' });
      if (by === 'spelling') report({ span: nameSpan(meant.manifest), message: `nothing names ${objectWords(meant.object)}; HelmRelease ${node.object.name} names ${text}`, related: [{ span: faultSpan(name), message: `what HelmRelease ${node.object.name} names` }] });
    }
  },
};

interface NamedConfig {
  readonly kind: 'ConfigMap' | 'Secret';
  readonly name: YamlScalar;
  /** The name that it comes to. */
  readonly text: string;
}

/** Keys whose value is the name, and keys of a mapping with the name in it. */
const byKey = /^(existing|extraEnvVars|extraEnv)?(ConfigMap|Secret|CM)(Name|Ref|KeyRef)?$/i;

/** The ConfigMaps and Secrets that values name by the customs of charts. */
function namesIn(values: YamlNode, releaseName: string): readonly NamedConfig[] {
  const found: NamedConfig[] = [];
  const add = (kind: string, name: YamlNode | undefined): void => {
    // Charts that render their values themselves are given names such as `{{ .Release.Name }}-config`.
    const text = name?.kind === 'scalar' ? name.text.replaceAll(/\{\{-?\s*\.Release\.Name\s*-?\}\}/g, releaseName) : '';
    if (name?.kind === 'scalar' && /^[a-z0-9][a-z0-9.-]*$/.test(text)) found.push({ kind: /secret/i.test(kind) ? 'Secret' : 'ConfigMap', name, text });
  };
  const visit = (node: YamlNode): void => {
    if (node.kind === 'seq') node.items.forEach(visit);
    if (node.kind !== 'map') return;
    const type = node.get('type');
    if (type?.kind === 'scalar' && /^(configMap|secret)$/.test(type.text)) add(type.text, node.get('name'));
    for (const { key, value } of node.pairs) {
      if (byKey.test(key.text)) add(key.text, value.kind === 'map' ? value.get('name') : value);
      visit(value);
    }
  };
  visit(values);
  return found;
}

/** Where a release puts its objects. */
function namespaceOf({ targetNamespace }: HelmRelease, { object }: GraphNode): string | undefined {
  return targetNamespace?.value ?? object.namespace;
}

/** What Helm calls a release (helm-controller api/v2 `GetReleaseName`). */
function releaseNameOf({ releaseName, targetNamespace }: HelmRelease, { object }: GraphNode): string {
  return releaseName?.value ?? (targetNamespace === undefined ? object.name : `${targetNamespace.value}-${object.name}`);
}

/** Whether anything but what applies an object names it: a reference, or the values of a release. */
function isNamed({ cluster, derivedAt }: ClusterView, { id }: GraphNode): boolean {
  return (cluster.edgesTo.get(id) ?? []).some(({ kind }) => kind !== 'applies' && kind !== 'generates') || derivedAt(namesInValues, id) === true;
}

/** Ids of the ConfigMaps and Secrets that the values of any release name, whether they are there or not. */
function namesInValues(cluster: ClusterGraph): ReadonlyMap<string, true> {
  const ids = new Map<string, true>();
  for (const node of nodesOfKind(cluster, 'HelmRelease')) {
    const release = readHelmRelease(node.manifest);
    if (release === undefined) continue;
    const namespace = namespaceOf(release, node) ?? '';
    const texts = release.valuesFrom.flatMap(({ node: entry, kind, name }) => valuesIn(cluster, node.object.namespace ?? '', kind?.value ?? '', name?.value ?? '', readString(entry, 'valuesKey')?.value));
    for (const values of [release.values, ...texts]) {
      for (const { kind, text } of values === undefined ? [] : namesIn(values, releaseNameOf(release, node))) ids.set(printObjectId({ kind, namespace, name: text }), true);
    }
  }
  return ids;
}

/** The values that a release takes from a ConfigMap in Git. */
function valuesIn(cluster: ClusterGraph, namespace: string, kind: string, name: string, key = 'values.yaml'): readonly YamlNode[] {
  const text = kind === 'ConfigMap' ? readScalar(cluster.nodes.get(printObjectId({ kind, namespace, name }))?.manifest.root, 'data', key) : undefined;
  return text === undefined ? [] : parseEmbedded(text).documents.flatMap(({ root }) => root ?? []);
}
