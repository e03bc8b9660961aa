/** Stands in for the Deployment controller, the scheduler and the kubelet: pods come, become ready after a moment, and go. */
import { generationOf, nameOf } from '../kubeApi/clusterApi.ts';
import type { ObjectName } from '../kubeApi/clusterApi.ts';
import { listAt, numberAt, objectAt, objectsAt, textAt, textMapAt } from '../kubeApi/json.ts';
import type { JsonObject } from '../kubeApi/json.ts';
import { toTimestamp } from '../scheduler.ts';
import { findKind } from '../standIns/standInContext.ts';
import type { StandIn, StandInContext } from '../standIns/standInContext.ts';
import { ReconcileQueue } from '../standIns/reconcileQueue.ts';
import { hashTemplate } from './templateHash.ts';

const manager = 'kube-controller-manager';
const podStartMs = 2000;

/** Pods with an image tag that ends so never become ready. */
const unreadyTag = '-unready';

/** Runs Deployments until it is stopped. */
export function startDeploymentStandIn(context: StandInContext): StandIn {
  const standIn = new DeploymentStandIn(context);
  const unsubscribe = context.api.store.subscribe(({ resource, object, type }) => {
    if (resource === 'deployments.apps' && type !== 'DELETED') standIn.queue.add(nameOf(object));
    if (resource === 'pods' && type === 'DELETED') standIn.addOwner(object);
  });
  return {
    stop: () => {
      unsubscribe();
      standIn.queue.stop();
    },
  };
}

class DeploymentStandIn {
  readonly queue: ReconcileQueue;
  readonly #context: StandInContext;
  /** Pod uid → demo time of its creation. */
  readonly #births = new Map<string, number>();
  #podCount = 0;

  constructor(context: StandInContext) {
    this.#context = context;
    this.queue = new ReconcileQueue(context.scheduler, (name) => this.#reconcile(name));
  }

  /** A pod that somebody deleted is replaced. */
  addOwner(pod: JsonObject): void {
    this.#births.delete(textAt(pod, 'metadata', 'uid') ?? '');
    const owner = objectsAt(pod, 'metadata', 'ownerReferences').find((reference) => reference['kind'] === 'Deployment');
    const name = textAt(owner, 'name');
    if (name !== undefined) this.queue.add({ namespace: nameOf(pod).namespace, name });
  }

  #reconcile(name: ObjectName): number | undefined {
    const deployments = findKind(this.#context, 'deployments.apps');
    const pods = findKind(this.#context, 'pods');
    const deployment = deployments && this.#context.api.find(deployments, name);
    if (deployments === undefined || pods === undefined || deployment === undefined) return undefined;
    const hash = hashTemplate(objectAt(deployment, 'spec', 'template'));
    const wanted = numberAt(deployment, 'spec', 'replicas') ?? 1;
    const { current, old } = this.#podsOf(deployment, hash);
    for (const pod of current.slice(wanted)) this.#context.api.delete(pods, nameOf(pod));
    for (let index = current.length; index < wanted; index++) this.#createPod(deployment, hash);
    const nextMs = this.#readyPods(hash, deployment);
    const updated = this.#podsOf(deployment, hash).current;
    // Old pods serve until all new ones are ready.
    if (updated.filter(isPodReady).length >= wanted) for (const pod of old) this.#context.api.delete(pods, nameOf(pod));
    this.#context.api.updateStatus(deployments, name, manager, (live) => this.#toStatus(live, hash));
    return nextMs;
  }

  #podsOf(deployment: JsonObject, hash: string): { readonly current: readonly JsonObject[]; readonly old: readonly JsonObject[] } {
    const pods = findKind(this.#context, 'pods');
    const uid = textAt(deployment, 'metadata', 'uid');
    const owned = pods === undefined ? [] : this.#context.api.list(pods, nameOf(deployment).namespace).filter((pod) => objectsAt(pod, 'metadata', 'ownerReferences').some((owner) => owner['uid'] === uid));
    const isCurrent = (pod: JsonObject): boolean => textAt(pod, 'metadata', 'labels', 'pod-template-hash') === hash;
    return { current: owned.filter(isCurrent), old: owned.filter((pod) => !isCurrent(pod)) };
  }

  #createPod(deployment: JsonObject, hash: string): void {
    const pods = findKind(this.#context, 'pods');
    if (pods === undefined) return;
    const { namespace, name } = nameOf(deployment);
    const template = objectAt(deployment, 'spec', 'template');
    const suffix = (this.#podCount++ * 7919 + 60_466_176).toString(36).slice(-5);
    const containers = listAt(template, 'spec', 'containers');
    const pod = this.#context.api.create(
      pods,
      namespace,
      {
        metadata: {
          name: `${name}-${hash}-${suffix}`,
          labels: { ...textMapAt(template, 'metadata', 'labels'), 'pod-template-hash': hash },
          ownerReferences: [{ apiVersion: 'apps/v1', kind: 'Deployment', name, uid: textAt(deployment, 'metadata', 'uid'), controller: true, blockOwnerDeletion: true }],
        },
        spec: { ...objectAt(template, 'spec'), containers, nodeName: 'flightdeck-demo' },
        status: { phase: 'Pending', conditions: [] },
      },
      { manager },
    );
    this.#births.set(textAt(pod, 'metadata', 'uid') ?? '', this.#context.scheduler.elapsed());
  }

  /** Lets pods that have had their time become ready; gives the milliseconds until the next one has. */
  #readyPods(hash: string, deployment: JsonObject): number | undefined {
    const pods = findKind(this.#context, 'pods');
    if (pods === undefined) return undefined;
    const { scheduler } = this.#context;
    let nextMs: number | undefined;
    for (const pod of this.#podsOf(deployment, hash).current) {
      if (isPodReady(pod) || isUnready(pod)) continue;
      const bornAt = this.#births.get(textAt(pod, 'metadata', 'uid') ?? '') ?? 0;
      const waitMs = bornAt + podStartMs - scheduler.elapsed();
      if (waitMs > 0) nextMs = Math.min(nextMs ?? waitMs, waitMs);
      else this.#context.api.updateStatus(pods, nameOf(pod), 'kubelet', (live) => toReadyPodStatus(live, scheduler.now()));
    }
    return nextMs;
  }

  #toStatus(deployment: JsonObject, hash: string): JsonObject {
    const { current, old } = this.#podsOf(deployment, hash);
    const wanted = numberAt(deployment, 'spec', 'replicas') ?? 1;
    const ready = [...current, ...old].filter(isPodReady).length;
    const updatedReady = current.filter(isPodReady).length;
    const isDone = updatedReady >= wanted && old.length === 0;
    const now = toTimestamp(this.#context.scheduler.now());
    const name = textAt(deployment, 'metadata', 'name') ?? '';
    const conditions = [
      condition(deployment, 'Available', ready >= wanted ? 'True' : 'False', ready >= wanted ? 'MinimumReplicasAvailable' : 'MinimumReplicasUnavailable', ready >= wanted ? 'Deployment has minimum availability.' : 'Deployment does not have minimum availability.', now),
      condition(deployment, 'Progressing', 'True', isDone ? 'NewReplicaSetAvailable' : 'ReplicaSetUpdated', isDone ? `ReplicaSet "${name}-${hash}" has successfully progressed.` : `ReplicaSet "${name}-${hash}" is progressing.`, now),
    ];
    const counts = { replicas: current.length + old.length, updatedReplicas: current.length, readyReplicas: ready, availableReplicas: ready, unavailableReplicas: Math.max(0, wanted - ready) };
    const present = Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
    return { observedGeneration: generationOf(deployment), ...present, conditions };
  }
}

/** Whether a pod serves. */
export function isPodReady(pod: JsonObject): boolean {
  return objectsAt(pod, 'status', 'conditions').some((entry) => entry['type'] === 'Ready' && entry['status'] === 'True');
}

function isUnready(pod: JsonObject): boolean {
  return objectsAt(pod, 'spec', 'containers').some((container) => (textAt(container, 'image') ?? '').endsWith(unreadyTag));
}

function toReadyPodStatus(pod: JsonObject, nowMs: number): JsonObject {
  const now = toTimestamp(nowMs);
  const address = `10.244.0.${2 + ((textAt(pod, 'metadata', 'name') ?? '').length % 250)}`;
  return {
    phase: 'Running',
    podIP: address,
    startTime: textAt(pod, 'metadata', 'creationTimestamp'),
    conditions: ['PodScheduled', 'Initialized', 'ContainersReady', 'Ready'].map((type) => ({ type, status: 'True', lastTransitionTime: now })),
    containerStatuses: objectsAt(pod, 'spec', 'containers').map((container) => ({ name: container['name'], image: container['image'], imageID: '', ready: true, started: true, restartCount: 0, state: { running: { startedAt: now } } })),
  };
}

function condition(deployment: JsonObject, type: string, status: string, reason: string, message: string, now: string): JsonObject {
  const before = objectsAt(deployment, 'status', 'conditions').find((entry) => entry['type'] === type);
  const isSame = before?.['status'] === status && before['reason'] === reason && before['message'] === message;
  return {
    type,
    status,
    reason,
    message,
    lastUpdateTime: isSame ? before['lastUpdateTime'] : now,
    lastTransitionTime: before?.['status'] === status ? before['lastTransitionTime'] : now,
  };
}
