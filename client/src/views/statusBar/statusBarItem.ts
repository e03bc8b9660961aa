// The item in the status bar: there only while a context is in use.
import * as vscode from 'vscode';
import { clientCommandIds } from '../../clientCommandIds.ts';
import { contextKeys } from '../../contextKeys.ts';
import type { RolledBackImages } from '../../rolledBackImages.ts';
import type { ClusterLink } from '../../kubeContext/clusterLink.ts';
import { readViewInput } from '../cluster/readViewInput.ts';
import { SessionWatcher } from '../cluster/sessionWatcher.ts';
import { PendingFixes } from './pendingFixes.ts';
import { buildStatusBar } from './statusBarModel.ts';

/** Shows the item and keeps the context key about the connection, until disposed. */
export function registerStatusBarItem(link: ClusterLink, rolledBack: RolledBackImages, log: vscode.LogOutputChannel): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('flightdeck.cluster', vscode.StatusBarAlignment.Left, 10);
  item.name = 'Flightdeck Cluster';
  item.command = clientCommandIds.showState;
  const fixes = new PendingFixes(rolledBack, log);
  const watcher = new SessionWatcher(link, () => {
    const { session } = link;
    void vscode.commands.executeCommand('setContext', contextKeys.connected, session !== undefined);
    if (session === undefined) {
      item.hide();
      return;
    }
    const model = buildStatusBar(readViewInput(session, Date.now()), rolledBack.all, fixes.all);
    item.text = model.text;
    item.tooltip = model.tooltip;
    item.accessibilityInformation = { label: model.accessibleLabel };
    item.show();
  });
  return vscode.Disposable.from(watcher, rolledBack.onDidChange(() => watcher.redrawSoon()), fixes.onDidChange(() => watcher.redrawSoon()), fixes, item);
}
