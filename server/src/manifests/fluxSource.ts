/** The source kinds of source-controller (api/v1/*_types.go): where artifacts and charts come from. */
import { readBoolean, readMap, readString, readStrings, type Located } from '../yaml/yamlReader.ts';
import type { YamlMap } from '../yaml/yamlNode.ts';
import { groupOf, readManifest, readReferences, type Manifest, type ObjectReference } from './manifest.ts';

/** Kinds a Flux Kustomization may name in `sourceRef`. */
export const artifactSourceKinds: ReadonlySet<string> = new Set(['GitRepository', 'OCIRepository', 'Bucket', 'ExternalArtifact']);
/** All kinds of source.toolkit.fluxcd.io. */
export const sourceKinds: ReadonlySet<string> = new Set([...artifactSourceKinds, 'HelmRepository', 'HelmChart']);

/** A source, located; fields that a kind does not have are `undefined`. */
export interface FluxSource extends Manifest {
  readonly spec: YamlMap | undefined;
  readonly url: Located<string> | undefined;
  readonly ref: YamlMap | undefined;
  readonly branch: Located<string> | undefined;
  readonly ignore: Located<string> | undefined;
  readonly sparseCheckout: readonly Located<string>[];
  readonly include: readonly ObjectReference[];
  /** `spec.type` of a HelmRepository. */
  readonly type: Located<string> | undefined;
  readonly interval: Located<string> | undefined;
  readonly timeout: Located<string> | undefined;
  readonly suspend: Located<boolean> | undefined;
}

/** Whether an object is a source. */
export function isFluxSource(manifest: Manifest): boolean {
  return groupOf(manifest.apiVersion) === 'source.toolkit.fluxcd.io' && sourceKinds.has(manifest.kind);
}

/** Reads a source, once for each object; `undefined` for any other object. */
export function readFluxSource(manifest: Manifest): FluxSource | undefined {
  return isFluxSource(manifest) ? manifest.root.derived(readFields) : undefined;
}

function readFields(root: YamlMap): FluxSource | undefined {
  const manifest = readManifest(root);
  if (manifest === undefined) return undefined;
  const spec = readMap(root, 'spec');
  return {
    ...manifest,
    spec,
    url: readString(spec, 'url'),
    ref: readMap(spec, 'ref'),
    branch: readString(spec, 'ref', 'branch'),
    ignore: readString(spec, 'ignore'),
    sparseCheckout: readStrings(spec, 'sparseCheckout'),
    include: readReferences(spec, 'include').flatMap((entry) => {
      const repository = readMap(entry.node, 'repository');
      return repository === undefined ? [] : [{ ...entry, name: readString(repository, 'name') }];
    }),
    type: readString(spec, 'type'),
    interval: readString(spec, 'interval'),
    timeout: readString(spec, 'timeout'),
    suspend: readBoolean(spec, 'suspend'),
  };
}
