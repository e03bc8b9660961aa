// Gets the open session for a command, or tells the user how to get one.
import * as vscode from 'vscode';
import type { ClusterSession } from '../cluster/clusterSession.ts';
import type { ClusterLink } from '../kubeContext/clusterLink.ts';
import { clientCommandIds } from '../clientCommandIds.ts';
import { readContextArgument } from './commandArguments.ts';

/** How long a command waits for the first lists. Milliseconds. */
const firstListsMs = 15_000;

/** The session once its first lists have been read; undefined (and told) where there is none. `argument`: what the command was called with, which may have been shown of another context. */
export async function clusterAtHand(link: ClusterLink, argument?: unknown): Promise<ClusterSession | undefined> {
  link.viewSeen();
  const { session } = link;
  const shownOf = readContextArgument(argument);
  if (shownOf !== undefined && session !== undefined && shownOf !== session.contextName) {
    void vscode.window.showWarningMessage(`This was shown of ${shownOf}, and ${session.contextName} is in use now: nothing was done.`);
    return undefined;
  }
  if (session === undefined) {
    await offerContext(link);
    return undefined;
  }
  if (isReading(session)) {
    const title = `Reading from ${session.contextName}`;
    await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, () => firstLists(session));
  }
  return session;
}

async function offerContext(link: ClusterLink): Promise<void> {
  if (link.state.type === 'untrusted') {
    void vscode.window.showWarningMessage('In an untrusted workspace no cluster is contacted.');
    return;
  }
  const select = 'Select Context';
  const why = link.state.type === 'broken' || link.state.type === 'noKubeconfig' ? `: ${link.state.message}` : '';
  const choice = await vscode.window.showInformationMessage(`Not connected to a cluster${why}.`, select);
  if (choice === select) await vscode.commands.executeCommand(clientCommandIds.selectContext);
}

function isReading(session: ClusterSession): boolean {
  return session.state.type === 'connecting' || session.state.type === 'syncing';
}

function firstLists(session: ClusterSession): Promise<void> {
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer);
      unsubscribe();
      resolve();
    };
    const timer = setTimeout(finish, firstListsMs);
    const unsubscribe = session.subscribe(() => {
      if (!isReading(session)) finish();
    });
  });
}
