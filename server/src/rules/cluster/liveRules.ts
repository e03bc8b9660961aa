/** The findings that only the connected cluster can give, with their levels; the settings take their ids like those of rules. */
import type { Severity } from '../rule.ts';
import { cannotStartRule } from './cannotStart.ts';
import { gitAheadRule } from './gitAhead.ts';
import { rolledBackRule } from './rolledBackImages.ts';

/** Each id with its level where the settings say nothing. */
export const liveRules = {
  /** A Flux object failed or stalled: on the line that its controller's message is about. */
  notReady: { id: 'cluster/not-ready', severity: 'warning' },
  /** A Flux object waits for something that will not come by itself: on the reference to what it waits for. */
  waits: { id: 'cluster/waits', severity: 'info' },
  /** Suspended in the cluster and not in Git, or the reverse. */
  suspended: { id: 'cluster/suspended', severity: 'warning' },
  /** Asked to reconcile, and no controller has handled it. */
  notHandled: { id: 'cluster/not-handled', severity: 'info' },
  /** The cluster does not serve this version of a kind of Flux or Flagger. */
  notServed: { id: 'cluster/not-served', severity: 'warning' },
  /** A Canary waits or failed: why. */
  canaryStopped: { id: 'cluster/canary-stopped', severity: 'info' },
} as const satisfies Readonly<Record<string, { readonly id: string; readonly severity: Severity }>>;

/** One of them. */
export type LiveRule = (typeof liveRules)[keyof typeof liveRules];

/** All ids that come from the cluster. */
export const liveRuleIds: readonly string[] = [...Object.values(liveRules).map(({ id }) => id), rolledBackRule, gitAheadRule, cannotStartRule];
