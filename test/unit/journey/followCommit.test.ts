// The follower on a session and a clock in our hand: it ends when its session does, asks Git again, and reports what is true at the end.
import { describe, expect, test } from 'vitest';
import { commitOfRevision } from '../../../server/src/flux/revision.ts';
import type { ClusterObject } from '../../../client/src/cluster/objects/clusterObject.ts';
import { readClusterObject } from '../../../client/src/cluster/objects/clusterObject.ts';
import type { JsonObject } from '../../../client/src/cluster/jsonValue.ts';
import type { LiveCanary } from '../../../client/src/cluster/objects/canary.ts';
import type { LiveFluxKustomization } from '../../../client/src/cluster/objects/fluxKustomization.ts';
import type { LiveFluxSource } from '../../../client/src/cluster/objects/fluxSource.ts';
import type { ServedKind } from '../../../client/src/cluster/servedKind.ts';
import { followCommit, type FollowCommitOptions, type FollowedSession, type JourneyEnd, type TimedItem } from '../../../client/src/journey/followCommit.ts';
import { progressWords, triesAgainWords } from '../../../client/src/journey/journeyWords.ts';
import { ManualClock, until } from '../../harness/manualClock.ts';
import { canary } from '../client/liveObjects.ts';
import { conditions, fluxKustomization, fluxSource, lookupOf, newRevision, oldRevision } from '../clientFlux/liveObjects.ts';

const commit = commitOfRevision(newRevision);
const source = { kind: 'GitRepository', namespace: 'flux-system', name: 'flux-system' };
const fetched = fluxSource('GitRepository', 'flux-system', { status: { artifact: { revision: newRevision } } });

/** A session whose objects the test replaces. */
class FakeSession implements FollowedSession {
  readonly ending = new AbortController();
  readonly ended = this.ending.signal;
  readonly state = { type: 'live', faults: [] } as const;
  canaries: readonly LiveCanary[] = [];
  rawCanaryEvents: readonly JsonObject[] = [];
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

function follow(session: FakeSession, contains: (holder: string) => Promise<boolean | undefined> = () => Promise.resolve(false), more: Partial<FollowCommitOptions> = {}) {
  const clock = new ManualClock();
  const told: (readonly TimedItem[])[] = [];
  const failures: string[] = [];
  let ended: JourneyEnd | undefined;
  const end = followCommit({ session, clock, commit, sources: [source], contains, changedConfigs: () => Promise.resolve([]), signal: new AbortController().signal, onProgress: (items) => told.push(items), onFailure: ({ ref, words }) => failures.push(`${ref.name}: ${words}`), ...more }).then((one) => (ended = one));
  return { clock, told, failures, end, last: () => (told.at(-1) ?? []).map(({ ref, state, words }) => `${ref.kind} ${state}: ${words}`), ended: () => ended };
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

describe('a failure', () => {
  const held = ['one', 'two'].map((name) => ({ id: `faces_${name}_flagger.app_Canary`, v: 'v1beta1' }));
  const applied = fluxKustomization('apps', { status: { lastAppliedRevision: newRevision, inventory: { entries: held } } });
  const halt = { metadata: { name: 'e' }, type: 'Warning', message: 'Halt one.faces advancement success rate 61.00% < 99%', involvedObject: {}, lastTimestamp: '2026-11-28T10:00:00Z' };

  test('of a Canary is told at once, while another goes on; the end comes with the last of them, and says it again', async () => {
    const session = new FakeSession([fetched], [applied]);
    session.canaries = [canary('one', { phase: 'Succeeded' }), canary('two', { phase: 'Succeeded' })];
    const { last, failures, end } = follow(session);
    const now = async (one: string, two: string) => {
      session.canaries = [canary('one', { phase: one }), canary('two', { phase: two })];
      session.tell();
      await Promise.resolve();
    };
    await now('Progressing', 'Progressing');
    await until('both run', () => last().filter((line) => line === 'Canary running: Progressing').length === 2);
    session.rawCanaryEvents = [halt];
    await now('Failed', 'Progressing');
    expect(failures).toEqual(['one: success rate 61 % < 99 %']);
    // Nothing waits for a clock here: Flagger has the last word.
    await now('Failed', 'Failed');
    expect((await end).items.map(({ state }) => state)).toEqual(['done', 'done', 'failed', 'failed']);
    expect(failures).toEqual(['one: success rate 61 % < 99 %']);
  });

  test('of a Kustomization that is over in a moment is told to nobody', async () => {
    const infra = (...given: Parameters<typeof fluxKustomization>) => fluxKustomization(...given);
    const busy = infra('busy', { status: { lastAttemptedRevision: newRevision }, conditions: conditions.running('Running health checks') });
    const failed = infra('quick', { status: { lastAttemptedRevision: newRevision }, conditions: conditions.failed('ReconciliationFailed', 'no matches for kind') });
    const session = new FakeSession([fetched], [busy, failed]);
    const { clock, last, failures } = follow(session);
    await until('it has failed', () => last().some((line) => line.startsWith('Kustomization failed: ')));
    session.kustomizations = [busy, infra('quick', { status: { lastAppliedRevision: newRevision } })];
    session.tell();
    await until('it is mended', () => !last().some((line) => line.startsWith('Kustomization failed: ')));
    clock.advance(2000);
    expect(failures).toEqual([]);
    session.kustomizations = [busy, failed];
    session.tell();
    await until('it has failed again', () => last().some((line) => line.startsWith('Kustomization failed: ')));
    clock.advance(2000);
    expect(failures).toEqual(['quick: no matches for kind']);
  });

  test('that Flux tries again is followed on where that was asked, until it is mended', async () => {
    const failed = fluxKustomization('apps', { spec: { retryInterval: '2m' }, status: { lastAttemptedRevision: newRevision }, conditions: conditions.failed('HealthCheckFailed', 'health check failed') });
    const first = follow(new FakeSession([fetched], [failed]));
    first.clock.advance(2000);
    const ended = await first.end;
    expect(ended.type).toBe('failed');
    expect(triesAgainWords(ended)).toBe(' Flux tries again each 2m.');
    expect(progressWords(ended.items)).toBe('✓ fetched  ·  applied 0 of 1  ·  Kustomization apps: Flux tries again each 2m: health check failed');
    const told = follow(new FakeSession([fetched], [{ ...failed, lastReconciledAt: new Date(2026, 10, 29, 14, 30, 10).toISOString() }]));
    told.clock.advance(2000);
    expect(triesAgainWords(await told.end)).toBe(' Flux tries again each 2m, next about 14:32:10.');

    const session = new FakeSession([fetched], [failed]);
    const patient = follow(session, undefined, { waitsForMend: true });
    patient.clock.advance(60_000);
    await Promise.resolve();
    expect(patient.ended()).toBeUndefined();
    session.kustomizations = [fluxKustomization('apps', { status: { lastAppliedRevision: newRevision } })];
    session.tell();
    await until('it is mended', () => patient.last().every((line) => line.includes(' done: ')));
    patient.clock.advance(2000);
    expect((await patient.end).type).toBe('done');
  });
});

test('a change of a ConfigMap alone is waited for, since Flagger starts a rollout at its next look', async () => {
  const applied = fluxKustomization('apps', { status: { lastAppliedRevision: newRevision, inventory: { entries: [{ id: 'faces_one_apps_Deployment', v: 'v1' }] } } });
  const session = new FakeSession([fetched], [applied]);
  session.canaries = [canary('one', { phase: 'Succeeded' })];
  const asked: string[] = [];
  const { clock, last, end, ended } = follow(session, undefined, {
    changedConfigs: ({ name }) => {
      asked.push(name);
      return Promise.resolve(['settings']);
    },
  });
  await until('the change is named', () => last().at(-1) === 'Canary waiting: ConfigMap settings changed since Flagger looked last; waiting for Flagger to see it');
  clock.advance(2000);
  await Promise.resolve();
  expect(ended()).toBeUndefined();
  session.canaries = [canary('one', { phase: 'Progressing' })];
  session.tell();
  await until('it runs', () => last().at(-1) === 'Canary running: Progressing');
  session.canaries = [canary('one', { phase: 'Succeeded' })];
  session.tell();
  await until('it is promoted', () => last().at(-1) === 'Canary done: promoted');
  clock.advance(2000);
  expect((await end).type).toBe('done');
  expect(asked).toEqual(['one']);
});
