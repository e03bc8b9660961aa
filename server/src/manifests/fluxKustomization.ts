/** The Flux `Kustomization` object (kustomize-controller api/v1/kustomization_types.go). */
import { readBoolean, readMap, readMaps, readString, readStrings, type Located } from '../yaml/yamlReader.ts';
import type { YamlMap } from '../yaml/yamlNode.ts';
import { groupOf, readManifest, readReference, readReferences, type Manifest, type ObjectReference } from './manifest.ts';

/** A Flux Kustomization, located. Namespaces of references are as written; the defaults are the reader's to apply. */
export interface FluxKustomization extends Manifest {
  readonly spec: YamlMap | undefined;
  readonly path: Located<string> | undefined;
  readonly sourceRef: ObjectReference | undefined;
  readonly dependsOn: readonly ObjectReference[];
  readonly interval: Located<string> | undefined;
  readonly retryInterval: Located<string> | undefined;
  readonly timeout: Located<string> | undefined;
  readonly prune: Located<boolean> | undefined;
  readonly wait: Located<boolean> | undefined;
  readonly suspend: Located<boolean> | undefined;
  readonly targetNamespace: Located<string> | undefined;
  readonly namePrefix: Located<string> | undefined;
  readonly nameSuffix: Located<string> | undefined;
  readonly components: readonly Located<string>[];
  readonly ignoreMissingComponents: boolean;
  readonly patches: readonly YamlMap[];
  readonly images: readonly YamlMap[];
  readonly healthChecks: readonly ObjectReference[];
  readonly postBuild: YamlMap | undefined;
  readonly substituteFrom: readonly ObjectReference[];
  readonly decryption: YamlMap | undefined;
  readonly kubeConfig: YamlMap | undefined;
}

/** Whether an object is a Flux Kustomization, of whatever version. */
export function isFluxKustomization(manifest: Manifest): boolean {
  return manifest.kind === 'Kustomization' && groupOf(manifest.apiVersion) === 'kustomize.toolkit.fluxcd.io';
}

/** Reads a Flux Kustomization, once for each object; `undefined` for any other object. */
export function readFluxKustomization(manifest: Manifest): FluxKustomization | undefined {
  return isFluxKustomization(manifest) ? manifest.root.derived(readFields) : undefined;
}

function readFields(root: YamlMap): FluxKustomization | undefined {
  const manifest = readManifest(root);
  if (manifest === undefined) return undefined;
  const spec = readMap(root, 'spec');
  return {
    ...manifest,
    spec,
    path: readString(spec, 'path'),
    sourceRef: readReference(readMap(spec, 'sourceRef')),
    dependsOn: readReferences(spec, 'dependsOn'),
    interval: readString(spec, 'interval'),
    retryInterval: readString(spec, 'retryInterval'),
    timeout: readString(spec, 'timeout'),
    prune: readBoolean(spec, 'prune'),
    wait: readBoolean(spec, 'wait'),
    suspend: readBoolean(spec, 'suspend'),
    targetNamespace: readString(spec, 'targetNamespace'),
    namePrefix: readString(spec, 'namePrefix'),
    nameSuffix: readString(spec, 'nameSuffix'),
    components: readStrings(spec, 'components'),
    ignoreMissingComponents: readBoolean(spec, 'ignoreMissingComponents')?.value ?? false,
    patches: readMaps(spec, 'patches'),
    images: readMaps(spec, 'images'),
    healthChecks: readReferences(spec, 'healthChecks'),
    postBuild: readMap(spec, 'postBuild'),
    substituteFrom: readReferences(spec, 'postBuild', 'substituteFrom'),
    decryption: readMap(spec, 'decryption'),
    kubeConfig: readMap(spec, 'kubeConfig'),
  };
}
