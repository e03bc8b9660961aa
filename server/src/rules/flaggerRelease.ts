/** Finds the HelmRelease that installs Flagger: its values say which labels and which provider hold. */
import { nodesOfKind, type ClusterGraph } from '../graph/graph.ts';
import { readHelmRelease, type HelmRelease } from '../manifests/helmRelease.ts';

/** Whether a release installs Flagger itself (not its load tester). */
export function isFlaggerRelease(release: HelmRelease): boolean {
  return (release.chart?.value ?? release.chartRef?.name?.value) === 'flagger';
}

/** The release of a cluster, to be derived from it; `undefined` when Flagger comes from elsewhere. */
export function flaggerRelease(cluster: ClusterGraph): HelmRelease | undefined {
  return nodesOfKind(cluster, 'HelmRelease').map(({ manifest }) => readHelmRelease(manifest)).find((release) => release !== undefined && isFlaggerRelease(release));
}
