// A reconcile run against a cluster in our hand: honest phases, early and true ends, nothing left behind.
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../client/src/cluster/jsonValue.ts';
import { readString } from '../../../client/src/cluster/jsonValue.ts';
import type { KubeError } from '../../../client/src/cluster/kubeError.ts';
import { failure, success } from '../../../client/src/cluster/outcome.ts';
import { planChain } from '../../../client/src/flux/chainPlan.ts';
import { runReconcile } from '../../../client/src/flux/reconcile.ts';
import { describeReconcileEnd, type ReconcileEnd } from '../../../client/src/flux/reconcileEnd.ts';
import type { ReconcileWorld, StepProgress } from '../../../client/src/flux/stepRun.ts';
import { planReconcile, type ReconcileTarget } from '../../../client/src/flux/reconcilePlan.ts';
import { requestedAtAnnotation } from '../../../client/src/flux/reconcileRequest.ts';
import { ManualClock, until } from '../../harness/manualClock.ts';
import { conditions, fluxKustomization, fluxSource, helmRelease, lookupOf, newRevision, oldRevision, type Given } from './liveObjects.ts';

/** A cluster whose objects the test replaces. */
class FakeWorld implements ReconcileWorld {
  readonly clock = new ManualClock();
  readonly patches: { readonly name: string; readonly patch: JsonObject }[] = [];
  trouble = '';
  refusal: KubeError | undefined;
  #objects: readonly ReconcileTarget[];
  readonly #listeners = new Set<() => void>();

  constructor(...objects: readonly ReconcileTarget[]) {
    this.#objects = objects;
  }

  get lookup() {
    return lookupOf(...this.#objects);
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  /** The token of the last request. */
  get token(): string {
    return readString(this.patches.at(-1)?.patch, 'metadata', 'annotations', requestedAtAnnotation);
  }

  random = () => this.patches.length / 1000;

  findTarget: ReconcileWorld['findTarget'] = (ref) => this.#objects.find((object) => object.kind === ref.kind && object.name === ref.name);

  subscribe(onChange: () => void): () => void {
    this.#listeners.add(onChange);
    return () => this.#listeners.delete(onChange);
  }

  connectionTrouble(): string {
    return this.trouble;
  }

  mergePatch: ReconcileWorld['mergePatch'] = (ref, patch) => {
    if (this.refusal !== undefined) return Promise.resolve(failure(this.refusal));
    this.patches.push({ name: ref.name, patch });
    return Promise.resolve(success({}));
  };

  /** Puts an object in the place of the one of the same kind and name. */
  change(object: ReconcileTarget): void {
    this.#objects = [...this.#objects.filter((old) => old.kind !== object.kind || old.name !== object.name), object];
    this.tell();
  }

  remove(name: string): void {
    this.#objects = this.#objects.filter((old) => old.name !== name);
    this.tell();
  }

  tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}

function run(world: FakeWorld, target: ReconcileTarget, scope: 'object' | 'withSource' = 'object', stepDeadlineMs?: number) {
  const planned = planReconcile(target, scope, world.lookup);
  if (!planned.ok) throw new Error(planned.error.message);
  const controller = new AbortController();
  const seen: string[] = [];
  let last: readonly StepProgress[] = [];
  const state: { end: ReconcileEnd | undefined } = { end: undefined };
  const ended = runReconcile(planned.value, world, {
    signal: controller.signal,
    onProgress: (steps) => {
      last = steps;
      seen.push(steps.map((step) => step.phase).join(','));
    },
    ...(stepDeadlineMs === undefined ? {} : { stepDeadlineMs }),
  }).then((end) => (state.end = end));
  const said = () => last.map((step) => step.sentence);
  const finish = async () => {
    const end = await ended;
    // Whatever the end, nothing may be left behind.
    expect(world.listeners).toBe(0);
    expect(world.clock.pending).toEqual([]);
    return end;
  };
  const asked = (count: number) => until(`${count} requests were made`, () => world.patches.length === count);
  return { controller, seen, said, finish, asked, state };
}

const handled = (token: string, more: JsonObject = {}): Given => ({ status: { lastHandledReconcileAt: token, ...more } });

describe('one object', () => {
  test('requested, handled, applied, healthy, each with its evidence', async () => {
    const apps = fluxKustomization('apps');
    const world = new FakeWorld(apps);
    const { seen, said, finish, asked } = run(world, apps);
    await asked(1);
    world.tell();
    world.change(fluxKustomization('apps', { conditions: conditions.running('Building manifests for revision main@sha1:9f8e with a timeout of 9m') }));
    expect(said()).toEqual(['Building manifests for revision main@sha1:9f8e with a timeout of 9m']);
    world.change(fluxKustomization('apps', { conditions: conditions.running('Running health checks for revision main@sha1:9f8e with a timeout of 9m') }));
    world.clock.advance(23_000);
    world.change(fluxKustomization('apps', { conditions: conditions.ready(), ...handled(world.token, { lastAppliedRevision: newRevision, inventory: { entries: [{ id: 'a_b__Service' }, { id: 'a_c__Service' }] } }) }));
    const end = await finish();
    expect([...new Set(seen)]).toEqual(['next', 'requested', 'handled', 'applied', 'healthy']);
    expect(describeReconcileEnd(end, 'apps', 'my-cluster')).toBe('apps applied main@9f8e1c2, 2 objects healthy on my-cluster, 23 s');
  });

  test('an old Ready=True is no success before the token is handled', async () => {
    const apps = fluxKustomization('apps', { status: { lastHandledReconcileAt: 'earlier' } });
    const world = new FakeWorld(apps);
    const { finish, asked, state } = run(world, apps);
    await asked(1);
    world.tell();
    world.tell();
    await Promise.resolve();
    expect(state.end).toBeUndefined();
    world.change(fluxKustomization('apps', handled(world.token)));
    expect((await finish()).type).toBe('done');
  });

  test('a newer request of somebody else that was handled counts too', async () => {
    const apps = fluxKustomization('apps', { status: { lastHandledReconcileAt: 'earlier' } });
    const world = new FakeWorld(apps);
    const { finish, asked } = run(world, apps);
    await asked(1);
    world.change(fluxKustomization('apps', handled('somebody else')));
    expect((await finish()).type).toBe('done');
  });

  test('the run after the one that was under way is ours: its health checks are told', async () => {
    const apps = fluxKustomization('apps', { conditions: conditions.running('Running health checks for the run before') });
    const world = new FakeWorld(apps);
    const { seen, finish, asked } = run(world, apps);
    await asked(1);
    world.tell();
    expect(seen.at(-1)).toBe('requested');
    world.change(fluxKustomization('apps', { conditions: conditions.failed('HealthCheckFailed', 'health check failed: not there') }));
    expect(seen.at(-1)).toBe('requested');
    world.change(fluxKustomization('apps', { conditions: conditions.running('Running health checks for revision main@sha1:9f8e') }));
    expect(seen.at(-1)).toBe('applied');
    world.change(fluxKustomization('apps', handled(world.token)));
    expect((await finish()).type).toBe('done');
  });

  test('a run that the fetched commit has started by itself is ours, too: it names the revision', async () => {
    const source = fluxSource('GitRepository', 'flux-system');
    const apps = fluxKustomization('apps');
    const world = new FakeWorld(source, apps);
    const { seen, finish, asked } = run(world, apps, 'withSource');
    await asked(1);
    // The controller is at work on the new commit before anybody has asked it.
    world.change(fluxKustomization('apps', { conditions: conditions.running(`Building manifests for revision ${newRevision} with a timeout of 9m`) }));
    world.change(fluxSource('GitRepository', 'flux-system', handled(world.token, { artifact: { revision: newRevision, lastUpdateTime: '2026-11-23T12:00:00Z' } })));
    await asked(2);
    world.change(fluxKustomization('apps', { conditions: conditions.running(`Running health checks for revision ${newRevision} with a timeout of 9m`) }));
    expect(seen.at(-1)).toBe('healthy,applied');
    world.change(fluxKustomization('apps', handled(world.token, { lastAppliedRevision: newRevision })));
    expect((await finish()).type).toBe('done');
  });

  test('a run that was under way before proves nothing', async () => {
    const apps = fluxKustomization('apps', { conditions: conditions.running('Building manifests') });
    const world = new FakeWorld(apps);
    const { seen, finish, asked } = run(world, apps);
    await asked(1);
    world.tell();
    expect(seen.at(-1)).toBe('requested');
    world.change(fluxKustomization('apps', handled(world.token)));
    await finish();
  });

  test('a handled failure ends it at once, with the words of the controller', async () => {
    const apps = fluxKustomization('apps');
    const world = new FakeWorld(apps);
    const { seen, finish, asked } = run(world, apps);
    await asked(1);
    world.change(fluxKustomization('apps', { conditions: conditions.failed('BuildFailed', 'kustomize build failed: ca.crt does not exist'), ...handled(world.token) }));
    const end = await finish();
    expect(describeReconcileEnd(end, 'apps', 'c')).toBe('stopped at Kustomization flux-system/apps: build failed: ca.crt does not exist');
    expect(seen.at(-1)).toBe('stopped');
  });

  test('an old failure does not end it before the request was handled', async () => {
    const broken = fluxKustomization('apps', { conditions: conditions.failed('BuildFailed', 'old trouble') });
    const world = new FakeWorld(broken);
    const { finish, asked, state, said } = run(world, broken);
    await asked(1);
    world.tell();
    await Promise.resolve();
    expect(state.end).toBeUndefined();
    expect(said()).toEqual(['old trouble']);
    world.change(fluxKustomization('apps', handled(world.token)));
    expect((await finish()).type).toBe('done');
  });

  test('a stalled result ends it', async () => {
    const apps = fluxKustomization('apps');
    const world = new FakeWorld(apps);
    const { finish, asked } = run(world, apps);
    await asked(1);
    world.change(fluxKustomization('apps', { conditions: conditions.stalled('AccessDenied', `can't access 'GitRepository/x/y'`), ...handled(world.token) }));
    expect(await finish()).toMatchObject({ type: 'failed', sentence: `can't access 'GitRepository/x/y'` });
  });

  test('the deadline says the last reason', async () => {
    const apps = fluxKustomization('apps');
    const world = new FakeWorld(apps);
    const { finish, asked } = run(world, apps, 'object', 60_000);
    await asked(1);
    world.change(fluxKustomization('apps', { conditions: conditions.running('Running health checks for revision x with a timeout of 9m') }));
    world.clock.advance(60_000);
    expect(describeReconcileEnd(await finish(), 'apps', 'c')).toBe('Kustomization flux-system/apps is not done after 60 s: Running health checks for revision x with a timeout of 9m');
  });

  test('cancelling says what has been asked already', async () => {
    const apps = fluxKustomization('apps');
    const world = new FakeWorld(apps);
    const { finish, asked, controller } = run(world, apps);
    await asked(1);
    controller.abort();
    expect(describeReconcileEnd(await finish(), 'apps', 'c')).toBe('cancelled; already asked, and going on there: Kustomization flux-system/apps');
  });

  test('an object that is suspended or deleted in the middle', async () => {
    const apps = fluxKustomization('apps');
    for (const [change, type] of [
      [(world: FakeWorld) => world.change(fluxKustomization('apps', { spec: { suspend: true } })), 'suspended'],
      [(world: FakeWorld) => world.remove('apps'), 'gone'],
    ] as const) {
      const world = new FakeWorld(apps);
      const { finish, asked } = run(world, apps);
      await asked(1);
      change(world);
      expect((await finish()).type).toBe(type);
    }
  });

  test('a refused request says what the server said, and nothing else happens', async () => {
    const apps = fluxKustomization('apps');
    const world = new FakeWorld(apps);
    world.refusal = { type: 'forbidden', verb: 'patch', kind: 'Kustomization', message: 'kustomizations "apps" is forbidden: User "viewer" cannot patch' };
    const { finish } = run(world, apps);
    expect(describeReconcileEnd(await finish(), 'apps', 'c')).toBe('Kustomization flux-system/apps could not be asked: kustomizations "apps" is forbidden: User "viewer" cannot patch');
  });

  test('a lost connection is said while it waits, and the wait goes on', async () => {
    const apps = fluxKustomization('apps');
    const world = new FakeWorld(apps);
    const { said, finish, asked } = run(world, apps);
    await asked(1);
    world.trouble = 'my-cluster does not answer (connection refused)';
    world.tell();
    expect(said()).toEqual(['my-cluster does not answer (connection refused)']);
    world.trouble = '';
    world.change(fluxKustomization('apps', handled(world.token)));
    expect((await finish()).type).toBe('done');
  });
});

describe('waiting for dependencies', () => {
  const waiting = (token: string) => fluxKustomization('apps', { spec: { dependsOn: [{ name: 'infra' }] }, conditions: conditions.waiting(`dependency 'flux-system/infra' is not ready`), ...handled(token) });
  const infra = (given: Given) => fluxKustomization('infra', given);

  test('one that is on its way is waited for', async () => {
    const apps = fluxKustomization('apps', { spec: { dependsOn: [{ name: 'infra' }] } });
    const world = new FakeWorld(apps, infra({ conditions: conditions.running('Building manifests') }));
    const { said, finish, asked, state } = run(world, apps);
    await asked(1);
    world.change(waiting(world.token));
    expect(said()).toEqual(['waiting for flux-system/infra → flux-system/infra: Building manifests']);
    world.clock.advance(30_000);
    await Promise.resolve();
    expect(state.end).toBeUndefined();
    world.change(fluxKustomization('apps', handled(world.token)));
    expect((await finish()).type).toBe('done');
  });

  test('one that failed ends the run two seconds later, with the first real cause', async () => {
    const apps = fluxKustomization('apps', { spec: { dependsOn: [{ name: 'infra' }] } });
    const world = new FakeWorld(apps, infra({ conditions: conditions.failed('BuildFailed', 'ca.crt does not exist') }));
    const { finish, asked, state } = run(world, apps);
    await asked(1);
    world.change(waiting(world.token));
    world.clock.advance(1999);
    await Promise.resolve();
    expect(state.end).toBeUndefined();
    world.clock.advance(1);
    expect(describeReconcileEnd(await finish(), 'apps', 'c')).toBe('stopped: Kustomization flux-system/apps waits, and the cause is flux-system/infra: ca.crt does not exist');
  });

  test('one that failed but moves again within that time is waited for', async () => {
    const apps = fluxKustomization('apps', { spec: { dependsOn: [{ name: 'infra' }] } });
    const world = new FakeWorld(apps, infra({ conditions: conditions.failed('BuildFailed', 'ca.crt does not exist') }));
    const { finish, asked, state } = run(world, apps);
    await asked(1);
    world.change(waiting(world.token));
    world.clock.advance(1000);
    world.change(infra({ conditions: conditions.running('Building manifests') }));
    world.clock.advance(10_000);
    await Promise.resolve();
    expect(state.end).toBeUndefined();
    world.change(fluxKustomization('apps', handled(world.token)));
    expect((await finish()).type).toBe('done');
  });

  test('nothing is judged from an old picture', async () => {
    const apps = fluxKustomization('apps', { spec: { dependsOn: [{ name: 'infra' }] } });
    const world = new FakeWorld(apps, infra({ conditions: conditions.failed('BuildFailed', 'x') }));
    const { finish, asked, state } = run(world, apps);
    await asked(1);
    world.trouble = 'c does not answer';
    world.change(waiting(world.token));
    world.clock.advance(10_000);
    await Promise.resolve();
    expect(state.end).toBeUndefined();
    world.trouble = '';
    world.change(fluxKustomization('apps', handled(world.token)));
    await finish();
  });
});

describe('a dependent that missed the moment', () => {
  const dependency = (ready: boolean) => fluxKustomization('infra', { conditions: ready ? conditions.ready() : conditions.running('Building manifests') });
  const waits = (token: string) => fluxKustomization('apps', { spec: { dependsOn: [{ name: 'infra' }] }, conditions: conditions.waiting("dependency 'flux-system/infra' is not ready"), ...handled(token) });

  test('is asked again once its dependency is ready, and not before', async () => {
    const apps = fluxKustomization('apps', { spec: { dependsOn: [{ name: 'infra' }] } });
    const world = new FakeWorld(apps, dependency(false), fluxSource('GitRepository', 'flux-system'));
    const { finish, asked } = run(world, apps);
    await asked(1);
    world.change(waits(world.token));
    world.clock.advance(1000);
    expect(world.patches).toHaveLength(1);
    world.change(dependency(true));
    world.clock.advance(1000);
    await asked(2);
    world.change(fluxKustomization('apps', { spec: { dependsOn: [{ name: 'infra' }] }, ...handled(world.token) }));
    expect((await finish()).type).toBe('done');
  });
});

describe('with source', () => {
  test('the source first; the Kustomization must reach its new revision', async () => {
    const apps = fluxKustomization('apps');
    const source = fluxSource('GitRepository', 'flux-system');
    const world = new FakeWorld(apps, source);
    const { seen, finish, asked, state } = run(world, apps, 'withSource');
    await asked(1);
    expect(world.patches.map((patch) => patch.name)).toEqual(['flux-system']);
    world.change(fluxSource('GitRepository', 'flux-system', handled(world.token, { artifact: { revision: newRevision } })));
    await asked(2);
    expect(world.patches[1]?.name).toBe('apps');
    const tokens = world.patches.map(({ patch }) => readString(patch, 'metadata', 'annotations', requestedAtAnnotation));
    expect(new Set(tokens).size).toBe(2);
    // The controller's cache may lag: handled, Ready, but with the revision from before.
    world.change(fluxKustomization('apps', handled(world.token, { lastAppliedRevision: oldRevision })));
    await Promise.resolve();
    expect(state.end).toBeUndefined();
    world.change(fluxKustomization('apps', handled(world.token, { lastAppliedRevision: newRevision })));
    expect(await finish()).toMatchObject({ type: 'done', revision: 'main@9f8e1c2' });
    expect([...new Set(seen)]).toEqual(['next,next', 'requested,next', 'healthy,next', 'healthy,requested', 'healthy,handled', 'healthy,healthy']);
  });

  test('a source that cannot be fetched ends it before the Kustomization is asked', async () => {
    const apps = fluxKustomization('apps');
    const world = new FakeWorld(apps, fluxSource('GitRepository', 'flux-system'));
    const { seen, finish, asked } = run(world, apps, 'withSource');
    await asked(1);
    world.change(fluxSource('GitRepository', 'flux-system', { conditions: conditions.failed('GitOperationFailed', 'authentication required'), ...handled(world.token) }));
    expect(describeReconcileEnd(await finish(), 'apps', 'c')).toBe('stopped at GitRepository flux-system/flux-system: authentication required');
    expect(world.patches).toHaveLength(1);
    expect(seen.at(-1)).toBe('stopped,left');
  });

  test('a release: static repository skipped, chart, release', async () => {
    const release = helmRelease('podinfo');
    const world = new FakeWorld(release, fluxSource('HelmRepository', 'charts', { spec: { type: 'oci' }, conditions: [] }), fluxSource('HelmChart', 'flux-system-podinfo'));
    const { seen, finish, asked } = run(world, release, 'withSource');
    await asked(1);
    world.change(fluxSource('HelmChart', 'flux-system-podinfo', handled(world.token, { artifact: { revision: '6.5.0' } })));
    await asked(2);
    world.change(helmRelease('podinfo', handled(world.token, { lastAttemptedRevision: '6.5.0' })));
    expect(await finish()).toMatchObject({ type: 'done', revision: '6.5.0' });
    expect(world.patches.map((patch) => patch.name)).toEqual(['flux-system-podinfo', 'podinfo']);
    expect(seen.at(-1)).toBe('skipped,healthy,healthy');
  });
});

test('two below the target that wait for each other end the run: it does not pass for done', async () => {
  const waitingFor = (name: string, other: string, more: Given = {}) => fluxKustomization(name, { ...more, spec: { dependsOn: [{ name: other }] }, conditions: conditions.waiting(`dependency 'flux-system/${other}' is not ready`) });
  const held = ['a', 'b'].map((name) => ({ id: `flux-system_${name}_kustomize.toolkit.fluxcd.io_Kustomization`, v: 'v1' }));
  const root = fluxKustomization('root', { status: { inventory: { entries: held } } });
  const objects = [root, fluxSource('GitRepository', 'flux-system'), waitingFor('a', 'b'), waitingFor('b', 'a')];
  const world = new FakeWorld(...objects);
  const planned = planChain(root, world.lookup, (ref) => world.findTarget(ref));
  if (!planned.ok) throw new Error(planned.error.message);
  const ended = runReconcile(planned.value, world, { signal: new AbortController().signal, onProgress: () => undefined });
  await until('the source was asked', () => world.patches.length === 1);
  world.change(fluxSource('GitRepository', 'flux-system', handled(world.token)));
  await until('the target was asked', () => world.patches.length === 2);
  world.change(fluxKustomization('root', handled(world.token, { inventory: { entries: held } })));
  await until('one of the circle was asked', () => world.patches.length === 3);
  world.change(waitingFor('b', 'a', handled(world.token)));
  await until('it waits without hope', () => world.clock.pending.includes(2000));
  world.clock.advance(2000);
  expect(await ended).toMatchObject({ type: 'blocked', cause: { kind: 'cycle' } });
});
