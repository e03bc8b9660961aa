// Our reconcile beside the real `flux reconcile … --with-source`, turn about on the same objects: the same end, and a table of times for the reader.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../client/src/cluster/clock.ts';
import type { ClusterSession } from '../../client/src/cluster/clusterSession.ts';
import { readReadiness } from '../../client/src/flux/readiness.ts';
import { runReconcile } from '../../client/src/flux/reconcile.ts';
import { describeReconcileEnd } from '../../client/src/flux/reconcileEnd.ts';
import { planReconcile } from '../../client/src/flux/reconcilePlan.ts';
import { reconcileWorldOf } from '../../client/src/flux/sessionReconcile.ts';
import { configMapFile, gitRepositoryObject, kustomizationObject } from './harness/fluxObjects.ts';
import { GitRepository } from './harness/gitRepository.ts';
import { createNamespace, SessionOpener, sharedControlPlane } from './harness/suite.ts';
import { waitUntil } from './harness/waitUntil.ts';

const { info, api } = sharedControlPlane();
const opener = new SessionOpener(info);
const rounds = 3;
const table: string[] = [];
let session: ClusterSession;

beforeAll(async () => {
  session = await opener.session('admin');
  await waitUntil('the session is live', () => session.state.type === 'live');
});

// Figures for the reader; nothing is asserted about time.
afterAll(() => process.stdout.write(`\n| what | flux CLI, ms | Flightdeck, ms | flux says | Flightdeck says |\n|---|---|---|---|---|\n${table.join('\n')}\n`));

interface Outcome {
  readonly isOk: boolean;
  readonly words: string;
  readonly ms: number;
}

/** The CLI as a user runs it, its own process included. */
function withFlux(namespace: string, name: string): Promise<Outcome> {
  const start = performance.now();
  return new Promise((resolve) => {
    execFile(join(info.programFolder, 'flux'), ['reconcile', 'kustomization', name, '--with-source', '-n', namespace, '--timeout', '10s'], { env: { ...process.env, KUBECONFIG: info.kubeconfig } }, (error, out, err) => resolve({ isOk: error === null, words: lastLine(`${out}${err}`), ms: performance.now() - start }));
  });
}

async function withUs(namespace: string, name: string): Promise<Outcome> {
  const start = performance.now();
  const target = session.findKustomization(namespace, name);
  if (target === undefined) throw new Error(`there is no Kustomization ${name}`);
  const plan = planReconcile(target, 'withSource', session);
  if (!plan.ok) return { isOk: false, words: plan.error.message, ms: performance.now() - start };
  const end = await runReconcile(plan.value, reconcileWorldOf(session, systemClock, Math.random), { signal: new AbortController().signal, onProgress: () => undefined, stepDeadlineMs: 60_000 });
  return { isOk: end.type === 'done', words: describeReconcileEnd(end, name, 'admin'), ms: performance.now() - start };
}

const lastLine = (text: string): string => text.trim().split('\n').at(-1) ?? '';
const cell = (text: string): string => text.replaceAll('|', '\\|').slice(0, 140);

async function createShop() {
  const namespace = await createNamespace(api, 'side');
  const repository = await GitRepository.create(info, namespace, { 'apps/a.yaml': configMapFile('a', '0') });
  await api.apply(gitRepositoryObject(namespace, 'shop', repository.url));
  await api.apply(kustomizationObject(namespace, 'apps', { path: './apps', source: 'shop' }));
  await waitUntil('it is applied', () => {
    const found = session.findKustomization(namespace, 'apps');
    return found !== undefined && readReadiness(found).state === 'ready';
  });
  return { namespace, repository };
}

/** Both in turn, after something was done before each; their ends, and a line of the table. */
async function compare(what: string, namespace: string, before: (round: number) => Promise<unknown>): Promise<readonly [Outcome, Outcome]> {
  const flux: Outcome[] = [];
  const ours: Outcome[] = [];
  for (let round = 0; round < rounds; round += 1) {
    await before(2 * round);
    flux.push(await withFlux(namespace, 'apps'));
    await before(2 * round + 1);
    ours.push(await withUs(namespace, 'apps'));
  }
  const times = (all: readonly Outcome[]) => all.map(({ ms }) => Math.round(ms)).join(', ');
  const [one, other] = [flux.at(-1), ours.at(-1)];
  if (one === undefined || other === undefined) throw new Error('nothing was compared');
  table.push(`| ${what} | ${times(flux)} | ${times(ours)} | ${cell(one.words)} | ${cell(other.words)} |`);
  return [one, other];
}

const appliedCommit = (namespace: string) => session.findKustomization(namespace, 'apps')?.lastAppliedRevision;

describe('reconcile with source beside the flux CLI', () => {
  test('nothing new', async () => {
    const { namespace } = await createShop();
    const [flux, ours] = await compare('nothing new', namespace, () => Promise.resolve());
    expect([flux.isOk, ours.isOk]).toEqual([true, true]);
  });

  test('a new commit', async () => {
    const { namespace, repository } = await createShop();
    let head = '';
    const [flux, ours] = await compare('a new commit', namespace, async (round) => (head = await repository.commitAndPush({ 'apps/a.yaml': configMapFile('a', `${round + 1}`) }, `Round ${round}`)));
    expect([flux.isOk, ours.isOk]).toEqual([true, true]);
    expect(appliedCommit(namespace)).toBe(`main@sha1:${head}`);
    expect(ours.words).toContain(`main@${head.slice(0, 7)}`);
  });

  test('a commit that the API server refuses', async () => {
    const { namespace, repository } = await createShop();
    const [flux, ours] = await compare('a refused object', namespace, (round) => repository.commitAndPush({ 'apps/a.yaml': `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  value: [${round}]\n` }, `Break it ${round}`));
    expect([flux.isOk, ours.isOk]).toEqual([false, false]);
    expect(ours.words).toContain(`ConfigMap/${namespace}/a dry-run failed`);
  });

  test('a suspended object', async () => {
    const { namespace } = await createShop();
    await api.merge(`/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/${namespace}/kustomizations/apps`, { spec: { suspend: true } });
    await waitUntil('it is suspended', () => session.findKustomization(namespace, 'apps')?.suspended === true);
    const [flux, ours] = await compare('a suspended object', namespace, () => Promise.resolve());
    expect([flux.isOk, ours.isOk]).toEqual([false, false]);
  });
});
