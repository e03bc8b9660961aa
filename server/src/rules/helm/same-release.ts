/** Reports two HelmReleases that are one release. */
import { nodesOfKind, type ClusterGraph, type GraphNode } from '../../graph/graph.ts';
import { readHelmRelease, releaseNameOf } from '../../manifests/helmRelease.ts';
import { nameSpan } from '../../manifests/manifest.ts';
import { readString } from '../../yaml/yamlReader.ts';
import type { GraphRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** Two HelmReleases manage one Helm release. */
export const sameRelease: GraphRule = {
  id: 'helm/same-release',
  scope: 'graph',
  kinds: ['HelmRelease'],
  severity: 'warning',
  since: '0.1.0',
  fix: 'none',
  evidence: 'fluxcd/helm-controller api/v2 GetReleaseName and GetReleaseNamespace',
  summary: 'Two HelmReleases manage one Helm release.',
  explain: rulePage({
    does: 'Reports HelmReleases with the same release name in the same target namespace.',
    why: 'Each upgrade of one undoes the other.',
    controller: 'The release name is `releaseName`, otherwise the name, with the target namespace in front where one is set.',
    fix: 'Give one of them another `releaseName`.',
    ignore: 'Never.',
  }),
  check(node, { derivedAt }, report) {
    const own = releaseKey(node);
    for (const other of own === undefined ? [] : (derivedAt(releasesByKey, own) ?? [])) {
      if (other.id === node.id) continue;
      report({ span: nameSpan(node.manifest), message: `HelmRelease ${other.object.namespace ?? ''}/${other.object.name} manages the same Helm release: ${own ?? ''}`, related: [{ span: nameSpan(other.manifest), message: `HelmRelease ${other.object.name}` }] });
    }
  },
};

/** `namespace/name` of the Helm release; `undefined` where another cluster gets it or a variable decides. */
function releaseKey(node: GraphNode): string | undefined {
  const release = readHelmRelease(node.manifest);
  if (release === undefined || release.spec?.get('kubeConfig') !== undefined) return undefined;
  const storage = readString(release.spec, 'storageNamespace')?.value ?? node.object.namespace ?? '';
  const key = `${storage}/${releaseNameOf(release, node.object.name)}`;
  return key.includes('${') ? undefined : key;
}

function releasesByKey(cluster: ClusterGraph): ReadonlyMap<string, readonly GraphNode[]> {
  const groups = new Map<string, GraphNode[]>();
  for (const node of nodesOfKind(cluster, 'HelmRelease')) {
    const key = releaseKey(node);
    if (key !== undefined) groups.set(key, [...(groups.get(key) ?? []), node]);
  }
  return groups;
}
