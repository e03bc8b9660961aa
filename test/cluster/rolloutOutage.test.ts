// `flightdeck rollout status` while the API server is killed: before the start, in the middle for good, and until it comes back.
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildBundles } from '../../client/scripts/package.mjs';
import { textAt } from './harness/apiClient.ts';
import { createCanary, releaseVersion, workloadName } from './harness/canaryObjects.ts';
import type { ControlPlane } from './harness/controlPlane.ts';
import { MetricsControl } from './harness/metricsControl.ts';
import { startPrivatePlane } from './harness/privatePlane.ts';
import { createNamespace } from './harness/suite.ts';
import { waitUntil } from './harness/waitUntil.ts';

const program = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'dist', 'cli.js');
let plane: ControlPlane;

beforeAll(async () => {
  await buildBundles();
  plane = await startPrivatePlane({ parts: ['workloads', 'flagger'] });
});
afterAll(() => plane.stop());

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** A running command, as a pipeline runs it. */
function start(namespace: string, ...more: readonly string[]): { readonly told: () => string; readonly end: Promise<Ended> } {
  const child = spawn(process.execPath, [program, 'rollout', 'status', `canary/${workloadName}`, '-n', namespace, ...more], { env: { ...process.env, KUBECONFIG: plane.info.kubeconfig }, stdio: ['ignore', 'pipe', 'pipe'] });
  const texts = { out: '', err: '' };
  child.stdout.on('data', (data: Buffer) => { texts.out += data.toString(); });
  child.stderr.on('data', (data: Buffer) => { texts.err += data.toString(); });
  return { told: () => texts.err, end: new Promise((resolve) => child.once('close', (code) => resolve({ code, ...texts }))) };
}

const phaseOf = async (namespace: string): Promise<string> => textAt(await plane.api.get(`/apis/flagger.app/v1beta1/namespaces/${namespace}/canaries/${workloadName}`), 'status', 'phase');

/** A Canary that has a new version under analysis. */
async function analysed(name: string, analysis: { readonly stepWeight: number; readonly maxWeight: number }, successRate = 100): Promise<string> {
  const namespace = await createNamespace(plane.api, name);
  await createCanary(plane.api, namespace, { name, provider: 'linkerd', analysis });
  await waitUntil('the Canary is initialized', async () => (await phaseOf(namespace)) === 'Initialized', { withinMs: 150_000, everyMs: 300 });
  await new MetricsControl(plane.info.metricsUrl).set({ containing: [namespace], successRate });
  await releaseVersion(plane.api, namespace, '1.1.0');
  await waitUntil('it is analysed', async () => (await phaseOf(namespace)) === 'Progressing', { withinMs: 60_000, everyMs: 200 });
  return namespace;
}

describe('the API server is killed', () => {
  test('2: before the start, for longer than a minute, and at the end of the time limit; each says what was seen last, and when', { timeout: 500_000 }, async () => {
    const namespace = await analysed('outage', { stepWeight: 2, maxWeight: 50 });
    const follows = ({ told }: { readonly told: () => string }) => waitUntil('it follows the rollout', () => / \d+ %/.test(told()), { withinMs: 60_000 });
    const patient = start(namespace, '--timeout', '5m');
    await follows(patient);
    // Started last: its limit, which must be over within the minute that an outage is waited for, must not be over before the outage begins.
    const limited = start(namespace, '--timeout', '50s', '--format', 'json');
    await follows(limited);
    await plane.killApiServer();
    try {
      const never = await start(namespace).end;
      expect(never.code, never.err).toBe(2);
      expect(never.out).toBe(`canary/${workloadName} in ${namespace} on admin: could not tell: admin does not answer: connection refused\n`);
      const short = await limited.end;
      expect(short.code, short.err).toBe(2);
      expect(JSON.parse(short.out)).toMatchObject({ result: 'unknown', phase: 'Progressing', reason: 'admin does not answer: connection refused', asOf: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/) as unknown });
      const long = await patient.end;
      expect(long.code, long.err).toBe(2);
      expect(long.out).toMatch(new RegExp(`^canary/${workloadName} in ${namespace} on admin: could not tell: admin does not answer: connection refused: as of \\d\\d:\\d\\d:\\d\\d UTC: .+\\n$`));
      expect(long.err.match(/does not answer/g)).toHaveLength(1);
    } finally {
      await plane.restartApiServer();
    }
  });

  test.each([
    { end: 'promoted', successRate: 100, code: 0, says: /: promoted: Promoted 1\.1\.0/ },
    { end: 'rolled back', successRate: 61, code: 1, says: /: failed: Rolled back [^:]+: success rate 61(\.0+)? ?% < 99/ },
  ])('$code: it comes back, and what was $end meanwhile or afterwards is told as if nothing had been', { timeout: 500_000 }, async ({ end, successRate, code, says }) => {
    const namespace = await analysed(`back-${end.replace(' ', '-')}`, { stepWeight: 25, maxWeight: 50 }, successRate);
    const run = start(namespace, '--timeout', '6m');
    await waitUntil('it follows the rollout', () => run.told().includes('\n'), { withinMs: 60_000 });
    await plane.killApiServer();
    try {
      await waitUntil('the loss is told', () => run.told().includes('admin does not answer ('), { withinMs: 30_000 });
    } finally {
      await plane.restartApiServer();
    }
    const ended = await run.end;
    expect(ended.code, ended.err).toBe(code);
    expect(ended.out).toMatch(says);
    expect(ended.err).toContain('the cluster answers again');
    expect(ended.err).not.toMatch(/undefined|NaN/);
  });
});
