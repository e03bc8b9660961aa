/** The `HelmRelease` object (helm-controller api/v2). */
import { readBoolean, readMap, readMaps, readString, type Located } from '../yaml/yamlReader.ts';
import type { YamlMap } from '../yaml/yamlNode.ts';
import { groupOf, readManifest, readReference, readReferences, type Manifest, type ObjectReference } from './manifest.ts';

/** A HelmRelease, located. */
export interface HelmRelease extends Manifest {
  readonly spec: YamlMap | undefined;
  readonly chart: Located<string> | undefined;
  readonly chartVersion: Located<string> | undefined;
  /** `spec.chart.spec.sourceRef`. */
  readonly sourceRef: ObjectReference | undefined;
  readonly chartRef: ObjectReference | undefined;
  readonly dependsOn: readonly ObjectReference[];
  readonly interval: Located<string> | undefined;
  readonly timeout: Located<string> | undefined;
  readonly targetNamespace: Located<string> | undefined;
  readonly releaseName: Located<string> | undefined;
  readonly suspend: Located<boolean> | undefined;
  readonly values: YamlMap | undefined;
  readonly valuesFrom: readonly ObjectReference[];
  readonly postRenderers: readonly YamlMap[];
}

/** Reads a HelmRelease, once for each object; `undefined` for any other object. */
export function readHelmRelease(manifest: Manifest): HelmRelease | undefined {
  const isRelease = manifest.kind === 'HelmRelease' && groupOf(manifest.apiVersion) === 'helm.toolkit.fluxcd.io';
  return isRelease ? manifest.root.derived(readFields) : undefined;
}

/** What Helm calls a release (helm-controller api/v2 `GetReleaseName`). */
export function releaseNameOf({ releaseName, targetNamespace }: HelmRelease, objectName: string): string {
  return releaseName?.value ?? (targetNamespace === undefined ? objectName : `${targetNamespace.value}-${objectName}`);
}

function readFields(root: YamlMap): HelmRelease | undefined {
  const manifest = readManifest(root);
  if (manifest === undefined) return undefined;
  const spec = readMap(root, 'spec');
  return {
    ...manifest,
    spec,
    chart: readString(spec, 'chart', 'spec', 'chart'),
    chartVersion: readString(spec, 'chart', 'spec', 'version'),
    sourceRef: readReference(readMap(spec, 'chart', 'spec', 'sourceRef')),
    chartRef: readReference(readMap(spec, 'chartRef')),
    dependsOn: readReferences(spec, 'dependsOn'),
    interval: readString(spec, 'interval'),
    timeout: readString(spec, 'timeout'),
    targetNamespace: readString(spec, 'targetNamespace'),
    releaseName: readString(spec, 'releaseName'),
    suspend: readBoolean(spec, 'suspend'),
    values: readMap(spec, 'values'),
    valuesFrom: readReferences(spec, 'valuesFrom'),
    postRenderers: readMaps(spec, 'postRenderers'),
  };
}
