// Everything known about ONE selected context: one list and one watch a kind, one connection state, typed views. `dispose` ends it all.
import type { FluxSourceKind } from '../../../server/src/protocol/clusterFacts.ts';
import { combineStates, isConnectionFault, needsUser, type ConnectionState, type KindFault } from './connectionState.ts';
import type { JsonObject } from './jsonValue.ts';
import { KindTracker } from './kindTracker.ts';
import { KindWatch } from './kindWatch.ts';
import { coreEvents, type KubeAnswer, type KubeConnection } from './kubeConnection.ts';
import { describeKubeError, type KubeError } from './kubeError.ts';
import { readCanary, type LiveCanary } from './objects/canary.ts';
import type { ClusterObject } from './objects/clusterObject.ts';
import { readFluxKustomization, type LiveFluxKustomization } from './objects/fluxKustomization.ts';
import { readFluxSource, type LiveFluxSource } from './objects/fluxSource.ts';
import { readHelmRelease, type LiveHelmRelease } from './objects/helmRelease.ts';
import { readKubeEvent, type KubeEvent } from './objects/kubeEvent.ts';
import { readWorkload, type LiveWorkload } from './objects/workload.ts';
import { Observations, type Observation, type ObservationScope } from './observations.ts';
import type { StoreChange } from './objectStore.ts';
import type { WatchTiming } from './objectWatch.ts';
import { silence, type WatchState } from './watchState.ts';
import { failure } from './outcome.ts';
import type { ObjectRef, ServedKind } from './servedKind.ts';
import { daemonSets, deployments, type Discovery } from './watchedKinds.ts';
import { WriteRights } from './writeRights.ts';

/** What a session tells its subscribers. Each message says only that something changed; the present is read from the session. */
export type SessionChange =
  | { readonly type: 'objects'; readonly group: string; readonly kind: string; readonly change: StoreChange }
  | { readonly type: 'connection'; readonly state: ConnectionState }
  | { readonly type: 'kinds'; readonly discovery: Discovery }
  /** More is known of what the user may do. */
  | { readonly type: 'rights' };

/** Options of a session. */
export interface SessionOptions {
  readonly timing: WatchTiming;
  /** Where to look, asked once the server has answered: empty for cluster-wide, otherwise one watch a kind and namespace, for users who may not list cluster-wide. Absent: cluster-wide. */
  readonly chooseNamespaces?: () => Promise<readonly string[]>;
}

/** A place for one kind: filled while the kind is served. */
interface Slot<View> {
  readonly group: string;
  readonly kind: string;
  readonly read: (object: ClusterObject) => View;
  watch: KindWatch<View> | undefined;
}

const kustomizeGroup = 'kustomize.toolkit.fluxcd.io';
const sourceGroup = 'source.toolkit.fluxcd.io';
const helmGroup = 'helm.toolkit.fluxcd.io';
const flaggerGroup = 'flagger.app';
const sourceKinds: readonly FluxSourceKind[] = ['GitRepository', 'OCIRepository', 'Bucket', 'HelmRepository', 'HelmChart', 'ExternalArtifact'];

/** One selected context, live. Created running. */
export class ClusterSession {
  readonly connection: KubeConnection;
  readonly #options: SessionOptions;
  readonly #listeners = new Set<(change: SessionChange) => void>();
  readonly #kustomizations = slot(kustomizeGroup, 'Kustomization', readFluxKustomization);
  readonly #helmReleases = slot(helmGroup, 'HelmRelease', readHelmRelease);
  readonly #canaries = slot(flaggerGroup, 'Canary', readCanary);
  readonly #sources = new Map<string, Slot<LiveFluxSource>>(sourceKinds.map((kind) => [kind, slot(sourceGroup, kind, readFluxSource)]));
  /** What the Canaries target, by kind. */
  readonly #workloads = new Map<string, Observation>();
  readonly #workloadViews = new WeakMap<ClusterObject, LiveWorkload>();
  readonly #canaryEvents = slot('', 'Event', readKubeEvent);
  #rawCanaryEvents: readonly JsonObject[] | undefined;
  readonly #tracker: KindTracker;
  readonly #observations: Observations;
  readonly #rights: WriteRights;
  #namespaces: readonly string[] = [];
  /** Begun with the first discovery. */
  #choosing: Promise<void> | undefined;
  #discovery: Discovery | undefined;
  #discoveryFailure: { readonly error: KubeError; readonly tries: number } | undefined;
  #state: ConnectionState = { type: 'connecting' };
  /** Whether a connection was really lost since everything was live. */
  #wasAway = false;
  readonly #ending = new AbortController();

  constructor(connection: KubeConnection, options: SessionOptions) {
    this.connection = connection;
    this.#options = options;
    this.#observations = new Observations({
      connection,
      namespaces: () => this.#namespaces,
      timing: options.timing,
      onChange: ({ group, kind }, change) => this.#tell({ type: 'objects', group, kind, change }),
      onState: (state) => this.#onKindState(state),
    });
    this.#rights = new WriteRights(
      (served, namespace) => connection.reviewAccess('patch', served, namespace, ''),
      () => this.#tell({ type: 'rights' }),
    );
    this.#tracker = new KindTracker(
      connection,
      {
        onDiscovery: (discovery) => void this.#chooseNamespaces().then(() => this.#onDiscovery(discovery)),
        onFailure: (error, tries) => {
          this.#discoveryFailure = { error, tries };
          this.#updateState();
        },
      },
      options.timing,
    );
  }

  /** The context's name. */
  get contextName(): string {
    return this.connection.contextName;
  }

  /** Aborted when the session is disposed: nothing more is told, and whoever waits for news waits in vain. */
  get ended(): AbortSignal {
    return this.#ending.signal;
  }

  /** A moment of our clock as the cluster's clock says it: what its objects tell of time is as old as that. */
  clusterTime(ourTime: number): number {
    return ourTime + this.connection.clockOffsetMs;
  }

  /** The state of the connection as a whole. */
  get state(): ConnectionState {
    return this.#state;
  }

  /** What is served; undefined until discovery has answered. */
  get discovery(): Discovery | undefined {
    return this.#discovery;
  }

  get kustomizations(): readonly LiveFluxKustomization[] {
    return this.#kustomizations.watch?.store.views() ?? [];
  }

  /** Sources of all kinds. */
  get sources(): readonly LiveFluxSource[] {
    return [...this.#sources.values()].flatMap((source) => source.watch?.store.views() ?? []);
  }

  get helmReleases(): readonly LiveHelmRelease[] {
    return this.#helmReleases.watch?.store.views() ?? [];
  }

  get canaries(): readonly LiveCanary[] {
    return this.#canaries.watch?.store.views() ?? [];
  }

  /** Events about Canaries, in no particular order. */
  get canaryEvents(): readonly KubeEvent[] {
    return this.#canaryEvents.watch?.store.views() ?? [];
  }

  /** The same events as the API server sent them, for the readers of the flagger folders. The same list until an event changes, so that what is derived of it can be kept by it. */
  get rawCanaryEvents(): readonly JsonObject[] {
    this.#rawCanaryEvents ??= [...(this.#canaryEvents.watch?.store.objects.values() ?? [])].map((object) => object.content);
    return this.#rawCanaryEvents;
  }

  findKustomization(namespace: string, name: string): LiveFluxKustomization | undefined {
    return this.#kustomizations.watch?.store.find(namespace, name);
  }

  findHelmRelease(namespace: string, name: string): LiveHelmRelease | undefined {
    return this.#helmReleases.watch?.store.find(namespace, name);
  }

  findSource(kind: string, namespace: string, name: string): LiveFluxSource | undefined {
    return this.#sources.get(kind)?.watch?.store.find(namespace, name);
  }

  findCanary(namespace: string, name: string): LiveCanary | undefined {
    return this.#canaries.watch?.store.find(namespace, name);
  }

  /** A Deployment or DaemonSet; known only while some Canary targets its kind. */
  findWorkload(kind: string, namespace: string, name: string): LiveWorkload | undefined {
    const object = this.#workloads.get(kind)?.find(namespace, name);
    if (object === undefined) return undefined;
    const view = this.#workloadViews.get(object) ?? readWorkload(object);
    this.#workloadViews.set(object, view);
    return view;
  }

  /**
   * Keeps further objects in step while somebody looks at them: one list and one watch, shared by all who look at the same.
   * For workloads, their ReplicaSets and Pods, the events of an object, or any other kind; `release` it when it is not on screen any more.
   * `onChange` is called after each batch of changes and each change of state; subscribers of the session are told too.
   */
  observe(served: ServedKind, scope: ObservationScope = {}, onChange: () => void = () => undefined): Observation {
    return this.#observations.observe(served, scope, onChange);
  }

  /** The events about one object, kept in step until they are released; read them with `readKubeEvent`. */
  observeEvents(about: ObjectRef, onChange: () => void = () => undefined): Observation {
    return this.observe(coreEvents, { namespace: about.namespace || 'default', fieldSelector: `involvedObject.kind=${about.kind},involvedObject.name=${about.name}` }, onChange);
  }

  /** How any Flux or Flagger kind is served, watched or not; undefined while it is not (or not yet known to be). */
  findServed(group: string, kind: string): ServedKind | undefined {
    return this.#discovery?.served.find((served) => served.group === group && served.kind === kind);
  }

  /** The state of one kind's watch; undefined while it is not served. */
  kindState(group: string, kind: string): KindFault['state'] | undefined {
    return this.#watches().find(({ served }) => served.group === group && served.kind === kind)?.state;
  }

  /** How a watched kind is served; undefined while it is not. */
  servedKind(group: string, kind: string): ServedKind | undefined {
    return this.#watches().find(({ served }) => served.group === group && served.kind === kind)?.served;
  }

  /** Applies a merge patch to an object of a watched kind. */
  async mergePatch(ref: ObjectRef, patch: JsonObject, signal?: AbortSignal): KubeAnswer<JsonObject> {
    const served = this.servedKind(ref.group, ref.kind);
    if (served === undefined) return failure({ type: 'notFound', message: `${ref.kind} is not served by ${this.contextName}` });
    const answer = await this.connection.mergePatch(served, ref.namespace, ref.name, patch, signal === undefined ? {} : { signal });
    if (!answer.ok && answer.error.type === 'forbidden') this.#forgetRights();
    return answer;
  }

  /** Whether changing Flux and Flagger objects of the kind there is to be offered. The API server is asked once; until it has answered, and for kinds that are not known, everything is. */
  mayPatch(kind: string, namespace: string): boolean {
    const served = this.#discovery?.served.find((candidate) => candidate.kind === kind);
    return served === undefined || this.#state.type !== 'live' || this.#rights.mayPatch(served, namespace);
  }

  /** Calls back after each change; the returned function ends it. */
  subscribe(listener: (change: SessionChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Tries again now whatever waits after an error: for a button, or after the kubeconfig has changed. */
  retryNow(): void {
    if (this.#discoveryFailure !== undefined) this.#tracker.rediscover();
    this.#retryKinds();
  }

  /** Ends every watch, request and timer. Answers still under way are dropped; nothing is told any more. */
  dispose(): void {
    if (this.#ending.signal.aborted) return;
    this.#listeners.clear();
    this.#tracker.dispose();
    for (const { watch } of this.#slots()) watch?.dispose();
    this.#observations.dispose();
    this.connection.dispose();
    this.#ending.abort();
  }

  #slots(): readonly Slot<unknown>[] {
    return [this.#kustomizations, ...this.#sources.values(), this.#helmReleases, this.#canaries, this.#canaryEvents];
  }

  /** The kinds on whose states the connection is judged: what is watched always, and what the Canaries need. */
  #watches(): readonly KindFault[] {
    const always = this.#slots().flatMap(({ watch }) => (watch === undefined ? [] : [watch]));
    return [...always, ...this.#workloads.values()].map(({ served, state }) => ({ served, state }));
  }

  #retryKinds(): void {
    for (const { watch } of this.#slots()) watch?.retryNow();
    this.#observations.retryNow();
  }

  #chooseNamespaces(): Promise<void> {
    this.#choosing ??= (this.#options.chooseNamespaces?.() ?? Promise.resolve([])).then((namespaces) => {
      this.#namespaces = namespaces;
    });
    return this.#choosing;
  }

  #onDiscovery(discovery: Discovery): void {
    if (this.#ending.signal.aborted) return;
    this.#discovery = discovery;
    this.#discoveryFailure = undefined;
    const served = (entry: Slot<unknown>) => discovery.watched.find((kind) => kind.group === entry.group && kind.kind === entry.kind);
    this.#fill(this.#kustomizations, served(this.#kustomizations));
    for (const source of this.#sources.values()) this.#fill(source, served(source));
    this.#fill(this.#helmReleases, served(this.#helmReleases));
    this.#fill(this.#canaries, served(this.#canaries));
    this.#fill(this.#canaryEvents, served(this.#canaries) === undefined ? undefined : coreEvents, 'involvedObject.kind=Canary');
    this.#fillWorkloads();
    this.#tell({ type: 'kinds', discovery });
    this.#updateState();
  }

  /** Workloads are watched only while a Canary needs them. */
  #fillWorkloads(): void {
    for (const served of [deployments, daemonSets]) {
      const isTargeted = this.canaries.some((canary) => canary.target.kind === served.kind);
      const known = this.#workloads.get(served.kind);
      // A watch once begun stays while there are Canaries: targets come and go with every edit.
      if (isTargeted && known === undefined) this.#workloads.set(served.kind, this.observe(served));
      if (known === undefined || this.canaries.length > 0) continue;
      known.release();
      this.#workloads.delete(served.kind);
    }
  }

  #fill<View>(entry: Slot<View>, served: ServedKind | undefined, fieldSelector?: string): void {
    const old = entry.watch;
    if (old?.served.version === served?.version) return;
    old?.dispose();
    entry.watch = undefined;
    if (entry.kind === 'Event') this.#rawCanaryEvents = undefined;
    if (old !== undefined && old.store.objects.size > 0) this.#tell({ type: 'objects', group: entry.group, kind: entry.kind, change: { added: [], changed: [], removed: [...old.store.objects.keys()] } });
    if (served === undefined) return;
    entry.watch = new KindWatch({
      connection: this.connection,
      served,
      read: entry.read,
      namespaces: this.#namespaces,
      timing: this.#options.timing,
      ...(fieldSelector === undefined ? {} : { scope: { fieldSelector } }),
      onChange: (change) => this.#onObjects(entry, change),
      onState: (state) => this.#onKindState(state),
    });
  }

  #onObjects(entry: Slot<unknown>, change: StoreChange): void {
    if (this.#ending.signal.aborted) return;
    if (entry.kind === 'Event') this.#rawCanaryEvents = undefined;
    if (entry.kind === 'Canary') this.#fillWorkloads();
    this.#tell({ type: 'objects', group: entry.group, kind: entry.kind, change });
  }

  #onKindState(state: WatchState): void {
    if (this.#ending.signal.aborted) return;
    if (state.type === 'kindMissing') this.#tracker.rediscover();
    // One kind that is back proves the server: the others need not wait out their pauses.
    if (state.type === 'live' && (this.#state.type === 'stale' || this.#state.type === 'unreachable')) this.#retryKinds();
    this.#updateState();
  }

  #forgetRights(): void {
    this.#rights.forget();
    this.#tell({ type: 'rights' });
  }

  #updateState(): void {
    if (this.#ending.signal.aborted) return;
    const next = this.#combinedState();
    this.#wasAway ||= (next.type === 'stale' || next.type === 'unreachable') && this.#watches().some(({ state }) => isLost(state));
    if (JSON.stringify(next) === JSON.stringify(this.#state)) return;
    // While the server was away, rights may have changed; a short silence is no reason to ask for all of them again.
    if (next.type === 'live' && this.#wasAway) {
      this.#wasAway = false;
      this.#rights.forget();
    }
    this.#state = next;
    this.#tell({ type: 'connection', state: next });
  }

  #combinedState(): ConnectionState {
    if (this.#discovery === undefined) {
      const failed = this.#discoveryFailure;
      return failed === undefined ? { type: 'connecting' } : { type: 'unreachable', reason: describeKubeError(failed.error), tries: failed.tries, needsUser: needsUser(failed.error), ...(failed.error.type === 'unauthorized' ? { isRefused: true } : {}) };
    }
    const state = combineStates(this.#watches());
    return state.type === 'live' && this.#namespaces.length > 0 ? { ...state, limitedTo: this.#namespaces } : state;
  }

  #tell(change: SessionChange): void {
    if (this.#ending.signal.aborted) return;
    for (const listener of [...this.#listeners]) listener(change);
  }
}

/** Whether the connection of a watch broke, and it did not only fall silent. */
function isLost(state: WatchState): boolean {
  return (state.type === 'stale' || state.type === 'unreachable') && isConnectionFault(state.cause) && state.reason !== silence.reason;
}

function slot<View>(group: string, kind: string, read: (object: ClusterObject) => View): Slot<View> {
  return { group, kind, read, watch: undefined };
}
