/** Every event template of Flagger (pkg/controller) becomes a fact; names with dots and merged events included. */
import { describe, expect, test } from 'vitest';
import { newestRollout, readCanaryEvents, readClusterEvent } from '../../../server/src/flagger/clusterEvents.ts';
import { eventWords } from '../../../server/src/flagger/eventWords.ts';
import { readEventFact } from '../../../server/src/flagger/events.ts';
import type { EventFact } from '../../../server/src/flagger/events.ts';

const TEMPLATES: readonly (readonly [string, EventFact])[] = [
  ['Initialization done! face.faces', { kind: 'initialized' }],
  ['all the metrics providers are available!', { kind: 'metricsAvailable' }],
  ['Error checking metric providers: prometheus not avaiable: dial tcp', { kind: 'metricsUnavailable', error: 'prometheus not avaiable: dial tcp' }],
  ['New revision detected! Scaling up face.faces', { kind: 'newRevision', target: 'face.faces', restart: false }],
  ['New revision detected! Restarting analysis for face.faces', { kind: 'newRevision', target: 'face.faces', restart: true }],
  ['Starting canary analysis for face.faces', { kind: 'analysisStarted', target: 'face.faces' }],
  ['Pre-rollout check smoke test passed', { kind: 'hookPassed', type: 'pre-rollout', hook: 'smoke test' }],
  ['Confirm-rollout check gate passed', { kind: 'hookPassed', type: 'confirm-rollout', hook: 'gate' }],
  ['Confirm-traffic-increase check gate passed', { kind: 'hookPassed', type: 'confirm-traffic-increase', hook: 'gate' }],
  ['Confirm-promotion check gate passed', { kind: 'hookPassed', type: 'confirm-promotion', hook: 'gate' }],
  ['Post-rollout check notify passed', { kind: 'hookPassed', type: 'post-rollout', hook: 'notify' }],
  ['Rollback check oops passed', { kind: 'hookPassed', type: 'rollback', hook: 'oops' }],
  ['Rollback hook oops not signaling a rollback', { kind: 'rollbackHookQuiet', hook: 'oops' }],
  ['Post-rollout hook notify failed Post "http://x": EOF', { kind: 'postRolloutFailed', hook: 'notify', error: 'Post "http://x": EOF' }],
  ['Advance my.app.faces canary weight 25', { kind: 'weight', weight: 25 }],
  ['Advance face.faces canary iteration 6/10', { kind: 'iteration', iteration: 6, of: 10 }],
  ['Advance face.faces primary weight 70', { kind: 'primaryWeight', weight: 70 }],
  ['Copying face.faces template spec to face-primary.faces', { kind: 'copied' }],
  ['Routing all traffic to canary', { kind: 'routedToCanary', mirrored: false }],
  ['Stop traffic mirroring and route all traffic to canary', { kind: 'routedToCanary', mirrored: true }],
  ['Routing all traffic to primary', { kind: 'routedToPrimary' }],
  ['Promotion completed! Scaling down face.faces', { kind: 'promoted', skipped: false }],
  ['Promotion completed! Canary analysis was skipped for face.faces', { kind: 'promoted', skipped: true }],
  ['Halt face.faces advancement success rate 61.00% < 70%', { kind: 'metricHalt', metric: 'request-success-rate', value: '61 %', operator: '<', bound: '70 %' }],
  ['Halt face.faces advancement success rate 99.90% > 99%', { kind: 'metricHalt', metric: 'request-success-rate', value: '99.9 %', operator: '>', bound: '99 %' }],
  ['Halt face.faces advancement request duration 1.205s > 500ms', { kind: 'metricHalt', metric: 'request-duration', value: '1.205 s', operator: '>', bound: '500 ms' }],
  ['Halt face.faces advancement 404s per minute 12.50 > 5', { kind: 'metricHalt', metric: '404s per minute', value: '12.5', operator: '>', bound: '5' }],
  ['Halt face.faces advancement err NaN > 5', { kind: 'metricHalt', metric: 'err', value: 'NaN', operator: '>', bound: '5' }],
  ['Halt face.faces advancement external check load test failed Post "http://lt/": dial tcp: no such host', { kind: 'hookHalt', type: 'rollout', hook: 'load test', error: 'Post "http://lt/": dial tcp: no such host' }],
  ['Halt face.faces advancement pre-rollout check smoke failed 500', { kind: 'hookHalt', type: 'pre-rollout', hook: 'smoke', error: '500' }],
  ['Halt face.faces advancement waiting for approval start gate', { kind: 'gateClosed', type: 'confirm-rollout', hook: 'start gate' }],
  ['Halt face.faces advancement waiting for promotion approval gate', { kind: 'gateClosed', type: 'confirm-promotion', hook: 'gate' }],
  ['Halt face.faces advancement waiting for traffic increase approval gate', { kind: 'gateClosed', type: 'confirm-traffic-increase', hook: 'gate' }],
  ['Halt advancement no values found for linkerd metric request-success-rate probably face.faces is not receiving traffic', { kind: 'noValues', metric: 'request-success-rate', target: 'face.faces' }],
  ['Halt advancement no values found for linkerd metric request-success-rate probably face.faces is not receiving traffic: running query failed: no values found', { kind: 'noValues', metric: 'request-success-rate', target: 'face.faces' }],
  ['Halt advancement no values found for custom metric: err: no values found', { kind: 'noValues', metric: 'err' }],
  ['Halt advancement no values found for metric: err', { kind: 'noValues', metric: 'err' }],
  ['Prometheus query failed: dial tcp 10.0.0.1:9090: i/o timeout', { kind: 'queryFailed', error: 'dial tcp 10.0.0.1:9090: i/o timeout' }],
  ['Prometheus query failed for err: bad query', { kind: 'queryFailed', metric: 'err', error: 'bad query' }],
  ['Metric query failed for no usable metrics template and query were configured', { kind: 'queryFailed', error: 'no usable metrics template and query were configured' }],
  ['Metric template err.faces error: metrictemplate.flagger.app "err" not found', { kind: 'queryFailed', error: 'Metric template err.faces error: metrictemplate.flagger.app "err" not found' }],
  ['Rolling back face.faces failed checks threshold reached 3', { kind: 'rollingBack', reason: 'threshold', failedChecks: 3 }],
  ['Rolling back face.faces progress deadline exceeded canary deployment face.faces not ready', { kind: 'rollingBack', reason: 'deadline', error: 'canary deployment face.faces not ready' }],
  ['Rolling back face.faces manual webhook invoked', { kind: 'rollingBack', reason: 'hook' }],
  ['Canary failed! Scaling down face.faces', { kind: 'failed' }],
  ['Promotion of face.faces failed, primary not ready: face-primary.faces not ready: x', { kind: 'promotionFailed', error: 'face-primary.faces not ready: x' }],
  ['face-primary.faces not ready: waiting for rollout to finish: 1 out of 2 new replicas have been updated', { kind: 'notReady', which: 'primary', workload: 'face-primary', detail: 'waiting for rollout to finish: 1 out of 2 new replicas have been updated' }],
  ['canary deployment my.face.faces not ready: waiting for rollout to finish: 0 of 1 (readyThreshold 100%) updated replicas are available', { kind: 'notReady', which: 'canary', workload: 'my.face', detail: 'waiting for rollout to finish: 0 of 1 (readyThreshold 100%) updated replicas are available' }],
  ['canary damonset face.faces not ready with retryable true: waiting', { kind: 'notReady', which: 'canary', workload: 'face', detail: 'waiting' }],
  ['skipping canary run as object is suspended', { kind: 'suspended' }],
  ['Terminating canary face.faces', { kind: 'terminating' }],
  ['Terminated canary face.faces', { kind: 'terminated' }],
  ['A/B testing is not supported when using the kubernetes provider', { kind: 'strategyForced', what: 'match-dropped' }],
  ['Setting canaryAnalysis.iterations: 10', { kind: 'strategyForced', what: 'iterations-set' }],
  ['deployment face.faces get query error: deployments.apps "face" not found', { kind: 'blocked', what: 'target', message: 'deployment face.faces get query error: deployments.apps "face" not found' }],
  ['deployment face.faces spec.selector.matchLabels must contain one of [app name]', { kind: 'blocked', what: 'selectorLabel', message: 'deployment face.faces spec.selector.matchLabels must contain one of [app name]' }],
  ['backend gui not found in ingress gui', { kind: 'blocked', what: 'ingressBackend', message: 'backend gui not found in ingress gui' }],
  ['getSelectorLabel failed: deployment face.faces spec.selector.matchLabels must contain one of [app name]', { kind: 'blocked', what: 'selectorLabel', message: 'getSelectorLabel failed: deployment face.faces spec.selector.matchLabels must contain one of [app name]' }],
  ['deployment face-primary.faces get query error: timeout', { kind: 'blocked', what: 'object', message: 'deployment face-primary.faces get query error: timeout' }],
  ['scaling down canary Deployment face.faces failed: conflict', { kind: 'blocked', what: 'object', message: 'scaling down canary Deployment face.faces failed: conflict' }],
  ['HTTPRoute face.faces create error: is invalid', { kind: 'blocked', what: 'object', message: 'HTTPRoute face.faces create error: is invalid' }],
  ['Halt face.faces advancement request duration 20ms < 50ms', { kind: 'metricHalt', metric: 'request-duration', value: '20 ms', operator: '<', bound: '50 ms' }],
  ['Halt face.faces advancement err 1.00 < 5', { kind: 'metricHalt', metric: 'err', value: '1', operator: '<', bound: '5' }],
  ['Metric query failed for err: bad query', { kind: 'queryFailed', metric: 'err', error: 'bad query' }],
  ['Metric query failed for no usable metrics template were configured', { kind: 'queryFailed', error: 'no usable metrics template were configured' }],
  ['Error building Prometheus client for http://p:9090 parse error', { kind: 'queryFailed', error: 'no client for http://p:9090 parse error' }],
  ['Metric template err.faces provider prometheus error: no address', { kind: 'queryFailed', error: 'Metric template err.faces provider prometheus error: no address' }],
  ['Metric template err.faces query render error: bad template', { kind: 'queryFailed', error: 'Metric template err.faces query render error: bad template' }],
  ['Metric template err.faces secret key error: not found', { kind: 'queryFailed', error: 'Metric template err.faces secret key error: not found' }],
  ['Error fetching Knative service faces/face not found', { kind: 'queryFailed', error: 'Error fetching Knative service faces/face not found' }],
  ['Progressive traffic is not supported when using the kubernetes provider', { kind: 'strategyForced', what: 'weights-dropped' }],
  ['something a newer Flagger says', { kind: 'other', message: 'something a newer Flagger says' }],
  ['', { kind: 'other', message: '' }],
];

test.each(TEMPLATES)('%s', (message, fact) => {
  expect(readEventFact(message)).toEqual(fact);
});

describe('Event objects', () => {
  test('core/v1 with a count keeps both times; the merged prefix is taken off', () => {
    const timed = readClusterEvent({
      message: '(combined from similar events): Advance face.faces canary weight 30', type: 'Normal', count: 4,
      firstTimestamp: '2026-11-23T14:00:00Z', lastTimestamp: '2026-11-23T14:29:40Z',
    });
    expect(timed).toMatchObject({ combined: true, count: 4, fact: { kind: 'weight', weight: 30 }, message: 'Advance face.faces canary weight 30' });
    expect(timed?.at).toBe(Date.parse('2026-11-23T14:29:40Z'));
  });

  test('events.k8s.io/v1 with a series', () => {
    const timed = readClusterEvent({ note: 'Routing all traffic to primary', eventTime: '2026-11-23T14:00:00.123456Z', series: { count: 3, lastObservedTime: '2026-11-23T14:05:00.5Z' } });
    expect(timed).toMatchObject({ count: 3, at: Date.parse('2026-11-23T14:05:00.5Z') });
  });

  test('within one second the order is that of a tick: a closed gate is the last word, not the start that each tick at 0 % repeats', () => {
    const event = (message: string): object => ({ message, lastTimestamp: '2026-11-29T02:00:00Z' });
    const facts = readCanaryEvents([event('Halt face.faces advancement waiting for traffic increase approval more'), event('Starting canary analysis for face.faces'), event('Confirm-traffic-increase check first passed')]);
    expect(facts.map(({ fact }) => fact.kind)).toEqual(['hookPassed', 'analysisStarted', 'gateClosed']);
  });

  test('events of a Canary that was deleted and made again are left out, the newest rollout begins at its detection', () => {
    const event = (message: string, second: number, uid = 'new'): object => ({ message, lastTimestamp: new Date(second * 1000).toISOString(), involvedObject: { uid } });
    const facts = readCanaryEvents([
      event('Advance face.faces canary weight 10', 30), event('New revision detected! Scaling up face.faces', 20), event('Confirm-rollout check g passed', 20),
      event('Canary failed! Scaling down face.faces', 10), event('Advance face.faces canary weight 50', 40, 'old'), { nonsense: true }, 7,
    ], 'new');
    const rollout = newestRollout(facts);
    expect(rollout.startedAt).toBe(20_000);
    expect(rollout.facts.map((timed) => timed.fact.kind)).toEqual(['newRevision', 'hookPassed', 'weight']);
  });
});

test.each([[1, 'rolling back: 1 failed check'], [3, 'rolling back: 3 failed checks']])('a rollback after %i of them is told in the right number', (count, words) => {
  expect(eventWords(readEventFact(`Rolling back face.faces failed checks threshold reached ${count}`))).toBe(words);
});
