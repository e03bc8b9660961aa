// Follows one commit through one cluster over the session's watches until nothing more will come of it. Writes nothing.
import { readCanaryEvents } from '../../../server/src/flagger/clusterEvents.ts';
import { analysisIntervalSeconds } from '../../../server/src/flagger/canarySpec.ts';
import { readLiveCanary } from '../../../server/src/flagger/canaryObject.ts';
import type { Clock } from '../cluster/clock.ts';
import type { ClusterSession } from '../cluster/clusterSession.ts';
import type { Observation } from '../cluster/observations.ts';
import { readObject, readString } from '../cluster/jsonValue.ts';
import type { LiveCanary } from '../cluster/objects/canary.ts';
import { foundPromotedTemplate } from '../flagger/putBack.ts';
import { readWorkload } from '../cluster/objects/workload.ts';
import type { ClusterObject } from '../cluster/objects/clusterObject.ts';
import { refKey, type ObjectRef, type ServedKind } from '../cluster/servedKind.ts';
import { daemonSets, deployments, statefulSets } from '../cluster/watchedKinds.ts';
import { describeFailure } from '../flux/clusterFacts.ts';
import type { FluxLookup } from '../flux/dependencies.ts';
import { judgeRollout } from '../rolloutStatus/rolloutVerdict.ts';
import { findChangedConfigs } from '../rolloutStatus/trackedConfigs.ts';
import { canaryWords, isOver, isRunningPhase, lookAtJourney, promotedWords, type JourneyItem } from './journeyModel.ts';

/** An item with when it came to its state, in milliseconds. */
export interface TimedItem extends JourneyItem {
  readonly at: number;
}

/** How it ended. `lost`: the session was closed; `cancelled` comes from the signal. */
export interface JourneyEnd {
  readonly type: 'done' | 'failed' | 'cancelled' | 'lost';
  readonly items: readonly TimedItem[];
  readonly durationMs: number;
}

/** What is read of the session. */
export type FollowedSession = FluxLookup & Pick<ClusterSession, 'observe' | 'subscribe' | 'ended' | 'state' | 'kustomizations' | 'canaries' | 'rawCanaryEvents'>;

/** What is followed, and with what. */
export interface FollowCommitOptions {
  readonly session: FollowedSession;
  readonly clock: Clock;
  /** Full hash. */
  readonly commit: string;
  /** The sources that deliver the repository. */
  readonly sources: readonly { readonly kind: string; readonly namespace: string; readonly name: string }[];
  /** Whether `holder` (a full hash) is the commit or a descendant of it; undefined where Git does not know. */
  contains(holder: string): Promise<boolean | undefined>;
  /** Names of the ConfigMaps of a Canary that have changed since Flagger looked last. */
  changedConfigs(canary: LiveCanary): Promise<readonly string[]>;
  onProgress(items: readonly TimedItem[]): void;
  /** Told once of each failure while others are still under way; what fails last is told by the end. */
  onFailure?(item: TimedItem): void;
  /** Whether what has failed is followed on as long as Flux tries it again. */
  readonly waitsForMend?: boolean;
  readonly signal: AbortSignal;
}

/** What is over must stay so for a moment: a watch may lag behind the status that says so. Milliseconds. */
const settleMs = 2000;
/** Looks that nothing causes: a Canary that rests is judged by the time that passes. Milliseconds. */
const lookEachMs = 5000;
/** What Flagger and the watch may take on top of an interval. Milliseconds. */
const slackMs = 5000;

/** Looks at a Canary's ConfigMaps over a connection. */
export function changedConfigsOver(connection: Parameters<typeof findChangedConfigs>[0]): FollowCommitOptions['changedConfigs'] {
  return ({ namespace, object }) => findChangedConfigs(connection, namespace, object.content);
}

/** After a rollout that failed before this commit. */
const putBackWords = 'the version that serves has been put back: nothing to analyse';

/** Until Flagger's event is here. */
const noReason = 'the rollout failed';

/** Follows to the end. Never rejects. */
export function followCommit(options: FollowCommitOptions): Promise<JourneyEnd> {
  return new CommitFollower(options).end;
}

/** What is remembered of a Canary. */
interface CanaryMemory {
  readonly wasRunning: boolean;
  isConcerned: boolean;
  seenRunning: boolean;
  phase: string;
  restingSince: number;
  /** ConfigMaps that have changed since Flagger looked last; undefined until that is known. */
  changedConfigs: readonly string[] | undefined;
  isAsked: boolean;
}

class CommitFollower {
  readonly end: Promise<JourneyEnd>;
  readonly #options: FollowCommitOptions;
  readonly #startedAt: number;
  readonly #observations: readonly Observation[] = [];
  readonly #cleanups: (() => void)[] = [];
  readonly #contained = new Map<string, boolean>();
  /** Commits that Git did not know when it was asked last. */
  readonly #unknown = new Set<string>();
  readonly #templates = new Map<string, string>();
  readonly #canaries = new Map<string, CanaryMemory>();
  readonly #since = new Map<string, TimedItem>();
  /** What the last look saw. */
  #last: readonly TimedItem[] = [];
  #resolve: (end: JourneyEnd) => void = () => undefined;
  #stopSettle: (() => void) | undefined;
  #lookQueued = false;
  #hasTemplates = false;
  #isOver = false;
  /** Failures that have been told, or wait to be. */
  readonly #toldFailures = new Set<string>();

  constructor(options: FollowCommitOptions) {
    const { session, clock, signal } = options;
    this.#options = options;
    this.#startedAt = clock.now();
    this.end = new Promise((resolve) => (this.#resolve = resolve));
    // Whoever asks has waited for people and for Git: what has ended since tells it to nobody.
    if (session.ended.aborted) {
      this.#finish('lost');
      return;
    }
    const soon = () => this.#lookSoon();
    this.#observations = [deployments, statefulSets, daemonSets].map((served: ServedKind) => session.observe(served, {}, soon));
    const onAbort = () => this.#finish('cancelled');
    const onLost = () => this.#finish('lost');
    signal.addEventListener('abort', onAbort);
    session.ended.addEventListener('abort', onLost);
    this.#cleanups.push(
      () => signal.removeEventListener('abort', onAbort),
      () => session.ended.removeEventListener('abort', onLost),
      session.subscribe(soon),
      ...this.#observations.map((observation) => () => observation.release()),
    );
    if (signal.aborted) onAbort();
    else this.#keepLooking();
  }

  #keepLooking(): void {
    // What this clone did not know may have been fetched since.
    for (const holder of this.#unknown) this.#contained.delete(holder);
    this.#look();
    if (!this.#isOver) this.#cleanups.push(this.#options.clock.startTimer(lookEachMs, () => this.#keepLooking()));
  }

  /** Changes that arrive together are looked at once. */
  #lookSoon(): void {
    if (this.#lookQueued) return;
    this.#lookQueued = true;
    queueMicrotask(() => {
      this.#lookQueued = false;
      this.#look();
    });
  }

  #look(): void {
    if (this.#isOver || !this.#rememberTemplates()) return;
    const { session, commit } = this.#options;
    const items = lookAtJourney({
      commit,
      sources: this.#options.sources.flatMap(({ kind, namespace, name }) => session.findSource(kind, namespace, name) ?? []),
      kustomizations: session.kustomizations,
      canaries: session.canaries,
      lookup: session,
      contains: (holder) => this.#contains(holder),
      findWorkload: (ref) => {
        const object = this.#findWorkload(ref);
        return object === undefined ? undefined : readWorkload(object);
      },
      isChanged: (ref) => this.#isChanged(ref),
      judgeCanary: (canary) => this.#judgeCanary(canary),
    });
    const timed = items.map((item) => this.#timed(item));
    this.#last = timed;
    this.#options.onProgress(timed);
    this.#settle();
    this.#tellFailures();
  }

  #tellFailures(): void {
    if (this.#isOver) return;
    for (const item of this.#last) if (item.state === 'failed') this.#tellFailure(item);
  }

  /** Flagger has the last word of a rollout at once; a controller's may be about something that is gone in a moment. */
  #tellFailure(item: TimedItem): void {
    const key = keyOfItem(item);
    if (this.#options.onFailure === undefined || this.#toldFailures.has(key)) return;
    this.#toldFailures.add(key);
    const tell = () => {
      const now = this.#last.find((one) => keyOfItem(one) === key);
      const isAlone = isOver(this.#last, this.#options.waitsForMend);
      if (now?.state !== 'failed' || isAlone) this.#toldFailures.delete(key);
      else this.#options.onFailure?.(now);
    };
    if (isLastWord(item)) tell();
    else this.#cleanups.push(this.#options.clock.startTimer(settleMs, tell));
  }

  /** What the workloads were like before; false until that is known. Where they may not be read, nothing is said of them. */
  #rememberTemplates(): boolean {
    if (this.#hasTemplates) return true;
    if (this.#observations.some(({ state }) => state.type === 'connecting' || state.type === 'syncing')) return false;
    this.#hasTemplates = true;
    for (const observation of this.#observations) for (const object of observation.objects) this.#templates.set(keyOf(object), templateOf(object));
    for (const canary of this.#options.session.canaries) this.#remember(canary);
    return true;
  }

  #remember(canary: LiveCanary): CanaryMemory {
    const key = `${canary.namespace}/${canary.name}`;
    let memory = this.#canaries.get(key);
    if (memory === undefined) this.#canaries.set(key, (memory = { wasRunning: isRunningPhase(canary.phase), isConcerned: false, seenRunning: false, phase: canary.phase, restingSince: this.#options.clock.now(), changedConfigs: undefined, isAsked: false }));
    return memory;
  }

  #findWorkload(ref: ObjectRef): ClusterObject | undefined {
    return this.#observations.find(({ served }) => served.kind === ref.kind)?.find(ref.namespace, ref.name);
  }

  #isChanged(ref: ObjectRef): boolean {
    const object = this.#findWorkload(ref);
    return object !== undefined && this.#templates.get(keyOf(object)) !== templateOf(object);
  }

  /** Git is asked once for each commit, and again for what it does not know; until it has answered the cluster's commit counts as an older one. */
  #contains(holder: string): boolean | undefined {
    if (holder === '') return false;
    if (holder === this.#options.commit) return true;
    if (!this.#contained.has(holder)) this.#askGit(holder);
    return this.#unknown.has(holder) ? undefined : this.#contained.get(holder);
  }

  #askGit(holder: string): void {
    this.#contained.set(holder, false);
    const answer = (contains: boolean | undefined) => {
      const wasUnknown = this.#unknown.delete(holder);
      if (contains === undefined) this.#unknown.add(holder);
      else this.#contained.set(holder, contains);
      if (contains === true || wasUnknown !== this.#unknown.has(holder)) this.#lookSoon();
    };
    this.#options.contains(holder).then(answer, () => answer(undefined));
  }

  /** A Canary takes part when its target has changed, or when it has begun to move since. */
  #judgeCanary(canary: LiveCanary): Pick<JourneyItem, 'state' | 'words'> | undefined {
    const { clock } = this.#options;
    const memory = this.#remember(canary);
    const isRunning = isRunningPhase(canary.phase);
    const target: ObjectRef = { group: 'apps', kind: canary.target.kind, namespace: canary.namespace, name: canary.target.name };
    if (!memory.isConcerned && (this.#isChanged(target) || (isRunning && !memory.wasRunning) || (memory.changedConfigs?.length ?? 0) > 0)) {
      memory.isConcerned = true;
      memory.restingSince = clock.now();
    }
    if (!memory.isConcerned) return this.#lookAtConfigs(canary, memory);
    if (canary.phase !== memory.phase) memory.restingSince = clock.now();
    memory.phase = canary.phase;
    memory.seenRunning ||= isRunning;
    const live = readLiveCanary(canary.object.content);
    const intervalMs = analysisIntervalSeconds(live?.spec.analysis) * 1000;
    const foundPromoted = live !== undefined && foundPromotedTemplate(live.status);
    const restedIntervals = Math.max(0, Math.floor((clock.now() - memory.restingSince - slackMs) / intervalMs));
    const workloads = { target: this.#findWorkload(target)?.content, primary: this.#findWorkload({ ...target, name: `${target.name}-primary` })?.content };
    // Where the pod template was another before this commit, that is what had failed and has been put back.
    const promotedConfigs = this.#isChanged(target) ? 'same' : 'unknown';
    const verdict = judgeRollout({ phase: canary.phase, suspended: canary.suspended, workloads, changedConfigs: memory.changedConfigs ?? [], foundPromoted, promotedConfigs, seenRunning: memory.seenRunning, restedIntervals });
    switch (verdict.type) {
      case 'promoted':
        if (memory.seenRunning) return { state: 'done', words: promotedWords };
        // Of environment and volumes nothing is known here: a change of these is Flagger's to find, once an interval.
        return restedIntervals < 1 ? { state: 'waiting', words: 'waiting one interval for Flagger to see the change' } : { state: 'done', words: 'nothing to release' };
      case 'putBack':
        return { state: 'done', words: putBackWords };
      case 'failed':
        return { state: 'failed', words: this.#whyFailed(canary) };
      case 'unknown':
        return { state: 'left', words: verdict.why };
      case 'waiting':
        return { state: isRunning ? 'running' : 'waiting', words: verdict.why === '' ? canaryWords(canary) : verdict.why };
    }
  }

  /** A change of a ConfigMap alone starts a rollout too, at Flagger's next look. */
  #lookAtConfigs(canary: LiveCanary, memory: CanaryMemory): Pick<JourneyItem, 'state' | 'words'> | undefined {
    if (memory.changedConfigs !== undefined) return undefined;
    if (!memory.isAsked) {
      memory.isAsked = true;
      const answer = (names: readonly string[]) => {
        memory.changedConfigs = names;
        this.#lookSoon();
      };
      // What may not be read is not known to have changed.
      this.#options.changedConfigs(canary).then(answer, () => answer([]));
    }
    return { state: 'waiting', words: 'looking at its ConfigMaps' };
  }

  #whyFailed(canary: LiveCanary): string {
    return describeFailure(readCanaryEvents(this.#options.session.rawCanaryEvents, canary.object.uid)) || noReason;
  }

  #timed(item: JourneyItem): TimedItem {
    const key = keyOfItem(item);
    const before = this.#since.get(key);
    const timed = { ...item, at: before?.state === item.state ? before.at : this.#options.clock.now() };
    this.#since.set(key, timed);
    return timed;
  }

  /** From an old picture nothing is concluded. */
  #settle(): void {
    const over = isOver(this.#last, this.#options.waitsForMend) && this.#options.session.state.type === 'live';
    if (!over) {
      this.#stopSettle?.();
      this.#stopSettle = undefined;
      return;
    }
    const finish = () => this.#finish(this.#last.some(({ state }) => state === 'failed') ? 'failed' : 'done');
    if (this.#last.some(isLastWord)) finish();
    else this.#stopSettle ??= this.#options.clock.startTimer(settleMs, finish);
  }

  #finish(type: JourneyEnd['type']): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#stopSettle?.();
    for (const cleanup of this.#cleanups.splice(0)) cleanup();
    this.#resolve({ type, items: this.#last, durationMs: this.#options.clock.now() - this.#startedAt });
  }
}

function keyOfItem({ stage, ref }: JourneyItem): string {
  return `${stage} ${refKey(ref)}`;
}

/** Whether Flagger has ended a rollout and has said why. */
function isLastWord({ stage, state, words }: JourneyItem): boolean {
  return stage === 'analysed' && state === 'failed' && words !== noReason;
}

function keyOf({ kind, namespace, name }: ClusterObject): string {
  return `${kind}/${namespace}/${name}`;
}

/** What changes with the pod template, its parts that are not kept here (environment, volumes) included: the revisions that the controllers count. */
function templateOf({ content, annotations, generation }: ClusterObject): string {
  const spec = readObject(content, 'spec');
  const revision = annotations['deployment.kubernetes.io/revision'] ?? readString(content, 'status', 'updateRevision');
  return JSON.stringify([readObject(spec, 'template'), revision, spec['replicas'] === undefined ? generation : '']);
}
