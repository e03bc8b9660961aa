// A live Pod as a typed view: whose it is, and what keeps its containers from running.
import { readArray, readFlag, readNumber, readObject, readString } from '../jsonValue.ts';
import type { ClusterObject } from './clusterObject.ts';
import { findCondition, readConditions } from './conditions.ts';

/** A container that does not run, in the kubelet's words. */
export interface ContainerTrouble {
  readonly container: string;
  readonly image: string;
  /** For example `ImagePullBackOff`, `CrashLoopBackOff`, `OOMKilled`. */
  readonly reason: string;
  readonly message: string;
  readonly restarts: number;
  /** Of the last end; undefined where it never ended. */
  readonly exitCode: number | undefined;
}

/** A live Pod. */
export interface LivePod {
  readonly namespace: string;
  readonly name: string;
  /** Kind and name of the controller that made it; for a Deployment's Pod the Deployment, seen through its ReplicaSet's name. */
  readonly owner: { readonly kind: string; readonly name: string } | undefined;
  readonly ready: boolean;
  readonly deleting: boolean;
  /** The scheduler's words where no node takes it; empty otherwise. */
  readonly unschedulable: string;
  readonly troubles: readonly ContainerTrouble[];
}

/** Reads the view. */
export function readPod(object: ClusterObject): LivePod {
  const { content } = object;
  const conditions = readConditions(content);
  const scheduled = findCondition(conditions, 'PodScheduled');
  const statuses = [...readArray(content, 'status', 'initContainerStatuses'), ...readArray(content, 'status', 'containerStatuses')];
  return {
    namespace: object.namespace,
    name: object.name,
    owner: readOwner(object),
    ready: findCondition(conditions, 'Ready')?.status === 'True',
    deleting: object.deleting,
    unschedulable: scheduled?.status === 'False' ? scheduled.message || scheduled.reason : '',
    troubles: statuses.flatMap((status) => readTrouble(status) ?? []),
  };
}

function readOwner({ content, labels }: ClusterObject): LivePod['owner'] {
  const owner = readArray(content, 'metadata', 'ownerReferences').find((reference) => readFlag(reference, 'controller'));
  const kind = readString(owner, 'kind');
  const name = readString(owner, 'name');
  if (name === '') return undefined;
  // Kubernetes: a Deployment's ReplicaSet is called `<deployment>-<hash>`, and its Pods carry the hash as a label.
  const hash = labels['pod-template-hash'];
  return kind === 'ReplicaSet' && hash !== undefined && name.endsWith(`-${hash}`) ? { kind: 'Deployment', name: name.slice(0, -hash.length - 1) } : { kind, name };
}

/** Reasons to wait that are part of every start. */
const harmless = new Set(['', 'ContainerCreating', 'PodInitializing', 'Completed']);

function readTrouble(status: unknown): ContainerTrouble | undefined {
  const waiting = readObject(status, 'state', 'waiting');
  const ended = readObject(status, 'state', 'terminated');
  const last = readObject(status, 'lastState', 'terminated');
  const exitCode = readNumber(ended, 'exitCode') ?? readNumber(last, 'exitCode');
  const failed = readNumber(ended, 'exitCode') !== undefined && readNumber(ended, 'exitCode') !== 0;
  const waits = readString(waiting, 'reason');
  // The reason of the last end says more than that the kubelet waits before the next start.
  const reason = waits === 'CrashLoopBackOff' && readString(last, 'reason') === 'OOMKilled' ? 'OOMKilled' : harmless.has(waits) ? (failed ? readString(ended, 'reason') || 'Error' : '') : waits;
  if (reason === '') return undefined;
  return { container: readString(status, 'name'), image: readString(status, 'image'), reason, message: readString(waiting, 'message') || readString(ended, 'message'), restarts: readNumber(status, 'restartCount') ?? 0, exitCode };
}
