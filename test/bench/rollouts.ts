// 500 Canaries of which 50 roll out: what one redraw of the Rollouts view and of the panel of several costs the processor, and what the recorder adds.
import { readCanary, type LiveCanary } from '../../client/src/cluster/objects/canary.ts';
import { readClusterObject } from '../../client/src/cluster/objects/clusterObject.ts';
import type { JsonObject } from '../../client/src/cluster/jsonValue.ts';
import { buildCanaryView } from '../../client/src/flagger/canaryProgress.ts';
import { recordHistory, type RolloutHistory } from '../../client/src/flagger/rolloutHistory.ts';
import { eventsByCanary } from '../../client/src/flux/clusterFacts.ts';
import { buildRolloutsView } from '../../client/src/views/rollouts/rolloutsViewModel.ts';
import type { HostMessage } from '../../client/src/webviews/canary/messages.ts';
import { selectCards, toCard } from '../../client/src/webviews/canary/severalCards.ts';
import { viewInput } from '../unit/client/liveObjects.ts';
import { readCanaryEvents } from '../../server/src/flagger/clusterEvents.ts';

const all = 500;
const moving = 50;
const rounds = 40;
const start = Date.parse('2026-11-29T10:00:00Z');

/** Milliseconds of processor time, one number a round. */
export interface RolloutCosts {
  readonly view: readonly number[];
  readonly several: readonly number[];
  readonly record: readonly number[];
}

/** Measures it. */
export function measureRollouts(): RolloutCosts {
  const canaries = Array.from({ length: all }, (_, index) => canaryOf(index));
  const events = canaries.flatMap((live, index) => eventsOf(live, index));
  const histories = new Map<string, RolloutHistory>();
  const costs = { view: [] as number[], several: [] as number[], record: [] as number[] };
  const connection = { state: 'live', context: 'bench', demo: false } as const;
  for (let round = 0; round < rounds; round += 1) {
    const now = start + 60_000 + round * 100;
    const groups = eventsByCanary(events);
    const own = (live: LiveCanary): readonly JsonObject[] => groups.get(`${live.namespace}/${live.name}`) ?? [];
    const view = (live: LiveCanary) => {
      const history = histories.get(live.object.uid);
      return buildCanaryView({ canary: live.object.content, events: own(live), now, ...(history === undefined ? {} : { history }) });
    };
    costs.record.push(cpu(() => {
      for (const live of canaries.slice(0, moving)) histories.set(live.object.uid, recordHistory(histories.get(live.object.uid), live.object.uid, readCanaryEvents(own(live), live.object.uid)));
    }));
    costs.view.push(cpu(() => buildRolloutsView(viewInput({ canaries, now }), (live) => {
      const found = view(live);
      return found === undefined ? undefined : { view: found, failureReason: '' };
    })));
    costs.several.push(cpu(() => {
      const { shown } = selectCards(canaries.map((live) => ({ canary: { namespace: live.namespace, name: live.name }, phase: live.phase, suspended: live.suspended, failedChecks: live.failedChecks })), undefined);
      const names = new Set(shown.map(({ name }) => name));
      return JSON.stringify(canaries.filter(({ name }) => names.has(name)).flatMap((live) => {
        const found = view(live);
        return found === undefined ? [] : [toCard(found, connection)];
      }));
    }));
  }
  return costs;
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
    const views = Array.from({ length: moving }, (_, index) => canaryOf(index, ((round * 5) % 50) + 5)).flatMap((live, index) => {
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

function canaryOf(index: number, weight = 25): LiveCanary {
  const isMoving = index < moving;
  const object = readClusterObject({
    apiVersion: 'flagger.app/v1beta1', kind: 'Canary', metadata: { namespace: `team-${index % 20}`, name: `app-${index}`, uid: `uid-${index}`, resourceVersion: String(index) },
    spec: {
      provider: 'linkerd', targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: `app-${index}` }, service: { port: 80 },
      analysis: { interval: '10s', threshold: 5, stepWeight: 5, maxWeight: 50, metrics: [{ name: 'request-success-rate', thresholdRange: { min: 99 } }, { name: 'request-duration', thresholdRange: { max: 500 } }], webhooks: [{ name: 'load', type: 'rollout', url: 'http://lt.test/' }] },
    },
    status: { phase: isMoving ? 'Progressing' : 'Succeeded', canaryWeight: isMoving ? weight : 0, failedChecks: 0, iterations: 0, lastTransitionTime: new Date(start + 55_000).toISOString() },
  }, 'flagger.app/v1beta1', 'Canary');
  if (object === undefined) throw new Error('no Canary');
  return readCanary(object);
}

/** As many as the API server keeps of one object: 25. */
function eventsOf(live: LiveCanary, index: number): readonly JsonObject[] {
  const name = `${live.name}.${live.namespace}`;
  const messages = [`New revision detected! Scaling up ${name}`, `Starting canary analysis for ${name}`, ...Array.from({ length: 23 }, (_, step) => `Advance ${name} canary weight ${step + 3}`)];
  return messages.map((message, second) => ({
    message, type: 'Normal', reason: 'Synced', count: 1, firstTimestamp: new Date(start + second * 2000).toISOString(), lastTimestamp: new Date(start + second * 2000).toISOString(),
    metadata: { namespace: live.namespace, name: `e-${index}-${second}`, resourceVersion: String(second) }, involvedObject: { kind: 'Canary', namespace: live.namespace, name: live.name, uid: live.object.uid },
  }));
}
