// Rows above a list that say how the connection is, where it is not simply live.
import { clientCommandIds } from '../../clientCommandIds.ts';
import type { ConnectionState, KindFault } from '../../cluster/connectionState.ts';
import { codeSpan, escapeMarkdown } from '../../../../server/src/protocol/markdownText.ts';
import type { ContextFlag, TreeIcon, TreeNodeModel } from '../treeModel.ts';

/** The row about the connection as a whole, or one for each kind that cannot be read. `isWanted` chooses the kinds that the view is about. */
export function buildConnectionRows(contextName: string, connection: ConnectionState, isWanted: (kind: string) => boolean): readonly TreeNodeModel[] {
  switch (connection.type) {
    case 'live':
      return [...limitedRows(connection.limitedTo ?? []), ...connection.faults.filter((fault) => isWanted(fault.served.kind)).flatMap((fault) => buildFaultRow(fault) ?? [])];
    case 'connecting':
      return [messageRow('connection', `Connecting to ${contextName} …`, { id: 'loading~spin' })];
    case 'syncing':
      return [messageRow('connection', `Reading from ${contextName} …`, { id: 'loading~spin' })];
    case 'stale':
    case 'unreachable':
      // What happened stands above the rows, where long sentences are wrapped.
      return [retryRow];
  }
}

/** Part of a cluster must not be taken for the whole. */
function limitedRows(namespaces: readonly string[]): readonly TreeNodeModel[] {
  if (namespaces.length === 0) return [];
  const row = messageRow('limited', `Only ${namespaces.join(', ')} of this cluster`, { id: 'lock' }, 'you may not list the cluster as a whole');
  return [{ ...row, click: chooseNamespacesClick, tooltip: `Shown is what is in ${namespaces.map(codeSpan).join(', ')}. Click to name the namespaces where you may look.` }];
}

/** The row for a kind of which nothing or only old things are known; none while it is merely being read. */
function buildFaultRow({ served, state }: KindFault): TreeNodeModel | undefined {
  switch (state.type) {
    case 'forbidden': {
      const label = `You may not ${state.verb} ${served.kind} objects`;
      const tooltip = `${escapeMarkdown(state.message)}\n\nClick to name the namespaces where you may.`;
      return { ...messageRow(served.kind, label, { id: 'lock', color: 'list.warningForeground' }, state.message), click: chooseNamespacesClick, tooltip };
    }
    case 'stale':
    case 'unreachable': {
      const label = `${served.kind} objects cannot be read`;
      return { ...messageRow(served.kind, label, { id: 'warning', color: 'list.warningForeground' }, state.reason, ['retry']), click: retryClick, tooltip: escapeMarkdown(state.reason) };
    }
    case 'connecting':
    case 'syncing':
    case 'live':
    case 'kindMissing':
      return undefined;
  }
}

/** A row that only says something. */
export function messageRow(id: string, label: string, icon: TreeIcon, description = '', contextFlags: readonly ContextFlag[] = []): TreeNodeModel {
  const accessibleLabel = description === '' ? label : `${label}, ${description}`;
  return { id: `message:${id}`, label, description, tooltip: '', accessibleLabel, icon, contextFlags, expanded: false, children: [] };
}

/** Whoever may not list cluster-wide says where to look. */
const chooseNamespacesClick = { command: 'workbench.action.openSettings', title: 'Choose Namespaces', arguments: ['flightdeck.namespaces'] };

const retryClick = { command: clientCommandIds.retryConnection, title: 'Try Again', arguments: [] };

/** The row that tries again. */
export const retryRow: TreeNodeModel = { ...messageRow('retry', 'Try again', { id: 'refresh' }), click: retryClick };

/** The row that leads to the choice of another context. */
export const selectContextRow: TreeNodeModel = {
  ...messageRow('selectContext', 'Select another context', { id: 'plug' }),
  click: { command: clientCommandIds.selectContext, title: 'Select Context', arguments: [] },
};
