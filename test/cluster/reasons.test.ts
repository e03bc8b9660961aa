// Every phase and every reason to halt on real Flagger, each with the sentence that people read at that moment.
import { beforeAll, describe, expect, test } from 'vitest';
import type { ClusterSession } from '../../client/src/cluster/clusterSession.ts';
import { buildCanaryView } from '../../client/src/flagger/canaryProgress.ts';
import { findRivals } from '../../client/src/flagger/rivals.ts';
import { readEventFact, splitCombined } from '../../server/src/flagger/events.ts';
import { textAt, type Json } from './harness/apiClient.ts';
import { canaryObject, createCanary, deploymentObject, releaseVersion, workloadName, type CanaryShape } from './harness/canaryObjects.ts';
import { readMessageTemplates } from './harness/flaggerMessages.ts';
import type { MetricValues } from './harness/metricsStandIn.ts';
import { moment, viewOf } from './harness/rolloutMoments.ts';
import { factsOfNamespace } from './harness/guardRun.ts';
import { createNamespace, SessionOpener, sharedControlPlane } from './harness/suite.ts';
import { waitUntil } from './harness/waitUntil.ts';

const { info, api, metrics } = sharedControlPlane();
const opener = new SessionOpener(info);
let session: ClusterSession;
/** All that Flagger said while this file ran. */
const said = new Set<string>();

beforeAll(async () => {
  session = await opener.session('admin');
  // The API server writes over the messages of an object that has many: each is noted as it comes.
  session.subscribe(() => { for (const event of session.rawCanaryEvents) said.add(splitCombined(textAt(event, 'message')).message); });
  await waitUntil('the session is live', () => session.state.type === 'live');
});

const loadTester = 'http://loadtester.test';
const path = (namespace: string): string => `/apis/flagger.app/v1beta1/namespaces/${namespace}/canaries/${workloadName}`;

async function started(shape: CanaryShape, values: MetricValues = {}): Promise<string> {
  const namespace = await createNamespace(api, shape.name);
  await createCanary(api, namespace, shape);
  await moment(session, namespace, 'Initialized', /^Idle\. A change of Deployment web's pod template starts a rollout\.$/, 180_000);
  if (Object.keys(values).length > 0) await metrics.set({ containing: [namespace], ...values });
  await releaseVersion(api, namespace, '1.1.0');
  return namespace;
}

const steps = { stepWeight: 20, maxWeight: 60 } as const;
const hook = (name: string, type: string, url: string): Json => ({ name, type, url: `${loadTester}${url}` });

describe.concurrent('phases', { timeout: 400_000 }, () => {
  test('going well, promoting, finalising, promoted', async () => {
    const namespace = await started({ name: 'r-good', provider: 'linkerd', analysis: { stepWeight: 50, maxWeight: 50 } });
    await moment(session, namespace, 'Progressing', /^Going well\. 50 % of traffic\. The promotion begins in \d+ s and is done at .* at the earliest\.$/);
    await moment(session, namespace, 'Promoting', /^Promoting 1\.1\.0: the primary takes it over/);
    await moment(session, namespace, 'Finalising', /^Nearly done: all traffic is back on the primary, the canary scales down/);
    const view = await moment(session, namespace, 'Succeeded', /^Promoted 1\.1\.0 after \d+ s\.$/);
    expect(view.past[0]).toMatchObject({ result: 'promoted' });
  });

  test('waiting to start, then for traffic, then for promotion', async () => {
    const gates = [hook('start', 'confirm-rollout', '/gate/halt'), hook('more', 'confirm-traffic-increase', '/gate/check')];
    const namespace = await started({ name: 'r-gates', provider: 'linkerd', analysis: { ...steps, webhooks: gates } });
    const waiting = await moment(session, namespace, 'Waiting', /^Waiting for you: gate start \(confirm-rollout\) is closed\. Nothing has started yet\.$/);
    expect(waiting.hooks.find(({ name }) => name === 'start')?.note).toBe('never opens: its URL always answers 403');
    await api.merge(path(namespace), { spec: { analysis: { webhooks: [hook('start', 'confirm-rollout', '/gate/approve'), hook('more', 'confirm-traffic-increase', '/gate/halt')] } } });
    await moment(session, namespace, 'Progressing', /^Waiting for you: gate more \(confirm-traffic-increase\) is closed\. No traffic reaches the canary until it opens\.$/);
    await api.merge(path(namespace), { spec: { analysis: { webhooks: [hook('more', 'confirm-promotion', '/gate/halt')] } } });
    await moment(session, namespace, 'WaitingPromotion', /^Waiting for you: gate more \(confirm-promotion\) is closed\. 60 % of traffic stays on the canary, the checks go on\.$/);
    await metrics.set({ containing: [namespace], successRate: 50 });
    await moment(session, namespace, 'WaitingPromotion', /Meanwhile success rate 50 % < 99 % \(1 of 2 failed checks\)\.$/);
  });

  test('without analysis, suspended, and given back when deleted', async () => {
    const namespace = await started({ name: 'r-skip', provider: 'linkerd', analysis: steps, more: { skipAnalysis: true, revertOnDeletion: true } });
    await moment(session, namespace, 'Succeeded', /^Promoted 1\.1\.0 without analysis/);
    await api.merge(path(namespace), { spec: { suspend: true } });
    await moment(session, namespace, 'Succeeded', /^Suspended: Flagger does nothing until it is resumed\.$/);
    await api.merge(path(namespace), { spec: { suspend: false } });
    await api.delete(path(namespace));
    await moment(session, namespace, 'Terminating', /^Being deleted: Deployment web is given back first\.$/, 30_000).catch(async () => {
      // Flagger may be through before anybody sees it: then the Canary is gone, and nothing is left to say.
      expect((await api.send('GET', path(namespace))).status).toBe(404);
    });
  });

  test('a change during the analysis starts it anew', async () => {
    const namespace = await started({ name: 'r-restart', provider: 'linkerd', analysis: { stepWeight: 10, maxWeight: 50 } });
    await moment(session, namespace, 'Progressing', /^Going well\. 10 % of traffic/);
    await releaseVersion(api, namespace, '1.2.0');
    const view = await waitUntil('the restart is told', () => {
      const now = viewOf(session, namespace);
      return now?.past[0]?.result === 'restarted' ? now : undefined;
    }, { withinMs: 60_000, everyMs: 100 });
    expect(view.events.some(({ words }) => words === 'the target changed again: the analysis starts anew')).toBe(true);
    expect(view.canary.version).toBe('1.2.0');
  });
});

describe.concurrent('reasons to halt', { timeout: 400_000 }, () => {
  const cases: readonly (readonly [name: string, analysis: Json, values: MetricValues, halted: RegExp, ended: RegExp])[] = [
    ['rate', steps, { successRate: 61.5 }, /^Halted at 20 %: success rate 61\.5 % < 99 % \(1 of 2 failed checks\); one more and it rolls back\.$/, /^Rolled back .*: success rate 61\.5 % < 99 % \(2 of 2 failed checks\)\.$/],
    ['duration', steps, { durationMs: 900 }, /^Halted at 20 %: request duration 900 ms > 500 ms/, /^Rolled back .*: request duration 900 ms > 500 ms/],
    ['silence', steps, { successRate: 'none', durationMs: 'none' }, /^No traffic reaches the canary, so the check has no values: is the load test running\? \(1 of 2 failed checks\)$/, /^Rolled back .*: success rate has no values/],
    ['error', steps, { fault: 'error' }, /^Halted at 20 %: the query failed \(.*\) \(1 of 2 failed checks\)/, /^Rolled back .*: the query failed/],
    ['custom', { ...steps, metrics: [{ name: 'queue', query: 'queue{namespace="{{ namespace }}"}', thresholdRange: { max: 5 } }] }, { anyValue: 12 }, /^Halted at 20 %: queue 12 > 5 \(1 of 2/, /^Rolled back .*: queue 12 > 5/],
    ['hook', { ...steps, webhooks: [hook('load', 'rollout', '/gate/halt')] }, {}, /^Halted at 20 %: webhook load failed \(Forbidden\) \(1 of 2 failed checks\); one more and it rolls back\.$/, /^Rolled back .*: webhook load failed/],
    ['before', { ...steps, webhooks: [hook('smoke', 'pre-rollout', '/gate/halt')] }, {}, /^Halted at the start: webhook smoke failed/, /^Rolled back .*: webhook smoke failed/],
  ];

  test.each(cases)('%s', async (name, analysis, values, halted, ended) => {
    const namespace = await started({ name: `r-${name}`, provider: 'linkerd', analysis }, values);
    await moment(session, namespace, 'Progressing', halted);
    const view = await moment(session, namespace, 'Failed', ended);
    expect(view.past[0]?.result).toBe('failed');
  });

  test('a rollback webhook', async () => {
    const webhooks = [hook('back', 'rollback', '/gate/approve'), hook('told', 'post-rollout', '/gate/approve'), hook('lost', 'post-rollout', '/gate/halt')];
    const namespace = await started({ name: 'r-back', provider: 'linkerd', analysis: { ...steps, webhooks } });
    await moment(session, namespace, 'Failed', /^Rolled back .*: webhook back asked for a rollback\.$/);
    await waitUntil('the hooks after it are told', () => said.has('Post-rollout check told passed') && [...said].some((message) => message.startsWith('Post-rollout hook lost failed')));
  });

  test('a rollback webhook after a check that failed: it is not taken for the reason', async () => {
    const namespace = await started({ name: 'r-ask', provider: 'linkerd', analysis: { ...steps, threshold: 10, webhooks: [hook('back', 'rollback', '/rollback/check')] } }, { successRate: 61.5 });
    await moment(session, namespace, 'Progressing', /^Halted at 20 %: success rate 61\.5 % < 99 %/);
    await fetch(`${info.loadTesterUrl}/rollback/open`, { method: 'POST', body: JSON.stringify({ name: workloadName, namespace }) });
    await moment(session, namespace, 'Failed', /^Rolled back .*: webhook back asked for a rollback\.$/);
    await waitUntil('the reason in the facts', () => factsOfNamespace(session, namespace).canaries[0]?.failureReason === 'webhook back asked for a rollback', { onTimeout: () => JSON.stringify(factsOfNamespace(session, namespace).canaries) });
  });

  test('pods that do not get ready in time', async () => {
    const namespace = await started({ name: 'r-late', provider: 'linkerd', analysis: steps, more: { progressDeadlineSeconds: 20 } });
    const deployment = deploymentObject(namespace, '1.1.1');
    await api.merge(`/apis/apps/v1/namespaces/${namespace}/deployments/${workloadName}`, { spec: { progressDeadlineSeconds: 20, template: { spec: { nodeSelector: { nowhere: 'yes' } } } }, metadata: { labels: { seen: textAt(deployment, 'metadata', 'name') } } });
    await moment(session, namespace, 'Progressing', /^The new pods are not ready: /);
    await moment(session, namespace, 'Failed', /^Rolled back .*: the new pods did not get ready \(/, 180_000);
  });
});

describe.concurrent('what a strategy says', { timeout: 400_000 }, () => {
  test('blue/green: a test beside the live traffic, the switch, the promotion', async () => {
    const namespace = await started({ name: 'r-blue', provider: 'linkerd', analysis: { iterations: 1 } });
    await moment(session, namespace, 'Progressing', /^Begun\. The new version starts, the test begins in \d+ s/);
    await moment(session, namespace, 'Progressing', /^Going well\. Tested beside the live traffic, iteration 1 of 1, the switch in/);
    await moment(session, namespace, 'Progressing', /^Going well\. All traffic is on the new version/);
    await moment(session, namespace, 'Promoting', /^Promoting 1\.1\.0: the primary takes it over while all traffic stays on the canary\. Done at /);
  });

  test('hooks that pass', async () => {
    const webhooks = [hook('start', 'confirm-rollout', '/gate/approve'), hook('smoke', 'pre-rollout', '/gate/approve'), hook('back', 'rollback', '/gate/halt'), hook('board', 'confirm-promotion', '/gate/approve')];
    const namespace = await started({ name: 'r-hooks', provider: 'linkerd', analysis: { iterations: 1, webhooks } });
    await moment(session, namespace, 'Succeeded', /^Promoted 1\.1\.0 after /, 240_000);
  });

  test('mirrored traffic before the switch', async () => {
    const namespace = await started({ name: 'r-mirror', provider: 'gatewayapi:v1', analysis: { iterations: 1, mirror: true } });
    await moment(session, namespace, 'Progressing', /^Going well\. All traffic is on the new version/);
  });

  test('traffic that goes back in steps', async () => {
    const namespace = await started({ name: 'r-slow', provider: 'gatewayapi:v1', analysis: { stepWeight: 50, maxWeight: 50, stepWeightPromotion: 25, webhooks: [hook('more', 'confirm-traffic-increase', '/gate/approve')] } });
    await moment(session, namespace, 'Progressing', /^Begun\. The new version starts, the first 50 % of traffic in \d+ s, promoted at /);
    await moment(session, namespace, 'Promoting', /^Promoting 1\.1\.0: traffic goes back to the primary, 75 % so far\. Done at /);
  });

  test('provider kubernetes drops what it cannot do, and says so', async () => {
    const namespace = await started({ name: 'r-forced', provider: 'kubernetes', analysis: { ...steps, match: [{ headers: { 'x-canary': { exact: 'insider' } } }] } });
    await moment(session, namespace, 'Progressing', /^Going well\. Tested beside the live traffic, iteration \d+ of 10/);
    const words = () => viewOf(session, namespace)?.events.map((event) => event.words) ?? [];
    await waitUntil('it is said what was dropped', () => words().includes('match was dropped: provider kubernetes knows no A/B testing') && words().includes('iterations were set to 10'), { onTimeout: () => words().join('\n') });
  });
});

describe.concurrent('the primary', { timeout: 400_000 }, () => {
  const nowhere = { spec: { progressDeadlineSeconds: 600, template: { spec: { nodeSelector: { nowhere: 'yes' } } } } };

  test('that does not get ready while it is set up', async () => {
    const shape: CanaryShape = { name: 'r-setup', provider: 'linkerd', analysis: steps, more: { progressDeadlineSeconds: 600 } };
    const namespace = await createNamespace(api, shape.name);
    await api.apply(deploymentObject(namespace, '1.0.0'));
    await api.merge(`/apis/apps/v1/namespaces/${namespace}/deployments/${workloadName}`, nowhere);
    await api.apply(canaryObject(namespace, shape));
    await moment(session, namespace, 'Initializing', /^Setting up: the primary’s pods are not ready yet \(/);
  });

  test('whose pods go away during the analysis, which waits for them', async () => {
    const namespace = await started({ name: 'r-primary', provider: 'linkerd', analysis: { stepWeight: 5, maxWeight: 50 }, more: { progressDeadlineSeconds: 600 } });
    await moment(session, namespace, 'Progressing', /^Going well\. \d+ % of traffic/);
    await api.merge(`/apis/apps/v1/namespaces/${namespace}/deployments/${workloadName}-primary`, nowhere);
    await moment(session, namespace, 'Progressing', /^The primary’s pods are not ready: /);
  });
});

describe.concurrent('what a check says', { timeout: 600_000 }, () => {
  const query = { name: 'queue', query: 'queue{namespace="{{ namespace }}"}', interval: '1m' };
  const template = (name: string, range: Json = { max: 5 }): Json => ({ name: 'depth', interval: '1m', templateRef: { name }, thresholdRange: range });
  const provider = { type: 'prometheus', address: info.metricsUrl };
  const templates: Readonly<Record<string, Json>> = {
    good: { provider, query: 'depth{namespace="{{ namespace }}"}' },
    broken: { provider, query: 'depth{namespace="{{ nowhere }}"}' },
    locked: { provider: { ...provider, secretRef: { name: 'nowhere' } }, query: 'depth' },
    strange: { provider: { type: 'datadog' }, query: 'depth' },
  };
  const cases: readonly (readonly [metric: Json, values: MetricValues, says: RegExp])[] = [
    [{ name: 'request-success-rate', interval: '1m', thresholdRange: { max: 90 } }, { successRate: 99 }, /success rate 99 % > 90 %/],
    [{ name: 'request-success-rate', interval: '1m', threshold: 99 }, { successRate: 50 }, /success rate 50 % < 99 %/],
    [{ name: 'request-duration', interval: '1m', thresholdRange: { min: 100 } }, { durationMs: 50 }, /request duration 50 ms < 100 ms/],
    [{ name: 'request-duration', interval: '1m', thresholdRange: { max: 500 } }, { durationMs: 'none' }, /^No traffic reaches the canary, so the check has no values/],
    [{ ...query, thresholdRange: { min: 50 } }, { anyValue: 12 }, /queue 12 < 50/],
    [{ ...query, thresholdRange: { max: 5 } }, { anyValue: 'none' }, /^No traffic reaches the canary, so the check has no values/],
    [{ ...query, thresholdRange: { max: 5 } }, { fault: 'error' }, /the query of queue failed \(/],
    [template('good', { max: 1 }), { anyValue: 12 }, /depth 12 > 1 /],
    [template('good', { min: 50 }), { anyValue: 12 }, /depth 12 < 50 /],
    [template('good'), { anyValue: 'none' }, /^No traffic reaches the canary, so the check has no values/],
    [template('good'), { fault: 'garbage' }, /the query of depth failed \(/],
    [template('nowhere'), {}, /the query failed \(Metric template nowhere\.\S+ error: /],
    [template('locked'), {}, /the query failed \(Metric template locked\.\S+ secret nowhere error: /],
    [template('strange'), {}, /the query failed \(Metric template strange\.\S+ provider datadog error: /],
    [template('broken'), {}, /the query failed \(Metric template broken\.\S+ query render error: /],
    [{ name: 'nothing', interval: '1m', thresholdRange: { max: 5 } }, {}, /the query failed \(no usable metrics template were configured\)/],
  ];

  test('in each of Flagger’s words', async () => {
    const shape: CanaryShape = { name: 'r-words', provider: 'linkerd', analysis: { stepWeight: 5, maxWeight: 50, threshold: 400 } };
    const namespace = await started(shape);
    for (const [name, spec] of Object.entries(templates)) await api.apply({ apiVersion: 'flagger.app/v1beta1', kind: 'MetricTemplate', metadata: { namespace, name }, spec });
    for (const [metric, values, says] of cases) {
      await metrics.set({ containing: [namespace], ...values });
      await api.merge(path(namespace), { spec: { analysis: { metrics: [metric] } } });
      await moment(session, namespace, 'Progressing', says);
    }
    await api.merge(path(namespace), { spec: { metricsServer: 'http://no host/' } });
    await moment(session, namespace, 'Progressing', /the query failed \(no client for http:/);
  });

  test('a provider that cannot be reached at the start is an event, and stops nothing', async () => {
    const namespace = await createNamespace(api, 'r-offline');
    await createCanary(api, namespace, { name: 'r-offline', provider: 'linkerd', analysis: { ...steps, metrics: [template('nowhere')] } });
    const view = await moment(session, namespace, 'Initialized', /^Idle\./, 180_000);
    expect(view.events.some(({ message }) => message.startsWith('Error checking metric providers: '))).toBe(true);
  });
});

describe.concurrent('odd things', { timeout: 300_000 }, () => {
  test('a Canary that is deleted and made again begins anew, with nothing of the old one', async () => {
    const shape: CanaryShape = { name: 'r-again', provider: 'linkerd', analysis: { stepWeight: 50, maxWeight: 50 } };
    const namespace = await started(shape);
    await moment(session, namespace, 'Progressing', /Going well/);
    await api.delete(path(namespace));
    await waitUntil('it is gone', () => session.findCanary(namespace, workloadName) === undefined);
    expect(viewOf(session, namespace)).toBeUndefined();
    await createCanary(api, namespace, shape);
    const view = await moment(session, namespace, 'Initialized', /^Idle\./, 180_000);
    expect(view.past).toEqual([]);
    expect(view.events.some(({ words }) => words.includes('new revision'))).toBe(false);
  });

  test('a target that is not there yet: it cannot start, and says for what; then it sets up', async () => {
    const shape: CanaryShape = { name: 'r-early', provider: 'linkerd', analysis: steps };
    const namespace = await createNamespace(api, shape.name);
    await api.apply(canaryObject(namespace, shape));
    await moment(session, namespace, 'Initializing', /^Cannot start yet: Deployment web was not found\.$/, 60_000);
    await api.apply(deploymentObject(namespace, '1.0.0'));
    await moment(session, namespace, 'Initialized', /^Idle\./, 180_000);
  });

  test('two Canaries on one target: each is shown by itself', async () => {
    const shape: CanaryShape = { name: 'r-two', provider: 'linkerd', analysis: { stepWeight: 50, maxWeight: 50 } };
    const namespace = await createNamespace(api, shape.name);
    await createCanary(api, namespace, shape);
    const other = await api.get(path(namespace));
    await api.apply({ apiVersion: 'flagger.app/v1beta1', kind: 'Canary', metadata: { namespace, name: 'second' }, spec: { ...(other['spec'] as Json), service: { port: 80, targetPort: 'http', name: 'second' } } });
    await moment(session, namespace, 'Initialized', /^Idle\./, 180_000);
    const second = await waitUntil('the second is known', () => session.findCanary(namespace, 'second'));
    const view = buildCanaryView({ canary: second.object.content, events: [], now: Date.now() });
    expect(view?.name).toBe('second');
    expect(view?.sentence.parts.length).toBeGreaterThan(0);
    expect(findRivals(session.canaries, second)).toEqual([workloadName]);
  });
});

/** Templates that no state of a cluster brings about at will, each with the reason. */
const unreached: Readonly<Record<string, string>> = {
  'scaling down canary %s %s.%s failed: %v': 'the API server has to refuse the scale of one Deployment after it took all writes before',
  'Rolling back %s.%s progress deadline exceeded %v': 'pkg/controller/scheduler.go rolls back and returns where the pods are not ready for good, before both places that would say this',
};

// The last of the file: it looks at what the tests above made Flagger say.
test('each message that Flagger’s source has was said, and was understood', () => {
  const templates = readMessageTemplates(process.env);
  expect(templates.length).toBeGreaterThan(40);
  const missing = templates.filter(({ pattern }) => ![...said].some((message) => pattern.test(message))).map(({ text }) => text);
  expect(missing.filter((text) => unreached[text] === undefined)).toEqual([]);
  expect(Object.keys(unreached).filter((text) => !templates.some((template) => template.text === text))).toEqual([]);
  const unknown = [...said].filter((message) => templates.some(({ pattern }) => pattern.test(message)) && readEventFact(message).kind === 'other');
  expect(unknown).toEqual([]);
});
