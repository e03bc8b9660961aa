/** Which object a panel shows under a name: tells of its deletion, and of another one that was created in its place. Pure. */
import { formatClock } from '../../../server/src/flagger/durations.ts';
import type { ClusterSession } from '../cluster/clusterSession.ts';
import { readString } from '../cluster/jsonValue.ts';
import type { LiveCanary } from '../cluster/objects/canary.ts';

/** Remembers, while a panel is open, the object that it showed in each session: the same context may be of another cluster in the next, or of fewer namespaces. */
export class CanaryIdentity {
  readonly #known = new WeakMap<ClusterSession, { readonly uid: string; readonly note: string }>();

  /** Why there is nothing to show. */
  missingWords(session: ClusterSession, namespace: string, name: string): string {
    const { contextName, state } = session;
    if (state.type === 'live' && state.limitedTo?.includes(namespace) === false) return `Namespace ${namespace} of ${contextName} is not looked at: \`flightdeck.namespaces\` does not name it.`;
    return this.#known.has(session)
      ? `Canary ${namespace}/${name} was deleted from ${contextName}. Its panel goes on when it is created anew.`
      : `There is no Canary ${namespace}/${name} in ${contextName}.`;
  }

  /** What to know of the object that is shown now; empty for the one that was there from the beginning. */
  noteOf(session: ClusterSession, { object }: LiveCanary): string {
    const known = this.#known.get(session);
    if (known?.uid === object.uid) return known.note;
    const note = known === undefined ? '' : `This Canary was created anew${createdWords(object.content)}: for Flagger it is another one than the one of this name before, whose rollouts and events are not shown here`;
    this.#known.set(session, { uid: object.uid, note });
    return note;
  }
}

function createdWords(content: LiveCanary['object']['content']): string {
  const at = Date.parse(readString(content, 'metadata', 'creationTimestamp'));
  return Number.isNaN(at) ? '' : ` at ${formatClock(at)}`;
}
