// A live Flux Kustomization as a typed view.
import { readArray, readObject, readString } from '../jsonValue.ts';
import type { ClusterObject } from './clusterObject.ts';
import { readReconciledObject, readReference, type NamespacedName, type ReconciledObject } from './reconciledObject.ts';

/** Names the source: kind, resolved namespace, name. */
export interface SourceReference extends NamespacedName {
  readonly kind: string;
}

/** One entry of spec.dependsOn. */
export interface Dependency extends NamespacedName {
  /** CEL expression that replaces the built-in test; empty where there is none. */
  readonly readyExpr: string;
}

/** A live Flux Kustomization. */
export interface LiveFluxKustomization extends ReconciledObject {
  readonly source: SourceReference;
  readonly path: string;
  readonly dependsOn: readonly Dependency[];
  readonly lastAppliedRevision: string;
  readonly lastAttemptedRevision: string;
  /** Raw ids of status.inventory. */
  readonly inventory: readonly string[];
  /** End of the newest run in status.history (RFC 3339), or empty. */
  readonly lastReconciledAt: string;
}

/** Reads the view. */
export function readFluxKustomization(object: ClusterObject): LiveFluxKustomization {
  const { content, namespace } = object;
  const source = readObject(content, 'spec', 'sourceRef');
  return {
    ...readReconciledObject(object),
    source: { kind: readString(source, 'kind'), ...readReference(source, namespace) },
    path: readString(content, 'spec', 'path'),
    dependsOn: readDependencies(object),
    lastAppliedRevision: readString(content, 'status', 'lastAppliedRevision'),
    lastAttemptedRevision: readString(content, 'status', 'lastAttemptedRevision'),
    inventory: readInventoryIds(object),
    lastReconciledAt: readString(readArray(content, 'status', 'history')[0], 'lastReconciled'),
  };
}

/** spec.dependsOn with resolved namespaces. */
export function readDependencies(object: ClusterObject): readonly Dependency[] {
  return readArray(object.content, 'spec', 'dependsOn')
    .map((entry) => ({ ...readReference(entry, object.namespace), readyExpr: readString(entry, 'readyExpr') }))
    .filter((dependency) => dependency.name !== '');
}

/** The ids in status.inventory.entries, in the controller's order. */
export function readInventoryIds(object: ClusterObject): readonly string[] {
  return readArray(object.content, 'status', 'inventory', 'entries')
    .map((entry) => readString(entry, 'id'))
    .filter((id) => id !== '');
}
