// Rows of the Rollouts view: what a person needs to know of a Canary, as the panel knows it.
import { expect, test } from 'vitest';
import { readMember } from '../../../server/src/flagger/jsonRead.ts';
import { buildCanaryView, type CanaryProgressInput } from '../../../client/src/flagger/canaryProgress.ts';
import { describeFailure } from '../../../client/src/flux/clusterFacts.ts';
import { describeCanaryRow } from '../../../client/src/views/cluster/canaryRow.ts';
import { buildRolloutRow, describeRollout, type RolloutDetail } from '../../../client/src/views/rollouts/rolloutRow.ts';
import { buildRolloutsView } from '../../../client/src/views/rollouts/rolloutsViewModel.ts';
import { canaryActions } from '../../../client/src/webviews/canary/canaryActions.ts';
import { readCanaryEvents } from '../../../server/src/flagger/clusterEvents.ts';
import { printSentence } from '../../../server/src/flagger/sentence.ts';
import { buildScenes } from '../../harness/canaryPage/scenes.ts';
import { canary, now, viewInput } from './liveObjects.ts';

function detail(id: string, more: Partial<RolloutDetail> = {}): RolloutDetail {
  const input = buildScenes(now).find((scene) => scene.id === id)?.input;
  const view = input === undefined ? undefined : buildCanaryView(input);
  if (input === undefined || view === undefined) throw new Error(`no scene ${id}`);
  return { view, failureReason: describeFailure(readCanaryEvents(input.events)), ...more };
}

test('a failed Canary says why, what serves and what Git says', () => {
  expect(describeRollout(detail('rolled-back', { gitVersion: '1.1.0' }), now, true)).toBe('success rate 61 % < 70 % · serves 1.0.0, Git says 1.1.0');
});

test('where Git and the cluster agree again, Git is not mentioned', () => {
  expect(describeRollout(detail('rolled-back'), now, true)).toBe('success rate 61 % < 70 % · serves 1.0.0');
});

test('what has been put back says so, wears no sign of failure, and is not tried again', () => {
  const scene = buildScenes(now).find(({ id }) => id === 'rolled-back');
  if (scene === undefined) throw new Error('no scene');
  const input: CanaryProgressInput = { ...scene.input, canary: withStatus(scene.input.canary, { lastAppliedSpec: 'one', lastPromotedSpec: 'one' }), target: scene.input.primary };
  const { git, ...agreeing } = input;
  expect(git).toBeDefined();
  const view = buildCanaryView(agreeing);
  if (view === undefined) throw new Error('no view');
  const known: RolloutDetail = { view, failureReason: 'success rate 61 % < 70 %' };
  const row = buildRolloutRow(canary('face', { phase: 'Failed' }), known, { now, isStale: false, contextName: 'blue' });
  expect(row.description).toBe('put back · serves 1.0.0 · nothing left to do · failed before: success rate 61 % < 70 %');
  expect(row.icon).toEqual({ id: 'pass-filled', color: 'testing.iconPassed' });
  expect(row.contextFlags).not.toContain('rolledBack');
  expect(view.sign).toBe('idle');
  expect(printSentence(view.sentence, now)).toMatch(/Put back since: the target is 1\.0\.0 again, which the primary serves, and nothing is left to do\. Flagger keeps the phase Failed until the next release\.$/);
  const live = { context: 'blue', state: 'live', demo: false } as const;
  expect(canaryActions(view, { namespace: 'faces', name: 'face' }, live).map(({ id }) => id)).not.toContain('retry');
  // The version that failed is still the target's: nothing of this holds.
  const still = detail('rolled-back');
  expect(still.view.sign).toBe('failed');
  expect(canaryActions(still.view, { namespace: 'faces', name: 'face' }, live).map(({ id }) => id)).toContain('retry');
  // Git in the editor says another version: that is left to do.
  const ahead = buildCanaryView(input);
  if (ahead === undefined) throw new Error('no view');
  expect(printSentence(ahead.sentence, now)).not.toContain('nothing is left to do');
  expect([ahead.sign, ahead.sentence.sign, view.sentence.sign]).toEqual(['failed', 'failed', 'idle']);
  const undecided = buildRolloutRow(canary('face', { phase: 'Failed' }), { ...known, view: ahead, gitVersion: '1.1.0' }, { now, isStale: false, contextName: 'blue' });
  expect(undecided.icon).not.toEqual(row.icon);
});

function withStatus(object: unknown, more: object): unknown {
  return { ...Object.assign({}, object), status: { ...Object.assign({}, readMember(object, 'status')), ...more } };
}

test('a reason that nobody remembers is not made up', () => {
  expect(describeRollout(detail('rolled-back', { failureReason: '' }), now, true)).toBe('rolled back · serves 1.0.0');
});

test('a rollout says weight, step and when Flagger looks again', () => {
  // The last advance was 3 s ago and the interval is 10 s.
  expect(describeRollout(detail('good'), now, true)).toBe('25 % · step 5 of 10 · next check in 7 s');
  expect(describeRollout(detail('good'), now + 2000, true)).toBe('25 % · step 5 of 10 · next check in 5 s');
});

test('A/B counts iterations', () => {
  expect(describeRollout(detail('ab'), now, false)).toBe('A/B 6 of 10');
});

test('failed checks are told while it halts', () => {
  expect(describeRollout(detail('halted'), now, false)).toBe('20 % · step 4 of 10 · 2 of 3 failed checks');
});

test('a gate says how long it waits, and can be opened', () => {
  const row = buildRolloutRow(canary('face', { phase: 'WaitingPromotion' }), detail('gate'), { now, isStale: false, contextName: 'blue' });
  expect(row.description).toBe('gate confirm-promotion · 4 min');
  expect(row.contextFlags).toContain('openableGate');
});

test('what is not live counts nothing down and offers no gate', () => {
  const stale = { now, isStale: true, contextName: 'blue' };
  expect(buildRolloutRow(canary('face', { phase: 'Progressing', canaryWeight: 25 }), detail('good'), stale).description).toBe('25 % · step 5 of 10');
  expect(buildRolloutRow(canary('face', { phase: 'WaitingPromotion' }), detail('gate'), stale).contextFlags).not.toContain('openableGate');
});

test('a screen reader is not told each second anew', () => {
  const live = canary('face', { phase: 'Progressing', canaryWeight: 25 });
  const row = buildRolloutRow(live, detail('good'), { now, isStale: false, contextName: 'blue' });
  expect(row.accessibleLabel).toBe('Canary face in faces, 25 %, step 5 of 10');
});

test('details are read for what moves, waits or failed, not for the idle', () => {
  const asked: string[] = [];
  buildRolloutsView(viewInput({ canaries: [canary('idle', { phase: 'Initialized' }), canary('failed', { phase: 'Failed' }), canary('moving', { phase: 'Progressing' })] }), ({ name }) => {
    asked.push(name);
    return undefined;
  });
  expect(asked.sort()).toEqual(['failed', 'moving']);
});

test('the status weight is told only while it is true: Flagger writes 0 while it waits for promotion', () => {
  expect(describeCanaryRow(canary('face', { phase: 'Progressing', canaryWeight: 25 }), now)).toBe('Progressing 25 %');
  expect(describeCanaryRow(canary('face', { phase: 'WaitingPromotion', canaryWeight: 0 }), now)).toBe('WaitingPromotion');
  expect(describeCanaryRow(canary('face', { phase: 'Promoting', canaryWeight: 0 }), now)).toBe('Promoting');
  expect(describeCanaryRow(canary('face', { phase: 'Promoting', iterations: 0 }, { analysis: { interval: '10s', threshold: 3, iterations: 10 } }), now)).toBe('Promoting');
});
