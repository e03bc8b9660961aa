/** The provider that the installed Flagger takes where a Canary names none. */
import type { ClusterGraph } from '../graph/graph.ts';
import { readHelmRelease } from '../manifests/helmRelease.ts';
import { readString } from '../yaml/yamlReader.ts';

/** `meshProvider` in the values of the release that installs Flagger; `undefined` where none says it. */
export function meshProviderOf(cluster: ClusterGraph): string | undefined {
  for (const { manifest } of cluster.nodesByKind.get('HelmRelease') ?? []) {
    const provider = readString(readHelmRelease(manifest)?.values, 'meshProvider')?.value;
    if (provider !== undefined) return provider;
  }
  return undefined;
}
