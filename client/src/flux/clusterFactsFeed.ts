// Sends the facts about the cluster on when they have changed, and not more often than a person can read.
import type { ClusterFacts } from '../../../server/src/protocol/clusterFacts.ts';
import type { Clock } from '../cluster/clock.ts';
import type { ClusterSession } from '../cluster/clusterSession.ts';
import { buildClusterFacts, type FactsSource } from './clusterFacts.ts';
import { pendingRequest, requestPatienceMs, unhandledSince } from './unhandledRequest.ts';

/** Milliseconds between two sendings at least. */
export const factsPauseMs = 250;

/** Feeds the facts of a session to `send`, the first at once; the returned function ends it. */
export function feedClusterFacts(session: FactsSource & Pick<ClusterSession, 'subscribe'>, clock: Clock, send: (facts: ClusterFacts) => void): () => void {
  let lastSent = '';
  let stopTimer: (() => void) | undefined;
  let stopPatience: (() => void) | undefined;
  const sendNow = () => {
    stopTimer = undefined;
    const facts = buildClusterFacts(session, clock.now());
    // Silence of a controller is no change that anybody tells: it is looked at again when patience is over.
    stopPatience?.();
    const isPending = [...session.kustomizations, ...session.helmReleases, ...session.sources].some((live) => pendingRequest(live) !== '' && unhandledSince(live, session.clusterTime(clock.now())) === '');
    stopPatience = isPending ? clock.startTimer(requestPatienceMs + 1000, sendNow) : undefined;
    // The time of the facts alone is no news while the connection is live.
    const fingerprint = JSON.stringify({ ...facts, asOf: facts.connection === 'live' ? '' : facts.asOf });
    if (fingerprint === lastSent) return;
    lastSent = fingerprint;
    send(facts);
  };
  const unsubscribe = session.subscribe(() => (stopTimer ??= clock.startTimer(factsPauseMs, sendNow)));
  sendNow();
  return () => {
    unsubscribe();
    stopTimer?.();
    stopPatience?.();
  };
}
