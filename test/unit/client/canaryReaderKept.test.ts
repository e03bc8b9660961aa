/** Views and rows of Canaries that are kept over changes are those that would be made anew, and a change of one Canary makes nothing of the others anew. */
import { describe, expect, test } from 'vitest';
import type { ClusterSession } from '../../../client/src/cluster/clusterSession.ts';
import type { JsonObject } from '../../../client/src/cluster/jsonValue.ts';
import { readCanary, type LiveCanary } from '../../../client/src/cluster/objects/canary.ts';
import { readClusterObject, type ClusterObject } from '../../../client/src/cluster/objects/clusterObject.ts';
import { readWorkload, type LiveWorkload } from '../../../client/src/cluster/objects/workload.ts';
import { RolloutHistories } from '../../../client/src/flagger/rolloutHistories.ts';
import { newClusterRowCaches, type ClusterRowCaches } from '../../../client/src/views/cluster/clusterViewInput.ts';
import { buildRolloutsView } from '../../../client/src/views/rollouts/rolloutsViewModel.ts';
import { walkTree, type TreeNodeModel } from '../../../client/src/views/treeModel.ts';
import { CanaryReader } from '../../../client/src/webviews/canaryReader.ts';
import type { RolledBackImage } from '../../../server/src/protocol/requests.ts';
import { ManualClock } from '../../harness/manualClock.ts';
import { Random } from '../../seeds/random.ts';
import { helmRelease, viewInput } from './liveObjects.ts';

const start = Date.parse('2026-11-23T14:00:00Z');
const names = ['color', 'face', 'smiley'] as const;
const phases = ['Progressing', 'Progressing', 'Progressing', 'WaitingPromotion', 'Waiting', 'Promoting', 'Finalising', 'Succeeded', 'Failed'] as const;

/** A namespace with Canaries that changes at random. What did not change is the very same object, as in the stores of a session. */
class World {
  now = start;
  rolledBack: RolledBackImage | undefined;
  readonly #random: Random;
  readonly #versions = new Map<string, number>();
  #live = new Map<string, LiveCanary>();
  #events = new Map<string, readonly JsonObject[]>();
  #workloads = new Map<string, LiveWorkload>();
  #helmReleases: readonly ReturnType<typeof helmRelease>[] = [];
  #canaries: readonly LiveCanary[] = [];
  #rawEvents: readonly JsonObject[] = [];

  constructor(random: Random) {
    this.#random = random;
    for (const name of names) this.#changeCanary(name);
  }

  step(): string {
    const name = this.#pick(names);
    const changes: Readonly<Record<string, () => void>> = {
      canary: () => this.#changeCanary(name),
      event: () => this.#addEvent(name),
      image: () => this.#changeWorkload(this.#pick([name, `${name}-primary`])),
      time: () => (this.now += this.#pick([100, 1000, 2500, 7000, 11_000, 60_000])),
      back: () => (this.now -= 2000),
      rival: () => this.#changeCanary(name, this.#pick(names)),
      gone: () => this.#live.delete(name),
      git: () => (this.rolledBack = this.#random.below(2) === 0 ? undefined : rolledBackImage(name, `1.${this.#random.below(3)}.0`)),
      provider: () => (this.#helmReleases = [helmRelease('flagger', { spec: { values: { meshProvider: this.#pick(['linkerd', 'istio', 'kubernetes']) } }, status: { history: [{ chartName: 'flagger', chartVersion: '1.44.0', status: 'deployed' }] } })]),
    };
    const what = this.#pick(Object.keys(changes));
    changes[what]?.();
    this.#canaries = [...this.#live.values()];
    this.#rawEvents = [...this.#events.values()].flat();
    return `${what} ${name}`;
  }

  changeOne(name: string): void {
    this.#changeCanary(name);
    this.#addEvent(name);
    this.#canaries = [...this.#live.values()];
    this.#rawEvents = [...this.#events.values()].flat();
  }

  /** `isCopied`: with other objects that say the same, of which nothing can have been kept. */
  session(isCopied: boolean): ClusterSession {
    const copy = <Value>(value: Value): Value => (isCopied ? structuredClone(value) : value);
    const canaries = isCopied ? this.#canaries.map(({ object }) => readCanary(copy(object))) : this.#canaries;
    const session = {
      canaries,
      rawCanaryEvents: copy(this.#rawEvents),
      helmReleases: this.#helmReleases,
      connection: { listGroups: () => Promise.resolve({ ok: false }) },
      findWorkload: (_kind: string, _namespace: string, name: string) => copy(this.#workloads.get(name)),
    };
    return session as unknown as ClusterSession;
  }

  #changeCanary(name: string, targetName: string = name): void {
    const version = (this.#versions.get(name) ?? 0) + 1;
    this.#versions.set(name, version);
    const phase = this.#pick(phases);
    this.#live.set(name, readCanary(objectOf({
      apiVersion: 'flagger.app/v1beta1', kind: 'Canary', metadata: { namespace: 'faces', name, uid: `uid-${name}`, resourceVersion: String(version) },
      spec: {
        targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: targetName }, service: { port: 80 },
        analysis: { interval: '10s', threshold: 3, ...this.#pick([{ stepWeight: 5, maxWeight: 50 }, { iterations: 10 }]), webhooks: [{ name: 'gate', type: 'confirm-promotion', url: 'http://flagger-loadtester.test/gate/check' }] },
      },
      status: { phase, canaryWeight: this.#pick([0, 5, 25]), failedChecks: this.#random.below(3), iterations: this.#random.below(10), lastTransitionTime: new Date(this.now - this.#random.below(8000)).toISOString() },
    })));
  }

  #addEvent(name: string): void {
    const message = this.#pick([`New revision detected! Scaling up ${name}.faces`, `Advance ${name}.faces canary weight ${this.#random.below(50)}`, `Halt ${name}.faces advancement success rate 61.00% < 70%`, `Halt ${name}.faces advancement waiting for promotion approval gate`, `Rolling back ${name}.faces failed checks threshold reached 3`]);
    const at = new Date(this.now).toISOString();
    const event = { message, type: 'Normal', count: 1, lastTimestamp: at, firstTimestamp: at, metadata: { namespace: 'faces', name: `${name}-${this.#random.below(1e9)}` }, involvedObject: { kind: 'Canary', namespace: 'faces', name, uid: `uid-${name}` } };
    this.#events.set(name, [...(this.#events.get(name) ?? []).slice(-3), event]);
  }

  #changeWorkload(name: string): void {
    const image = `registry.test/faces:1.${this.#random.below(3)}.0`;
    this.#workloads.set(name, readWorkload(objectOf({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { namespace: 'faces', name, uid: name, resourceVersion: String(this.#random.below(1e9)) }, spec: { replicas: 2, template: { spec: { containers: [{ name: 'app', image }] } } }, status: { readyReplicas: this.#random.below(3) } })));
  }

  #pick<T>(items: readonly T[]): T {
    const at = this.#random.below(items.length);
    return items.slice(at, at + 1).reduce((_, item) => item);
  }
}

function objectOf(content: { readonly apiVersion: string; readonly kind: string; readonly metadata: object; readonly spec: object; readonly status: object }): ClusterObject {
  const object = readClusterObject(content, content.apiVersion, content.kind);
  if (object === undefined) throw new Error('no object');
  return object;
}

function rolledBackImage(name: string, version: string): RolledBackImage {
  const line = { line: 6, character: 0 };
  return { canary: { namespace: 'faces', name }, desired: `registry.test/faces:${version}`, serving: 'registry.test/faces:1.0.0', place: { uri: `file:///${name}.yaml`, range: { start: line, end: line } } };
}

function newReader(world: World, histories: RolloutHistories): CanaryReader {
  return new CanaryReader(histories, { find: (_namespace, name) => (world.rolledBack?.canary.name === name ? world.rolledBack : undefined) }, (uri) => uri);
}

function newHistories(): RolloutHistories {
  return new RolloutHistories({ get: () => undefined, update: () => Promise.resolve() }, new ManualClock());
}

function draw(world: World, session: ClusterSession, reader: CanaryReader, caches: ClusterRowCaches): readonly TreeNodeModel[] {
  const input = viewInput({ canaries: session.canaries, now: world.now });
  return buildRolloutsView(input, (live) => reader.readDetail(session, live, world.now, () => undefined), caches).rows;
}

describe('random changes of Canaries', () => {
  test.each([1, 2, 3, 4])('leave views and rows as they would be made anew (seed %i)', (seed) => {
    const world = new World(new Random(seed));
    const kept = newReader(world, newHistories());
    const freshHistories = newHistories();
    const caches = newClusterRowCaches();
    for (let step = 0; step < 100; step += 1) {
      const what = `step ${step}: ${world.step()}`;
      const session = world.session(false);
      const anew = world.session(true);
      const read = (reader: CanaryReader, from: ClusterSession) => from.canaries.map((live) => reader.read(from, live, world.now, () => undefined));
      expect(read(kept, session), what).toEqual(read(newReader(world, freshHistories), anew));
      expect(shownOf(draw(world, session, kept, caches)), what).toEqual(shownOf(draw(world, anew, newReader(world, freshHistories), newClusterRowCaches())));
    }
  });
});

/** Ages follow the clock in steps of half a minute, as in the Cluster view. */
function shownOf(rows: readonly TreeNodeModel[]): readonly unknown[] {
  return [...walkTree(rows)].map(({ node, parent }) => ({ ...node, description: node.description.replace(/just now$|\d+ min ago$/, 'ago'), tooltip: '', accessibleLabel: '', children: [], parent }));
}

describe('a step of one Canary', () => {
  test('makes its row and its group anew, and nothing else', () => {
    const world = new World(new Random(1));
    for (const name of names) world.changeOne(name);
    const reader = newReader(world, newHistories());
    const caches = newClusterRowCaches();
    const rowsById = () => new Map([...walkTree(draw(world, world.session(false), reader, caches))].map(({ node }) => [node.id, node]));
    const before = rowsById();
    expect([...rowsById()].filter(([id, node]) => before.get(id) !== node && !id.startsWith('group:'))).toEqual([]);
    world.changeOne('face');
    const remade = [...rowsById()].filter(([id, node]) => before.get(id) !== node && !id.startsWith('group:')).map(([id]) => id);
    expect(remade.filter((id) => !id.startsWith('canary:faces/face'))).toEqual([]);
    expect(remade).toContain('canary:faces/face');
  });
});
