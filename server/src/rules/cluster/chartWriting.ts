/** Where the version of a chart from elsewhere is written in Git, for an image that no value sets and that came with that chart. */
import { readImageReference } from '../../flagger/imageReferences.ts';
import type { ClusterGraph } from '../../graph/graph.ts';
import type { HelmRelease } from '../../manifests/helmRelease.ts';
import type { CanaryFacts, ChartChange } from '../../protocol/clusterFacts.ts';
import { printObjectId } from '../../protocol/objectId.ts';
import type { YamlScalar } from '../../yaml/yamlNode.ts';
import { readScalar, readString } from '../../yaml/yamlReader.ts';
import { holdsVariable } from '../faultPlace.ts';

/** The text that decides on the chart's version. */
export interface ChartWriting {
  /** Such as `web 1.1.0`. */
  readonly chart: string;
  readonly scalar: YamlScalar;
  /** The text that brings the chart before it, where that is known to bring the image that serves. */
  readonly textFor: (serving: string) => string | undefined;
  /** Whether no value can have set the image. */
  readonly isCertain: boolean;
  /** Such as `web 1.0.0`. */
  readonly previous: string;
}

/** What is known of the values that a chart was made with. */
export interface KnownValues {
  /** Texts of all scalars that can be read. */
  readonly texts: readonly string[];
  /** Whether there are others. */
  readonly areHidden: boolean;
}

/** The writing; `undefined` where it is not proven that the chart brought `image`, or where Git asks for another chart by now. */
export function findChartWriting(cluster: ClusterGraph, release: HelmRelease, { targetRelease }: CanaryFacts, { failed, serving, values }: { readonly failed: string; readonly serving: string; readonly values: KnownValues }): ChartWriting | undefined {
  const change = targetRelease?.chart;
  if (change === undefined || targetRelease === undefined) return undefined;
  const isCertain = hasBroughtBoth(change, failed, serving);
  if (!isCertain && !hasBrought(change, failed, serving, values)) return undefined;
  const written = versionScalar(cluster, release, targetRelease.namespace);
  if (written === undefined || holdsVariable(written.text)) return undefined;
  const { name, newest, previous } = change;
  const isExact = exactVersion.test(written.text);
  if (isExact && bare(written.text) !== bare(newest.version)) return undefined;
  const textFor = (wanted: string): string | undefined => (isExact && isVersionOf(previous.appVersion, wanted) ? written.text.replace(bare(newest.version), bare(previous.version)) : undefined);
  return { chart: `${name} ${bare(newest.version)}`, previous: `${name} ${bare(previous.version)}`, scalar: written, isCertain, textFor };
}

/** Whether the apps of both charts have the versions of both images: then no value can have set them. */
function hasBroughtBoth({ newest, previous }: ChartChange, failed: string, serving: string): boolean {
  return isVersionOf(newest.appVersion, failed) && isVersionOf(previous.appVersion, serving);
}

/** The chart's app has the version of the image, or Helm made both releases of equal values, none of which is in the new version alone: an older change of values may have brought that. */
function hasBrought({ newest, isByChartAlone }: ChartChange, failed: string, serving: string, { texts, areHidden }: KnownValues): boolean {
  if (areHidden) return false;
  if (isVersionOf(newest.appVersion, failed)) return true;
  const { tag = '' } = readImageReference(failed);
  const old = readImageReference(serving).tag ?? '';
  return isByChartAlone && !texts.some((text) => text !== '' && tag.includes(text) && !old.includes(text));
}

/** Charts write the version of their app with or without the `v` of its tag. */
function isVersionOf(appVersion: string, image: string): boolean {
  const { tag } = readImageReference(image);
  return appVersion !== '' && tag !== undefined && appVersion.replace(/^v/, '') === tag.replace(/^v/, '');
}

const exactVersion = /^[v=]?\d+\.\d+\.\d+(?:-[\w.-]+)?(?:\+[\w.-]+)?$/;

/** helm-controller and source-controller add build metadata: the digest of an artifact, the generation of values files. */
function bare(version: string): string {
  return version.replace(/^[v=]/, '').replace(/\+.*$/, '');
}

/** The version of a chart out of a Helm repository or a registry, or where it is not said, the name that takes the newest. */
function versionScalar(cluster: ClusterGraph, release: HelmRelease, namespace: string): YamlScalar | undefined {
  const { chartRef, sourceRef, spec: own } = release;
  if (chartRef === undefined) return sourceRef?.kind?.value === 'HelmRepository' ? (readScalar(own, 'chart', 'spec', 'version') ?? readScalar(own, 'chart', 'spec', 'chart')) : undefined;
  const kind = chartRef.kind?.value ?? '';
  const found = cluster.nodes.get(printObjectId({ kind, namespace: chartRef.namespace?.value ?? namespace, name: chartRef.name?.value ?? '' }));
  const spec = found?.presence === 'declared' ? found.manifest.root : undefined;
  if (kind === 'OCIRepository') return readScalar(spec, 'spec', 'ref', 'digest') ?? readScalar(spec, 'spec', 'ref', 'semver') ?? readScalar(spec, 'spec', 'ref', 'tag') ?? readScalar(spec, 'spec', 'url');
  return kind === 'HelmChart' && readString(spec, 'spec', 'sourceRef', 'kind')?.value === 'HelmRepository' ? (readScalar(spec, 'spec', 'version') ?? readScalar(spec, 'spec', 'chart')) : undefined;
}
