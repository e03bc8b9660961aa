// Follows one Canary over watches until its rollout is over, or until nothing true can be said any more.
import { analysisIntervalSeconds } from '../../../server/src/flagger/canarySpec.ts';
import { readLiveCanary } from '../../../server/src/flagger/canaryObject.ts';
import { readCanaryEvents } from '../../../server/src/flagger/clusterEvents.ts';
import { eventWords } from '../../../server/src/flagger/eventWords.ts';
import { phaseMeaning } from '../../../server/src/flagger/phases.ts';
import type { Clock } from '../cluster/clock.ts';
import { coreEvents, type KubeConnection } from '../cluster/kubeConnection.ts';
import { describeKubeError, type KubeError } from '../cluster/kubeError.ts';
import { ObjectStore } from '../cluster/objectStore.ts';
import { ObjectWatch, type WatchScope } from '../cluster/objectWatch.ts';
import type { ClusterObject } from '../cluster/objects/clusterObject.ts';
import type { ServedKind } from '../cluster/servedKind.ts';
import { daemonSets, deployments } from '../cluster/watchedKinds.ts';
import { buildCanaryView } from '../flagger/canaryProgress.ts';
import type { CanaryView } from '../flagger/canaryView.ts';
import { foundPromotedTemplate } from '../flagger/putBack.ts';
import { recordHistory, type RolloutHistory } from '../flagger/rolloutHistory.ts';
import { describeFailure } from '../flux/clusterFacts.ts';
import { judgeRollout } from './rolloutVerdict.ts';
import { comparePromotedConfigs, findChangedConfigs, tracksSecrets, type PromotedConfigs } from './trackedConfigs.ts';

/** How the waiting ended. `putBack`: a rollout failed before, and the target is what serves again. `view` is the last one seen. */
export interface RolloutEnd {
  readonly result: 'promoted' | 'putBack' | 'failed' | 'unknown' | 'timedOut';
  /** Lower case, without a final stop; empty where the sentence of the view says it all. */
  readonly reason: string;
  readonly view: CanaryView | undefined;
  /** When the view was true last, where the cluster has fallen silent since. Milliseconds since 1970. */
  readonly seenAt?: number;
}

/** What is followed, and with what. */
export interface FollowOptions {
  readonly connection: KubeConnection;
  readonly namespace: string;
  readonly name: string;
  readonly timeoutMs: number;
  readonly clock: Clock;
  /** Numbers in [0, 1). */
  readonly random: () => number;
  /** One line of progress, without a line end. */
  onNews(line: string): void;
}

/** After this long without contact nothing can be told. Milliseconds. */
const lostAfterMs = 60_000;
/** What Flagger, the API server and the watch may take on top of an interval. Milliseconds. */
const slackMs = 5000;
/** The same words are told again at the earliest after this. Milliseconds. */
const repeatMs = 60_000;

/** Waits for the end. Never rejects. */
export async function followRollout(options: FollowOptions): Promise<RolloutEnd> {
  const { connection, namespace, name } = options;
  const unknown = (reason: string): RolloutEnd => ({ result: 'unknown', reason, view: undefined });
  const kinds = await connection.listKinds('flagger.app', 'v1beta1');
  if (!kinds.ok) return unknown(kinds.error.type === 'notFound' ? `Flagger is not installed in ${connection.contextName}` : describeFirst(kinds.error, connection.contextName));
  const served = kinds.value.find(({ kind }) => kind === 'Canary');
  if (served === undefined) return unknown(`${connection.contextName} serves no Canaries`);
  const first = await connection.get(served, namespace, name);
  if (!first.ok) return unknown(first.error.type === 'notFound' ? `there is no Canary ${namespace}/${name} in ${connection.contextName}` : describeFirst(first.error, connection.contextName));
  const [changed, promoted] = await Promise.all([findChangedConfigs(connection, namespace, first.value), comparePromotedConfigs(connection, namespace, first.value)]);
  return new RolloutFollower(options, served, first.value, { changed, promoted }).end;
}

/** Who does not answer is named: the reason alone does not tell. */
function describeFirst(error: KubeError, contextName: string): string {
  return error.type === 'unreachable' ? `${contextName} does not answer: ${error.reason}` : describeKubeError(error);
}

/** Of the ConfigMaps: those that changed since Flagger looked last, and whether they are those of the primary. */
interface FollowedConfigs {
  readonly changed: readonly string[];
  readonly promoted: PromotedConfigs;
}

class RolloutFollower {
  readonly end: Promise<RolloutEnd>;
  readonly #options: FollowOptions;
  readonly #canaries: ObjectStore<ClusterObject>;
  readonly #events: ObjectStore<ClusterObject>;
  readonly #workloads: ObjectStore<ClusterObject>;
  readonly #watches: ObjectWatch[];
  readonly #timers = new Set<() => void>();
  readonly #told = new Map<string, number>();
  readonly #targetName: string;
  readonly #uid: string;
  /** As the waiting began: whoever waits has applied what he waits for. */
  readonly #configs: FollowedConfigs;
  #resolve: (end: RolloutEnd) => void = () => undefined;
  #history: RolloutHistory | undefined;
  #phase = '';
  #restingSince: number;
  #seenRunning = false;
  #stopLook: (() => void) | undefined;
  /** Of the look that is due when nothing changes. */
  #stopNextLook: (() => void) | undefined;
  #isOver = false;
  #lostSince: number | undefined;
  #lostCause: KubeError | undefined;
  /** When what is shown was true last, while the cluster is silent. */
  #seenAt: number | undefined;
  #view: CanaryView | undefined;

  constructor(options: FollowOptions, served: ServedKind, canary: unknown, configs: FollowedConfigs) {
    this.#configs = configs;
    this.#options = options;
    this.end = new Promise((resolve) => (this.#resolve = resolve));
    const { namespace, name, clock, timeoutMs } = options;
    const live = readLiveCanary(canary);
    this.#targetName = live?.spec.targetRef.name ?? name;
    this.#uid = live?.uid ?? '';
    this.#restingSince = clock.now();
    const itself = (object: ClusterObject) => object;
    this.#canaries = new ObjectStore(itself, clock);
    this.#events = new ObjectStore(itself, clock);
    this.#workloads = new ObjectStore(itself, clock);
    // What was told before the waiting began is known, not news.
    this.#watches = [
      this.#watch(coreEvents, this.#events, { namespace, fieldSelector: `involvedObject.kind=Canary,involvedObject.name=${name}` }),
      this.#watch(served, this.#canaries, { namespace, fieldSelector: `metadata.name=${name}` }),
      ...this.#workloadWatches(live?.spec.targetRef.kind ?? '', namespace),
    ];
    this.#after(timeoutMs, () => this.#finish(this.#lostSince === undefined ? { result: 'timedOut', reason: '' } : { result: 'unknown', reason: this.#silence() }));
  }

  #workloadWatches(kind: string, namespace: string): readonly ObjectWatch[] {
    const served = [deployments, daemonSets].find((candidate) => candidate.kind === kind);
    if (served === undefined) return [];
    return [this.#targetName, `${this.#targetName}-primary`].map((name) => this.#watch(served, this.#workloads, { namespace, fieldSelector: `metadata.name=${name}` }, name));
  }

  #watch(served: ServedKind, store: ObjectStore<ClusterObject>, scope: WatchScope, only?: string): ObjectWatch {
    const { connection, clock, random } = this.#options;
    const listener = {
      onList: (objects: readonly ClusterObject[]) => {
        // What waits may be of another watch that shares the store.
        store.flush();
        const others = only === undefined ? [] : [...store.objects.values()].filter((object) => object.name !== only);
        store.replace([...others, ...objects], scope.namespace ?? '');
        this.#lookSoon();
      },
      onEvent: ({ type, object }: { readonly type: 'added' | 'modified' | 'deleted'; readonly object: ClusterObject }) => {
        store.apply({ type, object });
        this.#lookSoon();
      },
      onState: () => this.#lookSoon(),
    };
    return new ObjectWatch(connection, served, scope, listener, { clock, random });
  }

  /** Changes that arrive together are looked at once. */
  #lookSoon(): void {
    if (this.#isOver) return;
    this.#stopLook ??= this.#after(50, () => {
      this.#stopLook = undefined;
      this.#look();
    });
  }

  #look(): void {
    this.#noticeConnection();
    if (this.#isOver) return;
    const [events, canaries] = this.#watches;
    const hasLists = [events, canaries].every((watch) => watch !== undefined && watch.state.type !== 'connecting' && watch.state.type !== 'syncing' && watch.state.type !== 'unreachable');
    if (!hasLists || this.#lostSince !== undefined) return;
    for (const store of this.#stores) store.flush();
    const { namespace, name, connection, clock } = this.#options;
    const object = this.#canaries.objects.values().next().value;
    if (object === undefined || readLiveCanary(object.content)?.uid !== this.#uid) { this.#finish({ result: 'unknown', reason: object === undefined ? `the Canary ${namespace}/${name} was deleted from ${connection.contextName}` : 'another Canary of the same name took its place' }); return; }
    this.#view = this.#read(object, clock.now() + connection.clockOffsetMs);
    this.#tellEvents();
    this.#judge(object);
  }

  #read(object: ClusterObject, now: number): CanaryView | undefined {
    const events = this.#rawEvents();
    this.#history = recordHistory(this.#history, this.#uid, readCanaryEvents(events, this.#uid));
    return buildCanaryView({ canary: object.content, events, history: this.#history, now, ...this.#readWorkloads() });
  }

  #judge(object: ClusterObject): void {
    const live = readLiveCanary(object.content);
    if (live === undefined) return;
    const now = this.#options.clock.now();
    const { phase } = live.status;
    if (phase !== this.#phase) this.#restingSince = now;
    const isFirst = this.#phase === '' && this.#told.size === 0;
    this.#phase = phase;
    this.#seenRunning ||= phaseMeaning(phase).running;
    const intervalMs = analysisIntervalSeconds(live.spec.analysis) * 1000;
    const restedIntervals = Math.max(0, Math.floor((now - this.#restingSince - slackMs) / intervalMs));
    const workloads = this.#readWorkloads();
    const verdict = judgeRollout({ phase, suspended: live.spec.suspend, workloads: { target: workloads.target, primary: workloads.primary }, changedConfigs: this.#configs.changed, promotedConfigs: this.#configs.promoted, foundPromoted: foundPromotedTemplate(live.status), tracksSecrets: tracksSecrets(object.content), seenRunning: this.#seenRunning, restedIntervals });
    switch (verdict.type) {
      case 'promoted':
        this.#finish({ result: 'promoted', reason: this.#seenRunning ? '' : 'no rollout was under way' });
        return;
      case 'putBack':
        this.#finish({ result: 'putBack', reason: 'the last rollout failed, and the version that serves has been put back' });
        return;
      case 'failed':
        this.#finish({ result: 'failed', reason: describeFailure(readCanaryEvents(this.#rawEvents(), this.#uid)) });
        return;
      case 'unknown':
        this.#finish({ result: 'unknown', reason: verdict.why });
        return;
      case 'waiting':
        if (verdict.why !== '') this.#tell(verdict.why);
        else if (isFirst) this.#tell('a rollout is under way');
        this.#stopNextLook ??= this.#after(intervalMs, () => {
          this.#stopNextLook = undefined;
          this.#look();
        });
    }
  }

  #noticeConnection(): void {
    const [events, canaries] = this.#watches.map((watch) => watch.state);
    // Without the right to read events the phase tells the end all the same.
    const isSilent = events?.type === 'forbidden';
    if (isSilent) this.#tellOnce(`${events.message}: steps and reasons are not told`);
    const lost = [canaries, ...(isSilent ? [] : [events])].filter((state) => state !== undefined).find((state) => state.type === 'stale' || state.type === 'unreachable' || state.type === 'forbidden' || state.type === 'kindMissing');
    if (lost === undefined) {
      if (this.#lostSince !== undefined) this.#options.onNews('the cluster answers again');
      this.#lostSince = undefined;
      return;
    }
    if (lost.type === 'forbidden') { this.#finish({ result: 'unknown', reason: lost.message }); return; }
    if (lost.type === 'kindMissing') { this.#finish({ result: 'unknown', reason: 'the cluster serves no Canaries any more' }); return; }
    if (lost.cause.type === 'unauthorized') { this.#finish({ result: 'unknown', reason: lost.reason }); return; }
    this.#lostCause = lost.cause;
    if (this.#lostSince !== undefined) return;
    const since = this.#options.clock.now();
    this.#lostSince = since;
    this.#seenAt = lost.type === 'stale' ? lost.since : since;
    this.#options.onNews(`${this.#options.connection.contextName} does not answer (${lost.reason}); trying again`);
    this.#after(lostAfterMs, () => {
      if (this.#lostSince === since) this.#finish({ result: 'unknown', reason: this.#silence() });
    });
  }

  /** Why nothing can be told, as it is by now: a reset connection is refused at the next try. */
  #silence(): string {
    return `${this.#options.connection.contextName} does not answer${this.#lostCause === undefined ? '' : `: ${describeKubeError(this.#lostCause)}`}`;
  }

  /** News of this rollout, each once, repeated halts at most once a minute. */
  #tellEvents(): void {
    for (const { at, fact, message } of readCanaryEvents(this.#rawEvents(), this.#uid)) {
      const key = `${at} ${message}`;
      if (this.#told.has(key)) continue;
      this.#told.set(key, at);
      if (at >= this.#restingSince - 1000 || this.#seenRunning) this.#tell(eventWords(fact));
    }
  }

  #tell(words: string): void {
    const now = this.#options.clock.now();
    const before = this.#told.get(words);
    if (before !== undefined && now - before < repeatMs) return;
    this.#told.set(words, now);
    this.#options.onNews(words);
  }

  #tellOnce(words: string): void {
    if (!this.#told.has(words)) this.#tell(words);
  }

  get #stores(): readonly ObjectStore<ClusterObject>[] {
    return [this.#canaries, this.#events, this.#workloads];
  }

  #rawEvents(): readonly unknown[] {
    return [...this.#events.objects.values()].map((event) => event.content);
  }

  #readWorkloads(): { readonly target?: unknown; readonly primary?: unknown } {
    const find = (name: string) => [...this.#workloads.objects.values()].find((workload) => workload.name === name)?.content;
    const target = find(this.#targetName);
    const primary = find(`${this.#targetName}-primary`);
    return { ...(target === undefined ? {} : { target }), ...(primary === undefined ? {} : { primary }) };
  }

  #after(milliseconds: number, action: () => void): () => void {
    const stop = this.#options.clock.startTimer(milliseconds, () => {
      this.#timers.delete(stop);
      action();
    });
    this.#timers.add(stop);
    return stop;
  }

  #finish(end: Omit<RolloutEnd, 'view'>): void {
    this.#isOver = true;
    for (const watch of this.#watches) watch.stop();
    for (const store of this.#stores) store.dispose();
    for (const stop of this.#timers) stop();
    this.#resolve({ ...end, view: this.#view, ...(this.#lostSince === undefined || this.#seenAt === undefined ? {} : { seenAt: this.#seenAt }) });
  }
}
