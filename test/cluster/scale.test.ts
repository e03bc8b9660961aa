// A cluster with thousands of objects: what a session asks of the API server, at first and at rest, as the server's audit log has it.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Account, readFluxAndFlagger } from './harness/accounts.ts';
import { auditLines, listsIn, watchesIn } from './harness/auditLog.ts';
import type { ControlPlane } from './harness/controlPlane.ts';
import { expectSameAsFreshList } from './harness/freshList.ts';
import { startPrivatePlane } from './harness/privatePlane.ts';
import { fillLarge, kustomizationName, kustomizationPath, largeCluster, namespaceOf } from './harness/scale.ts';
import { SessionOpener, uniqueName } from './harness/suite.ts';
import { waitUntil } from './harness/waitUntil.ts';

let plane: ControlPlane;
let opener: SessionOpener;

beforeAll(async () => {
  plane = await startPrivatePlane();
  await fillLarge(plane.api, largeCluster);
  opener = new SessionOpener(plane.info, { closeAfterAll: false });
}, 240_000);

afterAll(async () => {
  opener.closeAll();
  await plane.stop();
});

/** The kinds that a session asks for when it begins; Deployments, because the Canaries target them. */
const kinds = ['buckets', 'canaries', 'customresourcedefinitions', 'deployments', 'events', 'externalartifacts', 'gitrepositories', 'helmcharts', 'helmreleases', 'helmrepositories', 'kustomizations', 'ocirepositories'];

test('1,000 Kustomizations, 3,000 HelmReleases and 500 Canaries cost one list and one watch a kind, and nothing at rest', async () => {
  const account = await Account.create(plane.api, plane.info, uniqueName('counted'), { rules: readFluxAndFlagger });
  const session = await opener.session('viewer', { token: account.token() });
  const asked = () => auditLines(plane.info, account.userName);
  await waitUntil('it is live with all', () => session.state.type === 'live' && session.kustomizations.length === 1000 && session.helmReleases.length === 3000 && session.canaries.length === 500, { withinMs: 60_000 });
  await waitUntil('all watches are in the log', () => kinds.every((kind) => watchesIn(asked()).includes(kind)));
  expect(session.state).toEqual({ type: 'live', faults: [] });
  const atRest = asked();
  expect([...listsIn(atRest)].sort()).toEqual(kinds);
  expect([...watchesIn(atRest)].sort()).toEqual(kinds);
  expect(atRest.filter(({ verb }) => !['get', 'list', 'watch'].includes(verb))).toEqual([]);
  // Many changes, seen by the session, without another request of its own.
  for (let round = 0; round < 30; round += 1) {
    await plane.api.merge(kustomizationPath(round), { spec: { path: `./changed/${round}` } });
    await waitUntil('it is seen', () => session.findKustomization(namespaceOf(round), kustomizationName(round))?.path === `./changed/${round}`, { everyMs: 20 });
  }
  expect(asked()).toEqual(atRest);
  await expectSameAsFreshList(session, plane.api);
});

test('a cluster far larger than that which froze the old extension (84 Kustomizations, 81 HelmReleases) costs a few requests and no process', async () => {
  const account = await Account.create(plane.api, plane.info, uniqueName('report'), { rules: readFluxAndFlagger });
  const programs: string[] = [];
  const session = await opener.session('viewer', { token: account.token(), runProgram: (command) => (programs.push(command), Promise.reject(new Error('no program is needed'))) });
  await waitUntil('it is live', () => session.state.type === 'live' && session.helmReleases.length === 3000);
  const { length } = auditLines(plane.info, account.userName);
  // Groups, versions of each group, pages of lists, one watch a kind: no number of objects stands in this.
  expect(length).toBeLessThan(60);
  expect(programs).toEqual([]);
});
