/** Builds manifests for the demo cluster with Flightdeck's own engine, the one that the editor and the command line use. */
import { scanFolder } from '../../../../server/src/files/diskFiles.ts';
import { uriOfFsPath } from '../../../../server/src/files/uris.ts';
import { artifactTree } from '../../../../server/src/flux/artifactTree.ts';
import { buildFluxKustomization } from '../../../../server/src/flux/buildFluxKustomization.ts';
import type { FluxBuild } from '../../../../server/src/flux/buildFluxKustomization.ts';
import { newestFluxVersion } from '../../../../server/src/flux/fluxVersion.ts';
import { readFluxKustomization } from '../../../../server/src/manifests/fluxKustomization.ts';
import { readFluxSource } from '../../../../server/src/manifests/fluxSource.ts';
import { manifestsOf } from '../../../../server/src/manifests/manifest.ts';
import type { Manifest } from '../../../../server/src/manifests/manifest.ts';
import { TextFile } from '../../../../server/src/text/textFile.ts';
import { plainValue } from '../../../../server/src/yaml/yamlValue.ts';
import type { PlainValue } from '../../../../server/src/yaml/yamlValue.ts';
import { isJsonObject, textAt } from '../kubeApi/json.ts';
import type { JsonObject, JsonValue } from '../kubeApi/json.ts';
import type { ManifestBuilder, ManifestOutcome, ManifestRequest } from './manifestBuilder.ts';

/** Builds what a Flux Kustomization applies, as kustomize-controller does. */
export const buildWithEngine: ManifestBuilder = async (request) => {
  const fluxKustomization = readLive(request.fluxKustomization, readFluxKustomization);
  const source = readLive(request.source, readFluxSource);
  if (fluxKustomization === undefined || source === undefined) return { ok: false, reason: 'BuildFailed', message: 'the Kustomization or its source cannot be read' };
  const { tree } = await scanFolder(uriOfFsPath(request.folder));
  const artifact = artifactTree(tree, { ignore: source.ignore, sparseCheckout: source.sparseCheckout });
  const build = buildFluxKustomization(artifact, fluxKustomization, {
    fluxVersion: newestFluxVersion,
    variables: (kind, _namespace, name) => readVariableObject(request, kind, name),
  });
  return toOutcome(build, textAt(request.fluxKustomization, 'spec', 'path') ?? '');
};

function toOutcome(build: FluxBuild, path: string): ManifestOutcome {
  const [problem] = build.problems;
  if (problem?.code === 'path-not-found') return { ok: false, reason: 'ArtifactFailed', message: `kustomization path not found: stat ${path}: no such file or directory` };
  if (problem !== undefined) return { ok: false, reason: 'BuildFailed', message: `kustomize build failed: ${problem.span.file.path}: ${problem.message}` };
  const [unresolved] = build.unresolved;
  if (unresolved !== undefined) return { ok: false, reason: 'BuildFailed', message: `kustomize build failed: ${unresolved.what} cannot be fetched (the demo cluster fetches nothing from the network)` };
  return { ok: true, objects: build.objects.map(({ root }) => toJson(plainValue(root))).filter(isJsonObject) };
}

/** Reads a live object with the reader that files have: JSON is YAML. */
function readLive<T>(object: JsonObject, read: (manifest: Manifest) => T | undefined): T | undefined {
  const [manifest] = manifestsOf(toTextFile(object));
  return manifest === undefined ? undefined : read(manifest);
}

function readVariableObject(request: ManifestRequest, kind: string, name: string): Manifest['root'] | undefined {
  const variables = request.findVariables(kind, name);
  if (variables === undefined) return undefined;
  // Secrets arrive decoded here, so that both kinds can be handed over as a ConfigMap.
  const [manifest] = manifestsOf(toTextFile({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: variables }));
  return manifest?.root;
}

function toTextFile(object: JsonObject): TextFile {
  return new TextFile('demo:/live.yaml', 'live.yaml', JSON.stringify(object));
}

function toJson(value: PlainValue): JsonValue {
  if (typeof value === 'bigint') return Number(value);
  if (Array.isArray(value)) return value.map(toJson);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, toJson(entry)]));
}
