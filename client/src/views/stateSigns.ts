// Signs of state: one icon, colour and word for each, used by every view. Colour is never the only sign.
import type { CanaryFacts, ReadyState } from '../../../server/src/protocol/clusterFacts.ts';
import { phaseMeaning, type CanarySign } from '../../../server/src/flagger/phases.ts';
import type { TreeIcon } from './treeModel.ts';

const iconsByState: Readonly<Record<ReadyState, TreeIcon>> = {
  ready: { id: 'pass-filled', color: 'testing.iconPassed' },
  reconciling: { id: 'sync~spin', color: 'charts.blue' },
  waiting: { id: 'watch', color: 'charts.yellow' },
  failed: { id: 'error', color: 'testing.iconFailed' },
  stalled: { id: 'circle-slash', color: 'testing.iconFailed' },
  suspended: { id: 'debug-pause', color: 'disabledForeground' },
  unknown: { id: 'question', color: 'disabledForeground' },
};

/** The sign of a readiness. What is stale keeps its shape and loses its colour (and stands still). */
export function stateIcon(state: ReadyState, isStale: boolean): TreeIcon {
  const icon = iconsByState[state];
  return isStale ? { id: icon.id.replace('~spin', ''), color: 'disabledForeground' } : icon;
}

/** States from the one that needs a person most to the one that needs nobody. */
export const statesWorstFirst: readonly ReadyState[] = ['stalled', 'failed', 'waiting', 'reconciling', 'unknown', 'suspended', 'ready'];

/** A Canary's state among the states of everything else. */
export function canaryState(canary: Pick<CanaryFacts, 'phase' | 'suspended'>): ReadyState {
  return canary.suspended && canary.phase !== 'Failed' ? 'suspended' : statesBySign[phaseMeaning(canary.phase).sign];
}

const statesBySign: Readonly<Record<CanarySign, ReadyState>> = {
  succeeded: 'ready',
  progressing: 'reconciling',
  waiting: 'waiting',
  failed: 'failed',
  suspended: 'suspended',
  halted: 'waiting',
  idle: 'ready',
  unknown: 'unknown',
};
