/** The panel's states for the dev page and the tests of the page: each scene live, and the states around them. */
import { buildCanaryView } from '../../../client/src/flagger/canaryProgress.ts';
import type { CanaryAction, CanaryPanelState, ConnectionView } from '../../../client/src/webviews/canary/messages.ts';
import { buildScenes } from './scenes.ts';

/** What {@link buildState} can make beside the scenes. */
export const OTHER_STATES = ['loading', 'missing', 'stale', 'disconnected', 'demo'] as const;

const LIVE: ConnectionView = { state: 'live', context: 'my-cluster', demo: false };
const KEY = { namespace: 'faces', name: 'face' };
const ROLLOUT_ACTIONS: readonly CanaryAction[] = [
  { id: 'promote', label: 'Promote now…', title: 'Skips the rest of the analysis; Flux undoes it unless Git says so' },
  { id: 'abort', label: 'Abort…', title: 'Goes back to the version that serves' },
  { id: 'pause', label: 'Pause…', title: 'Suspends the Canary' },
];

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
  const gates = view.hooks.filter((hook) => hook.state === 'closed' && hook.openable).map((hook): CanaryAction => ({ id: 'openGate', label: 'Open Gate', title: `Asks the load tester to open ${hook.name}`, hook: hook.name }));
  const actions = connection.state !== 'live' ? [{ id: 'reconnect', label: 'Try again', title: 'Connects again' } as const] : view.running ? [...gates, ...ROLLOUT_ACTIONS] : [];
  return { kind: 'shown', canary: { namespace: view.namespace, name: view.name }, connection, view, actions };
}
