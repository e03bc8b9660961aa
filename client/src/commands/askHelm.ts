// Asks what a HelmRelease is to do beside looking: an install or upgrade without changes, failure counters from the beginning, or both.
import * as vscode from 'vscode';
import type { HelmRequest } from '../flux/reconcileRequest.ts';

interface HelmItem extends vscode.QuickPickItem {
  readonly request: HelmRequest;
}

const items: readonly HelmItem[] = [
  { label: 'Force', description: 'one install or upgrade, even without changes', request: { force: true, reset: false } },
  { label: 'Reset', description: 'failure counters start anew, so that spent retries are tried again', request: { force: false, reset: true } },
  { label: 'Force and Reset', description: 'both', request: { force: true, reset: true } },
];

/** What the user picks; undefined for nothing. */
export async function askHelmRequest(): Promise<HelmRequest | undefined> {
  return (await vscode.window.showQuickPick(items, { title: 'Force or Reset HelmRelease', placeHolder: 'Its chart and source are fetched first' }))?.request;
}
