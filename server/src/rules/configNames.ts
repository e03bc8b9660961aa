/** Finds the names of ConfigMaps and Secrets in pods, in values of charts and in objects of any kind, by the customs that all of them keep. */
import { nodesOfKind, type ClusterGraph, type GraphNode } from '../graph/graph.ts';
import { readHelmRelease, releaseNameOf, type HelmRelease } from '../manifests/helmRelease.ts';
import { isOtherWord, isSlip, nearestName } from '../text/editDistance.ts';
import { printObjectId } from '../protocol/objectId.ts';
import { parseEmbedded } from '../yaml/parseEmbedded.ts';
import type { YamlMap, YamlNode, YamlScalar } from '../yaml/yamlNode.ts';
import { readBoolean, readScalar, readString } from '../yaml/yamlReader.ts';
import { isBrought, isHashed, nearMade, withoutHash, type MissingObject, type WantedObject } from './missingObject.ts';
import { isWrittenElsewhere } from './nameUse.ts';
import type { ClusterView } from './rule.ts';

/** A ConfigMap or Secret that some text names. */
export interface NamedConfig {
  readonly kind: 'ConfigMap' | 'Secret';
  readonly name: YamlScalar;
  /** The name that it comes to. */
  readonly text: string;
  /** Whether the pods start without it. */
  readonly isOptional: boolean;
}

/** Keys whose value is the name, and keys of a mapping with the name in it. */
const byKey = /^(existing|extraEnvVars|extraEnv)?(ConfigMap|Secret|CM)(Name|Ref|KeyRef)?$/i;

/** The ConfigMaps and Secrets that a node names; `releaseName` stands for `{{ .Release.Name }}`, which charts take that render their values themselves. */
export function configNamesIn(root: YamlNode, releaseName = ''): readonly NamedConfig[] {
  const found: NamedConfig[] = [];
  const add = (kind: string, name: YamlNode | undefined, map: YamlMap): void => {
    const text = name?.kind === 'scalar' ? name.text.replaceAll(/\{\{-?\s*\.Release\.Name\s*-?\}\}/g, releaseName) : '';
    if (name?.kind === 'scalar' && /^[a-z0-9][a-z0-9.-]*$/.test(text)) found.push({ kind: /secret/i.test(kind) ? 'Secret' : 'ConfigMap', name, text, isOptional: readBoolean(map, 'optional')?.value === true });
  };
  const visit = (node: YamlNode): void => {
    if (node.kind === 'seq') node.items.forEach(visit);
    if (node.kind !== 'map') return;
    const type = node.get('type');
    if (type?.kind === 'scalar' && /^(configMap|secret)$/.test(type.text)) add(type.text, node.get('name'), node);
    for (const { key, value } of node.pairs) {
      if (byKey.test(key.text) && value.kind === 'map') add(key.text, value.get('name'), value);
      else if (byKey.test(key.text)) add(key.text, value, node);
      visit(value);
    }
  };
  visit(root);
  return found;
}

/** Where a release puts its objects. */
export function releaseNamespace({ targetNamespace }: HelmRelease, { object }: GraphNode): string | undefined {
  return targetNamespace?.value ?? object.namespace;
}

/** Whether anything but what applies a ConfigMap or Secret names it, by itself or without a hash: a reference, the values of a release, or an object in any of its fields. */
function isNamedConfig(view: ClusterView, { id, object: { namespace = '', name } }: GraphNode, bare: string): boolean {
  return (view.cluster.edgesTo.get(id) ?? []).some(({ kind }) => kind !== 'applies' && kind !== 'generates') || view.derivedAt(namesInValues, id) === true || [name, bare].some((each) => isWrittenElsewhere(each, namespace, id, view));
}

/**
 * What was meant by the name of a ConfigMap or Secret that is not there: one in its namespace that nothing names, which
 * is called nearly so or has a hash behind, or a Secret that a controller makes. Only names are read of all the others:
 * their data is of no matter. `isNear` says which of those that are nearly called so count.
 */
export function findMeantConfig(view: ClusterView, wanted: WantedObject, isNear: (name: string, other: string) => boolean): MissingObject | undefined {
  const { kind, namespace = '', name } = wanted;
  if (isBrought(view, wanted)) return undefined;
  const names = view.derivedAt(declaredConfigs, `${kind}/${namespace}`) ?? [];
  const isElsewhere = view.derivedAt(configPlaces, `${kind}/${name}`) !== undefined;
  const hashed = isElsewhere ? undefined : names.find((other) => isHashed(other, name));
  const made = isElsewhere || hashed !== undefined ? undefined : nearMade(view, wanted);
  if (made !== undefined) return made;
  const near = hashed ?? nearestName(name, names.flatMap((other) => [other, withoutHash(other)]).filter((other) => isNear(name, other) && !isOtherWord(name, other) && (!isElsewhere || isSlip(name, other))));
  const meantName = names.find((other) => near !== undefined && (other === near || withoutHash(other) === near));
  const meant = meantName === undefined ? undefined : view.cluster.nodes.get(printObjectId({ kind, namespace, name: meantName }));
  if (meant === undefined || near === undefined || isNamedConfig(view, meant, near)) return undefined;
  return { severity: 'warning', meant, by: hashed === undefined ? 'spelling' : 'hash', name: near };
}

/** The names of the ConfigMaps and Secrets of each namespace, in order, by `kind/namespace`, to be derived from a cluster: only names, so that it stays the same when data changes. */
function declaredConfigs(cluster: ClusterGraph): ReadonlyMap<string, readonly string[]> {
  const all = new Map<string, string[]>();
  for (const { object: { kind, namespace = '', name } } of configsOf(cluster)) {
    const names = all.get(`${kind}/${namespace}`) ?? [];
    all.set(`${kind}/${namespace}`, names);
    names.push(name);
  }
  for (const names of all.values()) names.sort();
  return all;
}

/** The ConfigMaps and Secrets that are in some namespace, by `kind/name`. */
function configPlaces(cluster: ClusterGraph): ReadonlyMap<string, true> {
  return new Map(configsOf(cluster).map(({ object: { kind, name } }) => [`${kind}/${name}`, true]));
}

function configsOf(cluster: ClusterGraph): readonly GraphNode[] {
  return ['ConfigMap', 'Secret'].flatMap((kind) => nodesOfKind(cluster, kind).filter(({ presence }) => presence === 'declared'));
}

/** Ids of the ConfigMaps and Secrets that the values of any release name, whether they are there or not. */
function namesInValues(cluster: ClusterGraph): ReadonlyMap<string, true> {
  const ids = new Map<string, true>();
  for (const node of nodesOfKind(cluster, 'HelmRelease')) {
    const release = readHelmRelease(node.manifest);
    if (release === undefined) continue;
    const namespace = releaseNamespace(release, node) ?? '';
    const texts = release.valuesFrom.flatMap(({ node: entry, kind, name }) => valuesIn(cluster, node.object.namespace ?? '', kind?.value ?? '', name?.value ?? '', readString(entry, 'valuesKey')?.value));
    for (const values of [release.values, ...texts]) {
      for (const { kind, text } of values === undefined ? [] : configNamesIn(values, releaseNameOf(release, node.object.name))) ids.set(printObjectId({ kind, namespace, name: text }), true);
    }
  }
  return ids;
}

/** The values that a release takes from a ConfigMap in Git. */
function valuesIn(cluster: ClusterGraph, namespace: string, kind: string, name: string, key = 'values.yaml'): readonly YamlNode[] {
  const text = kind === 'ConfigMap' ? readScalar(cluster.nodes.get(printObjectId({ kind, namespace, name }))?.manifest.root, 'data', key) : undefined;
  return text === undefined ? [] : parseEmbedded(text).documents.flatMap(({ root }) => root ?? []);
}
