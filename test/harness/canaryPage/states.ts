/** The panel's states for the dev page and the tests of the page: each scene live, and the states around them. */
import { buildCanaryView } from '../../../client/src/flagger/canaryProgress.ts';
import { canaryActions } from '../../../client/src/webviews/canary/canaryActions.ts';
import { emptyWords, toCard } from '../../../client/src/webviews/canary/severalCards.ts';
import type { CanaryPanelState, ConnectionView, SeveralState } from '../../../client/src/webviews/canary/messages.ts';
import { buildScenes } from './scenes.ts';

/** What {@link buildState} can make beside the scenes. */
export const OTHER_STATES = ['loading', 'missing', 'stale', 'disconnected', 'demo', 'several'] as const;

const LIVE: ConnectionView = { state: 'live', context: 'my-cluster', demo: false };
const KEY = { namespace: 'faces', name: 'face' };
/** The state with this id at `now`, or `undefined`. */
export function buildState(id: string, now: number): CanaryPanelState | undefined {
  switch (id) {
    case 'loading': return { kind: 'loading', canary: KEY, connection: { ...LIVE, state: 'connecting' }, actions: [] };
    case 'missing': return { kind: 'missing', canary: KEY, connection: LIVE, reason: 'There is no Canary face in namespace faces of my-cluster.', actions: [] };
    case 'stale': return withConnection('good', now, { ...LIVE, state: 'stale', asOf: now - 95_000, reason: 'my-cluster does not answer (connection refused, 3 tries)' });
    case 'disconnected': return withConnection('good', now, { ...LIVE, state: 'disconnected', asOf: now - 3_600_000 });
    case 'demo': return withConnection('good', now, { ...LIVE, context: 'flightdeck-demo', demo: true });
    default: return withConnection(id, now, LIVE);
  }
}

function withConnection(id: string, now: number, connection: ConnectionView): CanaryPanelState | undefined {
  // A snapshot that is not live was made when it was still true.
  const scene = buildScenes(connection.asOf ?? now).find((each) => each.id === id);
  const view = scene && buildCanaryView(scene.input);
  if (view === undefined) return undefined;
  const canary = { namespace: view.namespace, name: view.name };
  return { kind: 'shown', canary, connection, view, actions: canaryActions(view, canary, connection) };
}

/** Several canaries side by side: one of each telling moment. */
export function buildSeveral(now: number, connection: ConnectionView = LIVE, ids: readonly string[] = ['gate', 'halted', 'no-traffic', 'rolled-back', 'good', 'ab', 'blue-green', 'promoting', 'late']): SeveralState {
  const cards = ids.flatMap((id, index) => {
    const scene = buildScenes(connection.asOf ?? now).find((each) => each.id === id);
    const view = scene && buildCanaryView(scene.input);
    return view === undefined ? [] : [toCard({ ...view, name: `${view.name}-${index + 1}` }, connection)];
  });
  return { kind: 'several', connection, cards, more: 0, empty: cards.length === 0 ? emptyWords({ connection }, true) : '' };
}
