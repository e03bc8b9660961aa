// Feeds canary panels out of the open session: Canary, workloads, events, and the routing object, which is read again after each change of the Canary.
import * as vscode from 'vscode';
import { readCanarySpec } from '../../../server/src/flagger/canarySpec.ts';
import { readCanaryEvents } from '../../../server/src/flagger/clusterEvents.ts';
import { effectiveProvider } from '../../../server/src/flagger/strategy.ts';
import { routingObject } from '../../../server/src/flagger/providers.ts';
import type { ClusterSession } from '../cluster/clusterSession.ts';
import type { LiveCanary } from '../cluster/objects/canary.ts';
import { readString } from '../cluster/jsonValue.ts';
import { buildCanaryView } from '../flagger/canaryProgress.ts';
import { recordHistory, type RolloutHistory } from '../flagger/rolloutHistory.ts';
import { clientCommandIds } from '../clientCommandIds.ts';
import type { ClusterLink } from '../kubeContext/clusterLink.ts';
import { SessionWatcher } from '../views/cluster/sessionWatcher.ts';
import type { CanaryPanelSource } from './canary/canaryPanel.ts';
import type { CanaryAction, CanaryKey, CanaryPanelState, ConnectionView, PageMessage } from './canary/messages.ts';
import { findMeshProvider } from './meshProvider.ts';
import { RoutingReader } from './routingReader.ts';

/** The context that the demo cluster's kubeconfig names. */
const demoContexts = /^flightdeck-demo(-viewer)?$/;

/** Makes the source. Histories are kept per Canary for as long as the window is open. */
export function makeCanaryPanelSource(link: ClusterLink): CanaryPanelSource {
  const histories = new Map<string, RolloutHistory>();
  const routing = new RoutingReader();
  return {
    subscribe: (canary, listener) => {
      link.viewSeen();
      const tell = () => listener(readPanelState(link, canary, histories, routing, () => watcher.redrawSoon()));
      const watcher = new SessionWatcher(link, tell);
      tell();
      return new vscode.Disposable(() => watcher.dispose());
    },
    handle: (canary, request) => void handleRequest(canary, request),
  };
}

function readPanelState(link: ClusterLink, canary: CanaryKey, histories: Map<string, RolloutHistory>, routing: RoutingReader, again: () => void): CanaryPanelState {
  const { session } = link;
  if (session === undefined) return { kind: 'loading', canary, connection: disconnected(link), actions: [reconnect] };
  const connection = connectionView(session);
  const live = session.findCanary(canary.namespace, canary.name);
  if (live === undefined) {
    const isKnown = session.state.type === 'live';
    if (!isKnown) return { kind: 'loading', canary, connection, actions: connection.state === 'connecting' ? [] : [reconnect] };
    return { kind: 'missing', canary, connection, reason: `There is no Canary ${canary.namespace}/${canary.name} in ${session.contextName}.`, actions: [openInRepository] };
  }
  const view = buildCanaryView({ ...readObjects(session, live, routing, again), ...readHistoryOf(session, live, histories), now: Date.now() });
  if (view === undefined) return { kind: 'missing', canary, connection, reason: 'This object cannot be read as a Canary.', actions: [openInRepository] };
  const actions = [openInRepository, live.suspended ? resume : pause, ...(connection.state === 'stale' ? [reconnect] : [])];
  return { kind: 'shown', canary, connection, view, actions };
}

function readObjects(session: ClusterSession, live: LiveCanary, routing: RoutingReader, again: () => void) {
  const { kind, name } = live.target;
  const target = session.findWorkload(kind, live.namespace, name)?.object.content;
  const primary = session.findWorkload(kind, live.namespace, `${name}-primary`)?.object.content;
  const meshProvider = findMeshProvider(session.helmReleases);
  const spec = readCanarySpec(live.object.content);
  const routingRef = spec === undefined ? undefined : routingObject(spec, effectiveProvider(spec, meshProvider));
  const routingContent = routingRef === undefined ? undefined : routing.read(session, live, routingRef, again);
  return {
    canary: live.object.content,
    events: eventsOf(session, live),
    ...(target === undefined ? {} : { target }),
    ...(primary === undefined ? {} : { primary }),
    ...(routingContent === undefined ? {} : { routing: routingContent }),
    ...(meshProvider === undefined ? {} : { meshProvider }),
  };
}

function eventsOf(session: ClusterSession, live: LiveCanary): readonly unknown[] {
  return session.rawCanaryEvents.filter((event) => readString(event, 'involvedObject', 'name') === live.name && readString(event, 'involvedObject', 'namespace') === live.namespace);
}

function readHistoryOf(session: ClusterSession, live: LiveCanary, histories: Map<string, RolloutHistory>): { readonly history: RolloutHistory } {
  const { uid } = live.object;
  const history = recordHistory(histories.get(uid), uid, readCanaryEvents(eventsOf(session, live), uid));
  histories.set(uid, history);
  return { history };
}

function connectionView(session: ClusterSession): ConnectionView {
  const { state, contextName } = session;
  const base = { context: contextName, demo: demoContexts.test(contextName) };
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

function disconnected(link: ClusterLink): ConnectionView {
  const { state } = link;
  const reason = state.type === 'broken' || state.type === 'noKubeconfig' ? state.message : state.type === 'untrusted' ? 'the workspace is not trusted' : 'no context is selected';
  return { state: 'disconnected', context: '', demo: false, reason };
}

const openInRepository: CanaryAction = { id: 'openInRepository', label: 'Open in Repository', title: 'Goes to the YAML of this Canary' };
const reconnect: CanaryAction = { id: 'reconnect', label: 'Try Again', title: 'Tries to reach the cluster now' };
const pause: CanaryAction = { id: 'pause', label: 'Suspend', title: 'Sets spec.suspend: Flagger does nothing until it is resumed. Flux undoes it only where Git sets spec.suspend.' };
const resume: CanaryAction = { id: 'resume', label: 'Resume', title: 'Clears spec.suspend: Flagger goes on. Flux undoes it only where Git sets spec.suspend.' };

async function handleRequest(canary: CanaryKey, request: Exclude<PageMessage, { readonly type: 'ready' }>): Promise<void> {
  const object = { kind: 'Canary', namespace: canary.namespace, name: canary.name };
  switch (request.type) {
    case 'openPlace':
      await vscode.commands.executeCommand(clientCommandIds.openInRepository, object);
      return;
    case 'openObject':
      await vscode.commands.executeCommand(clientCommandIds.openInRepository, request.object);
      return;
    case 'action':
      await vscode.commands.executeCommand(commandsByAction[request.id], object);
  }
}

/** Gates, promotion and abort are not offered yet, so no page can ask for them; the Canary's YAML is where they are decided meanwhile. */
const commandsByAction: Readonly<Record<CanaryAction['id'], string>> = {
  openInRepository: clientCommandIds.openInRepository,
  reconnect: clientCommandIds.retryConnection,
  pause: clientCommandIds.suspend,
  resume: clientCommandIds.resume,
  openGate: clientCommandIds.openInRepository,
  promote: clientCommandIds.openInRepository,
  abort: clientCommandIds.openInRepository,
};
