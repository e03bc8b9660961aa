// Looks at workloads and image automation while the Cluster view is on screen, and at Pods only where a workload is not complete.
import type { ClusterSession } from '../../cluster/clusterSession.ts';
import type { ClusterObject } from '../../cluster/objects/clusterObject.ts';
import { imageGroup, imageKinds, readImageObject, type LiveImageObject } from '../../cluster/objects/imageObject.ts';
import { readPod, type LivePod } from '../../cluster/objects/pod.ts';
import { readWorkload, type LiveWorkload } from '../../cluster/objects/workload.ts';
import type { Observation } from '../../cluster/observations.ts';
import { daemonSets, deployments, pods, statefulSets } from '../../cluster/watchedKinds.ts';
import { stateWorkloads, type StatedWorkload } from '../../flux/workloadState.ts';
import type { OnScreen } from './clusterViewInput.ts';

/** Pods are looked at in so many namespaces at most: with more in trouble at once, the numbers alone speak for the rest. */
const mostNamespaces = 20;

/** What is used of a session. */
type LookedAt = Pick<ClusterSession, 'discovery' | 'findServed' | 'observe'>;

/** The looks of one view. */
export class OnScreenObjects {
  readonly #workloadViews = new WeakMap<ClusterObject, LiveWorkload>();
  readonly #podViews = new WeakMap<ClusterObject, LivePod>();
  readonly #imageViews = new WeakMap<ClusterObject, LiveImageObject>();
  #session: LookedAt | undefined;
  #workloads: readonly Observation[] = [];
  #pods = new Map<string, Observation>();
  #images = new Map<string, Observation>();

  /** What is known now; begins to look where nobody does yet. Subscribers of the session are told of news. */
  look(session: LookedAt): OnScreen {
    if (session !== this.#session) {
      this.release();
      this.#session = session;
    }
    // Before anything of Flux is served there is nothing to roll up.
    if (session.discovery === undefined) return { workloads: undefined, images: [], trouble: '' };
    if (this.#workloads.length === 0) this.#workloads = [deployments, statefulSets, daemonSets].map((served) => session.observe(served));
    const live = this.#workloads.flatMap(({ objects }) => objects.map((object) => viewOf(this.#workloadViews, object, readWorkload)));
    const known = this.#workloads.some(({ state }) => state.type === 'live' || state.type === 'stale');
    const refused = this.#workloads.map(({ state }) => state).find((state) => state.type === 'forbidden');
    return { workloads: known ? this.#stateAll(session, live) : undefined, images: this.#lookAtImages(session), trouble: refused?.type === 'forbidden' ? refused.message : '' };
  }

  /** Ends all looks. */
  release(): void {
    for (const observation of [...this.#workloads, ...this.#pods.values(), ...this.#images.values()]) observation.release();
    this.#workloads = [];
    this.#pods = new Map();
    this.#images = new Map();
    this.#session = undefined;
  }

  #stateAll(session: LookedAt, live: readonly LiveWorkload[]): readonly StatedWorkload[] {
    const byNumbers = stateWorkloads(live, undefined);
    const wanted = new Set(byNumbers.filter(({ state }) => state !== 'ready' && state !== 'suspended').map(({ live: { namespace } }) => namespace));
    for (const [namespace, observation] of this.#pods) {
      if (wanted.has(namespace)) continue;
      observation.release();
      this.#pods.delete(namespace);
    }
    for (const namespace of wanted) {
      if (this.#pods.size >= mostNamespaces) break;
      if (!this.#pods.has(namespace)) this.#pods.set(namespace, session.observe(pods, { namespace }));
    }
    if (this.#pods.size === 0) return byNumbers;
    return stateWorkloads(live, [...this.#pods.values()].flatMap(({ objects }) => objects.map((object) => viewOf(this.#podViews, object, readPod))));
  }

  #lookAtImages(session: LookedAt): readonly LiveImageObject[] {
    for (const kind of imageKinds) {
      const served = session.findServed(imageGroup, kind);
      if (served !== undefined && !this.#images.has(kind)) this.#images.set(kind, session.observe(served));
    }
    return [...this.#images.values()].flatMap(({ objects }) => objects.map((object) => viewOf(this.#imageViews, object, readImageObject)));
  }
}

function viewOf<View>(known: WeakMap<ClusterObject, View>, object: ClusterObject, read: (object: ClusterObject) => View): View {
  const view = known.get(object) ?? read(object);
  known.set(object, view);
  return view;
}
