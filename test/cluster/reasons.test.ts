// Every phase and every reason to halt on real Flagger, each with the sentence that people read at that moment.
import { beforeAll, describe, expect, test } from 'vitest';
import type { ClusterSession } from '../../client/src/cluster/clusterSession.ts';
import { buildCanaryView } from '../../client/src/flagger/canaryProgress.ts';
import type { CanaryView } from '../../client/src/flagger/canaryView.ts';
import { findRivals } from '../../client/src/flagger/rivals.ts';
import { printSentence } from '../../server/src/flagger/sentence.ts';
import { textAt, type Json } from './harness/apiClient.ts';
import { canaryObject, createCanary, deploymentObject, releaseVersion, workloadName, type CanaryShape } from './harness/canaryObjects.ts';
import type { MetricValues } from './harness/metricsStandIn.ts';
import { createNamespace, SessionOpener, sharedControlPlane } from './harness/suite.ts';
import { waitUntil } from './harness/waitUntil.ts';

const { info, api, metrics } = sharedControlPlane();
const opener = new SessionOpener(info);
let session: ClusterSession;

beforeAll(async () => {
  session = await opener.session('admin');
  await waitUntil('the session is live', () => session.state.type === 'live');
});

const loadTester = 'http://loadtester.test';
const path = (namespace: string): string => `/apis/flagger.app/v1beta1/namespaces/${namespace}/canaries/${workloadName}`;

function viewOf(namespace: string): CanaryView | undefined {
  const live = session.findCanary(namespace, workloadName);
  if (live === undefined) return undefined;
  const events = session.rawCanaryEvents.filter((event) => textAt(event, 'involvedObject', 'namespace') === namespace);
  const target = session.findWorkload('Deployment', namespace, workloadName)?.object.content;
  const primary = session.findWorkload('Deployment', namespace, `${workloadName}-primary`)?.object.content;
  return buildCanaryView({ canary: live.object.content, events, now: Date.now(), ...(target === undefined ? {} : { target }), ...(primary === undefined ? {} : { primary }) });
}

/** Waits for a moment in which phase and sentence fit. */
async function moment(namespace: string, phase: string, says: RegExp, withinMs = 120_000): Promise<CanaryView> {
  const seen = new Set<string>();
  return waitUntil(`${namespace} is ${phase} and says ${says.source}`, () => {
    const view = viewOf(namespace);
    if (view === undefined) return undefined;
    const sentence = printSentence(view.sentence, Date.now());
    seen.add(`${view.phase}: ${sentence.replace(/\d+ s\b/g, 'N s')}`);
    return view.phase === phase && says.test(sentence) ? view : undefined;
  }, { withinMs, everyMs: 100, onTimeout: () => [...seen].join('\n') });
}

async function started(shape: CanaryShape, values: MetricValues = {}): Promise<string> {
  const namespace = await createNamespace(api, shape.name);
  await createCanary(api, namespace, shape);
  await moment(namespace, 'Initialized', /^Idle\. A change of Deployment web's pod template starts a rollout\.$/, 180_000);
  if (Object.keys(values).length > 0) await metrics.set({ containing: [namespace], ...values });
  await releaseVersion(api, namespace, '1.1.0');
  return namespace;
}

const steps = { stepWeight: 20, maxWeight: 60 } as const;
const hook = (name: string, type: string, url: string): Json => ({ name, type, url: `${loadTester}${url}` });

describe.concurrent('phases', { timeout: 400_000 }, () => {
  test('going well, promoting, finalising, promoted', async () => {
    const namespace = await started({ name: 'r-good', provider: 'linkerd', analysis: { stepWeight: 50, maxWeight: 50 } });
    await moment(namespace, 'Progressing', /^Going well\. 50 % of traffic, then the promotion in \d+ s, promotion at .* at the earliest\.$/);
    await moment(namespace, 'Promoting', /^Promoting 1\.1\.0: the primary takes it over/);
    await moment(namespace, 'Finalising', /^Nearly done: all traffic is back on the primary, the canary scales down/);
    const view = await moment(namespace, 'Succeeded', /^Promoted 1\.1\.0 after \d+ s\.$/);
    expect(view.past[0]).toMatchObject({ result: 'promoted' });
  });

  test('waiting to start, then for traffic, then for promotion', async () => {
    const gates = [hook('start', 'confirm-rollout', '/gate/halt'), hook('more', 'confirm-traffic-increase', '/gate/check')];
    const namespace = await started({ name: 'r-gates', provider: 'linkerd', analysis: { ...steps, webhooks: gates } });
    const waiting = await moment(namespace, 'Waiting', /^Waiting for you: gate start \(confirm-rollout\) is closed\. Nothing has started yet\.$/);
    expect(waiting.hooks.find(({ name }) => name === 'start')?.note).toBe('never opens: its URL always answers 403');
    await api.merge(path(namespace), { spec: { analysis: { webhooks: [hook('start', 'confirm-rollout', '/gate/approve'), hook('more', 'confirm-traffic-increase', '/gate/halt')] } } });
    await moment(namespace, 'Progressing', /^Waiting for you: gate more \(confirm-traffic-increase\) is closed\. 0 % of traffic until it opens\.$/);
    await api.merge(path(namespace), { spec: { analysis: { webhooks: [hook('more', 'confirm-promotion', '/gate/halt')] } } });
    await moment(namespace, 'WaitingPromotion', /^Waiting for you: gate more \(confirm-promotion\) is closed\. The checks go on\.$/);
    await metrics.set({ containing: [namespace], successRate: 50 });
    await moment(namespace, 'WaitingPromotion', /Meanwhile success rate 50 % < 99 % \(1 of 2 failed checks\)\.$/);
  });

  test('without analysis, suspended, and given back when deleted', async () => {
    const namespace = await started({ name: 'r-skip', provider: 'linkerd', analysis: steps, more: { skipAnalysis: true, revertOnDeletion: true } });
    await moment(namespace, 'Succeeded', /^Promoted 1\.1\.0 without analysis/);
    await api.merge(path(namespace), { spec: { suspend: true } });
    await moment(namespace, 'Succeeded', /^Suspended: Flagger does nothing until it is resumed\.$/);
    await api.merge(path(namespace), { spec: { suspend: false } });
    await api.delete(path(namespace));
    await moment(namespace, 'Terminating', /^Being deleted: Deployment web is given back first\.$/, 30_000).catch(async () => {
      // Flagger may be through before anybody sees it: then the Canary is gone, and nothing is left to say.
      expect((await api.send('GET', path(namespace))).status).toBe(404);
    });
  });

  test('a change during the analysis starts it anew', async () => {
    const namespace = await started({ name: 'r-restart', provider: 'linkerd', analysis: { stepWeight: 10, maxWeight: 50 } });
    await moment(namespace, 'Progressing', /^Going well\. 10 % of traffic/);
    await releaseVersion(api, namespace, '1.2.0');
    const view = await waitUntil('the restart is told', () => {
      const now = viewOf(namespace);
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
    ['before', { ...steps, webhooks: [hook('smoke', 'pre-rollout', '/gate/halt')] }, {}, /^Halted at 0 %: webhook smoke failed/, /^Rolled back .*: webhook smoke failed/],
  ];

  test.each(cases)('%s', async (name, analysis, values, halted, ended) => {
    const namespace = await started({ name: `r-${name}`, provider: 'linkerd', analysis }, values);
    await moment(namespace, 'Progressing', halted);
    const view = await moment(namespace, 'Failed', ended);
    expect(view.past[0]?.result).toBe('failed');
  });

  test('a rollback webhook', async () => {
    const namespace = await started({ name: 'r-back', provider: 'linkerd', analysis: { ...steps, webhooks: [hook('back', 'rollback', '/gate/approve')] } });
    await moment(namespace, 'Failed', /^Rolled back .*: a rollback webhook asked for it\.$/);
  });

  test('pods that do not get ready in time', async () => {
    const namespace = await started({ name: 'r-late', provider: 'linkerd', analysis: steps, more: { progressDeadlineSeconds: 20 } });
    const deployment = deploymentObject(namespace, '1.1.1');
    await api.merge(`/apis/apps/v1/namespaces/${namespace}/deployments/${workloadName}`, { spec: { progressDeadlineSeconds: 20, template: { spec: { nodeSelector: { nowhere: 'yes' } } } }, metadata: { labels: { seen: textAt(deployment, 'metadata', 'name') } } });
    await moment(namespace, 'Progressing', /^The new pods are not ready: /);
    await moment(namespace, 'Failed', /^Rolled back .*: the new pods did not get ready \(/, 180_000);
  });
});

describe.concurrent('odd things', { timeout: 300_000 }, () => {
  test('a Canary that is deleted and made again begins anew, with nothing of the old one', async () => {
    const shape: CanaryShape = { name: 'r-again', provider: 'linkerd', analysis: { stepWeight: 50, maxWeight: 50 } };
    const namespace = await started(shape);
    await moment(namespace, 'Progressing', /Going well/);
    await api.delete(path(namespace));
    await waitUntil('it is gone', () => session.findCanary(namespace, workloadName) === undefined);
    expect(viewOf(namespace)).toBeUndefined();
    await createCanary(api, namespace, shape);
    const view = await moment(namespace, 'Initialized', /^Idle\./, 180_000);
    expect(view.past).toEqual([]);
    expect(view.events.some(({ words }) => words.includes('new revision'))).toBe(false);
  });

  test('a target that is not there yet: it cannot start, and says for what; then it sets up', async () => {
    const shape: CanaryShape = { name: 'r-early', provider: 'linkerd', analysis: steps };
    const namespace = await createNamespace(api, shape.name);
    await api.apply(canaryObject(namespace, shape));
    await moment(namespace, 'Initializing', /^Cannot start yet: Deployment web was not found\.$/, 60_000);
    await api.apply(deploymentObject(namespace, '1.0.0'));
    await moment(namespace, 'Initialized', /^Idle\./, 180_000);
  });

  test('two Canaries on one target: each is shown by itself', async () => {
    const shape: CanaryShape = { name: 'r-two', provider: 'linkerd', analysis: { stepWeight: 50, maxWeight: 50 } };
    const namespace = await createNamespace(api, shape.name);
    await createCanary(api, namespace, shape);
    const other = await api.get(path(namespace));
    await api.apply({ apiVersion: 'flagger.app/v1beta1', kind: 'Canary', metadata: { namespace, name: 'second' }, spec: { ...(other['spec'] as Json), service: { port: 80, targetPort: 'http', name: 'second' } } });
    await moment(namespace, 'Initialized', /^Idle\./, 180_000);
    const second = await waitUntil('the second is known', () => session.findCanary(namespace, 'second'));
    const view = buildCanaryView({ canary: second.object.content, events: [], now: Date.now() });
    expect(view?.name).toBe('second');
    expect(view?.sentence.parts.length).toBeGreaterThan(0);
    expect(findRivals(session.canaries, second)).toEqual([workloadName]);
  });
});
