// Rollouts on real Flagger against the schedule that we compute: the same phases and weights in the same order, and never faster than we say.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ClusterSession } from '../../client/src/cluster/clusterSession.ts';
import { buildCanaryView } from '../../client/src/flagger/canaryProgress.ts';
import { readCanarySpec } from '../../server/src/flagger/canarySpec.ts';
import { readCanaryEvents } from '../../server/src/flagger/clusterEvents.ts';
import { computeSchedule, type CanarySchedule } from '../../server/src/flagger/schedule.ts';
import { textAt, type Json } from './harness/apiClient.ts';
import { canaryObject, createCanary, releaseVersion, workloadName, type CanaryShape } from './harness/canaryObjects.ts';
import { CanaryRecorder, tickMs, type CanaryMoment } from './harness/canaryRun.ts';
import type { MetricValues } from './harness/metricsStandIn.ts';
import { createNamespace, SessionOpener, sharedControlPlane } from './harness/suite.ts';
import { waitUntil } from './harness/waitUntil.ts';

const { info, api, metrics } = sharedControlPlane();
const opener = new SessionOpener(info);
const header = { headers: { 'x-canary': { exact: 'insider' } } };

/** What ends well. */
const promoted: readonly CanaryShape[] = [
  { name: 'linkerd-steps', provider: 'linkerd', analysis: { stepWeight: 20, maxWeight: 60 } },
  { name: 'linkerd-seed', provider: 'linkerd', analysis: { stepWeight: 5, maxWeight: 50, threshold: 5 } },
  { name: 'linkerd-blue-green', provider: 'linkerd', analysis: { iterations: 2 } },
  { name: 'linkerd-at-once', provider: 'linkerd', analysis: { stepWeight: 10, maxWeight: 50 }, more: { skipAnalysis: true } },
  { name: 'linkerd-one-step', provider: 'linkerd', analysis: { stepWeight: 100, maxWeight: 100 } },
  { name: 'gateway-weights', provider: 'gatewayapi:v1', analysis: { stepWeights: [5, 20, 60] } },
  { name: 'gateway-slow-promotion', provider: 'gatewayapi:v1', analysis: { stepWeight: 50, maxWeight: 50, stepWeightPromotion: 25 } },
  // Without a timeout Flagger 1.36.1 writes an empty one into the second rule of an A/B test, which the Gateway API refuses.
  { name: 'gateway-a-b', provider: 'gatewayapi:v1', analysis: { iterations: 3, match: [header] }, service: { timeout: '15s' } },
  { name: 'nginx-steps', provider: 'nginx', analysis: { stepWeight: 30, maxWeight: 60 } },
  { name: 'nginx-a-b', provider: 'nginx', analysis: { iterations: 2, match: [header] } },
  { name: 'kubernetes-blue-green', provider: 'kubernetes', analysis: { iterations: 3 } },
];

/** What is rolled back, with what the metrics server says, and what people are told. */
const rolledBack: readonly (CanaryShape & { readonly values: MetricValues; readonly says: RegExp })[] = [
  { name: 'bad-success', provider: 'linkerd', analysis: { stepWeight: 20, maxWeight: 60 }, values: { successRate: 61.5 }, says: /success rate 61\.50? ?% < 99/ },
  { name: 'bad-duration', provider: 'gatewayapi:v1', analysis: { stepWeight: 20, maxWeight: 60 }, values: { durationMs: 900 }, says: /900 ?ms > 500/ },
  { name: 'no-traffic', provider: 'nginx', analysis: { stepWeight: 20, maxWeight: 60 }, values: { successRate: 'none', durationMs: 'none' }, says: /no values/i },
  { name: 'bad-blue-green', provider: 'kubernetes', analysis: { iterations: 3 }, values: { successRate: 10 }, says: /success rate 10(\.00)? ?% < 99/ },
];

interface Run {
  readonly namespace: string;
  readonly schedule: CanarySchedule;
  readonly recorder: CanaryRecorder;
}

const runs = new Map<string, Promise<Run>>();
let session: ClusterSession;

async function startRun(shape: CanaryShape, values: MetricValues): Promise<Run> {
  const namespace = await createNamespace(api, shape.name);
  await createCanary(api, namespace, shape);
  const recorder = new CanaryRecorder(session, api, namespace, workloadName);
  await recorder.until(['Initialized'], 150_000);
  await metrics.set({ containing: [namespace], ...values });
  recorder.restart();
  await releaseVersion(api, namespace, '1.1.0');
  const spec = readCanarySpec(canaryObject(namespace, shape));
  if (spec === undefined) throw new Error('the Canary cannot be read');
  return { namespace, schedule: computeSchedule(spec), recorder };
}

async function runOf(name: string): Promise<Run> {
  const run = runs.get(name);
  if (run === undefined) throw new Error(`no run ${name}`);
  return run;
}

const image = async (namespace: string, deployment: string): Promise<string> => {
  const found: Json = await api.get(`/apis/apps/v1/namespaces/${namespace}/deployments/${deployment}`);
  return /"image":"([^"]+)"/.exec(JSON.stringify(found))?.[1] ?? '';
};

/** Phase and weight of each tick, where it differs from the one before. */
function course(moments: readonly { readonly phase: string; readonly weight: number | undefined }[]): readonly string[] {
  const words = moments.map(({ phase, weight }) => `${phase} ${weight ?? '-'}`);
  return words.filter((word, index) => word !== words[index - 1]);
}

beforeAll(async () => {
  session = await opener.session('admin');
  await waitUntil('the session is live', () => session.state.type === 'live');
  for (const shape of promoted) runs.set(shape.name, startRun(shape, {}));
  for (const { values, ...shape } of rolledBack) runs.set(shape.name, startRun(shape, values));
  await Promise.allSettled(runs.values());
}, 200_000);

afterAll(async () => {
  for (const run of await Promise.allSettled(runs.values())) if (run.status === 'fulfilled') run.value.recorder.stop();
});

/** The lines of the table that goes into a closing note: seconds by the plan, and on the real Flagger. */
const table: string[] = [];
afterAll(() => void process.stdout.write(`\n${['canary                   planned  real', ...table.sort()].join('\n')}\n`));

function secondsBetween(first: CanaryMoment | undefined, last: CanaryMoment | undefined): number {
  return first === undefined || last === undefined ? Number.NaN : (last.at - first.at) / 1000;
}

describe('promoted', () => {
  test.each(promoted.map(({ name, provider }) => [name, provider] as const))('%s: each tick is as planned', { timeout: 300_000 }, async (name, provider) => {
    const { namespace, schedule, recorder } = await runOf(name);
    await recorder.until(['Succeeded', 'Failed'], 280_000);
    const hasRoutes = provider !== 'kubernetes';
    const planned = course(schedule.steps.map(({ phase, weight }) => ({ phase, weight: hasRoutes ? weight : undefined })));
    const begin = recorder.ticks.findIndex(({ phase }) => phase === 'Progressing');
    const real = recorder.ticks.slice(begin);
    expect(course(real)).toEqual(planned);
    const seconds = secondsBetween(real[0], real.at(-1));
    table.push(`${name.padEnd(24)} ${String(schedule.minSecondsToPromote).padStart(7)}  ${seconds.toFixed(0)}`);
    // The first change is seen up to a batch later than it was, the last one too.
    expect(seconds).toBeGreaterThan((schedule.minSecondsToPromote ?? Number.NaN) - tickMs / 2000);
    expect(await image(namespace, `${workloadName}-primary`)).toBe('registry.invalid/web:1.1.0');
  });
});

describe('rolled back', () => {
  test.each(rolledBack.map(({ name, says }) => [name, says] as const))('%s: the old version serves, and the words say why', { timeout: 300_000 }, async (name, says) => {
    const { namespace, schedule, recorder } = await runOf(name);
    await recorder.until(['Succeeded', 'Failed'], 280_000);
    expect(recorder.ticks.at(-1)?.phase).toBe('Failed');
    // Flagger writes the status of a failed Canary again in each tick: the first one tells the end.
    const seconds = secondsBetween(
      recorder.ticks.find(({ phase }) => phase === 'Progressing'),
      recorder.ticks.find(({ phase }) => phase === 'Failed'),
    );
    table.push(`${name.padEnd(24)} ${String(schedule.minSecondsToRollback).padStart(7)}  ${seconds.toFixed(0)}`);
    expect(seconds).toBeGreaterThan((schedule.minSecondsToRollback ?? Number.NaN) - tickMs / 2000);
    expect(await image(namespace, `${workloadName}-primary`)).toBe('registry.invalid/web:1.0.0');

    const canary = session.findCanary(namespace, workloadName);
    const events = () => session.rawCanaryEvents.filter((event) => textAt(event, 'involvedObject', 'namespace') === namespace);
    await waitUntil('the events have come', () => readCanaryEvents(events(), canary?.object.uid).some(({ fact }) => fact.kind === 'failed'));
    const view = buildCanaryView({ canary: canary?.object.content, events: events(), now: Date.now() });
    const checks = view?.checks.map((check) => `${check.words} ${check.value ?? ''} ${check.demand}`).join(' | ') ?? '';
    expect(`${JSON.stringify(view?.sentence)} | ${checks} | ${view?.events.map(({ words }) => words).join(' | ') ?? ''}`).toMatch(says);
  });
});
