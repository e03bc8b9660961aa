// Reconcile on the demo cluster: real commits in real repositories, a real session over TLS, stand-ins for the controllers at twenty times their speed.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../../client/src/cluster/clock.ts';
import { buildClusterFacts } from '../../../client/src/flux/clusterFacts.ts';
import { buildOwnershipTree, kustomizationRef, type OwnershipNode } from '../../../client/src/flux/ownership.ts';
import { runReconcile } from '../../../client/src/flux/reconcile.ts';
import { describeReconcileEnd } from '../../../client/src/flux/reconcileEnd.ts';
import type { StepProgress } from '../../../client/src/flux/stepRun.ts';
import { planChain } from '../../../client/src/flux/chainPlan.ts';
import { planReconcile } from '../../../client/src/flux/reconcilePlan.ts';
import { findReconcileTarget, reconcileWorldOf, setSuspended } from '../../../client/src/flux/sessionReconcile.ts';
import { shortRevision } from '../../../server/src/flux/revision.ts';
import { startDemoSession, type RunningDemo } from '../../harness/demoSession.ts';
import { until } from '../../harness/manualClock.ts';

let running: RunningDemo;
let repositories: RunningDemo['repositories'];
let demo: RunningDemo['demo'];
let session: RunningDemo['session'];

beforeAll(async () => {
  running = await startDemoSession();
  ({ repositories, demo, session } = running);
}, 60_000);

afterAll(() => running.stop());

const commit: RunningDemo['commit'] = (repository, file, edit) => running.commit(repository, file, edit);

async function reconcile(name: string, scope: 'object' | 'withSource' | 'chain', midway?: () => void) {
  const target = session.kustomizations.find((kustomization) => kustomization.name === name);
  if (target === undefined) throw new Error(`there is no Kustomization ${name}`);
  const plan = scope === 'chain' ? planChain(target, session, (ref) => findReconcileTarget(session, ref)) : planReconcile(target, scope, session);
  if (!plan.ok) return { said: plan.error.message, type: plan.error.type, phases: [], last: [] };
  const phases: string[] = [];
  let last: readonly StepProgress[] = [];
  const onProgress = (steps: readonly StepProgress[]) => {
    last = steps;
    phases.push(steps.map((step) => step.phase).join(','));
    if (steps.some((step) => step.phase === 'requested')) midway?.();
  };
  const end = await runReconcile(plan.value, reconcileWorldOf(session, systemClock, Math.random), { signal: new AbortController().signal, onProgress, stepDeadlineMs: 15_000 });
  return { said: describeReconcileEnd(end, name, session.contextName), type: end.type, phases, last };
}

const tree = (nodes: readonly OwnershipNode[], indent = ''): readonly string[] => nodes.flatMap((node) => [`${indent}${node.kustomization.name}`, ...tree(node.children, `${indent}  `)]);

test('the tree by who applied whom', () => {
  expect(tree(buildOwnershipTree(session.kustomizations))).toEqual(['flux-system', '  apps', '    bookshop', '  cert-manager', '  flagger', '  ingress-nginx', '  linkerd']);
});

describe('reconcile', () => {
  test('with source: a commit in the second repository is live, and its Canary starts', async () => {
    const head = await commit(repositories.application, 'deploy/catalog.yaml', (text) => text.replace('catalog:1.0.0', 'catalog:1.1.0'));
    const { said, phases } = await reconcile('bookshop', 'withSource');
    expect(said).toContain(`bookshop applied ${shortRevision(`main@sha1:${head}`)}, 3 objects healthy on ${demo.contextName}`);
    expect(phases[0]).toBe('next,next');
    expect(phases.at(-1)).toBe('healthy,healthy');
    await until('the rollout has begun', () => session.findCanary('bookshop', 'catalog')?.phase === 'Progressing');
    await until('both images are known', () => {
      const canary = buildClusterFacts(session, Date.now()).canaries.find((facts) => facts.name === 'catalog');
      return canary?.primaryImages?.['catalog']?.endsWith(':1.0.0') === true && canary.canaryImages?.['catalog']?.endsWith(':1.1.0') === true;
    });
  });

  test('a server that goes away in the middle: the run waits, and ends well', async () => {
    let cut = false;
    const { said, type } = await reconcile('cert-manager', 'withSource', () => {
      if (cut) return;
      cut = true;
      void demo.faults.refuseConnections().then(() => demo.faults.acceptConnections());
    });
    // The second request may fall into the gap: then the server's silence is the true end.
    expect(type === 'done' || said.includes('could not be asked: connection re')).toBe(true);
    await until('the session is live again', () => session.state.type === 'live');
  });

  test('a build that fails ends it at once, with the reason', async () => {
    await commit(repositories.application, 'deploy/kustomization.yaml', (text) => text.replace('reviews.yaml', 'not-there.yaml'));
    const { said, type } = await reconcile('bookshop', 'withSource');
    expect(type).toBe('failed');
    expect(said).toMatch(/^stopped at Kustomization bookshop\/bookshop: .*not-there\.yaml/);
    await commit(repositories.application, 'deploy/kustomization.yaml', (text) => text.replace('not-there.yaml', 'reviews.yaml'));
    expect((await reconcile('bookshop', 'withSource')).type).toBe('done');
  });

  test('the chain from apps brings a commit of the second repository to life, in the order of the graph', async () => {
    const head = await commit(repositories.application, 'deploy/reviews.yaml', (text) => `${text}# a word more\n`);
    const { said, type, last } = await reconcile('apps', 'chain');
    expect(type, said).toBe('done');
    expect(session.findKustomization('bookshop', 'bookshop')?.lastAppliedRevision).toBe(`main@sha1:${head}`);
    const names = last.map(({ step }) => `${step.ref.kind} ${step.ref.name}`);
    for (const [first, then] of [['Kustomization cert-manager', 'Kustomization linkerd'], ['Kustomization linkerd', 'Kustomization flagger'], ['GitRepository bookshop', 'Kustomization bookshop']] as const) {
      expect(names, `${first} before ${then}`).toContain(first);
      expect(names.indexOf(first)).toBeLessThan(names.indexOf(then));
    }
    expect(last.every(({ phase }) => phase === 'healthy' || phase === 'skipped'), JSON.stringify(last.map(({ step, phase }) => `${step.ref.name} ${phase}`))).toBe(true);
  });

  test('a chain ends at the dependency that fails, with its reason, and says nothing of what it did not reach', async () => {
    const break_ = (text: string) => text.replace('resources:', 'resources:\n  - missing.yaml');
    await commit(repositories.fleet, 'infrastructure/linkerd/kustomization.yaml', break_);
    const { said, type, last } = await reconcile('apps', 'chain');
    expect(type).toBe('failed');
    expect(said).toMatch(/^stopped at Kustomization flux-system\/linkerd: .*missing\.yaml/);
    expect(last.find(({ step }) => step.ref.name === 'flagger')?.phase).toBe('left');
    await commit(repositories.fleet, 'infrastructure/linkerd/kustomization.yaml', (text) => text.replace('resources:\n  - missing.yaml', 'resources:'));
    expect((await reconcile('apps', 'chain')).type).toBe('done');
  });

  test('a suspended dependency ends the chain by its name: Flux would wait for it for ever', async () => {
    const ref = kustomizationRef({ namespace: 'flux-system', name: 'linkerd' });
    expect((await setSuspended(session, ref, 'suspended')).ok).toBe(true);
    await until('it is suspended', () => session.findKustomization('flux-system', 'linkerd')?.suspended === true);
    const { said, type } = await reconcile('flagger', 'chain');
    expect(type).toBe('blocked');
    expect(said).toBe('stopped: Kustomization flux-system/flagger waits, and the cause is flux-system/linkerd is suspended');
    expect((await setSuspended(session, ref, 'running')).ok).toBe(true);
    await until('it runs', () => session.findKustomization('flux-system', 'linkerd')?.suspended === false);
    const resumed = await reconcile('flagger', 'chain');
    expect(resumed.type, resumed.said).toBe('done');
  });

  test('a suspended one is refused by name, and goes on after resuming', async () => {
    const ref = kustomizationRef({ namespace: 'flux-system', name: 'flagger' });
    expect((await setSuspended(session, ref, 'suspended')).ok).toBe(true);
    await until('it is suspended', () => session.findKustomization('flux-system', 'flagger')?.suspended === true);
    expect((await reconcile('flagger', 'object')).said).toBe('Kustomization flux-system/flagger is suspended');
    expect((await setSuspended(session, ref, 'running')).ok).toBe(true);
    await until('it runs', () => session.findKustomization('flux-system', 'flagger')?.suspended === false);
    expect((await reconcile('flagger', 'object')).type).toBe('done');
  });
});
