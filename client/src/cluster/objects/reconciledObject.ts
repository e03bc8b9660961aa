// What all objects that a Flux controller reconciles have in common.
import { readFlag, readNumber, readObject, readString } from '../jsonValue.ts';
import type { ClusterObject } from './clusterObject.ts';
import { readConditions, type Condition } from './conditions.ts';

/** A live object under a Flux controller. */
export interface ReconciledObject {
  readonly object: ClusterObject;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly generation: number;
  /** Last generation that a run was finished for; undefined before the first. */
  readonly observedGeneration: number | undefined;
  readonly conditions: readonly Condition[];
  readonly suspended: boolean;
  /** spec.interval and spec.timeout as written (Go durations); empty where absent. */
  readonly interval: string;
  readonly timeout: string;
  /** Last value of the annotation `reconcile.fluxcd.io/requestedAt` that the controller has handled. */
  readonly lastHandledReconcileAt: string;
  readonly deleting: boolean;
}

/** A reference to another object; the namespace is resolved (never empty). */
export interface NamespacedName {
  readonly namespace: string;
  readonly name: string;
}

/** Reads the common part. */
export function readReconciledObject(object: ClusterObject): ReconciledObject {
  const { content } = object;
  const observed = readNumber(content, 'status', 'observedGeneration');
  return {
    object,
    kind: object.kind,
    namespace: object.namespace,
    name: object.name,
    generation: object.generation,
    // Flux writes -1 before the first run.
    observedGeneration: observed === undefined || observed < 0 ? undefined : observed,
    conditions: readConditions(content),
    suspended: readFlag(content, 'spec', 'suspend'),
    interval: readString(content, 'spec', 'interval'),
    timeout: readString(content, 'spec', 'timeout'),
    lastHandledReconcileAt: readString(content, 'status', 'lastHandledReconcileAt'),
    deleting: object.deleting,
  };
}

/** A reference whose namespace defaults to the referring object's. */
export function readReference(value: unknown, defaultNamespace: string): NamespacedName {
  const reference = readObject(value);
  return { namespace: readString(reference, 'namespace') || defaultNamespace, name: readString(reference, 'name') };
}
