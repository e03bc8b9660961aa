// Feeds canary panels out of the open session and turns what is asked for in a panel into commands.
import * as vscode from 'vscode';
import type { ObjectInContext } from '../../../server/src/protocol/objectId.ts';
import type { ClusterSession } from '../cluster/clusterSession.ts';
import { clientCommandIds } from '../clientCommandIds.ts';
import type { ClusterLink } from '../kubeContext/clusterLink.ts';
import type { RolledBackImages } from '../rolledBackImages.ts';
import { SessionWatcher } from '../views/cluster/sessionWatcher.ts';
import { canaryActions, openInRepository, reconnect } from './canary/canaryActions.ts';
import type { CanaryPanelSource } from './canary/canaryPanel.ts';
import type { CanaryAction, CanaryKey, CanaryPanelState, ConnectionView, PageMessage } from './canary/messages.ts';
import { CanaryIdentity } from './canaryIdentity.ts';
import type { CanaryReader } from './canaryReader.ts';

/** The context that the demo cluster's kubeconfig names. */
const demoContexts = /^flightdeck-demo(-viewer)?$/;

/** Makes the source. */
export function makeCanaryPanelSource(link: ClusterLink, reader: CanaryReader, rolledBack: RolledBackImages): CanaryPanelSource {
  return {
    subscribe: (canary, listener) => {
      link.viewSeen();
      const identity = new CanaryIdentity();
      const redrawSoon = () => { watcher.redrawSoon(); };
      const tell = () => listener(readPanelState({ link, reader, identity }, canary, redrawSoon));
      const watcher = new SessionWatcher(link, tell);
      const subscription = rolledBack.onDidChange(redrawSoon);
      tell();
      return vscode.Disposable.from(watcher, subscription);
    },
    handle: (canary, request) => void handleRequest(canary, request, reader),
  };
}

/** What the state of one panel is read from. */
interface PanelParts {
  readonly link: ClusterLink;
  readonly reader: CanaryReader;
  readonly identity: CanaryIdentity;
}

function readPanelState({ link, reader, identity }: PanelParts, canary: CanaryKey, again: () => void): CanaryPanelState {
  const { session } = link;
  if (session === undefined) return { kind: 'loading', canary, connection: disconnected(link), actions: [reconnect] };
  const connection = connectionView(session);
  const live = session.findCanary(canary.namespace, canary.name);
  if (live === undefined) {
    const isKnown = session.state.type === 'live';
    if (!isKnown) return { kind: 'loading', canary, connection, actions: connection.state === 'connecting' ? [] : [reconnect] };
    return { kind: 'missing', canary, connection, reason: identity.missingWords(session, canary.namespace, canary.name), actions: [openInRepository] };
  }
  // What is not live is told as it was then: otherwise silence of the connection would look like silence of Flagger.
  const view = reader.readWithMetrics(session, live, session.clusterTime(connection.asOf ?? Date.now()), again);
  if (view === undefined) return { kind: 'missing', canary, connection, reason: 'This object cannot be read as a Canary.', actions: [openInRepository] };
  const note = identity.noteOf(session, live);
  return { kind: 'shown', canary, connection, view: note === '' ? view : { ...view, notes: [note, ...view.notes] }, actions: canaryActions(view, canary, connection) };
}

/** The connection as panels tell it. */
export function connectionView(session: ClusterSession): ConnectionView {
  const { state, contextName } = session;
  const clockOffsetMs = session.connection.clockOffsetMs;
  const base = { context: contextName, demo: demoContexts.test(contextName), ...(clockOffsetMs === 0 ? {} : { clockOffsetMs }) };
  switch (state.type) {
    case 'live':
      return { ...base, state: 'live' };
    case 'connecting':
    case 'syncing':
      return { ...base, state: 'connecting' };
    case 'stale':
      return { ...base, state: 'stale', asOf: state.since, reason: state.reason };
    case 'unreachable':
      return { ...base, state: 'disconnected', reason: state.reason };
  }
}

/** The same while there is no session. */
export function disconnected(link: ClusterLink): ConnectionView {
  const { state } = link;
  const reason = state.type === 'broken' || state.type === 'noKubeconfig' ? state.message : state.type === 'untrusted' ? 'the workspace is not trusted' : 'no context is selected';
  return { state: 'disconnected', context: '', demo: false, reason };
}

async function handleRequest(canary: CanaryKey, request: Exclude<PageMessage, { readonly type: 'ready' }>, reader: CanaryReader): Promise<void> {
  const object = { kind: 'Canary', namespace: canary.namespace, name: canary.name };
  switch (request.type) {
    case 'openPlace': {
      const place = reader.findRolledBackPlace(canary.namespace, canary.name);
      if (place === undefined) await vscode.commands.executeCommand(clientCommandIds.openInRepository, object);
      else await vscode.commands.executeCommand(clientCommandIds.openPlace, place);
      return;
    }
    case 'openObject':
      await vscode.commands.executeCommand(clientCommandIds.openInRepository, request.object);
      return;
    case 'action':
      await runCanaryAction(canary, request);
      return;
    case 'openCanary':
      await vscode.commands.executeCommand(clientCommandIds.showCanary, canaryOf(request.canary, request.context));
  }
}

/** A Canary as it was shown in a panel: the command refuses while another context is in use. */
export function canaryOf({ namespace, name }: CanaryKey, context: string): ObjectInContext {
  return { kind: 'Canary', namespace, name, contextName: context };
}

/** Runs the command behind a button of a panel. */
export async function runCanaryAction(canary: CanaryKey, { id, hook, context }: Extract<PageMessage, { readonly type: 'action' }>): Promise<void> {
  await vscode.commands.executeCommand(commandsByAction[id], canaryOf(canary, context), hook);
}

const commandsByAction: Readonly<Record<CanaryAction['id'], string>> = {
  openInRepository: clientCommandIds.openInRepository,
  reconnect: clientCommandIds.retryConnection,
  pause: clientCommandIds.pauseCanary,
  resume: clientCommandIds.resumeCanary,
  openGate: clientCommandIds.openGate,
  closeGate: clientCommandIds.closeGate,
  promote: clientCommandIds.promoteCanary,
  abort: clientCommandIds.abortCanary,
  retry: clientCommandIds.retryCanary,
};
