/** Finds what installs Flagger, and what it is told: the labels and the provider that hold for Canaries without their own. */
import { nodesOfKind, type ClusterGraph } from '../graph/graph.ts';
import { readHelmRelease, type HelmRelease } from '../manifests/helmRelease.ts';
import type { YamlMap } from '../yaml/yamlNode.ts';
import { readMaps, readString, readStrings, type Located } from '../yaml/yamlReader.ts';
import { holdsVariable } from './faultPlace.ts';

/** Whether a release installs Flagger itself (not its load tester). */
export function isFlaggerRelease(release: HelmRelease): boolean {
  return (release.chart?.value ?? release.chartRef?.name?.value) === 'flagger';
}

/** The release of a cluster, to be derived from it; `undefined` when Flagger comes from elsewhere. */
export function flaggerRelease(cluster: ClusterGraph): HelmRelease | undefined {
  return nodesOfKind(cluster, 'HelmRelease').map(({ manifest }) => readHelmRelease(manifest)).find((release) => release !== undefined && isFlaggerRelease(release));
}

/**
 * The provider that Flagger takes for Canaries without one, to be derived from a cluster: the value `meshProvider` of
 * its chart, or the argument `-mesh-provider` of its Deployment. `undefined` where nothing says it.
 */
export function meshProviderOf(cluster: ClusterGraph): Located<string> | undefined {
  // Only Canaries ask; without any, nobody need look through the Deployments.
  if (nodesOfKind(cluster, 'Canary').length === 0) return undefined;
  const written = readString(flaggerRelease(cluster)?.values, 'meshProvider') ?? meshProviderArgument(cluster);
  return written === undefined || holdsVariable(written.value) ? undefined : written;
}

function meshProviderArgument(cluster: ClusterGraph): Located<string> | undefined {
  for (const { manifest } of nodesOfKind(cluster, 'Deployment')) {
    const argument = manifest.root.derived(readMeshProvider);
    if (argument !== undefined) return argument;
  }
  return undefined;
}

/** The argument `-mesh-provider` of a Deployment that runs Flagger. */
function readMeshProvider(root: YamlMap): Located<string> | undefined {
  for (const container of readMaps(root, 'spec', 'template', 'spec', 'containers')) {
    if (!/(^|\/)flagger(:|@|$)/.test(readString(container, 'image')?.value ?? '')) continue;
    const argument = [...readStrings(container, 'args'), ...readStrings(container, 'command')].find(({ value }) => /^--?mesh-provider=/.test(value));
    if (argument !== undefined) return { node: argument.node, value: argument.value.slice(argument.value.indexOf('=') + 1) };
  }
  return undefined;
}
