// The follower on a session and a clock in our hand: it ends when its session does, asks Git again, and reports what is true at the end.
import { describe, expect, test } from 'vitest';
import { commitOfRevision } from '../../../server/src/flux/revision.ts';
import type { ClusterObject } from '../../../client/src/cluster/objects/clusterObject.ts';
import { readClusterObject } from '../../../client/src/cluster/objects/clusterObject.ts';
import type { LiveFluxKustomization } from '../../../client/src/cluster/objects/fluxKustomization.ts';
import type { LiveFluxSource } from '../../../client/src/cluster/objects/fluxSource.ts';
import type { ServedKind } from '../../../client/src/cluster/servedKind.ts';
import { followCommit, type FollowedSession, type JourneyEnd, type TimedItem } from '../../../client/src/journey/followCommit.ts';
import { ManualClock, until } from '../../harness/manualClock.ts';
import { conditions, fluxKustomization, fluxSource, lookupOf, newRevision, oldRevision } from '../clientFlux/liveObjects.ts';

const commit = commitOfRevision(newRevision);
const source = { kind: 'GitRepository', namespace: 'flux-system', name: 'flux-system' };
const fetched = fluxSource('GitRepository', 'flux-system', { status: { artifact: { revision: newRevision } } });

/** A session whose objects the test replaces. */
class FakeSession implements FollowedSession {
  readonly ending = new AbortController();
  readonly ended = this.ending.signal;
  readonly state = { type: 'live', faults: [] } as const;
  readonly canaries = [];
  readonly rawCanaryEvents = [];
  observed = 0;
  sources: readonly LiveFluxSource[];
  kustomizations: readonly LiveFluxKustomization[];
  workloads: readonly ClusterObject[] = [];
  readonly #listeners = new Set<() => void>();

  constructor(sources: readonly LiveFluxSource[], kustomizations: readonly LiveFluxKustomization[] = []) {
    this.sources = sources;
    this.kustomizations = kustomizations;
  }

  readonly findKustomization = (namespace: string, name: string) => this.#lookup.findKustomization(namespace, name);
  readonly findHelmRelease = () => undefined;
  readonly findSource = (kind: string, namespace: string, name: string) => this.#lookup.findSource(kind, namespace, name);

  get #lookup() {
    return lookupOf(...this.sources, ...this.kustomizations);
  }

  readonly observe: FollowedSession['observe'] = (served: ServedKind) => {
    this.observed += 1;
    const find = () => this.workloads.filter(({ kind }) => kind === served.kind);
    return { served, state: { type: 'live' }, get objects() { return find(); }, find: (namespace, name) => find().find((object) => object.namespace === namespace && object.name === name), release: () => undefined };
  };

  readonly subscribe: FollowedSession['subscribe'] = (listener) => {
    const tell = () => listener({ type: 'connection', state: this.state });
    this.#listeners.add(tell);
    return () => this.#listeners.delete(tell);
  };

  tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}

function follow(session: FakeSession, contains: (holder: string) => Promise<boolean | undefined> = () => Promise.resolve(false)) {
  const clock = new ManualClock();
  const told: (readonly TimedItem[])[] = [];
  let ended: JourneyEnd | undefined;
  const end = followCommit({ session, clock, commit, sources: [source], contains, signal: new AbortController().signal, onProgress: (items) => told.push(items) }).then((one) => (ended = one));
  return { clock, told, end, last: () => (told.at(-1) ?? []).map(({ ref, state, words }) => `${ref.kind} ${state}: ${words}`), ended: () => ended };
}

function deployment(available: number): ClusterObject {
  const value = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { namespace: 'shop', name: 'web', uid: 'web', resourceVersion: '1', generation: 1 }, spec: { replicas: 2, template: {} }, status: { observedGeneration: 1, replicas: 2, updatedReplicas: 2, readyReplicas: available, availableReplicas: available } };
  const object = readClusterObject(value, 'apps/v1', 'Deployment');
  if (object === undefined) throw new Error('the test object has no name');
  return object;
}

test('a session that ended before it began is lost, and nothing is observed', async () => {
  const session = new FakeSession([fluxSource('GitRepository', 'flux-system')]);
  session.ending.abort();
  const { end } = follow(session);
  expect(await end).toMatchObject({ type: 'lost', items: [] });
  expect(session.observed).toBe(0);
});

describe('a commit of the cluster that this clone does not know', () => {
  test.each<[string, () => Promise<undefined>]>([
    ['as Git says', () => Promise.resolve(undefined)],
    ['as a failure says', () => Promise.reject(new Error('bad revision'))],
  ])('is named, and asked for again until a fetch has brought it: %s', async (_what, unknown) => {
    let isFetched = false;
    const asked: string[] = [];
    const { clock, last, end } = follow(new FakeSession([fluxSource('GitRepository', 'flux-system')]), (holder) => {
      asked.push(holder);
      return isFetched ? Promise.resolve(true) : unknown();
    });
    await until('it is named', () => last()[0] === 'GitRepository waiting: has main@02fae5b, which this clone does not know: fetch');
    expect(asked).toEqual([commitOfRevision(oldRevision)]);
    isFetched = true;
    clock.advance(5000);
    await until('it holds the commit', () => last()[0] === 'GitRepository done: main@02fae5b');
    clock.advance(2000);
    expect(await end).toMatchObject({ type: 'done' });
  });

  test('is not asked for again where Git knows it', async () => {
    let asked = 0;
    const { clock, last } = follow(new FakeSession([fluxSource('GitRepository', 'flux-system')]), () => {
      asked += 1;
      return Promise.resolve(false);
    });
    for (let round = 0; round < 3; round += 1) {
      clock.advance(5000);
      await Promise.resolve();
    }
    expect(last()).toEqual(['GitRepository waiting: has main@02fae5b, looks each 1m']);
    expect(asked).toBe(1);
  });
});

describe('the end', () => {
  const applied = fluxKustomization('apps', { status: { lastAppliedRevision: newRevision, inventory: { entries: [{ id: 'shop_web_apps_Deployment', v: 'v1' }] } } });

  test('tells nothing of what was only so for a moment', async () => {
    const session = new FakeSession([fetched], [applied]);
    session.workloads = [deployment(2)];
    const { clock, last, end } = follow(session);
    session.workloads = [deployment(1)];
    session.tell();
    await until('a pod is missing', () => last().at(-1) === 'Deployment running: 1 of 2 pods available');
    session.workloads = [deployment(2)];
    session.tell();
    await until('it is back', () => last().every((line) => line.includes(' done: ')));
    clock.advance(2000);
    const { type, items } = await end;
    expect(type).toBe('done');
    expect(items.map(({ ref }) => ref.kind)).toEqual(['GitRepository', 'Kustomization']);
  });

  test('is judged by the last look, not by the one that began the wait', async () => {
    const session = new FakeSession([fetched], [applied]);
    const { clock, last, end } = follow(session);
    expect(last().every((line) => line.includes(' done: '))).toBe(true);
    session.kustomizations = [fluxKustomization('apps', { status: { lastAttemptedRevision: newRevision }, conditions: conditions.failed('HealthCheckFailed', 'health check failed') })];
    session.tell();
    await until('it has failed', () => last().some((line) => line.startsWith('Kustomization failed: ')));
    clock.advance(2000);
    const { type, items } = await end;
    expect([type, items.map(({ state }) => state)]).toEqual(['failed', ['done', 'failed']]);
  });
});
