// Finds the provider that Flagger was installed with, which Canaries without spec.provider use. Pure.
import { readString } from '../cluster/jsonValue.ts';
import type { LiveHelmRelease } from '../cluster/objects/helmRelease.ts';

/** The value `meshProvider` of the HelmRelease that installs Flagger's chart; undefined where none says it. */
export function findMeshProvider(helmReleases: readonly LiveHelmRelease[]): string | undefined {
  return findFlaggerValue(helmReleases, 'meshProvider');
}

/** A value of the HelmRelease that installs Flagger's chart; undefined where none says it. */
export function findFlaggerValue(helmReleases: readonly LiveHelmRelease[], name: string): string | undefined {
  const flagger = helmReleases.find((live) => live.chartName === 'flagger' || (live.origin.type === 'template' && live.origin.chart === 'flagger'));
  const value = readString(flagger?.object.content, 'spec', 'values', name);
  return value === '' ? undefined : value;
}
