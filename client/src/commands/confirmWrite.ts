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
  /** The question as a sentence without its mark, context included, where action and object alone make none. */
  readonly question?: string;
  /** What the user must know before; where it is given, each write asks, also in contexts that are not protected. */
  readonly detail?: string;
}

/** Whether the write may go on. */
export async function confirmWrite({ action, object, contextName, question = `${action} ${object} on ${contextName}`, detail = '' }: IntendedWrite): Promise<boolean> {
  const { protectedContexts, readOnlyContexts } = readClientSettings();
  if (matchesAnyPattern(contextName, readOnlyContexts)) {
    void vscode.window.showWarningMessage(`${contextName} is read-only by the setting flightdeck.contexts.readOnly: ${action} of ${object} was not sent.`);
    return false;
  }
  const isProtected = matchesAnyPattern(contextName, protectedContexts);
  if (!isProtected && detail === '') return true;
  const button = `${action} on ${contextName}`;
  const words = [detail, isProtected ? 'The context is protected by the setting flightdeck.contexts.protected.' : ''].filter((text) => text !== '');
  const choice = await vscode.window.showWarningMessage(`${question}?`, { modal: true, detail: words.join('\n\n') }, button);
  return choice === button;
}
