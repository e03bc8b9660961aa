// What a workload's numbers and Pods mean: running, rolling out, or stuck with the reason. Applied is not running.
import type { ReadyState } from '../../../server/src/protocol/clusterFacts.ts';
import { readArray, readFlag, readPath, readString } from '../cluster/jsonValue.ts';
import { findCondition } from '../cluster/objects/conditions.ts';
import type { ContainerTrouble, LivePod } from '../cluster/objects/pod.ts';
import type { LiveWorkload } from '../cluster/objects/workload.ts';

/** A workload with its state. */
export interface StatedWorkload {
  readonly live: LiveWorkload;
  /** `failed`: stuck; `reconciling`: rolling out. */
  readonly state: ReadyState;
  /** Lower case, without a final stop; empty where all Pods are ready. */
  readonly sentence: string;
  /** The Kustomization, HelmRelease or Canary that it belongs to. */
  readonly owner: WorkloadOwner | undefined;
}

/** Who brought a workload. */
export interface WorkloadOwner {
  readonly kind: 'Kustomization' | 'HelmRelease' | 'Canary';
  readonly namespace: string;
  readonly name: string;
}

/** Workloads that Flux or Flagger brought, each with its state. `pods` is undefined where they may not be read: then the numbers alone speak. */
export function stateWorkloads(workloads: readonly LiveWorkload[], pods: readonly LivePod[] | undefined): readonly StatedWorkload[] {
  const podsByOwner = new Map<string, LivePod[]>();
  for (const pod of pods ?? []) {
    const key = pod.owner === undefined ? '' : `${pod.owner.kind}/${pod.namespace}/${pod.owner.name}`;
    const known = podsByOwner.get(key);
    if (known === undefined) podsByOwner.set(key, [pod]);
    else known.push(pod);
  }
  return workloads.flatMap((live) => {
    const owner = readWorkloadOwner(live);
    return owner === undefined ? [] : [{ live, owner, ...readWorkloadState(live, podsByOwner.get(`${live.kind}/${live.namespace}/${live.name}`) ?? []) }];
  });
}

/** State and sentence of one workload from its own status and its Pods. */
export function readWorkloadState(live: LiveWorkload, pods: readonly LivePod[]): Pick<StatedWorkload, 'state' | 'sentence'> {
  const { desired, ready, updated, available } = live;
  const isComplete = live.isObserved && updated >= desired && available >= desired && ready >= desired;
  if (desired === 0 && live.isObserved) return { state: 'ready', sentence: live.kind === 'DaemonSet' ? 'no node is meant to run it' : 'scaled to 0' };
  if (readFlag(live.object.content, 'spec', 'paused')) return { state: 'suspended', sentence: `its rollout is paused, ${countOf(live)}` };
  const trouble = findTrouble(live, pods);
  // Old Pods may still serve while the new ones cannot start: that is no running rollout.
  if (trouble !== undefined && !isComplete) return { state: 'failed', sentence: `stuck, ${countOf(live)}: ${trouble}` };
  if (isComplete) return { state: 'ready', sentence: '' };
  return { state: 'reconciling', sentence: `rolling out, ${countOf(live)}` };
}

/** `1 of 2 ready`. */
export function countOf({ ready, desired }: Pick<LiveWorkload, 'ready' | 'desired'>): string {
  return `${ready} of ${desired} ready`;
}

function findTrouble(live: LiveWorkload, pods: readonly LivePod[]): string | undefined {
  const alive = pods.filter(({ deleting, ready }) => !deleting && !ready);
  const trouble = alive.flatMap(({ troubles }) => troubles)[0];
  if (trouble !== undefined) return troubleWords(trouble);
  const unschedulable = alive.find((pod) => pod.unschedulable !== '')?.unschedulable;
  if (unschedulable !== undefined) return `no node takes its Pod (${unschedulable.replace(/\.$/, '')})`;
  const failure = findCondition(live.conditions, 'ReplicaFailure');
  if (failure?.status === 'True') return failure.message || failure.reason;
  const progressing = findCondition(live.conditions, 'Progressing');
  return progressing?.status === 'False' ? progressing.message || progressing.reason : undefined;
}

function troubleWords({ container, image, reason, message, restarts, exitCode }: ContainerTrouble): string {
  const times = restarts === 1 ? '1 restart' : `${restarts} restarts`;
  const code = exitCode === undefined ? '' : `, exit code ${exitCode}`;
  switch (reason) {
    case 'ImagePullBackOff':
    case 'ErrImagePull':
    case 'InvalidImageName':
    case 'ErrImageNeverPull':
      return `image ${image} cannot be pulled (${reason})`;
    case 'CrashLoopBackOff':
      return `${container} ends again and again (CrashLoopBackOff, ${times}${code})`;
    case 'OOMKilled':
      return `${container} needs more memory than its limit (OOMKilled, ${times})`;
    case 'CreateContainerConfigError':
    case 'CreateContainerError':
      return `${container} cannot be made: ${message === '' ? reason : message}`;
    default:
      return `${container}: ${reason}${code}${message === '' ? '' : `: ${message}`}`;
  }
}

/** Flux labels all that it applies with the name of who applied it; Flagger owns what it makes of a Canary's target. */
function readWorkloadOwner({ object, namespace }: LiveWorkload): WorkloadOwner | undefined {
  const { labels, content } = object;
  const canary = readArray(content, 'metadata', 'ownerReferences').find((reference) => readPath(reference, 'kind') === 'Canary');
  if (canary !== undefined) return { kind: 'Canary', namespace, name: readString(canary, 'name') };
  for (const [kind, group] of [['HelmRelease', 'helm'], ['Kustomization', 'kustomize']] as const) {
    const name = labels[`${group}.toolkit.fluxcd.io/name`];
    if (name !== undefined) return { kind, name, namespace: labels[`${group}.toolkit.fluxcd.io/namespace`] ?? namespace };
  }
  return undefined;
}
