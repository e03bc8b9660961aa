// The Rollouts view: Canaries by what they need, and the badge.
import { describe, expect, test } from 'vitest';
import { buildRolloutsView } from '../../../client/src/views/rollouts/rolloutsViewModel.ts';
import { canary, viewInput } from './liveObjects.ts';

describe('Rollouts view', () => {
  test('groups Canaries by what they need, the most urgent first', () => {
    const canaries = [
      canary('idle', { phase: 'Initialized' }),
      canary('failed', { phase: 'Failed' }),
      canary('moving', { phase: 'Progressing', canaryWeight: 25 }),
      canary('gated', { phase: 'WaitingPromotion' }),
      canary('done', { phase: 'Succeeded' }),
      canary('paused', { phase: 'Progressing' }, { suspend: true }),
    ];
    const view = buildRolloutsView(viewInput({ canaries }));
    expect(view.rows.map((group) => [group.label, group.children.map((row) => row.label)])).toEqual([
      ['Waits for you', ['gated']],
      ['In progress', ['moving']],
      ['Failed', ['failed']],
      ['Suspended', ['paused']],
      ['Idle', ['done', 'idle']],
    ]);
    expect(view.rows.map((group) => group.expanded)).toEqual([true, true, true, true, false]);
  });
  test('below each Canary stands what Flagger made, and why', () => {
    const [group] = buildRolloutsView(viewInput({ canaries: [canary('web', { phase: 'Initialized' })] })).rows;
    const objects = group?.children[0]?.children ?? [];
    expect(objects.map(({ label }) => label)).toContain('Deployment web-primary');
    expect(objects.find(({ label }) => label === 'Service web')?.description).toBe('what clients call; selects the primary’s pods');
  });
  test('the badge counts what moves or waits, not what has ended', () => {
    const view = buildRolloutsView(viewInput({ canaries: [canary('a', { phase: 'Failed' }), canary('b', { phase: 'Progressing' }), canary('c', { phase: 'Waiting' })] }));
    expect(view).toMatchObject({ badge: 2, badgeTooltip: '2 rollouts under way' });
  });
  test('a failed Canary stays failed while it is suspended', () => {
    const view = buildRolloutsView(viewInput({ canaries: [canary('a', { phase: 'Failed' }, { suspend: true })] }));
    expect(view.rows.map((group) => group.label)).toEqual(['Failed']);
  });
  test('no Canary and no Flagger are two things', () => {
    expect(buildRolloutsView(viewInput()).state).toBe('none');
    expect(buildRolloutsView(viewInput({ servedKinds: new Set(['Kustomization']) })).rows[0]?.label).toBe('Flagger is not installed in my-cluster');
  });
});
