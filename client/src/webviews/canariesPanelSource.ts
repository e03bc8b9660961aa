// Feeds the panel of several canaries out of the open session.
import * as vscode from 'vscode';
import { clientCommandIds } from '../clientCommandIds.ts';
import type { ClusterLink } from '../kubeContext/clusterLink.ts';
import type { RolledBackImages } from '../rolledBackImages.ts';
import { SessionWatcher } from '../views/cluster/sessionWatcher.ts';
import type { CanariesPanelSource } from './canary/canariesPanel.ts';
import type { CanaryKey, SeveralState } from './canary/messages.ts';
import { emptyWords, selectCards, toCard } from './canary/severalCards.ts';
import { canaryOf, connectionView, disconnected, runCanaryAction } from './canaryPanelSource.ts';
import type { CanaryReader } from './canaryReader.ts';

/** Makes the source. */
export function makeCanariesPanelSource(link: ClusterLink, reader: CanaryReader, rolledBack: RolledBackImages): CanariesPanelSource {
  return {
    subscribe: (chosen, listener) => {
      link.viewSeen();
      const tell = () => listener(readState(link, chosen, reader, () => watcher.redrawSoon()));
      const watcher = new SessionWatcher(link, tell);
      const subscription = rolledBack.onDidChange(() => watcher.redrawSoon());
      tell();
      return vscode.Disposable.from(watcher, subscription);
    },
    handle: (request) => {
      if (request.type === 'openCanary') void vscode.commands.executeCommand(clientCommandIds.showCanary, canaryOf(request.canary, request.context));
      else if (request.type === 'action' && request.canary !== undefined) void runCanaryAction(request.canary, request);
    },
  };
}

function readState(link: ClusterLink, chosen: readonly CanaryKey[] | undefined, reader: CanaryReader, again: () => void): SeveralState {
  const { session } = link;
  const asked = chosen === undefined ? {} : { chosen };
  if (session === undefined) {
    const connection = disconnected(link);
    return { kind: 'several', connection, ...asked, cards: [], more: 0, empty: emptyWords({ connection, ...asked }, false) };
  }
  const connection = connectionView(session);
  const ranks = session.canaries.map((live) => ({ canary: { namespace: live.namespace, name: live.name }, phase: live.phase, suspended: live.suspended, failedChecks: live.failedChecks }));
  const { shown, more } = selectCards(ranks, chosen);
  const now = session.clusterTime(connection.asOf ?? Date.now());
  const cards = shown.flatMap(({ namespace, name }) => {
    const live = session.findCanary(namespace, name);
    const view = live === undefined ? undefined : reader.read(session, live, now, again);
    return view === undefined ? [] : [toCard(view, connection)];
  });
  return { kind: 'several', connection, ...asked, cards, more, empty: cards.length > 0 ? '' : emptyWords({ connection, ...asked }, ranks.length > 0) };
}
