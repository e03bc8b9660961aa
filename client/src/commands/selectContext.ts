// Command "Select Context": shows the contexts of the kubeconfig and uses the picked one in this workspace. Nothing is contacted before the pick.
import * as vscode from 'vscode';
import type { Kubeconfig } from '../cluster/kubeconfig.ts';
import type { KubeContext } from '../cluster/kubeconfigEntries.ts';
import { readClientSettings, type ClientSettings } from '../configuration.ts';
import type { ContextSelection } from '../kubeContext/contextSelection.ts';
import { matchesAnyPattern } from '../kubeContext/namePatterns.ts';

interface ContextItem extends vscode.QuickPickItem {
  readonly contextName: string;
}

/** Makes the command. `usedContext` is the name of the context in use, empty where there is none. */
export function selectContextCommand(selection: ContextSelection, usedContext: () => string): () => Promise<void> {
  return async () => {
    if (!vscode.workspace.isTrusted) {
      void vscode.window.showWarningMessage('In an untrusted workspace no kubeconfig is read and no cluster is contacted.');
      return;
    }
    const settings = readClientSettings();
    const { readWorkspaceKubeconfig, describeKubeconfigProblem } = await import('../kubeContext/kubeconfigEnvironment.ts');
    const kubeconfig = await readWorkspaceKubeconfig(settings.kubeconfig);
    const problem = kubeconfig.problems[0] === undefined ? '' : describeKubeconfigProblem(kubeconfig.problems[0]);
    if (kubeconfig.contexts.length === 0) {
      await explainNoContexts(problem || 'the kubeconfig has no contexts');
      return;
    }
    const choice = await vscode.window.showQuickPick(contextItems(kubeconfig, settings, usedContext()), {
      title: 'Select the context for this workspace',
      placeHolder: problem || 'Only this context will be contacted',
      matchOnDescription: true,
      matchOnDetail: true,
    });
    if (choice !== undefined) await selection.pick(choice.contextName);
  };
}

async function explainNoContexts(words: string): Promise<void> {
  const setPath = 'Set the Path';
  const choice = await vscode.window.showWarningMessage(`No context can be selected: ${words}.`, setPath);
  if (choice === setPath) await vscode.commands.executeCommand('workbench.action.openSettings', 'flightdeck.kubeconfig');
}

/** The used context first, then the kubeconfig's current one, then the others in file order. */
function contextItems(kubeconfig: Kubeconfig, settings: ClientSettings, used: string): readonly ContextItem[] {
  const rank = (context: KubeContext) => (context.name === used ? 0 : context.name === kubeconfig.currentContext ? 1 : 2);
  const sorted = [...kubeconfig.contexts].sort((one, other) => rank(one) - rank(other));
  return sorted.map((context) => ({
    label: context.name,
    description: describeMarks(context, kubeconfig, settings, used),
    detail: describeTarget(context, kubeconfig),
    iconPath: new vscode.ThemeIcon(context.name === used ? 'check' : 'server'),
    contextName: context.name,
  }));
}

function describeMarks(context: KubeContext, kubeconfig: Kubeconfig, settings: ClientSettings, used: string): string {
  const marks: string[] = [];
  if (context.name === used) marks.push('in use');
  if (context.name === kubeconfig.currentContext) marks.push('current in the kubeconfig');
  if (matchesAnyPattern(context.name, settings.readOnlyContexts)) marks.push('$(lock) read-only');
  else if (matchesAnyPattern(context.name, settings.protectedContexts)) marks.push('$(shield) protected');
  return marks.join(', ');
}

function describeTarget(context: KubeContext, kubeconfig: Kubeconfig): string {
  const server = kubeconfig.clusters.find((cluster) => cluster.name === context.cluster)?.server ?? 'no such cluster';
  const user = context.user === '' ? '' : ` as ${context.user}`;
  return `${server}${user}${kubeconfig.files.length > 1 ? `, from ${context.file}` : ''}`;
}
