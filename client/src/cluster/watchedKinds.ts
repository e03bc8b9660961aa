// The kinds that a session keeps in step with the cluster, and how discovery finds the version to use.
import type { Outcome } from './outcome.ts';
import { success } from './outcome.ts';
import type { KubeError } from './kubeError.ts';
import type { KubeConnection } from './kubeConnection.ts';
import type { ServedKind } from './servedKind.ts';

/** A kind that is watched cluster-wide while a session lives, whatever its version. */
export interface WatchedKind {
  readonly group: string;
  readonly kind: string;
}

/** Flux and Flagger kinds under watch. Adding one here is all that discovery and the store need. */
export const watchedKinds: readonly WatchedKind[] = [
  { group: 'kustomize.toolkit.fluxcd.io', kind: 'Kustomization' },
  { group: 'source.toolkit.fluxcd.io', kind: 'GitRepository' },
  { group: 'source.toolkit.fluxcd.io', kind: 'OCIRepository' },
  { group: 'source.toolkit.fluxcd.io', kind: 'Bucket' },
  { group: 'source.toolkit.fluxcd.io', kind: 'HelmRepository' },
  { group: 'source.toolkit.fluxcd.io', kind: 'HelmChart' },
  { group: 'source.toolkit.fluxcd.io', kind: 'ExternalArtifact' },
  { group: 'helm.toolkit.fluxcd.io', kind: 'HelmRelease' },
  { group: 'flagger.app', kind: 'Canary' },
];

/** Built-in workloads and what belongs to them: every cluster serves these; they are watched while somebody looks (`ClusterSession.observe`). */
export const deployments: ServedKind = { group: 'apps', version: 'v1', kind: 'Deployment', plural: 'deployments', namespaced: true };
export const statefulSets: ServedKind = { group: 'apps', version: 'v1', kind: 'StatefulSet', plural: 'statefulsets', namespaced: true };
export const daemonSets: ServedKind = { group: 'apps', version: 'v1', kind: 'DaemonSet', plural: 'daemonsets', namespaced: true };
export const replicaSets: ServedKind = { group: 'apps', version: 'v1', kind: 'ReplicaSet', plural: 'replicasets', namespaced: true };
export const pods: ServedKind = { group: '', version: 'v1', kind: 'Pod', plural: 'pods', namespaced: true };
export const jobs: ServedKind = { group: 'batch', version: 'v1', kind: 'Job', plural: 'jobs', namespaced: true };

/** Custom resource definitions: their metadata tell when kinds appear or go. */
export const customResourceDefinitions: ServedKind = {
  group: 'apiextensions.k8s.io',
  version: 'v1',
  kind: 'CustomResourceDefinition',
  plural: 'customresourcedefinitions',
  namespaced: false,
};

/** Whether an API group is one of Flux's or Flagger's. */
export function isFluxOrFlaggerGroup(group: string): boolean {
  return group === 'flagger.app' || group.endsWith('.toolkit.fluxcd.io') || group.endsWith('.extensions.fluxcd.io') || group === 'fluxcd.controlplane.io';
}

/** What the server serves of Flux and Flagger. */
export interface Discovery {
  /** Every served version of every kind, `group/version/Kind`, sorted. */
  readonly servedKinds: readonly string[];
  /** How to address each Flux or Flagger kind, in the server's preferred version that has it. */
  readonly served: readonly ServedKind[];
  /** For each watched kind that is served, the version to use: the server's preferred one that has it. */
  readonly watched: readonly ServedKind[];
}

/** Asks which kinds are served: one request, and one for each version of each Flux or Flagger group. */
export async function discoverFlux(connection: Pick<KubeConnection, 'listGroups' | 'listKinds'>): Promise<Outcome<Discovery, KubeError>> {
  const groups = await connection.listGroups();
  if (!groups.ok) return groups;
  const asked = groups.value.filter(({ group }) => isFluxOrFlaggerGroup(group)).flatMap(({ group, versions }) => versions.map((version) => ({ group, version })));
  const answers = await Promise.all(asked.map(({ group, version }) => connection.listKinds(group, version)));
  const served: ServedKind[] = [];
  for (const answer of answers) {
    if (answer.ok) served.push(...answer.value);
    // A group can go between the two requests; anything else would make kinds look missing that are not.
    else if (answer.error.type !== 'notFound') return answer;
  }
  const watched = watchedKinds.map((wanted) => served.find((kind) => kind.group === wanted.group && kind.kind === wanted.kind)).filter((kind) => kind !== undefined);
  const preferred = [...new Map([...served].reverse().map((kind) => [`${kind.group}/${kind.kind}`, kind])).values()].reverse();
  return success({ served: preferred, servedKinds: served.map((kind) => `${kind.group}/${kind.version}/${kind.kind}`).sort(), watched });
}
