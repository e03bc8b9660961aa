/** The buttons of the canary panel: what makes sense now, each with what it does. Pure. */
import type { CanaryAction, CanaryKey, CanaryView, ConnectionView } from './messages.ts';

export const openInRepository: CanaryAction = { id: 'openInRepository', label: 'Open in Repository', title: 'Goes to the YAML of this Canary' };
export const reconnect: CanaryAction = { id: 'reconnect', label: 'Try Again', title: 'Tries to reach the cluster now' };

const promote: CanaryAction = { id: 'promote', label: 'Promote Now…', title: 'Shows the ways to promote without the rest of the analysis, what each does, and whether Flux undoes it' };
const abort: CanaryAction = { id: 'abort', label: 'Abort…', title: 'Shows the ways back to the old version, what each does, and whether Flux undoes it' };
const retry: CanaryAction = { id: 'retry', label: 'Try Again…', title: 'Shows the ways to start the rollout anew, what each does, and whether Flux undoes it' };
const pause: CanaryAction = { id: 'pause', label: 'Pause…', title: 'Shows the ways to hold the rollout where it is, what each does, and whether Flux undoes it' };
const resume: CanaryAction = { id: 'resume', label: 'Resume…', title: 'Clears spec.suspend: Flagger goes on. Says first whether Flux undoes it' };

/** The buttons for a view; nothing that writes while the connection is not live. */
export function canaryActions(view: CanaryView, canary: CanaryKey, connection: ConnectionView): readonly CanaryAction[] {
  if (connection.state !== 'live') return connection.state === 'stale' ? [openInRepository, reconnect] : [openInRepository];
  const openable = view.hooks.filter((hook) => hook.openable && hook.gate);
  const closed = openable.filter(({ state }) => state === 'closed').map(({ name }) => gateAction('openGate', name, canary, connection));
  const open = openable.filter(({ state }) => state === 'passed').map(({ name }) => gateAction('closeGate', name, canary, connection));
  return [...closed, ...verbs(view), openInRepository, ...open];
}

function verbs(view: CanaryView): readonly CanaryAction[] {
  if (view.suspended) return [resume];
  // What failed is gone from the target: there is nothing to try.
  if (view.phase === 'Failed') return view.putBack === 'all' ? [pause] : [retry, pause];
  return ['Waiting', 'Progressing', 'WaitingPromotion'].includes(view.phase) ? [promote, abort, pause] : [pause];
}

function gateAction(id: 'openGate' | 'closeGate', hook: string, { namespace, name }: CanaryKey, { context }: ConnectionView): CanaryAction {
  const opens = id === 'openGate';
  const title = `${opens ? 'Opens' : 'Closes'} gate ${hook} of ${namespace}/${name} on ${context}. Flux does not undo it: the load tester keeps it ${opens ? 'open until it is closed, or' : 'closed until it is opened;'} ${opens ? 'restarts' : 'a restart leaves it closed'}.`;
  return { id, hook, label: opens ? 'Open Gate' : 'Close Gate', title };
}
