// 500 Canaries of which 50 roll out: what a redraw of the Rollouts view and of the panel of several costs the processor, and what the recorder adds.
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ClusterSession } from '../../client/src/cluster/clusterSession.ts';
import { readCanary, type LiveCanary } from '../../client/src/cluster/objects/canary.ts';
import { readClusterObject } from '../../client/src/cluster/objects/clusterObject.ts';
import { readWorkload, type LiveWorkload } from '../../client/src/cluster/objects/workload.ts';
import type { JsonObject } from '../../client/src/cluster/jsonValue.ts';
import { buildCanaryView } from '../../client/src/flagger/canaryProgress.ts';
import { RolloutHistories } from '../../client/src/flagger/rolloutHistories.ts';
import { recordRollouts } from '../../client/src/flagger/rolloutRecorder.ts';
import { newClusterRowCaches } from '../../client/src/views/cluster/clusterViewInput.ts';
import { OfferedRows } from '../../client/src/views/offeredRows.ts';
import { buildRolloutsView } from '../../client/src/views/rollouts/rolloutsViewModel.ts';
import { compareTrees, findTreeChange, type TreeNodeModel } from '../../client/src/views/treeModel.ts';
import type { HostMessage } from '../../client/src/webviews/canary/messages.ts';
import { selectCards, toCard } from '../../client/src/webviews/canary/severalCards.ts';
import { CanaryReader } from '../../client/src/webviews/canaryReader.ts';
import { ManualClock } from '../harness/manualClock.ts';
import { viewInput } from '../unit/client/liveObjects.ts';

const all = 500;
const moving = 50;
const rounds = 40;
/** Of the fifty, so many go one step on between two redraws: ten times what an interval of 10 s makes of them in 100 ms. */
const stepsARound = 5;
const start = Date.parse('2026-11-29T10:00:00Z');

/** Milliseconds of processor time, one number a round. */
export interface RolloutCosts {
  /** From the session to the rows that VS Code has to read again, after a step of five rollouts. */
  readonly view: readonly number[];
  readonly several: readonly number[];
  readonly record: readonly number[];
  /** The same for the view while all fifty go one step on between two redraws, which no cluster does. */
  readonly allAtOnce: readonly number[];
  /** The first drawing. */
  readonly first: number;
}

/** Measures it. */
export async function measureRollouts(): Promise<RolloutCosts> {
  const cluster = new MovingCluster();
  const screen = new Screen(cluster);
  const first = cpu(() => screen.draw());
  const costs = { view: [] as number[], several: [] as number[], record: [] as number[], allAtOnce: [] as number[] };
  for (let round = 0; round < rounds * 2; round += 1) {
    const isUsual = round < rounds;
    cluster.step(isUsual ? stepsARound : moving);
    if (isUsual) costs.record.push(cpu(() => cluster.clock.advance(500)));
    else cluster.clock.advance(500);
    (isUsual ? costs.view : costs.allAtOnce).push(cpu(() => screen.draw()));
    if (isUsual) costs.several.push(cpu(() => screen.drawSeveral()));
    // Routing objects are read behind the drawing.
    await nextTurn();
  }
  return { ...costs, first };
}

/** Draws as the view and the panel do, without an editor. */
class Screen {
  readonly #cluster: MovingCluster;
  readonly #reader: CanaryReader;
  readonly #caches = newClusterRowCaches();
  readonly #offered = new OfferedRows();
  #rows: readonly TreeNodeModel[] = [];

  constructor(cluster: MovingCluster) {
    this.#cluster = cluster;
    const histories = new RolloutHistories({ get: () => undefined, update: () => Promise.resolve() }, cluster.clock);
    this.#reader = new CanaryReader(histories, { find: () => undefined }, (uri) => uri);
    recordRollouts(cluster.session, histories, cluster.clock);
  }

  draw(): void {
    const { session, canaries, clock } = this.#cluster;
    const model = buildRolloutsView(viewInput({ canaries, now: clock.now() }), (live) => this.#reader.readDetail(session, live, clock.now(), () => undefined), this.#caches);
    const rows = this.#offered.offer(model.rows, { isReadOnly: false, mayWrite: () => true });
    findTreeChange(this.#rows, rows);
    compareTrees(this.#rows, rows);
    this.#rows = rows;
  }

  drawSeveral(): string {
    const { session, canaries, clock } = this.#cluster;
    const { shown } = selectCards(canaries.map((live) => ({ canary: { namespace: live.namespace, name: live.name }, phase: live.phase, suspended: live.suspended, failedChecks: live.failedChecks })), undefined);
    return JSON.stringify(shown.flatMap(({ namespace, name }) => {
      const live = session.findCanary(namespace, name);
      const view = live === undefined ? undefined : this.#reader.read(session, live, clock.now(), () => undefined);
      return view === undefined ? [] : [toCard(view, { state: 'live', context: 'bench', demo: false })];
    }));
  }
}

/** A session of a cluster in which fifty Canaries go on. */
class MovingCluster {
  readonly clock = new ManualClock(start + 60_000);
  readonly session: ClusterSession;
  canaries: readonly LiveCanary[] = Array.from({ length: all }, (_, index) => canaryOf(index, 25, 0));
  #events: readonly (readonly JsonObject[])[] = this.canaries.map((live, index) => eventsOf(live, index));
  #rawEvents: readonly JsonObject[] = this.#events.flat();
  readonly #workloads = new Map(this.canaries.flatMap(({ namespace, name }) => [name, `${name}-primary`].map((each) => [`${namespace}/${each}`, workloadOf(namespace, each)] as const)));
  #steps = 0;
  #tell: (change: { readonly type: 'objects'; readonly group: string; readonly kind: string }) => void = () => undefined;

  constructor() {
    // eslint-disable-next-line @typescript-eslint/no-this-alias -- the getters of the session below speak of this cluster
    const cluster = this;
    const session = {
      get canaries() { return cluster.canaries; },
      get rawCanaryEvents() { return cluster.#rawEvents; },
      helmReleases: [],
      connection: { listGroups: () => Promise.resolve({ ok: false }) },
      findCanary: (namespace: string, name: string) => cluster.canaries.find((live) => live.namespace === namespace && live.name === name),
      findWorkload: (_kind: string, namespace: string, name: string) => cluster.#workloads.get(`${namespace}/${name}`),
      subscribe: (listener: (change: { readonly type: 'objects'; readonly group: string; readonly kind: string }) => void) => {
        cluster.#tell = listener;
        return () => undefined;
      },
    };
    // The readers take nothing else of a session.
    this.session = session as unknown as ClusterSession;
  }

  /** The next `count` of the moving ones have done another step. */
  step(count: number): void {
    const canaries = [...this.canaries];
    const events = [...this.#events];
    for (let done = 0; done < count; done += 1) {
      const index = this.#steps % moving;
      const turn = Math.floor(this.#steps / moving) + 1;
      const live = canaryOf(index, 25 + (turn % 5) * 5, turn);
      canaries[index] = live;
      events[index] = [...(events[index] ?? []).slice(1), eventOf(live, index, 25 + turn, `Advance ${live.name}.${live.namespace} canary weight ${live.weight}`)];
      this.#steps += 1;
    }
    this.canaries = canaries;
    this.#events = events;
    this.#rawEvents = events.flat();
    this.#tell({ type: 'objects', group: 'flagger.app', kind: 'Canary' });
  }
}

/** What the host sends to the panels, one snapshot a round: in each of them all fifty have gone one step on, which no cluster does at once. */
export interface PanelSnapshots {
  readonly several: readonly HostMessage[];
  /** One Canary alone, with chart, checks, objects and events. */
  readonly single: readonly HostMessage[];
}

/** Makes them. */
export function panelSnapshots(): PanelSnapshots {
  const connection = { state: 'live', context: 'bench', demo: false } as const;
  const snapshots = { several: [] as HostMessage[], single: [] as HostMessage[] };
  for (let round = 0; round < rounds; round += 1) {
    const now = start + 60_000 + round * 10_000;
    const views = Array.from({ length: moving }, (_, index) => canaryOf(index, ((round * 5) % 50) + 5, 0)).flatMap((live, index) => {
      const built = buildCanaryView({ canary: live.object.content, events: eventsOf(live, index), now });
      return built === undefined ? [] : [built];
    });
    snapshots.several.push({ type: 'state', state: { kind: 'several', connection, cards: views.map((view) => toCard(view, connection)), more: 0, empty: '' } });
    const [view] = views;
    if (view !== undefined) snapshots.single.push({ type: 'state', state: { kind: 'shown', canary: { namespace: view.namespace, name: view.name }, connection, view, actions: [] } });
  }
  return snapshots;
}

function cpu(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** `turn`: how often it has gone on since the start. */
function canaryOf(index: number, weight: number, turn: number): LiveCanary {
  const isMoving = index < moving;
  return readCanary(objectOf({
    apiVersion: 'flagger.app/v1beta1', kind: 'Canary', metadata: { namespace: `team-${index % 20}`, name: `app-${index}`, uid: `uid-${index}`, resourceVersion: `${index}-${turn}` },
    spec: {
      provider: 'linkerd', targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: `app-${index}` }, service: { port: 80 },
      analysis: { interval: '10s', threshold: 5, stepWeight: 5, maxWeight: 50, metrics: [{ name: 'request-success-rate', thresholdRange: { min: 99 } }, { name: 'request-duration', thresholdRange: { max: 500 } }], webhooks: [{ name: 'load', type: 'rollout', url: 'http://lt.test/' }] },
    },
    status: { phase: isMoving ? 'Progressing' : 'Succeeded', canaryWeight: isMoving ? weight : 0, failedChecks: 0, iterations: 0, lastTransitionTime: new Date(start + 55_000 + turn * 5000).toISOString() },
  }));
}

function workloadOf(namespace: string, name: string): LiveWorkload {
  const image = `registry.test/app:${name.endsWith('-primary') ? '1.0.0' : '1.1.0'}`;
  return readWorkload(objectOf({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { namespace, name, uid: name, resourceVersion: '1' }, spec: { replicas: 2, template: { spec: { containers: [{ name: 'app', image }] } } }, status: { readyReplicas: 2 } }));
}

function objectOf(content: { readonly apiVersion: string; readonly kind: string; readonly metadata: object; readonly spec: object; readonly status: object }): LiveCanary['object'] {
  const object = readClusterObject(content, content.apiVersion, content.kind);
  if (object === undefined) throw new Error('no object');
  return object;
}

/** As many as the API server keeps of one object: 25. */
function eventsOf(live: LiveCanary, index: number): readonly JsonObject[] {
  const name = `${live.name}.${live.namespace}`;
  const messages = [`New revision detected! Scaling up ${name}`, `Starting canary analysis for ${name}`, ...Array.from({ length: 23 }, (_, step) => `Advance ${name} canary weight ${step + 3}`)];
  return messages.map((message, number) => eventOf(live, index, number, message));
}

function eventOf(live: LiveCanary, index: number, number: number, message: string): JsonObject {
  const time = new Date(start + number * 2000).toISOString();
  return {
    message, type: 'Normal', reason: 'Synced', count: 1, firstTimestamp: time, lastTimestamp: time,
    metadata: { namespace: live.namespace, name: `e-${index}-${number}`, resourceVersion: String(number) }, involvedObject: { kind: 'Canary', namespace: live.namespace, name: live.name, uid: live.object.uid },
  };
}
