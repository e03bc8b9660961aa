// A live HelmRelease as a typed view.
import { isJsonObject, readArray, readNumber, readObject, readPath, readString } from '../jsonValue.ts';
import type { ClusterObject } from './clusterObject.ts';
import { readDependencies, readInventoryIds, type Dependency, type SourceReference } from './fluxKustomization.ts';
import { readReconciledObject, readReference, type NamespacedName, type ReconciledObject } from './reconciledObject.ts';

/** Where the chart comes from: a template that makes a HelmChart, or a reference to something that exists. */
export type ChartOrigin =
  | { readonly type: 'template'; readonly chart: string; readonly version: string; readonly source: SourceReference; readonly helmChart: NamespacedName }
  | { readonly type: 'reference'; readonly source: SourceReference }
  | { readonly type: 'none' };

/** One release in the history. Texts are empty where helm-controller did not say. */
export interface HelmSnapshot {
  /** Helm's revision number; undefined where absent. */
  readonly revision: number | undefined;
  readonly chart: string;
  readonly chartName: string;
  readonly chartVersion: string;
  readonly appVersion: string;
  /** Of the values that it was made of. */
  readonly configDigest: string;
  /** For example `deployed`, `superseded`, `failed`. */
  readonly status: string;
  /** RFC 3339. */
  readonly deployedAt: string;
}

/** A live HelmRelease. */
export interface LiveHelmRelease extends ReconciledObject {
  readonly origin: ChartOrigin;
  readonly dependsOn: readonly Dependency[];
  readonly lastAttemptedRevision: string;
  /** Of the newest entry of status.history; empty before the first release. */
  readonly chartName: string;
  readonly chartVersion: string;
  readonly appVersion: string;
  /** Helm's own status of that release, for example `deployed` or `failed`. */
  readonly releaseStatus: string;
  /** The releases that Helm still knows, newest first (status.history). */
  readonly history: readonly HelmSnapshot[];
  /** How often the last action failed in a row. */
  readonly failures: number;
  readonly inventory: readonly string[];
}

/** Reads the view. */
export function readHelmRelease(object: ClusterObject): LiveHelmRelease {
  const { content } = object;
  const newest = readArray(content, 'status', 'history')[0];
  return {
    ...readReconciledObject(object),
    origin: readChartOrigin(object),
    dependsOn: readDependencies(object),
    lastAttemptedRevision: readString(content, 'status', 'lastAttemptedRevision'),
    chartName: readString(newest, 'chartName'),
    chartVersion: readString(newest, 'chartVersion'),
    appVersion: readString(newest, 'appVersion'),
    releaseStatus: readString(newest, 'status'),
    history: readArray(content, 'status', 'history').map((entry) => ({
      revision: readNumber(entry, 'version'),
      chart: `${readString(entry, 'chartName')} ${readString(entry, 'chartVersion')}`.trim(),
      chartName: readString(entry, 'chartName'),
      chartVersion: readString(entry, 'chartVersion'),
      appVersion: readString(entry, 'appVersion'),
      configDigest: readString(entry, 'configDigest'),
      status: readString(entry, 'status'),
      deployedAt: readString(entry, 'lastDeployed') || readString(entry, 'firstDeployed'),
    })),
    failures: readNumber(content, 'status', 'failures') ?? 0,
    inventory: readInventoryIds(object),
  };
}

function readChartOrigin(object: ClusterObject): ChartOrigin {
  const { content, namespace, name } = object;
  const reference = readPath(content, 'spec', 'chartRef');
  if (isJsonObject(reference)) return { type: 'reference', source: { kind: readString(reference, 'kind'), ...readReference(reference, namespace) } };
  const template = readObject(content, 'spec', 'chart', 'spec');
  const sourceRef = readObject(template, 'sourceRef');
  const source = { kind: readString(sourceRef, 'kind'), ...readReference(sourceRef, namespace) };
  if (source.name === '') return { type: 'none' };
  // Flux: the HelmChart is made in the source's namespace and named after the release (helm-controller, HelmChartTemplate).
  const helmChart = { namespace: source.namespace, name: `${namespace}-${name}` };
  return { type: 'template', chart: readString(template, 'chart'), version: readString(template, 'version') || '*', source, helmChart };
}
