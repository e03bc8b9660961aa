/** The state in words, as UX.md writes them. */
import { describe, expect, test } from 'vitest';
import { readLiveCanary } from '../../../server/src/flagger/canaryObject.ts';
import type { LiveCanary } from '../../../server/src/flagger/canaryObject.ts';
import { readCanaryEvents } from '../../../server/src/flagger/clusterEvents.ts';
import { formatClock, formatSeconds, parseGoDuration } from '../../../server/src/flagger/durations.ts';
import { describeCanary, printSentence } from '../../../server/src/flagger/sentence.ts';
import type { SentenceInput } from '../../../server/src/flagger/sentence.ts';
import { matchWords } from '../../../server/src/flagger/matchWords.ts';
import { effectiveStrategy, strategyWords } from '../../../server/src/flagger/strategy.ts';
import { findProvider, generatedObjects } from '../../../server/src/flagger/providers.ts';

const NOW = Date.parse('2026-11-23T14:29:43Z');

function live(status: object, analysis: object = {}, spec: object = {}): LiveCanary {
  const canary = readLiveCanary({
    metadata: { name: 'face', namespace: 'faces' },
    spec: {
      provider: 'linkerd', targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'face' }, service: { port: 80 },
      analysis: { interval: '10s', threshold: 3, stepWeight: 5, maxWeight: 50, metrics: [{ name: 'request-success-rate', thresholdRange: { min: 70 } }], ...analysis }, ...spec,
    },
    status,
  });
  if (canary === undefined) throw new Error('the fixture is no Canary');
  return canary;
}

function say(canary: LiveCanary, messages: readonly string[] = [], more: Partial<SentenceInput> = {}): string {
  const events = messages.map((message, index) => ({ message, lastTimestamp: new Date(NOW - (messages.length - index) * 10_000).toISOString() }));
  const strategy = effectiveStrategy(canary.spec, findProvider(canary.spec.provider ?? ''));
  const input: SentenceInput = { canary, strategy, weight: canary.status.weight, facts: readCanaryEvents(events), ...more };
  return printSentence(describeCanary(input), NOW);
}

describe('the sentence', () => {
  test('going well', () => {
    const promotion = NOW + 77_000;
    expect(say(live({ phase: 'Progressing', canaryWeight: 25 }), ['Advance face.faces canary weight 25'], {
      nextTickAt: NOW + 7000, earliestPromotionAt: promotion, next: { phase: 'Progressing', weight: 30, mirrored: false, iterations: 0 },
    })).toBe(`Going well. 25 % of traffic, next step to 30 % in 7 s, promoted at ${formatClock(promotion)} at the earliest.`);
  });

  test('halted', () => {
    expect(say(live({ phase: 'Progressing', canaryWeight: 20, failedChecks: 2 }), ['Halt face.faces advancement success rate 61.00% < 70%']))
      .toBe('Halted at 20 %: success rate 61 % < 70 % (2 of 3 failed checks); one more and it rolls back.');
  });

  test('the threshold is reached: the rollback comes with the next tick', () => {
    expect(say(live({ phase: 'Progressing', canaryWeight: 20, failedChecks: 3 }), ['Halt face.faces advancement success rate 61.00% < 70%'], { nextTickAt: NOW + 4000 }))
      .toBe('Halted at 20 %: success rate 61 % < 70 % (3 of 3 failed checks); it rolls back in 4 s.');
  });

  test('a good check after a failed one is going on', () => {
    expect(say(live({ phase: 'Progressing', canaryWeight: 25, failedChecks: 1 }), ['Halt face.faces advancement success rate 61.00% < 70%', 'Advance face.faces canary weight 25']))
      .toBe('Going on after 1 of 3 failed checks. 25 % of traffic.');
  });

  test('no traffic', () => {
    expect(say(live({ phase: 'Progressing', canaryWeight: 5, failedChecks: 1 }), ['Halt advancement no values found for linkerd metric request-success-rate probably face.faces is not receiving traffic']))
      .toBe('No traffic reaches the canary, so the check has no values: is the load test running? (1 of 3 failed checks)');
  });

  test('gates', () => {
    expect(say(live({ phase: 'WaitingPromotion' }), ['Halt face.faces advancement waiting for promotion approval confirm-promotion'])).toBe('Waiting for you: gate confirm-promotion is closed. The checks go on.');
    expect(say(live({ phase: 'Waiting' }), ['Halt face.faces advancement waiting for approval start'])).toBe('Waiting for you: gate start (confirm-rollout) is closed. Nothing has started yet.');
    expect(say(live({ phase: 'Progressing', canaryWeight: 10 }), ['Halt face.faces advancement waiting for traffic increase approval g']))
      .toBe('Waiting for you: gate g (confirm-traffic-increase) is closed. 10 % of traffic stays on the canary until it opens.');
  });

  test('rolled back, with the reason and what Git says', () => {
    expect(say(live({ phase: 'Failed' }), [
      'Halt face.faces advancement success rate 61.00% < 70%', 'Rolling back face.faces failed checks threshold reached 3', 'Canary failed! Scaling down face.faces',
    ], { endedAt: NOW - 12 * 60_000, git: { version: '1.1.0', place: 'apps/face.yaml:14' } }))
      .toBe('Rolled back 12 min ago: success rate 61 % < 70 % (3 of 3 failed checks). Git still says 1.1.0 (apps/face.yaml:14).');
    expect(say(live({ phase: 'Failed' }))).toBe('Rolled back; the reason is no longer among the events.');
  });

  test('rolled back by what is no check, although one had failed before', () => {
    const halt = 'Halt face.faces advancement success rate 61.00% < 70%';
    const late = 'Rolling back face.faces progress deadline exceeded canary deployment face.faces not ready';
    expect(say(live({ phase: 'Failed' }), [halt, late])).toBe('Rolled back: the pods did not get ready in time.');
    expect(say(live({ phase: 'Failed' }), [halt, 'Rollback check oops passed', 'Rolling back face.faces manual webhook invoked'])).toBe('Rolled back: webhook oops asked for a rollback.');
    expect(say(live({ phase: 'Failed' }), [halt])).toBe('Rolled back: success rate 61 % < 70 %.');
  });

  test('promoted, idle, suspended, unknown', () => {
    expect(say(live({ phase: 'Succeeded' }), [], { version: '1.1.0', startedAt: NOW - 144_000, endedAt: NOW })).toBe('Promoted 1.1.0 after 2 min 24 s.');
    expect(say(live({ phase: 'Initialized' }))).toBe("Idle. A change of Deployment face's pod template starts a rollout.");
    expect(say(live({ phase: 'Progressing', canaryWeight: 25 }, {}, { suspend: true }))).toBe('Suspended: Flagger does nothing until it is resumed. 25 % of traffic stays on the canary.');
    expect(say(live({ phase: 'WaitingTrafficIncrease' }))).toBe('Phase WaitingTrafficIncrease: this version of Flightdeck does not know it.');
    expect(say(live({}))).toContain('Flagger has not seen this Canary yet');
  });

  test('A/B counts iterations, not weights', () => {
    const canary = live({ phase: 'Progressing', iterations: 6 }, { stepWeight: undefined, maxWeight: undefined, iterations: 10, match: [{ headers: { 'x-faces-user': { exact: 'testuser' } } }] }, { provider: 'nginx' });
    expect(say(canary, ['Advance gui.faces canary iteration 6/10'], { weight: 100, nextTickAt: NOW + 7000 })).toBe('Going well. Requests with header x-faces-user = testuser go to the canary, iteration 6 of 10, next check in 7 s.');
    const ignored = live({ phase: 'Progressing', iterations: 6 }, { stepWeight: undefined, iterations: 10, match: [{ headers: { a: { exact: 'b' } } }] });
    expect(say(ignored, ['Advance gui.faces canary iteration 6/10'], { weight: 100 })).toBe('Going well. All traffic goes to the canary, iteration 6 of 10.');
    expect(strategyWords(canary.spec)).toBe('A/B, requests with header x-faces-user = testuser to the canary, 10 × 10 s');
    expect(matchWords(canary.spec.analysis?.match ?? [])).toBe('header x-faces-user = testuser');
  });

  test('before the first step nothing is said to go well yet, and no traffic is told', () => {
    const next = (weight: number, mirrored = false) => ({ nextTickAt: NOW + 7000, next: { phase: 'Progressing', weight, mirrored, iterations: 1 } as const });
    expect(say(live({ phase: 'Progressing' }), ['New revision detected! Scaling up face.faces'], next(5))).toBe('Begun. The new version starts, the first 5 % of traffic in 7 s.');
    const mirror = live({ phase: 'Progressing' }, { mirror: true }, { provider: 'istio' });
    expect(say(mirror, ['New revision detected! Scaling up face.faces'], next(0, true))).toBe('Begun. The new version starts, the mirroring begins in 7 s.');
    expect(say(mirror, ['Advance face.faces canary weight 0'], { ...next(5), mirrored: true })).toBe('Going well. Traffic is mirrored, none of it answered by the canary, next step to 5 % in 7 s.');
    const blueGreen = live({ phase: 'Progressing' }, { stepWeight: undefined, maxWeight: undefined, iterations: 10 });
    expect(say(blueGreen, ['New revision detected! Scaling up face.faces'], next(0))).toBe('Begun. The new version starts, the test begins in 7 s.');
    expect(say(live({ phase: 'Progressing', failedChecks: 1 }), ['Halt face.faces advancement pre-rollout check smoke failed 403'])).toBe('Halted at the start: webhook smoke failed (403) (1 of 3 failed checks); 2 more and it rolls back.');
  });

  test('while the promotion runs it says where the traffic is now, and one time: its end', () => {
    const done = { earliestPromotionAt: NOW + 17_000, version: '1.1.0' };
    const at = `Done at ${formatClock(NOW + 17_000)} at the earliest.`;
    expect(say(live({ phase: 'Promoting' }), ['Copying face.faces template spec to face-primary.faces'], { ...done, weight: 50 })).toBe(`Promoting 1.1.0: the primary takes it over while 50 % of traffic stays on the canary. ${at}`);
    expect(say(live({ phase: 'Promoting' }, { stepWeightPromotion: 20 }), ['Copying face.faces template spec to face-primary.faces', 'Advance face.faces primary weight 70'], { ...done, weight: 30 })).toBe(`Promoting 1.1.0: traffic goes back to the primary, 70 % so far. ${at}`);
    expect(say(live({ phase: 'Promoting' }, { stepWeight: undefined, iterations: 10 }, { provider: 'kubernetes' }), ['Copying face.faces template spec to face-primary.faces'], { ...done, weight: 0 })).toBe(`Promoting 1.1.0: the primary takes it over. ${at}`);
    expect(say(live({ phase: 'Promoting' }), ['Copying face.faces template spec to face-primary.faces', 'face-primary.faces not ready: waiting for rollout to finish: 0 of 1 (readyThreshold 100%) updated replicas are available'], { ...done, weight: 50 }))
      .toBe('Promoting 1.1.0: the primary’s pods are not ready yet (0 of 1 updated replicas are available). 50 % of traffic stays on the canary.');
  });

  test('what blocks the start', () => {
    expect(say(live({ phase: 'Initializing' }), ['deployment face.faces get query error: deployments.apps "face" not found'])).toBe('Cannot start yet: Deployment face was not found.');
  });

  test('pods that do not get ready', () => {
    expect(say(live({ phase: 'Progressing' }), ['canary deployment face.faces not ready: waiting for rollout to finish: 0 of 1 (readyThreshold 100%) updated replicas are available'], { nextTickAt: NOW + 3000 }))
      .toBe('The new pods are not ready: 0 of 1 updated replicas are available; next look in 3 s.');
  });

  test('the primary that fails during the promotion leaves the traffic on the canary', () => {
    expect(say(live({ phase: 'Failed', canaryWeight: 100 }), ['Promotion of face.faces failed, primary not ready: deadline'], { endedAt: NOW - 5000 }))
      .toBe('Promotion failed 5 s ago: the primary is not ready (deadline). All traffic goes to the canary.');
  });
});

describe('durations', () => {
  test.each([['10s', 10], ['1m30s', 90], ['1.5h', 5400], ['500ms', 0.5], ['0', 0], ['-2s', -2]] as const)('%s', (text, seconds) => {
    expect(parseGoDuration(text)).toBeCloseTo(seconds);
  });
  test.each(['', '10', '10sec', '1m30x', 's', '1 m', '+'])('Go refuses %j', (text) => {
    expect(parseGoDuration(text)).toBeUndefined();
  });
  test('words', () => {
    expect([7, 60, 130, 3600, 3900, 86_400, 200_000].map(formatSeconds)).toEqual(['7 s', '1 min', '2 min 10 s', '1 h', '1 h 5 min', '1 day', '2 days']);
  });
});

test('objects that Flagger makes are named as FACTS F3 lists them', () => {
  const names = generatedObjects(live({}).spec).map((object) => `${object.kind} ${object.name}`);
  expect(names).toEqual(['Deployment face', 'Deployment face-primary', 'Service face', 'Service face-primary', 'Service face-canary', 'TrafficSplit face']);
  const gui = live({}, {}, { provider: 'nginx', ingressRef: { kind: 'Ingress', name: 'faces-gui' } });
  expect(generatedObjects(gui.spec).at(-1)).toMatchObject({ kind: 'Ingress', name: 'faces-gui-canary', namespace: 'faces', group: 'networking.k8s.io' });
});
