// A live Deployment, StatefulSet or DaemonSet as a typed view: images and how far its rollout is.
import { readArray, readNumber, readObject, readPath, readString } from '../jsonValue.ts';
import type { ContainerImages } from '../../../../server/src/protocol/clusterFacts.ts';
import type { ClusterObject } from './clusterObject.ts';
import { readConditions, type Condition } from './conditions.ts';

/** A live workload. Numbers are pods. */
export interface LiveWorkload {
  readonly object: ClusterObject;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly images: ContainerImages;
  readonly desired: number;
  readonly ready: number;
  /** Pods of the newest template. */
  readonly updated: number;
  readonly available: number;
  /** Whether the controller has seen the newest spec. */
  readonly isObserved: boolean;
  readonly conditions: readonly Condition[];
}

/** Reads the view. */
export function readWorkload(object: ClusterObject): LiveWorkload {
  const { content } = object;
  const status = readObject(content, 'status');
  const isDaemonSet = object.kind === 'DaemonSet';
  const count = (name: string) => readNumber(status, name) ?? 0;
  return {
    object,
    kind: object.kind,
    namespace: object.namespace,
    name: object.name,
    images: readImages(readPath(content, 'spec', 'template', 'spec')),
    desired: isDaemonSet ? count('desiredNumberScheduled') : (readNumber(content, 'spec', 'replicas') ?? 1),
    ready: count(isDaemonSet ? 'numberReady' : 'readyReplicas'),
    updated: count(isDaemonSet ? 'updatedNumberScheduled' : 'updatedReplicas'),
    available: count(isDaemonSet ? 'numberAvailable' : 'availableReplicas'),
    isObserved: count('observedGeneration') >= object.generation,
    conditions: readConditions(content),
  };
}

/** Images by container name in a pod spec. */
export function readImages(podSpec: unknown): ContainerImages {
  const images: Record<string, string> = {};
  for (const container of readArray(podSpec, 'containers')) {
    const name = readString(container, 'name');
    if (name !== '') images[name] = readString(container, 'image');
  }
  return images;
}
