// Asks before the cluster is written to, where the settings want that, and refuses where they forbid it.
import * as vscode from 'vscode';
import { readClientSettings } from '../configuration.ts';
import { matchesAnyPattern } from '../kubeContext/namePatterns.ts';

/** What is about to be written. */
export interface IntendedWrite {
  /** Such as `Reconcile`. */
  readonly action: string;
  /** Such as `Kustomization flux-system/apps`. */
  readonly object: string;
  readonly contextName: string;
}

/** Whether the write may go on. */
export async function confirmWrite({ action, object, contextName }: IntendedWrite): Promise<boolean> {
  const { protectedContexts, readOnlyContexts } = readClientSettings();
  if (matchesAnyPattern(contextName, readOnlyContexts)) {
    void vscode.window.showWarningMessage(`${contextName} is read-only by the setting flightdeck.contexts.readOnly: ${action} of ${object} was not sent.`);
    return false;
  }
  if (!matchesAnyPattern(contextName, protectedContexts)) return true;
  const button = `${action} on ${contextName}`;
  const choice = await vscode.window.showWarningMessage(`${action} ${object} on ${contextName}?`, { modal: true, detail: 'The context is protected by the setting flightdeck.contexts.protected.' }, button);
  return choice === button;
}
