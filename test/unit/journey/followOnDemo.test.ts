// A commit's way through the demo cluster: fetched, applied, its Canary analysed, promoted or failed; and what is said of it.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../../client/src/cluster/clock.ts';
import { runGit } from '../../../client/src/demo/repositories/git.ts';
import { newRequestToken, requestPatch } from '../../../client/src/flux/reconcileRequest.ts';
import { sourceGroup } from '../../../client/src/flux/reconcilePlan.ts';
import { changedConfigsOver, followCommit, type JourneyEnd, type TimedItem } from '../../../client/src/journey/followCommit.ts';
import { journeyEndWords, journeyReport, progressWords } from '../../../client/src/journey/journeyWords.ts';
import { startDemoSession, type RunningDemo } from '../../harness/demoSession.ts';
import { until } from '../../harness/manualClock.ts';

let running: RunningDemo;
let repositories: RunningDemo['repositories'];
let session: RunningDemo['session'];

beforeAll(async () => {
  running = await startDemoSession();
  ({ repositories, session } = running);
}, 60_000);

afterAll(() => running.stop());

const source = { kind: 'GitRepository', namespace: 'bookshop', name: 'bookshop' };

const commitImage = (tag: string) => running.commit(repositories.application, 'deploy/catalog.yaml', (text) => text.replace(/catalog:[\w.-]+/, `catalog:${tag}`));

const askSource = () => session.mergePatch({ group: sourceGroup, ...source }, requestPatch(newRequestToken(Date.now(), Math.random), { force: false, reset: false }));

async function contains(holder: string, commit: string): Promise<boolean | undefined> {
  const list = await runGit(repositories.application, ['log', '--format=%H', `${holder}..${commit}`]).catch(() => undefined);
  return list === undefined ? undefined : list.trim() === '';
}

interface Followed {
  readonly end: Promise<JourneyEnd>;
  readonly told: readonly (readonly TimedItem[])[];
  readonly stop: AbortController;
}

function follow(commit: string): Followed {
  const stop = new AbortController();
  const told: (readonly TimedItem[])[] = [];
  return { end: followCommit({ session, clock: systemClock, commit, sources: [source], contains: (holder) => contains(holder, commit), changedConfigs: changedConfigsOver(session.connection), signal: stop.signal, onProgress: (items) => told.push(items) }), told, stop };
}

const states = (items: readonly TimedItem[]) => items.map(({ ref, state, words }) => `${ref.kind} ${ref.name} ${state}: ${words}`);

describe('a commit that is followed', () => {
  test('waits until the source has it, goes through all stages, and is promoted', async () => {
    const commit = await commitImage('1.1.0');
    const { end, told } = follow(commit);
    await until('it says what the source has', () => told.length > 0);
    expect(states(told[0] ?? [])[0]).toMatch(/^GitRepository bookshop waiting: has main@[0-9a-f]{7}, looks each /);
    await askSource();
    const { type, items, durationMs } = await end;
    expect(type).toBe('done');
    expect(states(items)).toEqual([`GitRepository bookshop done: main@${commit.slice(0, 7)}`, `Kustomization bookshop done: main@${commit.slice(0, 7)}`, 'Canary catalog done: promoted']);
    expect(told.flat().some(({ state, words }) => state === 'running' && /^Progressing \d+ %$/.test(words))).toBe(true);
    const subject = { commit, contextName: 'demo', title: 'Release 1.1.0', author: 'Dana' };
    expect(journeyEndWords({ type, items, durationMs }, subject)).toMatch(new RegExp(`^${commit.slice(0, 7)} is live on demo after \\d+ s: 1 source, 1 Kustomization, 1 Canary promoted$`));
    const report = journeyReport({ type, items, durationMs }, subject, Date.now() - durationMs);
    expect(report).toMatch(new RegExp(`^# ${commit.slice(0, 7)} on demo\n\n> Release 1\\\\\\.1\\\\\\.0 · Dana\n`));
    expect(report).toMatch(/## Analysed\n\n\|.*\n\|.*\n\| ✓ \| Canary bookshop\/catalog \| promoted \| after \d+ s \|/);
  }, 60_000);

  test('whose rollout fails ends with the reason', async () => {
    const commit = await commitImage('1.2.0-broken');
    const { end } = follow(commit);
    await askSource();
    const ended = await end;
    expect(ended.type).toBe('failed');
    expect(journeyEndWords(ended, { commit, contextName: 'demo', title: '', author: '' })).toMatch(new RegExp(`^${commit.slice(0, 7)} did not get through on demo: Canary bookshop/catalog: success rate [\\d.]+ ?% < 70 ?%`));
  }, 60_000);

  test('which puts the version back that serves after a failure is not told the failure of the rollout before', async () => {
    const commit = await commitImage('1.1.0');
    const { end } = follow(commit);
    await askSource();
    const ended = await end;
    expect(ended.type).toBe('done');
    expect(states(ended.items).at(-1)).toBe('Canary catalog done: the version that serves has been put back: nothing to analyse');
    expect(journeyEndWords(ended, { commit, contextName: 'demo', title: '', author: '' })).toMatch(/^\w{7} is live on demo after .*: 1 source, 1 Kustomization; Canary bookshop\/catalog: the version that serves has been put back: nothing to analyse$/);
  }, 60_000);

  test('which the cluster already has, in a newer one, is live at once', async () => {
    const older = (await runGit(repositories.application, ['rev-parse', 'HEAD~1'])).trim();
    const ended = await follow(older).end;
    expect(ended.type).toBe('done');
    expect(progressWords(ended.items)).toBe('✓ fetched  ·  ✓ applied');
  }, 20_000);

  test('is let go when somebody cancels, and what is going on is said', async () => {
    const commit = await commitImage('1.3.0');
    const { end, told, stop } = follow(commit);
    await until('it is followed', () => told.length > 0);
    stop.abort();
    const ended = await end;
    expect(ended.type).toBe('cancelled');
    expect(journeyEndWords(ended, { commit, contextName: 'demo', title: '', author: '' })).toContain('is not followed any more; what goes on in demo goes on: fetched 0 of 1');
  });
});
