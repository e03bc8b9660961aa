/** Whether an object has arrived where its spec wants it: the rules by which Flux waits (kstatus). */
import { generationOf } from '../kubeApi/clusterApi.ts';
import { numberAt, objectAt, objectsAt, textAt } from '../kubeApi/json.ts';
import type { JsonObject } from '../kubeApi/json.ts';
import { findCondition } from './conditions.ts';

/** The states of kstatus (sigs.k8s.io/cli-utils pkg/kstatus). */
export type ObjectHealth = 'Current' | 'InProgress' | 'Failed' | 'Terminating' | 'NotFound';

/** The state of an object; `undefined` stands for one that is not there. */
export function healthOf(object: JsonObject | undefined): ObjectHealth {
  if (object === undefined) return 'NotFound';
  if (textAt(object, 'metadata', 'deletionTimestamp') !== undefined) return 'Terminating';
  const status = objectAt(object, 'status');
  const observed = numberAt(status, 'observedGeneration');
  if (observed !== undefined && observed !== generationOf(object)) return 'InProgress';
  if (isTrue(status, 'Stalled')) return 'Failed';
  if (isTrue(status, 'Reconciling')) return 'InProgress';
  switch (object['kind']) {
    case 'Deployment':
      return deploymentHealth(object);
    case 'Pod':
      return isTrue(status, 'Ready') ? 'Current' : 'InProgress';
    case 'CustomResourceDefinition':
      return isTrue(status, 'Established') ? 'Current' : 'InProgress';
    default:
      return readyHealth(status);
  }
}

/** kstatus: a Ready condition that is not True means "in progress"; no Ready condition means "current" at once. */
function readyHealth(status: JsonObject): ObjectHealth {
  const ready = findCondition(status, 'Ready');
  return ready === undefined || ready['status'] === 'True' ? 'Current' : 'InProgress';
}

function deploymentHealth(deployment: JsonObject): ObjectHealth {
  const status = objectAt(deployment, 'status');
  const wanted = numberAt(deployment, 'spec', 'replicas') ?? 1;
  const progressing = objectsAt(status, 'conditions').find((condition) => condition['type'] === 'Progressing');
  if (progressing?.['reason'] === 'ProgressDeadlineExceeded') return 'Failed';
  const counts = ['replicas', 'updatedReplicas', 'availableReplicas', 'readyReplicas'].map((field) => numberAt(status, field) ?? 0);
  return numberAt(status, 'observedGeneration') !== undefined && counts.every((count) => count === wanted) ? 'Current' : 'InProgress';
}

function isTrue(status: JsonObject, type: string): boolean {
  return findCondition(status, type)?.['status'] === 'True';
}
