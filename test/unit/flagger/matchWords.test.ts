/** Which requests an A/B test sends to the canary is said in plain words, and nobody speaks of weights where there are none. */
import { describe, expect, test } from 'vitest';
import { buildCanaryView } from '../../../client/src/flagger/canaryProgress.ts';
import type { CanaryView } from '../../../client/src/flagger/canaryView.ts';
import { buildRolloutRow } from '../../../client/src/views/rollouts/rolloutRow.ts';
import { readCanary } from '../../../client/src/cluster/objects/canary.ts';
import { readClusterObject } from '../../../client/src/cluster/objects/clusterObject.ts';
import { findCodeLenses, unconnected } from '../../../server/src/features/codeLens.ts';
import { scheduleMarkdown } from '../../../server/src/features/hover/schedule.ts';
import { buildRepositoryTree } from '../../../server/src/features/repositoryTree.ts';
import { readCanarySpec } from '../../../server/src/flagger/canarySpec.ts';
import type { CanarySpec } from '../../../server/src/flagger/canarySpec.ts';
import { matchWords, requestsWords } from '../../../server/src/flagger/matchWords.ts';
import { printSchedule } from '../../../server/src/flagger/printSchedule.ts';
import { findProvider } from '../../../server/src/flagger/providers.ts';
import { computeSchedule } from '../../../server/src/flagger/schedule.ts';
import { printSentence } from '../../../server/src/flagger/sentence.ts';
import { strategyWords } from '../../../server/src/flagger/strategy.ts';
import { bootstrap, fluxKustomization, memoryWorkspace } from '../../harness/memoryWorkspace.ts';

const NOW = Date.parse('2026-11-23T14:29:43Z');
const byHeader = [{ headers: { 'x-user': { exact: 'tester' } } }];

function canaryObject(provider: string, analysis: object): { readonly metadata: object; readonly spec: object } {
  return {
    metadata: { name: 'face', namespace: 'faces' },
    spec: { provider, targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'face' }, ingressRef: { kind: 'Ingress', name: 'face' }, service: { port: 80 }, analysis: { interval: '10s', threshold: 3, ...analysis } },
  };
}

function specOf(provider: string, analysis: object): CanarySpec {
  const spec = readCanarySpec(canaryObject(provider, analysis));
  if (spec === undefined) throw new Error('the fixture is no Canary');
  return spec;
}

function words(match: readonly object[], provider = 'istio'): string {
  return matchWords(specOf(provider, { iterations: 3, match }).analysis?.match ?? [], findProvider(provider));
}

describe('the match', () => {
  test('headers, parameters, labels; conditions by `and`, alternatives by `or`', () => {
    expect(words(byHeader)).toBe('header x-user = tester');
    expect(words([{ headers: { 'x-user': { prefix: 'te' }, agent: { suffix: 'bot' } } }, { headers: { agent: { regex: '.*Firefox.*' } } }])).toBe('header x-user beginning with te and header agent ending with bot or header agent matching .*Firefox.*');
    expect(words([{ queryParams: { beta: { exact: '1' } } }])).toBe('query parameter beta = 1');
    expect(words([{ sourceLabels: { app: 'shop' } }])).toBe('pods labelled app=shop as their source');
    expect(words([{}])).toBe('any');
    expect(words([{}, ...byHeader])).toBe('any');
  });

  test('a cookie among others is read as what it means, other expressions as they are', () => {
    expect(words([{ headers: { cookie: { regex: '^(.*?;)?(canary=always)(;.*)?$' } } }])).toBe('cookie canary = always');
    expect(words([{ headers: { cookie: { regex: '^(.*?;)?(type=insider)(;.*)?$' } } }])).toBe('cookie type = insider');
    expect(words([{ headers: { cookie: { regex: '(a|b)=1' } } }])).toBe('header cookie matching (a|b)=1');
  });

  test('an ingress keeps one header and one cookie, and either is enough', () => {
    const match = [{ headers: { 'x-user': { exact: 'first' } } }, { headers: { 'x-canary': { exact: 'insider' } } }, { headers: { cookie: { exact: 'canary' } } }];
    expect(words(match, 'nginx')).toBe('header x-canary = insider or cookie canary = always');
    expect(words([{ headers: { 'x-canary': { prefix: 'in' } } }], 'nginx')).toBe('header x-canary = always');
  });

  test('too long for a sentence', () => {
    const match = specOf('istio', { iterations: 1, match: [{ headers: { a: { regex: 'x'.repeat(120) } } }] }).analysis?.match ?? [];
    expect(requestsWords(match)).toBe('matching requests');
    expect(requestsWords([{ headers: {}, queryParams: {}, sourceLabels: {} }])).toBe('all requests');
  });
});

test('the strategy in one phrase', () => {
  expect(strategyWords(specOf('nginx', { iterations: 10, match: byHeader }))).toBe('A/B, requests with header x-user = tester to the canary, 10 × 10 s');
  expect(strategyWords(specOf('linkerd', { iterations: 10, match: byHeader }))).toBe('A/B, all traffic to the canary, 10 × 10 s');
  expect(strategyWords(specOf('istio', { iterations: 10 }))).toBe('blue/green, 10 × 10 s');
});

describe.each([['A/B', 'nginx', { iterations: 3, match: byHeader }], ['blue/green', 'istio', { iterations: 3 }], ['blue/green that mirrors', 'istio', { iterations: 3, mirror: true }]] as const)('no weights in %s', (name, provider, analysis) => {
  const schedule = computeSchedule(specOf(provider, analysis));

  test('command line and hover', () => {
    for (const text of [printSchedule(schedule, 'text'), scheduleMarkdown(schedule)]) {
      expect(text).not.toMatch(/%|weight/i);
      expect(text).toContain(name === 'A/B' ? 'matching requests' : 'all traffic');
    }
    const says = printSchedule(schedule, 'text').includes('Requests with header x-user = tester go to the canary, all others to the primary');
    expect(says).toBe(name === 'A/B');
  });

  const at = new Date(NOW - 3000).toISOString();
  function viewAt(phase: string, more: object = {}): CanaryView {
    const object = canaryObject(provider, analysis);
    const view = buildCanaryView({ canary: { ...object, spec: { ...object.spec, ...more }, status: { phase, iterations: 2, lastTransitionTime: at } }, events: [], now: NOW });
    if (view === undefined) throw new Error('no view');
    return view;
  }

  test('panel and tree, under way and suspended', () => {
    for (const view of [viewAt('Progressing'), viewAt('Promoting'), viewAt('Progressing', { suspend: true })]) {
      const said = [printSentence(view.sentence, NOW), view.strategyWords, view.planWords, ...view.ladder.map(({ title }) => title), ...view.objects.map(({ detail }) => detail ?? '')].join('\n');
      expect(said).not.toMatch(/\d %|\d\/\d/);
    }
    const stays = printSentence(viewAt('Progressing', { suspend: true }).sentence, NOW);
    expect(stays).toBe(`Suspended: Flagger does nothing until it is resumed.${name === 'A/B' ? ' Requests with header x-user = tester stay on the canary.' : ''}`);
    const object = { ...canaryObject(provider, analysis), metadata: { name: 'face', namespace: 'faces', uid: '1', resourceVersion: '1' }, status: { phase: 'Progressing', iterations: 2 } };
    const live = readClusterObject(object, 'flagger.app/v1beta1', 'Canary');
    const row = live && buildRolloutRow(readCanary(live), { view: viewAt('Progressing'), failureReason: '' }, { contextName: 'dev', now: NOW, isStale: false });
    expect(row?.description).not.toContain('%');
    expect(row?.description).toContain('2 of 3');
  });
});

test('a Canary that names no provider is told by the one that Flagger was installed with', () => {
  const canary = 'apiVersion: flagger.app/v1beta1\nkind: Canary\nmetadata:\n  name: fa$0ce\n  namespace: faces\nspec:\n  targetRef:\n    kind: Deployment\n    name: face\n  service:\n    port: 80\n  analysis:\n    interval: 10s\n    iterations: 10\n    match:\n      - headers:\n          x-user:\n            exact: tester\n';
  const flagger = 'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata:\n  name: flagger\n  namespace: faces\nspec:\n  interval: 1h\n  chart:\n    spec:\n      chart: flagger\n      sourceRef:\n        kind: HelmRepository\n        name: flagger\n  values:\n    meshProvider: linkerd\n';
  const { snapshot, cursor } = memoryWorkspace(`${bootstrap('clusters/a')}//- clusters/a/apps.yaml\n${fluxKustomization('apps', './apps')}//- apps/canary.yaml\n${canary}//- apps/flagger.yaml\n${flagger}`);
  expect(findCodeLenses(snapshot, cursor.file, unconnected).map(({ title }) => title).find((title) => title.startsWith('A/B'))).toMatch(/^A\/B, all traffic to the canary, 10 × 10 s: at least /);
  expect(JSON.stringify(buildRepositoryTree(snapshot, new Map()))).toContain('A/B, all traffic to the canary, 10 × 10 s · at least ');
});
