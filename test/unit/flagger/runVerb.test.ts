/** What a run tells of a verb that was refused half-way: nothing that was written, or may have been, goes untold. */
import { expect, test } from 'vitest';
import type { KubeError } from '../../../client/src/cluster/kubeError.ts';
import { failure, success } from '../../../client/src/cluster/outcome.ts';
import { readGateAddress } from '../../../client/src/flagger/gateAddress.ts';
import type { GateSituation } from '../../../client/src/flagger/verbs/gateWays.ts';
import { describeVerbEnd, runVerb, type RunWorld } from '../../../client/src/flagger/verbs/runVerb.ts';
import { planVerb, type CanaryVerb, type Deed, type VerbSituation, type VerbWay } from '../../../client/src/flagger/verbs/verbPlan.ts';
import { readLiveCanary } from '../../../server/src/flagger/canaryObject.ts';
import { ManualClock } from '../../harness/manualClock.ts';

const forbidden: KubeError = { type: 'forbidden', verb: 'patch', kind: 'deployments', message: 'no patch for you' };
const timedOut: KubeError = { type: 'unreachable', reason: 'no answer within 5 s' };

function back(state: GateSituation['state']): GateSituation {
  const url = 'http://lt.test/rollback/check';
  const address = readGateAddress(url);
  if (address === undefined) throw new Error('no gate of the load tester');
  return { hook: { name: 'back', type: 'rollback', url }, address, state, trouble: '', denied: '' };
}

function wayOf(verb: CanaryVerb, phase: string, id: string, gates: readonly GateSituation[]): VerbWay {
  const canary = readLiveCanary({ metadata: { name: 'face', namespace: 'faces' }, spec: { targetRef: { kind: 'Deployment', name: 'face' }, analysis: { interval: '30s', threshold: 3, stepWeight: 10 } }, status: { phase } });
  if (canary === undefined) throw new Error('no Canary');
  const left = { type: 'left', owner: 'x' } as const;
  const situation: VerbSituation = { canary, gates, flux: { suspend: left, skipAnalysis: left, image: left, annotation: left }, denied: { canary: '', canaryStatus: '', target: '' }, skipAnalysis: undefined, changedImages: [], now: 0, clock: () => '' };
  const plan = planVerb(verb, situation);
  const way = plan.type === 'ways' ? plan.ways.find((each) => each.id === id) : undefined;
  if (way === undefined) throw new Error(`no way ${id}`);
  return way;
}

/** A cluster whose load tester answers orders and checks as told, and whose API server refuses patches unless told otherwise. */
function world(order: KubeError | number, check: KubeError | number, patched: object = failure(forbidden)): RunWorld {
  const answer = (wanted: KubeError | number) => Promise.resolve(typeof wanted === 'number' ? success({ status: wanted, body: '' }) : failure(wanted));
  const served = { group: 'flagger.app', version: 'v1beta1', kind: 'Canary', plural: 'canaries', namespaced: true };
  const fake = {
    connection: { proxyService: ({ path }: { readonly path: string }) => answer(path.endsWith('/check') ? check : order), mergePatch: () => Promise.resolve(patched) },
    servedKind: () => served, findCanary: () => ({ phase: 'Progressing', target: { kind: 'Deployment', name: 'face' } }), subscribe: () => () => undefined, ended: new AbortController().signal,
  };
  // What a run uses of a session; the rest talks to an API server.
  return fake as unknown as RunWorld;
}

async function told(way: VerbWay, given: RunWorld): Promise<string> {
  const end = await runVerb(given, { name: 'face', namespace: 'faces' }, way, { clock: new ManualClock(), signal: new AbortController().signal, deadlineMs: 1, onWait: () => undefined });
  expect(end.type).toBe('refused');
  return describeVerbEnd(end, 'It here');
}

test('a second try that is refused after it has closed the rollback gate says that the gate is closed', async () => {
  expect(await told(wayOf('retry', 'Failed', 'annotation', [back('open')]), world(200, 403))).toMatch(/^Refused: .*no patch for you.*\. Written in spite of that: gate back is closed now \(It here\)$/);
});

test.each([
  ['the look at the gate fails after the order', world(200, timedOut)],
  ['the order itself gets no answer', world(timedOut, 403)],
  ['another replica says the contrary', world(200, 403)],
])('an abort by the rollback gate says that the gate may be open where %s', async (_name, given) => {
  expect(await told(wayOf('abort', 'Progressing', 'gate:back', [back('closed')]), given)).toMatch(/^Refused: .*\. Written in spite of that: gate back may be open now\. Still to be put back by hand: gate back must be closed \(It here\)$/);
});

test('where nothing was written nothing is told of it', async () => {
  expect(await told(wayOf('abort', 'Progressing', 'gate:back', [back('closed')]), world(forbidden, 403))).not.toMatch(/Written|put back/);
  expect(await told(wayOf('promote', 'Progressing', 'skipAnalysis', []), world(200, 200))).not.toMatch(/Written|put back/);
});

test.each([
  ['the annotation kubectl.kubernetes.io/restartedAt', wayOf('retry', 'Failed', 'annotation', [])],
  ['status.failedChecks', wayOf('abort', 'Progressing', 'failedChecks', [])],
  ['spec.skipAnalysis', wayOf('promote', 'Progressing', 'skipAnalysis', [])],
  ['spec.suspend', wayOf('pause', 'Progressing', 'suspend', [])],
])('%s is told by its name', async (words, way) => {
  const refused: Deed = { type: 'gate', gate: back('open'), wanted: 'closed' };
  const alone: VerbWay = { id: way.id, label: '', road: 'cluster', present: '', brief: '', effect: '', flux: '', reaches: [], deeds: [...way.deeds, refused] };
  expect(await told(alone, world(forbidden, 403, success({})))).toContain(`Written in spite of that: ${words}`);
});
