/** What the stand-in for kustomize-controller needs of a build: a folder and a Flux Kustomization in, plain objects out. */
import type { JsonObject } from '../kubeApi/json.ts';

/** One build. */
export interface ManifestRequest {
  /** The unpacked artifact. */
  readonly folder: string;
  /** The live source object, for its ignore rules. */
  readonly source: JsonObject;
  /** The live Flux Kustomization. */
  readonly fluxKustomization: JsonObject;
  /** The variables of a ConfigMap or Secret in the Kustomization's namespace; `undefined` when there is none. */
  findVariables(kind: string, name: string): Readonly<Record<string, string>> | undefined;
}

/** The objects in the order in which kustomize prints them, or why there are none. */
export type ManifestOutcome =
  | { readonly ok: true; readonly objects: readonly JsonObject[] }
  | { readonly ok: false; readonly reason: 'ArtifactFailed' | 'BuildFailed'; readonly message: string };

/** Builds what a Flux Kustomization applies. */
export type ManifestBuilder = (request: ManifestRequest) => ManifestOutcome | Promise<ManifestOutcome>;
