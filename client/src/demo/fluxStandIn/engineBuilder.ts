/** Builds manifests for the demo cluster with Flightdeck's own engine. */
import type { ManifestBuilder } from './manifestBuilder.ts';

/** Builds what a Flux Kustomization applies, as kustomize-controller does. */
export const buildWithEngine: ManifestBuilder = () => ({ ok: false, reason: 'BuildFailed', message: 'the engine is not connected yet' });
