// Suspending on real Flux, with what our engine says of Git before it: what Git speaks of is put back by the Kustomization that applies the object, what it does not stays.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../client/src/cluster/clock.ts';
import type { ClusterSession } from '../../client/src/cluster/clusterSession.ts';
import { isUndoneByGit, undoneWords } from '../../client/src/commands/suspendWords.ts';
import { kustomizationRef } from '../../client/src/flux/ownership.ts';
import { readReadiness } from '../../client/src/flux/readiness.ts';
import { runReconcile } from '../../client/src/flux/reconcile.ts';
import { planReconcile } from '../../client/src/flux/reconcilePlan.ts';
import { reconcileWorldOf, setSuspended } from '../../client/src/flux/sessionReconcile.ts';
import { configMapFile, gitRepositoryObject, kustomizationObject } from './harness/fluxObjects.ts';
import { GitRepository } from './harness/gitRepository.ts';
import { readFiles } from './harness/renderFiles.ts';
import { createNamespace, SessionOpener, sharedControlPlane } from './harness/suite.ts';
import { waitUntil } from './harness/waitUntil.ts';
import type { Json } from './harness/apiClient.ts';

const { info, api } = sharedControlPlane();
const opener = new SessionOpener(info);
let session: ClusterSession;
let namespace: string;
let repository: GitRepository;

const isReady = (name: string): boolean => {
  const found = session.findKustomization(namespace, name);
  return found !== undefined && readReadiness(found).state === 'ready';
};
const child = (name: string, more: string): string => `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  namespace: ${namespace}
  name: ${name}
spec:
${more}  interval: 1h
  path: ./app
  prune: true
  targetNamespace: ${namespace}
  sourceRef:
    kind: GitRepository
    name: fleet
`;

beforeAll(async () => {
  session = await opener.session('admin');
  await waitUntil('the session is live', () => session.state.type === 'live');
  namespace = await createNamespace(api, 'suspend');
  const root = (url: string): readonly Json[] => [gitRepositoryObject(namespace, 'fleet', url), kustomizationObject(namespace, 'root', { path: './clusters/test', source: 'fleet', more: { wait: false } })];
  repository = await GitRepository.create(info, namespace, { 'clusters/test/silent.yaml': child('silent', ''), 'clusters/test/spoken.yaml': child('spoken', '  suspend: false\n'), 'app/a.yaml': configMapFile('a', '1') });
  await repository.commitAndPush({ 'clusters/test/root.yaml': root(repository.url).map((object) => `${JSON.stringify(object)}\n`).join('---\n') }, 'The root itself');
  for (const object of root(repository.url)) await api.apply(object);
  await waitUntil('all are applied', () => ['root', 'silent', 'spoken'].every(isReady));
});

async function reconcileRoot(): Promise<void> {
  const root = session.findKustomization(namespace, 'root');
  const plan = root === undefined ? undefined : planReconcile(root, 'withSource', session);
  if (plan?.ok !== true) throw new Error('there is no plan for root');
  const end = await runReconcile(plan.value, reconcileWorldOf(session, systemClock, Math.random), { signal: new AbortController().signal, onProgress: () => undefined, stepDeadlineMs: 60_000 });
  expect(end.type).toBe('done');
}

async function suspend(name: string): Promise<void> {
  const answer = await setSuspended(session, kustomizationRef({ namespace, name }), 'suspended');
  expect(answer.ok).toBe(true);
  await waitUntil(`${name} is suspended`, () => session.findKustomization(namespace, name)?.suspended === true);
}

const inGit = async (name: string) => (await readFiles(repository.folder)).suspendInGit({ kind: 'Kustomization', namespace, name }, true);

describe('suspended here', () => {
  test('what Git does not speak of stays suspended when its owner runs', async () => {
    const git = await inGit('silent');
    expect(git).toMatchObject({ says: undefined, appliedBy: { kind: 'Kustomization', namespace, name: 'root' } });
    await suspend('silent');
    await reconcileRoot();
    expect(session.findKustomization(namespace, 'silent')?.suspended).toBe(true);
  });

  test('what Git says otherwise is put back when its owner runs, as was said before', async () => {
    const git = await inGit('spoken');
    expect(git?.says).toBe(false);
    if (git === undefined) return;
    const place = { says: git.says, appliedBy: git.appliedBy, place: { uri: '', range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } } } };
    expect(isUndoneByGit(place, true)).toBe(true);
    expect(undoneWords(place, 'clusters/test/spoken.yaml:7', session.findKustomization(namespace, 'root'), Date.now())).toMatch(/^Git says spec\.suspend: false \(clusters\/test\/spoken\.yaml:7\), and Kustomization root puts that back at its next run, in (1 h|60 min|59 min)$/);
    await suspend('spoken');
    await reconcileRoot();
    await waitUntil('it runs again', () => session.findKustomization(namespace, 'spoken')?.suspended === false);
  });

  test.each(['silent', 'spoken'])('the edit in Git that is offered for %s suspends it for good', async (name) => {
    const git = await inGit(name);
    if (git?.edit === undefined) throw new Error('no edit is offered');
    const path = join(repository.folder, `clusters/test/${name}.yaml`);
    const before = readFileSync(path, 'utf8');
    writeFileSync(path, before.slice(0, git.edit.span.start) + git.edit.text + before.slice(git.edit.span.end));
    expect((await inGit(name))?.says).toBe(true);
    await repository.commitAndPush({}, `Suspend ${name}`);
    await reconcileRoot();
    await waitUntil('it is suspended', () => session.findKustomization(namespace, name)?.suspended === true);
  });
});
