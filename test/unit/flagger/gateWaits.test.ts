/** The least time of a rollout with gates on its way: what waits for a person is said everywhere, and what never opens too. */
import { describe, expect, test } from 'vitest';
import { buildCanaryView } from '../../../client/src/flagger/canaryProgress.ts';
import { findCodeLenses, unconnected } from '../../../server/src/features/codeLens.ts';
import { scheduleMarkdown } from '../../../server/src/features/hover/schedule.ts';
import { readCanarySpec } from '../../../server/src/flagger/canarySpec.ts';
import { gateOpener } from '../../../server/src/flagger/gateUrls.ts';
import { leastWords, promotionWords } from '../../../server/src/flagger/gateWaits.ts';
import { printSchedule } from '../../../server/src/flagger/printSchedule.ts';
import { computeSchedule } from '../../../server/src/flagger/schedule.ts';
import type { CanarySchedule } from '../../../server/src/flagger/schedule.ts';
import { printSentence } from '../../../server/src/flagger/sentence.ts';
import { memoryWorkspace } from '../../harness/memoryWorkspace.ts';

interface Gate {
  readonly name: string;
  readonly type: string;
  readonly url: string;
}

const NOW = Date.parse('2026-11-23T14:29:43Z');
const loadTester = 'http://flagger-loadtester.test';
const gate = (type: string, path: string, name = type): Gate => ({ name, type, url: `${loadTester}${path}` });

function canaryObject(webhooks: readonly Gate[], analysis: object = { stepWeight: 5, maxWeight: 50 }): { readonly metadata: object; readonly spec: object } {
  return {
    metadata: { name: 'face', namespace: 'faces' },
    spec: { provider: 'linkerd', targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'face' }, service: { port: 80 }, analysis: { interval: '10s', threshold: 3, ...analysis, webhooks } },
  };
}

function schedule(webhooks: readonly Gate[], analysis?: object): CanarySchedule {
  const spec = readCanarySpec(canaryObject(webhooks, analysis));
  if (spec === undefined) throw new Error('the fixture is no Canary');
  return computeSchedule(spec);
}

test('a URL tells who opens the gate', () => {
  expect(['/gate/approve', '/gate/halt', '/gate/check', '/gate/check/', '/rollout/may-i'].map((path) => gateOpener(`${loadTester}${path}`))).toEqual(['always-open', 'never', 'person', 'person', 'answer']);
  expect([gateOpener(undefined), gateOpener('no URL'), gateOpener('')]).toEqual(['answer', 'answer', 'answer']);
});

describe('the plan', () => {
  test('without a gate, and with one that is always open, the time alone is said', () => {
    for (const hooks of [[], [gate('confirm-promotion', '/gate/approve')]]) {
      expect(promotionWords(schedule(hooks))).toBe('promoted after 2 min 10 s at the earliest');
      expect(leastWords(schedule(hooks))).toBe('at least 2 min 10 s');
    }
  });

  test('before the promotion, before the start, before each step', () => {
    const promotion = schedule([gate('confirm-promotion', '/gate/check', 'approve')]);
    expect(promotionWords(promotion)).toBe('promoted after 2 min 10 s at the earliest; after 1 min 50 s it waits until gate approve is opened');
    expect(leastWords(promotion)).toBe('at least 1 min 50 s, then waits until gate approve is opened');
    const start = schedule([gate('confirm-rollout', '/gate/check')]);
    expect(promotionWords(start)).toBe('promoted after 2 min 10 s at the earliest; before the start it waits until gate confirm-rollout is opened');
    expect(leastWords(start)).toBe('waits until gate confirm-rollout is opened, then at least 2 min 10 s');
    const step = schedule([gate('confirm-traffic-increase', '/gate/check', 'more')]);
    expect(promotionWords(step)).toContain('before each step it waits until gate more is opened');
    expect(leastWords(step)).toBe('at least 2 min 10 s, waits before each step until gate more is opened');
  });

  test('several gates, and one that no person opens but whatever answers its URL', () => {
    const both = schedule([gate('confirm-rollout', '/gate/check', 'start'), gate('confirm-promotion', '/ask/the-board', 'board')]);
    expect(promotionWords(both)).toBe('promoted after 2 min 10 s at the earliest; before the start it waits until gate start is opened, after 1 min 50 s it waits until gate board lets it pass');
    expect(leastWords(both)).toBe('waits until gate start is opened (and 1 more gate), then at least 2 min 10 s');
  });

  test('a gate that never opens ends the hope for a promotion', () => {
    const shut = schedule([gate('confirm-promotion', '/gate/halt')]);
    expect(shut.minSecondsToPromote).toBeUndefined();
    expect(promotionWords(shut)).toBe('not promoted as it stands: after 1 min 50 s it waits at gate confirm-promotion, which never opens (its URL always answers 403)');
    expect(leastWords(shut)).toBe('1 min 50 s, then waits at gate confirm-promotion, which never opens');
    expect(leastWords(schedule([gate('confirm-rollout', '/gate/halt')]))).toBe('waits at gate confirm-rollout, which never opens');
    expect(shut.notes.filter(({ code }) => code === 'gate').map(({ text }) => text)).toEqual(['gate confirm-promotion (confirm-promotion) never opens: its URL always answers 403; `/gate/check` can be opened by hand']);
  });

  test('only gates that the strategy asks: no traffic steps in A/B and blue/green, none but the first without analysis', () => {
    const hooks = [gate('confirm-traffic-increase', '/gate/halt'), gate('confirm-promotion', '/gate/check')];
    expect(schedule(hooks, { iterations: 5 }).waits).toEqual([{ hook: 'confirm-promotion', type: 'confirm-promotion', opener: 'person', atSeconds: 60 }]);
    const spec = readCanarySpec({ ...canaryObject(hooks), spec: { ...canaryObject([...hooks, gate('confirm-rollout', '/gate/check')]).spec, skipAnalysis: true } });
    expect(spec && leastWords(computeSchedule(spec))).toBe('waits until gate confirm-rollout is opened, then at least 10 s');
  });
});

describe('wherever the plan is told', () => {
  const plan = schedule([gate('confirm-promotion', '/gate/check', 'approve')]);

  test('command line', () => {
    expect(printSchedule(plan, 'text')).toContain('\npromoted after 2 min 10 s at the earliest; after 1 min 50 s it waits until gate approve is opened\nno check can roll it back\n');
    expect(JSON.parse(printSchedule(plan, 'json'))).toMatchObject({ minSecondsToPromote: 130, waits: [{ hook: 'approve', type: 'confirm-promotion', opener: 'person', atSeconds: 110 }] });
  });

  test('hover', () => {
    expect(scheduleMarkdown(plan)).toContain('Promoted after **2 min 10 s** at the earliest; after 1 min 50 s it waits until gate approve is opened. No check can roll it back.');
  });

  test('lens', () => {
    const yaml = `//- a.yaml\napiVersion: flagger.app/v1beta1\nkind: Canary\nmetadata:\n  name: fa$0ce\nspec:\n  provider: linkerd\n  targetRef:\n    kind: Deployment\n    name: face\n  service:\n    port: 80\n  analysis:\n    interval: 10s\n    threshold: 3\n    stepWeight: 5\n    maxWeight: 50\n    webhooks:\n      - name: approve\n        type: confirm-promotion\n        url: ${loadTester}/gate/check\n`;
    const { snapshot, cursor } = memoryWorkspace(yaml);
    expect(findCodeLenses(snapshot, cursor.file, unconnected).map(({ title }) => title)).toContain('5 % each 10 s to 50 %: at least 1 min 50 s, then waits until gate approve is opened');
  });

  function viewOf(webhooks: readonly Gate[], weight: number): ReturnType<typeof buildCanaryView> {
    const at = new Date(NOW - 3000).toISOString();
    const event = { type: 'Normal', lastTimestamp: at, firstTimestamp: at, count: 1, message: `Advance face.faces canary weight ${weight}` };
    return buildCanaryView({ canary: { ...canaryObject(webhooks), status: { phase: 'Progressing', canaryWeight: weight, lastTransitionTime: at } }, events: [event], now: NOW });
  }

  test('panel, and the sentence of a rollout under way', () => {
    const view = viewOf([gate('confirm-promotion', '/gate/check', 'approve')], 45);
    expect(view?.planWords).toBe('promoted after 2 min 10 s at the earliest; after 1 min 50 s it waits until gate approve is opened; no check can roll it back');
    expect(view && printSentence(view.sentence, NOW)).toMatch(/^Going well\. 45 % of traffic, next step to 50 % in 7 s, promoted at .* at the earliest if gate approve is open by then\.$/);
    const next = viewOf([gate('confirm-promotion', '/gate/check', 'approve')], 50);
    expect(next && printSentence(next.sentence, NOW)).toMatch(/^Going well\. 50 % of traffic\. The promotion begins in 7 s if gate approve is open, and is done at .* at the earliest\.$/);
    const never = viewOf([gate('confirm-promotion', '/gate/halt', 'approve')], 50);
    expect(never && printSentence(never.sentence, NOW)).toBe('Going well. 50 % of traffic. The promotion cannot begin: gate approve never opens, its URL always answers 403.');
    const shut = viewOf([gate('confirm-promotion', '/gate/halt', 'approve')], 45);
    expect(shut && printSentence(shut.sentence, NOW)).toBe('Going well. 45 % of traffic, next step to 50 % in 7 s, but gate approve never opens: its URL always answers 403.');
  });
});
