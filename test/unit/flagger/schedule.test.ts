/** The computed rollout against measured runs of real Flagger and against its scheduler's code. */
import { describe, expect, test } from 'vitest';
import { readCanarySpec } from '../../../server/src/flagger/canarySpec.ts';
import type { CanarySpec } from '../../../server/src/flagger/canarySpec.ts';
import { printSchedule } from '../../../server/src/flagger/printSchedule.ts';
import { computeSchedule, nextState, remainingTicks } from '../../../server/src/flagger/schedule.ts';
import type { CanarySchedule } from '../../../server/src/flagger/schedule.ts';

function canary(analysis: object | undefined, spec: object = {}): CanarySpec {
  const read = readCanarySpec({
    metadata: { name: 'face', namespace: 'faces' },
    spec: { provider: 'linkerd', targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'face' }, service: { port: 80 }, analysis, ...spec },
  });
  if (read === undefined) throw new Error('the fixture is no Canary');
  return read;
}

/** One word a tick: `phase weight` at its second. */
function line(schedule: CanarySchedule): string[] {
  return schedule.steps.map((step) => `${step.atSeconds}s ${step.phase} ${step.weight}${step.iteration === undefined ? '' : ` #${step.iteration}`}`);
}

function codes(schedule: CanarySchedule): string[] {
  return schedule.notes.map((note) => note.code);
}

const SUCCESS = { name: 'request-success-rate', thresholdRange: { min: 70 } };

describe('canary', () => {
  test('equals the run measured on Flagger 1.36.1 (linkerd, 10s, step 20, max 60)', () => {
    const schedule = computeSchedule(canary({ interval: '10s', threshold: 2, stepWeight: 20, maxWeight: 60, metrics: [SUCCESS] }));
    expect(line(schedule)).toEqual([
      '0s Progressing 0', '10s Progressing 20', '20s Progressing 40', '30s Progressing 60', '40s Promoting 60', '50s Finalising 0', '60s Succeeded 0',
    ]);
    expect(schedule.minSecondsToPromote).toBe(60);
    // Measured bad run: 20 % at 10 s, failed checks at 20 s and 30 s, Failed at 40 s.
    expect(schedule.minSecondsToRollback).toBe(40);
  });

  test('the blog’s canary takes 130 s, not the 100 s of the documentation', () => {
    const schedule = computeSchedule(canary({ interval: '10s', threshold: 3, stepWeight: 5, maxWeight: 50, metrics: [SUCCESS] }));
    expect(schedule.minSecondsToPromote).toBe(130);
    expect(schedule.steps.filter((step) => step.phase === 'Progressing').map((step) => step.weight)).toEqual([0, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50]);
  });

  test('a step that does not divide maxWeight overshoots it', () => {
    const schedule = computeSchedule(canary({ interval: '1m', threshold: 5, stepWeight: 20, maxWeight: 50, metrics: [SUCCESS] }));
    expect(schedule.steps.map((step) => step.weight)).toEqual([0, 20, 40, 60, 60, 0, 0]);
    expect(codes(schedule)).toContain('overshoot');
  });

  test('a step that exceeds 100 is capped there', () => {
    const schedule = computeSchedule(canary({ interval: '10s', threshold: 1, stepWeight: 60, metrics: [SUCCESS] }));
    expect(schedule.steps.map((step) => step.weight)).toEqual([0, 60, 100, 100, 0, 0]);
  });

  test('stepWeights are absolute and end at the last one', () => {
    const schedule = computeSchedule(canary({ interval: '10s', threshold: 1, stepWeights: [1, 10, 80], maxWeight: 5, metrics: [SUCCESS] }));
    expect(schedule.steps.map((step) => step.weight)).toEqual([0, 1, 10, 80, 80, 0, 0]);
    expect(schedule.minSecondsToPromote).toBe(60);
  });

  test('stepWeights that fall are stuck: the next step would be negative, so nothing runs', () => {
    const schedule = computeSchedule(canary({ interval: '10s', threshold: 1, stepWeights: [50, 20], metrics: [SUCCESS] }));
    expect(schedule.steps.map((step) => step.weight)).toEqual([0, 50, 50]);
    expect(schedule.minSecondsToPromote).toBeUndefined();
    expect(schedule.notes.find((note) => note.code === 'never-advances')?.text).toBe('never gets beyond 50 %: stepWeights must rise');
  });

  test('stepWeightPromotion shifts back in ceil(weight / step) ticks', () => {
    const schedule = computeSchedule(canary({ interval: '10s', threshold: 1, stepWeight: 50, maxWeight: 50, stepWeightPromotion: 20, metrics: [SUCCESS] }));
    expect(line(schedule)).toEqual([
      '0s Progressing 0', '10s Progressing 50', '20s Promoting 50', '30s Promoting 30', '40s Promoting 10', '50s Finalising 0', '60s Succeeded 0',
    ]);
  });

  test('without any step it never advances, and says so', () => {
    const schedule = computeSchedule(canary({ interval: '10s', threshold: 1, metrics: [SUCCESS] }));
    expect(schedule.minSecondsToPromote).toBeUndefined();
    expect(codes(schedule)).toContain('never-advances');
    expect(schedule.steps.every((step) => step.weight === 0)).toBe(true);
  });

  test('an interval below 10 s counts as 10 s, an unreadable one as 60 s', () => {
    expect(computeSchedule(canary({ interval: '5s', stepWeight: 50, metrics: [SUCCESS] })).intervalSeconds).toBe(10);
    expect(computeSchedule(canary({ interval: '10sec', stepWeight: 50, metrics: [SUCCESS] })).intervalSeconds).toBe(60);
    expect(computeSchedule(canary({ interval: '1m30s', stepWeight: 50, metrics: [SUCCESS] })).intervalSeconds).toBe(90);
  });
});

describe('A/B and blue/green', () => {
  const match = [{ headers: { 'x-faces-user': { exact: 'testuser' } } }];

  test('A/B routes all matched traffic from the first tick and takes iterations + 3 ticks', () => {
    const schedule = computeSchedule(canary({ interval: '10s', threshold: 3, iterations: 3, match, metrics: [SUCCESS] }, { provider: 'nginx', ingressRef: { kind: 'Ingress', name: 'faces-gui' } }));
    expect(schedule.strategy).toBe('ab');
    expect(line(schedule)).toEqual([
      '0s Progressing 0', '10s Progressing 100 #1', '20s Progressing 100 #2', '30s Progressing 100 #3', '40s Promoting 100', '50s Finalising 0', '60s Succeeded 0',
    ]);
    expect(schedule.steps[1]?.metrics).toEqual([]);
    expect(schedule.steps[2]?.metrics).toEqual(['request-success-rate']);
  });

  test('A/B on linkerd says that match is ignored', () => {
    const schedule = computeSchedule(canary({ interval: '10s', threshold: 3, iterations: 3, match, metrics: [SUCCESS] }));
    expect(schedule.notes.find((note) => note.code === 'match-ignored')?.text).toBe('A/B testing does not work with provider linkerd: Flagger ignores `match` and sends all traffic to the canary');
  });

  test('nginx with match but no iterations promotes after one step: the Ingress reads back as 100', () => {
    const schedule = computeSchedule(canary({ interval: '10s', threshold: 3, stepWeight: 10, maxWeight: 50, match, metrics: [SUCCESS] }, { provider: 'nginx', ingressRef: { kind: 'Ingress', name: 'x' } }));
    expect(schedule.minSecondsToPromote).toBe(40);
    expect(codes(schedule)).toContain('match-without-iterations');
  });

  test('blue/green switches in one tick more, also on kubernetes where nothing is routed', () => {
    const analysis = { interval: '10s', threshold: 2, iterations: 2, metrics: [SUCCESS] };
    expect(line(computeSchedule(canary(analysis)))).toEqual([
      '0s Progressing 0', '10s Progressing 0 #1', '20s Progressing 0 #2', '30s Progressing 100', '40s Promoting 100', '50s Finalising 0', '60s Succeeded 0',
    ]);
    expect(computeSchedule(canary(analysis, { provider: 'kubernetes' })).minSecondsToPromote).toBe(60);
    expect(computeSchedule(canary(analysis, { provider: 'kubernetes' })).steps.every((step) => step.weight === 0)).toBe(true);
  });

  test('provider kubernetes drops match and forces 10 iterations', () => {
    const schedule = computeSchedule(canary({ interval: '10s', threshold: 2, stepWeight: 10, match, metrics: [SUCCESS] }, { provider: 'kubernetes' }));
    expect(schedule.strategy).toBe('bluegreen');
    expect(schedule.minSecondsToPromote).toBe(140);
    expect(codes(schedule)).toEqual(expect.arrayContaining(['match-ignored', 'iterations-forced']));
  });
});

describe('mirroring', () => {
  test('istio spends one tick mirroring before the first weight', () => {
    const schedule = computeSchedule(canary({ interval: '10s', threshold: 1, stepWeight: 50, mirror: true, metrics: [SUCCESS] }, { provider: 'istio' }));
    expect(schedule.strategy).toBe('mirror');
    expect(schedule.steps.map((step) => step.weight)).toEqual([0, 0, 50, 100, 100, 0, 0]);
    expect(schedule.steps[2]?.metrics).toEqual(['request-success-rate']);
  });

  test('every other router with step weights repeats the mirroring step for ever', () => {
    for (const provider of ['linkerd', 'gatewayapi:v1', 'nginx', 'contour']) {
      const schedule = computeSchedule(canary({ interval: '10s', threshold: 1, stepWeight: 50, mirror: true, metrics: [SUCCESS] }, { provider }));
      expect(schedule.minSecondsToPromote, provider).toBeUndefined();
      expect(schedule.minSecondsToRollback, provider).toBeUndefined();
      expect(codes(schedule), provider).toContain('never-advances');
    }
  });

  test('gatewayapi mirrors in blue/green, linkerd ignores the wish', () => {
    const analysis = { interval: '10s', threshold: 1, iterations: 2, mirror: true, metrics: [SUCCESS] };
    expect(computeSchedule(canary(analysis, { provider: 'gatewayapi:v1' })).strategy).toBe('mirror');
    const linkerd = computeSchedule(canary(analysis));
    expect(linkerd.strategy).toBe('bluegreen');
    expect(codes(linkerd)).toContain('mirror-ignored');
    expect(linkerd.minSecondsToPromote).toBe(60);
  });
});

describe('hooks and checks', () => {
  const hooks = ['confirm-rollout', 'pre-rollout', '', 'confirm-traffic-increase', 'confirm-promotion', 'post-rollout', 'rollback', 'event']
    .map((type) => ({ name: type === '' ? 'load' : type, type, url: 'http://loadtester.test/' }));

  test('each hook runs in its own ticks', () => {
    const schedule = computeSchedule(canary({ interval: '10s', threshold: 2, stepWeight: 50, maxWeight: 50, webhooks: hooks, metrics: [SUCCESS] }));
    expect(schedule.steps.map((step) => step.hooks)).toEqual([
      ['confirm-rollout'],
      ['rollback', 'pre-rollout', 'confirm-traffic-increase'],
      ['rollback', 'load', 'confirm-traffic-increase', 'confirm-promotion'],
      [],
      ['post-rollout'],
    ]);
  });

  test('a pre-rollout hook can fail one tick before the first check', () => {
    const analysis = { interval: '10s', threshold: 2, stepWeight: 50, metrics: [SUCCESS] };
    expect(computeSchedule(canary(analysis)).minSecondsToRollback).toBe(40);
    expect(computeSchedule(canary({ ...analysis, webhooks: hooks.slice(1, 2) })).minSecondsToRollback).toBe(30);
  });

  test('confirm-traffic-increase is never called without traffic steps', () => {
    const schedule = computeSchedule(canary({ interval: '10s', threshold: 2, iterations: 2, webhooks: hooks, metrics: [SUCCESS] }));
    expect(schedule.steps.flatMap((step) => step.hooks)).not.toContain('confirm-traffic-increase');
    expect(codes(schedule)).toContain('hook-never-runs');
  });

  test('skipAnalysis and a missing analysis promote in the next tick', () => {
    const schedule = computeSchedule(canary({ interval: '10s', threshold: 2, stepWeight: 50, webhooks: hooks }, { skipAnalysis: true }));
    expect(line(schedule)).toEqual(['0s Progressing 0', '10s Succeeded 0']);
    expect(schedule.steps.map((step) => step.hooks)).toEqual([['confirm-rollout'], ['post-rollout']]);
    expect(schedule.minSecondsToRollback).toBeUndefined();
    expect(computeSchedule(canary(undefined)).minSecondsToPromote).toBe(60);
  });

  test('no metrics and no rollout hooks: it can never fail', () => {
    const schedule = computeSchedule(canary({ interval: '10s', threshold: 2, stepWeight: 50 }));
    expect(schedule.minSecondsToRollback).toBeUndefined();
    expect(codes(schedule)).toContain('never-fails');
  });

  test('a custom metric without a source always fails, a range that holds everything never does', () => {
    const metrics = [{ name: 'error-rate' }, { name: 'request-success-rate', thresholdRange: { min: 0 } }, { name: 'x', query: 'up' }];
    const schedule = computeSchedule(canary({ interval: '10s', threshold: 2, stepWeight: 50, metrics }));
    expect(codes(schedule)).toEqual(expect.arrayContaining(['metric-always-fails', 'metric-never-fails', 'metric-empty-threshold']));
  });
});

describe('from a live state', () => {
  const spec = canary({ interval: '10s', threshold: 3, stepWeight: 5, maxWeight: 50, metrics: [SUCCESS] });

  test('25 % has eight ticks to go: 30 to 50, copy, route back, scale down', () => {
    const state = { phase: 'Progressing', weight: 25, mirrored: false, iterations: 0 } as const;
    expect(remainingTicks(spec, state)).toBe(8);
    expect(nextState(spec, state)?.weight).toBe(30);
  });

  test('a weight that is no step jumps to 100 with stepWeights', () => {
    const steps = canary({ interval: '10s', threshold: 3, stepWeights: [10, 50], metrics: [SUCCESS] });
    expect(nextState(steps, { phase: 'Progressing', weight: 33, mirrored: false, iterations: 0 })?.weight).toBe(100);
  });
});

describe('bad input', () => {
  test('a Canary with nothing in it, huge and senseless numbers', () => {
    expect(computeSchedule(canary(undefined, { targetRef: 7, service: null })).steps).toHaveLength(2);
    expect(computeSchedule(canary({ interval: 5, stepWeight: -3 })).minSecondsToPromote).toBeUndefined();
    const long = computeSchedule(canary({ interval: '10s', iterations: 1e9, metrics: [SUCCESS] }));
    expect(long.minSecondsToPromote).toBeUndefined();
    expect(long.steps.length).toBeLessThanOrEqual(2000);
    expect(computeSchedule(canary({ stepWeights: ['a', null, 30] })).steps.map((step) => step.weight)).toContain(30);
    expect(readCanarySpec('no object')).toBeUndefined();
  });
});

test('prints the JSON of the contract', () => {
  const schedule = computeSchedule(canary({ interval: '10s', threshold: 2, iterations: 1, metrics: [SUCCESS], webhooks: [{ name: 'load', url: 'http://x/' }] }));
  const json: unknown = JSON.parse(printSchedule(schedule, 'json'));
  expect(json).toEqual({
    version: 1, canary: 'face', provider: 'linkerd', strategy: 'bluegreen', intervalSeconds: 10,
    steps: [
      { atSeconds: 0, phase: 'Progressing', weight: 0, hooks: [], metrics: [] },
      { atSeconds: 10, phase: 'Progressing', weight: 0, iteration: 1, hooks: [], metrics: [] },
      { atSeconds: 20, phase: 'Progressing', weight: 100, hooks: ['load'], metrics: ['request-success-rate'] },
      { atSeconds: 30, phase: 'Promoting', weight: 100, hooks: ['load'], metrics: ['request-success-rate'] },
      { atSeconds: 40, phase: 'Finalising', weight: 0, hooks: [], metrics: [] },
      { atSeconds: 50, phase: 'Succeeded', weight: 0, hooks: [], metrics: [] },
    ],
    minSecondsToPromote: 50, waits: [], minSecondsToRollback: 40,
    notes: [expect.stringContaining('pods')],
  });
  expect(printSchedule(schedule, 'text')).toContain('promoted after 50 s at the earliest');
});
