/** What a FluxInstance of flux-operator syncs, also when it is only given as values of its Helm chart. */
import { readMap, readString, type Located } from '../yaml/yamlReader.ts';
import type { YamlMap } from '../yaml/yamlNode.ts';
import { groupOf, type Manifest } from './manifest.ts';
import { readHelmRelease } from './helmRelease.ts';

/** The sync that makes a source and a Flux Kustomization, both with one name. */
export interface FluxInstanceSync {
  readonly node: YamlMap;
  /** Name of the source and the Flux Kustomization: `flux-system` unless set. */
  readonly name: string;
  readonly namespace: string;
  readonly sourceKind: 'GitRepository' | 'OCIRepository' | 'Bucket';
  readonly url: Located<string> | undefined;
  readonly ref: Located<string> | undefined;
  readonly path: Located<string> | undefined;
  readonly interval: Located<string> | undefined;
}

/** The `sync` of a FluxInstance, or of a HelmRelease that installs one; `undefined` for any other object. */
export function readFluxInstanceSync(manifest: Manifest): FluxInstanceSync | undefined {
  const sync = manifest.kind === 'FluxInstance' && groupOf(manifest.apiVersion) === 'fluxcd.controlplane.io' ? readMap(manifest.root, 'spec', 'sync') : syncInValues(manifest);
  const sourceKind = readString(sync, 'kind')?.value;
  if (sync === undefined || (sourceKind !== 'GitRepository' && sourceKind !== 'OCIRepository' && sourceKind !== 'Bucket')) return undefined;
  return {
    node: sync,
    name: readString(sync, 'name')?.value ?? 'flux-system',
    namespace: manifest.namespace?.value ?? 'flux-system',
    sourceKind,
    url: readString(sync, 'url'),
    ref: readString(sync, 'ref'),
    path: readString(sync, 'path'),
    interval: readString(sync, 'interval'),
  };
}

/** The chart `flux-instance` takes the FluxInstance's spec under `instance`. */
function syncInValues(manifest: Manifest): YamlMap | undefined {
  const release = readHelmRelease(manifest);
  if (release === undefined) return undefined;
  const named = release.chart?.value ?? release.chartRef?.name?.value ?? release.name?.value;
  return named?.includes('flux-instance') === true ? readMap(release.values, 'instance', 'sync') : undefined;
}
