// The ways of each verb in each phase, with their words; that the words are true is held on real Flagger and Flux (test/cluster/verbs.test.ts).
import { describe, expect, test } from 'vitest';
import type { GateSituation } from '../../../client/src/flagger/verbs/gateWays.ts';
import { planVerb, restartAnnotation, type CanaryVerb, type VerbSituation } from '../../../client/src/flagger/verbs/verbPlan.ts';
import { describeVerbEnd } from '../../../client/src/flagger/verbs/runVerb.ts';
import { readGateAddress } from '../../../client/src/flagger/gateAddress.ts';
import { describeFluxEffect, ownsField, readFluxEffect, type FluxEffect } from '../../../client/src/flux/fieldOwner.ts';
import { readLiveCanary } from '../../../server/src/flagger/canaryObject.ts';
import { kustomization } from '../client/liveObjects.ts';

const left: FluxEffect = { type: 'left', owner: 'Kustomization flux-system/apps' };

function gate(name: string, type: GateSituation['hook']['type'], url: string, state: GateSituation['state'], denied = ''): GateSituation {
  const address = readGateAddress(url);
  return { hook: { name, type, url }, ...(address === undefined ? {} : { address }), state, trouble: '', denied };
}

function situation(phase: string, parts: Partial<VerbSituation> = {}, suspend = false): VerbSituation {
  const canary = readLiveCanary({ metadata: { name: 'face', namespace: 'faces' }, spec: { suspend, targetRef: { kind: 'Deployment', name: 'face' }, analysis: { interval: '30s', threshold: 3, stepWeight: 10 } }, status: { phase, canaryWeight: phase === 'Progressing' ? 20 : 0, failedChecks: 1 } });
  if (canary === undefined) throw new Error('no Canary');
  return {
    canary, gates: [], flux: { suspend: left, skipAnalysis: left, image: { type: 'reverted', owner: 'Kustomization flux-system/apps', at: 0, interval: '10m' }, annotation: left },
    denied: { canary: '', canaryStatus: '', target: '' }, skipAnalysis: undefined, changedImages: [{ index: 0, container: 'face', wanted: 'x/face:2', serving: 'x/face:1' }], now: 0, clock: () => '14:32:00', ...parts,
  };
}

function ids(verb: CanaryVerb, given: VerbSituation): readonly string[] {
  const plan = planVerb(verb, given);
  return plan.type === 'ways' ? plan.ways.map(({ id }) => id) : [plan.why];
}

const url = 'http://lt.test/gate/check';

describe('which ways there are', () => {
  test.each([
    ['promote', 'Progressing', ['skipAnalysis', 'git']],
    ['promote', 'Initialized', ['nothing is under analysis: it is Initialized']],
    ['promote', '', ['nothing is under analysis: Flagger has not seen it yet']],
    ['abort', 'Progressing', ['failedChecks', 'image', 'git']],
    ['abort', 'Waiting', ['image', 'git']],
    ['abort', 'Succeeded', ['no rollout is under way: it is Succeeded']],
    ['abort', 'Promoting', ['the new version is being copied to the primary already: put the old version back in Git, which starts a rollout of it']],
    ['retry', 'Failed', ['annotation', 'git']],
    ['retry', 'Succeeded', ['only a failed rollout can be tried again: it is Succeeded']],
    ['pause', 'Progressing', ['suspend']],
    ['resume', 'Progressing', ['it is not suspended']],
    ['openGate', 'Progressing', ['it has no gate: no webhook of type confirm-rollout, confirm-traffic-increase, confirm-promotion or rollback']],
  ] as const)('%s while %s', (verb, phase, expected) => {
    expect(ids(verb, situation(phase))).toEqual(expected);
  });

  test('what failed is not tried again once it has been put back: it serves', () => {
    expect(ids('retry', situation('Failed', { isPutBack: true }))).toEqual(['the version that failed is gone: the target is what the primary serves again, and nothing is left to do']);
  });

  test('what is suspended must be resumed first', () => {
    expect(ids('promote', situation('Progressing', {}, true))).toEqual(['it is suspended: resume it first']);
    expect(ids('resume', situation('Progressing', {}, true))).toEqual(['suspend']);
    expect(ids('pause', situation('Progressing', {}, true))).toEqual(['it is suspended already']);
  });

  test('gates by their state; one that waits comes first when promoting, one that can hold comes with pause', () => {
    const gates = [gate('start', 'confirm-rollout', url, 'open'), gate('ask', 'confirm-promotion', url, 'closed'), gate('back', 'rollback', 'http://lt.test/rollback/check', 'closed')];
    expect(ids('promote', situation('WaitingPromotion', { gates }))).toEqual(['gate:ask', 'skipAnalysis', 'git']);
    expect(ids('abort', situation('WaitingPromotion', { gates }))).toEqual(['gate:back', 'failedChecks', 'image', 'git']);
    expect(ids('openGate', situation('Progressing', { gates }))).toEqual(['gate:ask', 'gate:back']);
    expect(ids('closeGate', situation('Progressing', { gates }))).toEqual(['gate:start']);
    expect(ids('pause', situation('Progressing', { gates: [gate('ask', 'confirm-promotion', url, 'open')] }))).toEqual(['suspend', 'gate:ask']);
  });

  test('gates that nobody can order say what opens them', () => {
    const fixed = (at: string) => ids('openGate', situation('Waiting', { gates: [gate('start', 'confirm-rollout', at, 'unknown')] }))[0];
    expect(fixed('http://lt.test/gate/halt')).toBe('gate start (confirm-rollout) never opens: its URL always answers 403. Point it to /gate/check in Git');
    expect(fixed('http://lt.test/gate/approve')).toContain('always open');
    expect(fixed('https://approvals.example.com/x')).toBe('gate start (confirm-rollout) is opened by whatever answers https://approvals.example.com/x with a status of 200 to 202');
  });
});

test('a pause says what stays on the canary: a weight only where there is one', () => {
  const pauseOf = (analysis: object, status: object): string => {
    const canary = readLiveCanary({ metadata: { name: 'face', namespace: 'faces' }, spec: { provider: 'nginx', targetRef: { kind: 'Deployment', name: 'face' }, analysis: { interval: '30s', threshold: 3, ...analysis } }, status: { phase: 'Progressing', ...status } });
    const plan = canary === undefined ? undefined : planVerb('pause', { ...situation('Progressing'), canary });
    return plan?.type === 'ways' ? (plan.ways[0]?.brief ?? '') : '';
  };
  expect(pauseOf({ stepWeight: 10 }, { canaryWeight: 20 })).toContain('Stands still until resumed, at 20 %.');
  expect(pauseOf({ stepWeight: 10 }, { canaryWeight: 0 })).toContain('Stands still until resumed.');
  expect(pauseOf({ iterations: 5, match: [{ headers: { 'x-user': { exact: 'tester' } } }] }, { canaryWeight: 0, iterations: 2 })).toContain('Stands still until resumed, the canary keeps its requests.');
});

describe('what is said and written', () => {
  const verbs: readonly CanaryVerb[] = ['openGate', 'closeGate', 'promote', 'abort', 'retry', 'pause', 'resume'];
  const effects: readonly FluxEffect[] = [left, { type: 'unmanaged' }, { type: 'suspended', owner: 'Kustomization flux-system/apps' }, { type: 'untilUpgrade', owner: 'HelmRelease faces/face' }, { type: 'reverted', owner: 'Kustomization flux-system/apps', at: 0, interval: '10m' }, { type: 'reverted', owner: 'Kustomization flux-system/apps', interval: '10m' }, { type: 'unsure', then: { type: 'reverted', owner: 'Kustomization flux-system/apps', interval: '10m' } }];
  const states = [['open', 'closed'], ['closed', 'open'], ['unknown', 'unknown']] as const;
  const ways = effects.flatMap((effect) => states.flatMap(([forward, back]) => ['Waiting', 'Progressing', 'WaitingPromotion', 'Failed'].flatMap((phase) => [true, false].flatMap((suspend) => verbs.flatMap((verb) => {
    const gates = [gate('start', 'confirm-rollout', url, forward), gate('more', 'confirm-traffic-increase', 'http://lt2.test/gate/check', forward), gate('ask', 'confirm-promotion', 'http://lt3.test/gate/check', forward), gate('back', 'rollback', 'http://lt.test/rollback/check', back)];
    const plan = planVerb(verb, situation(phase, { gates, flux: { suspend: effect, skipAnalysis: effect, image: effect, annotation: effect } }, suspend));
    return plan.type === 'ways' ? plan.ways.map((way) => ({ verb, phase, way })) : [];
  })))));

  test('each way fits a line of a list, and says there what happens and what Flux makes of it', () => {
    expect(new Set(ways.map(({ verb }) => verb))).toEqual(new Set(verbs));
    expect(ways.filter(({ way }) => way.brief.length > 92).map(({ verb, way }) => `${verb} ${way.brief.length}: ${way.brief}`)).toEqual([]);
    expect(ways.filter(({ way }) => !/\b(Flux|Helm|you commit)\b/.test(way.brief)).map(({ way }) => way.brief)).toEqual([]);
    expect(ways.filter(({ way }) => !/^[A-Z].*\.$/.test(way.brief) || !/^[A-Z].*\.$/s.test(way.effect)).map(({ way }) => `${way.brief} / ${way.effect}`)).toEqual([]);
  });

  test('what writes is asked as a sentence that holds the Canary and its context', () => {
    const sentences = new Set(ways.flatMap(({ way }) => (way.order === undefined ? [] : [`${way.order.button}: ${way.order.sentence('Canary faces/face on prod')}?`])));
    expect([...sentences].sort()).toEqual([
      ...['ask', 'back', 'more', 'start'].map((name) => `Close Gate: Close gate ${name} of Canary faces/face on prod?`),
      ...['ask', 'back', 'more', 'start'].map((name) => `Open Gate: Open gate ${name} of Canary faces/face on prod?`),
      'Promote: Promote Canary faces/face on prod without the rest of its analysis?',
      'Put Back: Put back x/face:1 for Canary faces/face on prod?',
      'Resume: Resume Canary faces/face on prod?',
      'Roll Back: Roll back Canary faces/face on prod by counting its checks as failed?',
      'Roll Back: Roll back Canary faces/face on prod by opening gate back?',
      'Suspend: Suspend Canary faces/face on prod?',
      'Try Again: Try the same version of Canary faces/face on prod again?',
    ]);
    expect(ways.filter(({ way }) => (way.order === undefined) !== (way.deeds.length === 0)).map(({ way }) => way.id)).toEqual([]);
  });

  test('a gate that reaches further than its button says is told in full first', () => {
    const plan = planVerb('openGate', situation('Waiting', { gates: [gate('start', 'confirm-rollout', url, 'closed'), gate('ask', 'confirm-promotion', url, 'closed'), gate('more', 'confirm-traffic-increase', 'http://lt2.test/gate/check', 'closed'), gate('back', 'rollback', 'http://lt.test/rollback/check', 'closed')] }));
    expect(plan.type === 'ways' ? plan.ways.map(({ id, reachesFurther }) => [id, reachesFurther ?? false]) : []).toEqual([['gate:start', true], ['gate:ask', true], ['gate:more', false], ['gate:back', true]]);
  });

  test('promoting takes its mark back, as it was', () => {
    const way = (skipAnalysis: boolean | undefined) => {
      const plan = planVerb('promote', situation('Progressing', { skipAnalysis }));
      return plan.type === 'ways' ? plan.ways[0] : undefined;
    };
    expect(way(undefined)?.afterwards?.deeds).toEqual([{ type: 'patch', object: 'canary', patch: { spec: { skipAnalysis: null } } }]);
    expect(way(false)?.afterwards?.deeds).toEqual([{ type: 'patch', object: 'canary', patch: { spec: { skipAnalysis: false } } }]);
    expect(way(undefined)?.effect).toContain('within 30 s Flagger promotes without further checks and gates');
    expect(way(undefined)?.flux).toBe('Flux leaves it alone: Kustomization flux-system/apps does not set spec.skipAnalysis. It stays until somebody takes it away.');
  });

  test('a second try closes an open rollback gate first', () => {
    const plan = planVerb('retry', situation('Failed', { gates: [gate('back', 'rollback', 'http://lt.test/rollback/check', 'open')] }));
    const way = plan.type === 'ways' ? plan.ways[0] : undefined;
    expect(way?.deeds.map((deed) => (deed.type === 'gate' ? deed.wanted : deed.type))).toEqual(['closed', 'patch']);
    expect(JSON.stringify(way?.deeds)).toContain(restartAnnotation);
    expect(way?.effect).toContain('The open rollback gate back is closed first');
  });

  test('an edit that Flux puts back says when', () => {
    const plan = planVerb('abort', situation('Progressing'));
    const image = plan.type === 'ways' ? plan.ways.find(({ id }) => id === 'image') : undefined;
    expect(image?.label).toBe('Put x/face:1 back in the cluster');
    expect(image?.flux).toContain('Flux puts the image back at 14:32:00 (Kustomization flux-system/apps, each 10m) or at the next reconcile.');
  });

  test('without rights each way says so and stays visible', () => {
    const plan = planVerb('abort', situation('Progressing', { denied: { canary: 'no', canaryStatus: 'you may not patch canaries/status in faces', target: '' } }));
    expect(plan.type === 'ways' ? plan.ways.map(({ id, denied }) => [id, denied]) : []).toEqual([['failedChecks', 'you may not patch canaries/status in faces'], ['image', undefined], ['git', undefined]]);
  });

  test('the ends in words', () => {
    expect(describeVerbEnd({ type: 'done', phase: 'Succeeded', left: '' }, 'Skip of face')).toBe('Skip of face: done, the Canary is Succeeded');
    expect(describeVerbEnd({ type: 'done', phase: 'Succeeded', left: 'spec.skipAnalysis: conflict' }, 'Skip of face')).toContain('Not put back: spec.skipAnalysis: conflict');
    expect(describeVerbEnd({ type: 'pending', phase: 'Progressing', why: 'cancelled', left: 'spec.skipAnalysis' }, 'Skip of face')).toBe('Skip of face: written, no longer waited for (Progressing). Still to be put back by hand: spec.skipAnalysis');
  });
});

describe('who holds a field', () => {
  const owned = (manager: string, fields: object, labels: Readonly<Record<string, string>> = {}): Readonly<Record<string, unknown>> => ({ metadata: { labels, managedFields: [{ manager, operation: 'Apply', fieldsV1: fields }, { manager: 'flagger', subresource: 'status', fieldsV1: { 'f:spec': { 'f:suspend': {} } } }] } });
  const labels = { 'kustomize.toolkit.fluxcd.io/name': 'apps', 'kustomize.toolkit.fluxcd.io/namespace': 'flux-system' };
  const lookup = (parts: Parameters<typeof kustomization>[1] = {}) => ({ findKustomization: (_namespace: string, name: string) => (name === 'apps' ? kustomization('apps', parts) : undefined), findHelmRelease: () => undefined });

  test('by path, by key of a list, never by a status', () => {
    const object = owned('kustomize-controller', { 'f:spec': { 'f:suspend': {}, 'f:template': { 'f:containers': { 'k:{"name":"web"}': { 'f:image': {} } } }, 'f:whole': {} } });
    expect(ownsField(object, 'kustomize-controller', ['spec', 'suspend'])).toBe(true);
    expect(ownsField(object, 'kustomize-controller', ['spec', 'template', 'containers', 'k:{"name":"web"}', 'image'])).toBe(true);
    expect(ownsField(object, 'kustomize-controller', ['spec', 'template', 'containers', 'k:{"name":"other"}', 'image'])).toBe(false);
    expect(ownsField(object, 'kustomize-controller', ['spec', 'whole', 'below'])).toBe(true);
    expect(ownsField(object, 'kustomize-controller', ['spec', 'skipAnalysis'])).toBe(false);
    expect(ownsField(object, 'flagger', ['spec', 'suspend'])).toBe(false);
  });

  test('a field of Flux comes back with the next run, at its time; others stay; without Flux nothing is said of it', () => {
    const object = owned('kustomize-controller', { 'f:spec': { 'f:suspend': {} } }, labels);
    const history = { history: [{ lastReconciled: '2026-11-29T10:00:00Z' }] };
    expect(readFluxEffect(object, ['spec', 'suspend'], lookup({ status: history, spec: { interval: '10m' } }))).toMatchObject({ type: 'reverted', owner: 'Kustomization flux-system/apps', at: Date.parse('2026-11-29T10:10:00Z') });
    expect(readFluxEffect(object, ['spec', 'suspend'], lookup({ spec: { suspend: true } }))).toEqual({ type: 'suspended', owner: 'Kustomization flux-system/apps' });
    expect(readFluxEffect(object, ['spec', 'other'], lookup())).toEqual({ type: 'left', owner: 'Kustomization flux-system/apps' });
    expect(readFluxEffect(owned('kubectl', {}), ['spec', 'other'], lookup())).toEqual({ type: 'unmanaged' });
    // A merge patch with another value takes the field from Flux, which puts it back all the same if Git sets it.
    const taken = { metadata: { labels, managedFields: [{ manager: 'kustomize-controller', operation: 'Apply', fieldsV1: { 'f:spec': { 'f:other': {} } } }, { manager: 'flightdeck', operation: 'Update', fieldsV1: { 'f:spec': { 'f:suspend': {} } } }] } };
    const unsure = readFluxEffect(taken, ['spec', 'suspend'], lookup({ spec: { interval: '10m' } }));
    expect(unsure).toMatchObject({ type: 'unsure', then: { type: 'reverted', owner: 'Kustomization flux-system/apps' } });
    expect(describeFluxEffect(unsure, 'spec.suspend', () => '14:32:00')).toBe('Somebody else has set spec.suspend last. If Git sets it too: Flux puts spec.suspend back at 14:32:00 (Kustomization flux-system/apps, each 10m) or at the next reconcile.');
    const helm = { 'helm.toolkit.fluxcd.io/name': 'web', 'helm.toolkit.fluxcd.io/namespace': 'faces' };
    const byHelm = readFluxEffect(owned('helm-controller', { 'f:spec': { 'f:suspend': {} } }, helm), ['spec', 'suspend'], lookup());
    expect(describeFluxEffect(byHelm, 'spec.suspend', String)).toBe('Helm puts spec.suspend back at the next upgrade of HelmRelease faces/web.');
  });
});
