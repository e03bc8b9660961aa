// `rollout status` against the demo cluster: real commits, stand-ins at twenty times their speed, and a server that goes away.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock, type Clock } from '../../../client/src/cluster/clock.ts';
import { runProgramWithNode } from '../../../client/src/cluster/execCredential.ts';
import { readKubeconfig, resolveContext } from '../../../client/src/cluster/kubeconfig.ts';
import { KubeConnection } from '../../../client/src/cluster/kubeConnection.ts';
import { createDemoRepositories, type DemoRepositories } from '../../../client/src/demo/repositories/createDemoRepositories.ts';
import { runGit } from '../../../client/src/demo/repositories/git.ts';
import { startDemoCluster, type DemoCluster } from '../../../client/src/demo/startDemoCluster.ts';
import { followRollout } from '../../../client/src/rolloutStatus/followRollout.ts';
import { runRollout } from '../../../client/src/rolloutStatus/rolloutCommand.ts';
import { printSentence } from '../../../server/src/flagger/sentence.ts';
import { until } from '../../harness/manualClock.ts';

let folder: string;
let repositories: DemoRepositories;
let demo: DemoCluster;
let connection: KubeConnection;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flightdeck-rollout-'));
  repositories = await createDemoRepositories(folder);
  demo = await startDemoCluster({ remotes: repositories.remotes, speed: 20 });
  const kubeconfig = await readKubeconfig({ settingPath: '/demo', env: {}, homeDirectory: '/', pathDelimiter: ':', readFile: () => Promise.resolve(demo.kubeconfig) });
  const resolved = resolveContext(kubeconfig, demo.contextName);
  if (!resolved.ok) throw new Error(resolved.error.type);
  connection = new KubeConnection(resolved.value, { clock: systemClock, env: {}, runProgram: runProgramWithNode });
  await until('the canary is initialized', () => phase() === 'Initialized');
}, 60_000);

afterAll(async () => {
  connection.dispose();
  await demo.stop();
  await rm(folder, { recursive: true, force: true });
});

function kindOf(kind: string) {
  const found = demo.api.kinds.findByGroupKind(kind === 'Canary' ? 'flagger.app' : 'kustomize.toolkit.fluxcd.io', kind) ?? demo.api.kinds.findByGroupKind('source.toolkit.fluxcd.io', kind);
  if (found === undefined) throw new Error(`the demo serves no ${kind}`);
  return found;
}

function phase(): unknown {
  const canaries = demo.api.kinds.findByGroupKind('flagger.app', 'Canary');
  const status = canaries === undefined ? undefined : demo.api.find(canaries, { namespace: 'bookshop', name: 'catalog' })?.['status'];
  return typeof status === 'object' && status !== null ? Reflect.get(status, 'phase') : undefined;
}

async function release(from: string, to: string): Promise<void> {
  await push(from, to);
  await until('the rollout has begun', () => phase() === 'Progressing');
}

async function push(from: string, to: string): Promise<void> {
  const path = join(repositories.application, 'deploy', 'catalog.yaml');
  await writeFile(path, (await readFile(path, 'utf8')).replace(`catalog:${from}`, `catalog:${to}`));
  await runGit(repositories.application, ['commit', '--quiet', '--all', '--message', `Release ${to}`]);
  await runGit(repositories.application, ['push', '--quiet']);
  for (const [kind, name] of [['GitRepository', 'bookshop'], ['Kustomization', 'bookshop']] as const) {
    demo.api.patch(kindOf(kind), { namespace: 'bookshop', name }, { metadata: { annotations: { 'reconcile.fluxcd.io/requestedAt': `${to} ${Date.now()}` } } }, 'merge', { manager: 'test' });
  }
}

function imageOf(name: string): string {
  const served = demo.api.kinds.findByGroupKind('apps', 'Deployment');
  return JSON.stringify((served && demo.api.find(served, { namespace: 'bookshop', name })?.['spec']) ?? '').match(/"image":"([^"]*catalog:[^"]*)"/)?.[1] ?? '';
}

/** The command as a pipeline runs it. */
async function command(...more: readonly string[]): Promise<{ readonly code: number; readonly out: string }> {
  const file = join(folder, 'kubeconfig.yaml');
  await writeFile(file, demo.kubeconfig);
  let out = '';
  const code = await runRollout(['status', 'canary/catalog', '-n', 'bookshop', '--kubeconfig', file, '--context', demo.contextName, ...more], { out: (text) => (out += text), err: () => undefined });
  return { code, out };
}

/** A clock whose longer timers never end: nothing but the watch brings news. */
const watchOnly: Clock = { now: () => systemClock.now(), startTimer: (milliseconds, onEnd) => (milliseconds === 60_000 || milliseconds < 2000 ? systemClock.startTimer(milliseconds, onEnd) : () => undefined) };

/** A clock whose minute, after which silence is given up, takes two seconds. */
const impatient: Clock = { now: () => systemClock.now(), startTimer: (milliseconds, onEnd) => systemClock.startTimer(milliseconds === 60_000 ? 2000 : milliseconds, onEnd) };

async function follow(name: string, timeoutMs = 60_000, clock = systemClock, onNews: (line: string) => void = () => undefined) {
  const news: string[] = [];
  const end = await followRollout({ connection, namespace: 'bookshop', name, timeoutMs, clock, random: Math.random, onNews: (line) => { news.push(line); onNews(line); } });
  return { ...end, news, sentence: end.view === undefined ? '' : printSentence(end.view.sentence, Date.now()) };
}

describe('rollout status', () => {
  test('nothing to release: promoted at once', async () => {
    expect(await follow('catalog')).toMatchObject({ result: 'promoted', reason: 'no rollout was under way' });
  });

  test('a good version is promoted, told step by step as the watch brings it', async () => {
    await release('1.0.0', '1.1.0');
    const { result, news, sentence } = await follow('catalog', 60_000, watchOnly);
    expect(result).toBe('promoted');
    expect(sentence).toMatch(/^Promoted 1\.1\.0/);
    expect(news.join('\n')).toMatch(/20 %/);
  });

  test('a time limit that is too short says what it still waits for', async () => {
    await release('1.1.0', '1.2.0-broken');
    const { result, sentence } = await follow('catalog', 700);
    expect(result).toBe('timedOut');
    expect(sentence).not.toBe('');
  });

  test('a broken version fails with the reason, which the command says once', async () => {
    const [{ result, reason, news }, { code, out }] = await Promise.all([follow('catalog'), command()]);
    expect(code).toBe(1);
    expect(out).toMatch(/^canary\/catalog in bookshop on flightdeck-demo: failed: Rolled back .*: success rate 61\.53 % < 70 % \(\d of \d failed checks\)\.\n$/);
    expect(result).toBe('failed');
    expect(reason).toContain('success rate 61.53 % < 70 %');
    // Flagger says the same at each check; a log is told once.
    expect(news.filter((line) => line.includes('61.53 %')).length).toBeGreaterThan(0);
    expect(new Set(news).size).toBe(news.length);
  });

  test('once the version that serves has been put back, nothing is left to roll out, and that is no failure', async () => {
    await push('1.2.0-broken', '1.1.0');
    await until('the target has it', () => imageOf('catalog').endsWith(':1.1.0'));
    const { result, reason, view, sentence } = await follow('catalog');
    expect({ result, reason }).toEqual({ result: 'putBack', reason: 'the last rollout failed, and the version that serves has been put back' });
    expect(view?.sign).toBe('idle');
    expect(sentence).toMatch(/^Rolled back .*: success rate 61\.53 % < 70 % \(\d of \d failed checks\)\. Put back since: the target is 1\.1\.0 again, which the primary serves, and nothing is left to do\. Flagger keeps the phase Failed until the next release\.$/);
    expect(phase()).toBe('Failed');
    const { code, out } = await command();
    expect(code).toBe(0);
    expect(out).toBe(`canary/catalog in bookshop on flightdeck-demo: nothing to roll out: ${sentence}\n`.replace(/Rolled back .*?:/, /Rolled back .*?:/.exec(out)?.[0] ?? ''));
    const json: unknown = JSON.parse((await command('--format', 'json')).out);
    expect(json).toMatchObject({ version: 1, result: 'putBack', phase: 'Failed', reason, primary: '1.1.0', target: '1.1.0' });
  });

  test('the version that failed may come again after that, and Flagger tries it anew', async () => {
    await release('1.1.0', '1.2.0-broken');
    expect((await follow('catalog')).result).toBe('failed');
  });

  test('what does not exist cannot be told', async () => {
    const { result, reason } = await follow('nobody');
    expect(result).toBe('unknown');
    expect(reason).toContain('there is no Canary bookshop/nobody');
  });

  test('a server that does not answer cannot be told', async () => {
    await demo.faults.refuseConnections();
    try {
      const { result, reason } = await follow('catalog');
      expect(result).toBe('unknown');
      expect(reason).toBe('flightdeck-demo does not answer: connection refused');
    } finally {
      await demo.faults.acceptConnections();
    }
  });

  test('a server that falls silent in the middle for good: what was seen last stands beside the newest reason', async () => {
    await release('1.2.0-broken', '1.3.0');
    const before = systemClock.now();
    let isSilent: Promise<void> | undefined;
    try {
      const { result, reason, seenAt, view, news } = await follow('catalog', 90_000, impatient, (line) => {
        if (/\d %/.test(line)) isSilent ??= demo.faults.refuseConnections();
      });
      expect(result).toBe('unknown');
      expect(reason).toBe('flightdeck-demo does not answer: connection refused');
      expect(view?.phase).toBe('Progressing');
      expect(seenAt).toBeGreaterThanOrEqual(before);
      expect(news.filter((line) => line.includes('does not answer'))).toHaveLength(1);
    } finally {
      await isSilent;
      await demo.faults.acceptConnections();
    }
  });
});
