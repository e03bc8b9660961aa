// Reads one Canary of the open session as the panel and the Rollouts view show it: Canary, workloads, events, routing object, history, and what Git says.
import { readCanarySpec, type CanarySpec } from '../../../server/src/flagger/canarySpec.ts';
import { readCanaryEvents } from '../../../server/src/flagger/clusterEvents.ts';
import { routingObject } from '../../../server/src/flagger/providers.ts';
import { effectiveProvider } from '../../../server/src/flagger/strategy.ts';
import type { Place } from '../../../server/src/protocol/repositoryTree.ts';
import type { RolledBackImage } from '../../../server/src/protocol/requests.ts';
import type { ClusterSession } from '../cluster/clusterSession.ts';
import type { JsonObject } from '../cluster/jsonValue.ts';
import type { LiveCanary } from '../cluster/objects/canary.ts';
import type { CanaryProgressInput } from '../flagger/canaryProgress.ts';
import type { CanaryView } from '../flagger/canaryView.ts';
import { KeptViews } from '../flagger/keptViews.ts';
import { findRivals } from '../flagger/rivals.ts';
import { mergeHistory, type RolloutHistory } from '../flagger/rolloutHistory.ts';
import { recordCanary } from '../flagger/rolloutRecorder.ts';
import type { RolloutHistories } from '../flagger/rolloutHistories.ts';
import { imageVersion } from '../flagger/workload.ts';
import { describeFailure, eventsByCanary } from '../flux/clusterFacts.ts';
import type { RolledBackImages } from '../rolledBackImages.ts';
import type { RolloutDetail } from '../views/rollouts/rolloutRow.ts';
import { findMeshProvider } from './meshProvider.ts';
import { MetricsReader } from './metricsReader.ts';
import { RoutingReader } from './routingReader.ts';

/** Makes views of Canaries; all that show Canaries share one, so that they say the same. */
export class CanaryReader {
  readonly #histories: RolloutHistories;
  readonly #rolledBack: Pick<RolledBackImages, 'find'>;
  readonly #relativePath: (uri: string) => string;
  readonly #routing = new RoutingReader();
  readonly #metrics = new MetricsReader();
  readonly #views = new KeptViews();
  readonly #viewsWithMetrics = new KeptViews();
  readonly #details = new WeakMap<CanaryView, RolloutDetail>();
  readonly #specs = new WeakMap<LiveCanary, CanarySpec | undefined>();
  readonly #gits = new WeakMap<RolledBackImage, NonNullable<CanaryProgressInput['git']>>();

  /** `relativePath`: a file's URI as people of this workspace call it. */
  constructor(histories: RolloutHistories, rolledBack: Pick<RolledBackImages, 'find'>, relativePath: (uri: string) => string) {
    this.#histories = histories;
    this.#rolledBack = rolledBack;
    this.#relativePath = relativePath;
  }

  /** The view as of `now` (milliseconds); `undefined` when the object is no Canary. `again` is called when more has been read. */
  read(session: ClusterSession, live: LiveCanary, now: number, again: () => void): CanaryView | undefined {
    return this.#views.get(live, this.#readAll(session, live, now, again));
  }

  /** The same with the values of the metrics server, for a panel that shows this Canary alone. */
  readWithMetrics(session: ClusterSession, live: LiveCanary, now: number, again: () => void): CanaryView | undefined {
    const all = this.#readAll(session, live, now, again);
    const plain = this.#views.get(live, all);
    // What stands still is not asked for: its values belong to the last rollout no more.
    if (plain?.running !== true) return plain;
    const { samples, queries, words } = this.#metrics.read(session, live, plain.chart?.startAt, now, again, all.routing);
    return this.#viewsWithMetrics.get(live, { ...all, samples, queries, metricsWords: words });
  }

  /** The view of a Canary by its name, as of now; nobody waits for more. */
  readNamed(session: ClusterSession, namespace: string, name: string): CanaryView | undefined {
    const live = session.findCanary(namespace, name);
    return live === undefined ? undefined : this.read(session, live, session.clusterTime(Date.now()), () => undefined);
  }

  /** What the Rollouts view says of a Canary beyond its object: the very same as long as the view is. */
  readDetail(session: ClusterSession, live: LiveCanary, now: number, again: () => void): RolloutDetail | undefined {
    const view = this.read(session, live, now, again);
    if (view === undefined) return undefined;
    const detail = this.#details.get(view) ?? this.#makeDetail(session, live, view, now);
    this.#details.set(view, detail);
    return detail;
  }

  /** The line on which Git asks for the version whose rollout failed. */
  findRolledBackPlace(namespace: string, name: string): Place | undefined {
    return this.#rolledBack.find(namespace, name)?.place;
  }

  #makeDetail(session: ClusterSession, live: LiveCanary, view: CanaryView, now: number): RolloutDetail {
    const { uid } = live.object;
    const failureReason = view.phase === 'Failed' ? describeFailure(mergeHistory(this.#readHistory(session, live, now), uid, readCanaryEvents(eventsOf(session, live), uid))) : '';
    const found = this.#rolledBack.find(live.namespace, live.name);
    return { view, failureReason, ...(found === undefined ? {} : { gitVersion: imageVersion(found.desired) }) };
  }

  #readAll(session: ClusterSession, live: LiveCanary, now: number, again: () => void): CanaryProgressInput {
    const { kind, name } = live.target;
    const target = session.findWorkload(kind, live.namespace, name)?.object.content;
    const primary = session.findWorkload(kind, live.namespace, `${name}-primary`)?.object.content;
    const meshProvider = findMeshProvider(session.helmReleases);
    const spec = this.#specOf(live);
    const routingRef = spec === undefined ? undefined : routingObject(spec, effectiveProvider(spec, meshProvider));
    const routing = routingRef === undefined ? undefined : this.#routing.read(session, live, routingRef, again);
    const rivals = findRivals(session.canaries, live);
    return {
      canary: live.object.content,
      events: eventsOf(session, live),
      ...(target === undefined ? {} : { target }),
      ...(primary === undefined ? {} : { primary }),
      ...(routing === undefined ? {} : { routing }),
      ...(meshProvider === undefined ? {} : { meshProvider }),
      ...(rivals.length === 0 ? {} : { rivals }),
      ...this.#readGit(live),
      history: this.#readHistory(session, live, now),
      now,
    };
  }

  #specOf(live: LiveCanary): CanarySpec | undefined {
    if (!this.#specs.has(live)) this.#specs.set(live, readCanarySpec(live.object.content));
    return this.#specs.get(live);
  }

  #readGit(live: LiveCanary): Pick<CanaryProgressInput, 'git'> {
    const found = this.#rolledBack.find(live.namespace, live.name);
    if (found === undefined) return {};
    const git = this.#gits.get(found) ?? { version: imageVersion(found.desired), place: `${this.#relativePath(found.place.uri)}:${found.place.range.start.line + 1}` };
    this.#gits.set(found, git);
    return { git };
  }

  #readHistory(session: ClusterSession, live: LiveCanary, now: number): RolloutHistory {
    return recordCanary(session, live, eventsOf(session, live), this.#histories, now);
  }
}

function eventsOf(session: ClusterSession, live: LiveCanary): readonly JsonObject[] {
  return eventsByCanary(session.rawCanaryEvents).get(`${live.namespace}/${live.name}`) ?? noEvents;
}

const noEvents: readonly JsonObject[] = [];
