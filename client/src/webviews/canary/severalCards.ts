/** What the panel of several canaries shows, out of their views: the order, and what fits on a row. Pure. */
import { phaseMeaning } from '../../../../server/src/flagger/phases.ts';
import { canaryActions } from './canaryActions.ts';
import type { CanaryCard, CanaryKey, CanaryView, ConnectionView, SeveralState } from './messages.ts';

/** Rows beyond these are told by their number: nobody compares more at a glance. */
const shownCards = 60;

/** What decides whether a Canary is shown without being asked for, and where it stands. */
export interface CardRank {
  readonly canary: CanaryKey;
  readonly phase: string;
  readonly suspended: boolean;
  readonly failedChecks: number;
}

/** The canaries to show: those chosen in their order, or all that wait, have failed or move, in this order. */
export function selectCards(all: readonly CardRank[], chosen: readonly CanaryKey[] | undefined): { readonly shown: readonly CanaryKey[]; readonly more: number } {
  if (chosen !== undefined) {
    const known = new Set(all.map(({ canary }) => idOf(canary)));
    return { shown: chosen.filter((canary) => known.has(idOf(canary))).slice(0, shownCards), more: Math.max(0, chosen.length - shownCards) };
  }
  const needy = all.filter((each) => rankOf(each) < idleRank).sort((a, b) => rankOf(a) - rankOf(b) || compare(idOf(a.canary), idOf(b.canary)));
  return { shown: needy.slice(0, shownCards).map(({ canary }) => canary), more: Math.max(0, needy.length - shownCards) };
}

/** One row of a view. */
export function toCard(view: CanaryView, connection: ConnectionView): CanaryCard {
  const canary = { namespace: view.namespace, name: view.name };
  return {
    canary,
    strategyWords: view.strategyWords,
    phase: view.phase,
    sign: view.sign,
    sentence: view.sentence,
    running: view.running,
    traffic: view.traffic,
    ...(view.primary.version === undefined ? {} : { primaryVersion: view.primary.version }),
    ...(view.canary.version === undefined ? {} : { canaryVersion: view.canary.version }),
    ...(view.iterations === undefined ? {} : { iterations: view.iterations }),
    failedChecks: view.failedChecks,
    ...(view.chart === undefined ? {} : { chart: view.chart }),
    ...(view.tick.nextAt === undefined ? {} : { nextAt: view.tick.nextAt }),
    gates: canaryActions(view, canary, connection).filter(({ id }) => id === 'openGate'),
  };
}

/** Why there is nothing to see. */
export function emptyWords(state: Pick<SeveralState, 'connection' | 'chosen'>, hasCanaries: boolean): string {
  if (state.connection.state === 'disconnected') return `Not connected${state.connection.reason === undefined ? '' : `: ${state.connection.reason}`}.`;
  if (state.connection.state === 'connecting') return 'Reading the Canaries …';
  if (state.chosen !== undefined) return 'The chosen Canaries are not there any more.';
  return hasCanaries ? 'No rollout is under way. Canaries appear here when they move, wait for you or fail.' : 'There is no Canary in this cluster.';
}

const idleRank = 4;

function rankOf({ phase, suspended, failedChecks }: CardRank): number {
  const meaning = phaseMeaning(phase);
  if (meaning.sign === 'waiting' && !suspended) return 0;
  if (meaning.running && failedChecks > 0) return 1;
  if (phase === 'Failed') return 2;
  return meaning.running ? 3 : idleRank;
}

function idOf({ namespace, name }: CanaryKey): string {
  return `${namespace}/${name}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
