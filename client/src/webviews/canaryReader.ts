// Reads one Canary of the open session as the panel and the Rollouts view show it: Canary, workloads, events, routing object, history, and what Git says.
import * as vscode from 'vscode';
import { readCanarySpec } from '../../../server/src/flagger/canarySpec.ts';
import { readCanaryEvents } from '../../../server/src/flagger/clusterEvents.ts';
import { routingObject } from '../../../server/src/flagger/providers.ts';
import { effectiveProvider } from '../../../server/src/flagger/strategy.ts';
import type { Place } from '../../../server/src/protocol/repositoryTree.ts';
import type { ClusterSession } from '../cluster/clusterSession.ts';
import type { JsonObject } from '../cluster/jsonValue.ts';
import type { LiveCanary } from '../cluster/objects/canary.ts';
import { buildCanaryView, type CanaryProgressInput } from '../flagger/canaryProgress.ts';
import type { CanaryView } from '../flagger/canaryView.ts';
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
  readonly #rolledBack: RolledBackImages;
  readonly #routing = new RoutingReader();
  readonly #metrics = new MetricsReader();
  readonly #groups = new WeakMap<readonly JsonObject[], ReadonlyMap<string, readonly JsonObject[]>>();

  constructor(histories: RolloutHistories, rolledBack: RolledBackImages) {
    this.#histories = histories;
    this.#rolledBack = rolledBack;
  }

  /** The view as of `now` (milliseconds); `undefined` when the object is no Canary. `again` is called when more has been read. */
  read(session: ClusterSession, live: LiveCanary, now: number, again: () => void): CanaryView | undefined {
    return buildCanaryView({ ...this.#readObjects(session, live, again), ...this.#readGit(live), history: this.#readHistory(session, live, now), now });
  }

  /** The same with the values of the metrics server, for a panel that shows this Canary alone. */
  readWithMetrics(session: ClusterSession, live: LiveCanary, now: number, again: () => void): CanaryView | undefined {
    const plain = this.read(session, live, now, again);
    // What stands still is not asked for: its values belong to the last rollout no more.
    if (plain?.running !== true) return plain;
    const objects = this.#readObjects(session, live, again);
    const { samples, words } = this.#metrics.read(session, live, plain.chart?.startAt, now, again, objects.routing);
    return buildCanaryView({ ...objects, ...this.#readGit(live), history: this.#readHistory(session, live, now), now, samples, metricsWords: words });
  }

  /** The view of a Canary by its name, as of now; nobody waits for more. */
  readNamed(session: ClusterSession, namespace: string, name: string): CanaryView | undefined {
    const live = session.findCanary(namespace, name);
    return live === undefined ? undefined : this.read(session, live, session.clusterTime(Date.now()), () => undefined);
  }

  /** What the Rollouts view says of a Canary beyond its object. */
  readDetail(session: ClusterSession, live: LiveCanary, now: number, again: () => void): RolloutDetail | undefined {
    const view = this.read(session, live, now, again);
    if (view === undefined) return undefined;
    const { uid } = live.object;
    const failureReason = view.phase === 'Failed' ? describeFailure(mergeHistory(this.#readHistory(session, live, now), uid, readCanaryEvents(this.#eventsOf(session, live), uid))) : '';
    const found = this.#rolledBack.find(live.namespace, live.name);
    return { view, failureReason, ...(found === undefined ? {} : { gitVersion: imageVersion(found.desired) }) };
  }

  /** The line on which Git asks for the version whose rollout failed. */
  findRolledBackPlace(namespace: string, name: string): Place | undefined {
    return this.#rolledBack.find(namespace, name)?.place;
  }

  #readObjects(session: ClusterSession, live: LiveCanary, again: () => void): Omit<CanaryProgressInput, 'now' | 'history' | 'git'> {
    const { kind, name } = live.target;
    const target = session.findWorkload(kind, live.namespace, name)?.object.content;
    const primary = session.findWorkload(kind, live.namespace, `${name}-primary`)?.object.content;
    const meshProvider = findMeshProvider(session.helmReleases);
    const spec = readCanarySpec(live.object.content);
    const routingRef = spec === undefined ? undefined : routingObject(spec, effectiveProvider(spec, meshProvider));
    const routing = routingRef === undefined ? undefined : this.#routing.read(session, live, routingRef, again);
    const rivals = findRivals(session.canaries, live);
    return {
      canary: live.object.content,
      events: this.#eventsOf(session, live),
      ...(target === undefined ? {} : { target }),
      ...(primary === undefined ? {} : { primary }),
      ...(routing === undefined ? {} : { routing }),
      ...(meshProvider === undefined ? {} : { meshProvider }),
      ...(rivals.length === 0 ? {} : { rivals }),
    };
  }

  #readGit(live: LiveCanary): Pick<CanaryProgressInput, 'git'> {
    const found = this.#rolledBack.find(live.namespace, live.name);
    if (found === undefined) return {};
    const file = vscode.workspace.asRelativePath(vscode.Uri.parse(found.place.uri), false);
    return { git: { version: imageVersion(found.desired), place: `${file}:${found.place.range.start.line + 1}` } };
  }

  /** Events are grouped once for each state of the session: hundreds of Canaries ask for theirs. */
  #eventsOf(session: ClusterSession, live: LiveCanary): readonly JsonObject[] {
    const events = session.rawCanaryEvents;
    const groups = this.#groups.get(events) ?? eventsByCanary(events);
    this.#groups.set(events, groups);
    return groups.get(`${live.namespace}/${live.name}`) ?? [];
  }

  #readHistory(session: ClusterSession, live: LiveCanary, now: number): RolloutHistory {
    return recordCanary(session, live, this.#eventsOf(session, live), this.#histories, now);
  }
}
