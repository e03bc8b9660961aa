// Command "Show Live YAML": an object as the cluster holds it now, without managed fields, Secret values hidden.
import * as vscode from 'vscode';
import { describeKubeError } from '../cluster/kubeError.ts';
import { describeRef } from '../cluster/servedKind.ts';
import type { LiveDocuments } from '../liveDiff/liveDocuments.ts';
import { chooseTarget } from './chooseTarget.ts';
import { clusterAtHand } from './clusterAtHand.ts';
import type { FluxCommandTools } from './fluxCommandTools.ts';
import { refOfObject } from './fluxTargets.ts';

/** Makes the command. */
export function showLiveYamlCommand(tools: FluxCommandTools, documents: LiveDocuments): (argument: unknown) => Promise<void> {
  return async (argument) => {
    const session = await clusterAtHand(tools.link, argument);
    if (session === undefined) return;
    const object = await chooseTarget(argument, 'any', 'Show Live YAML', session, tools.server);
    const ref = object === undefined ? undefined : refOfObject(object);
    const served = ref === undefined ? undefined : session.servedKind(ref.group, ref.kind);
    if (ref === undefined || served === undefined) {
      if (object !== undefined) void vscode.window.showInformationMessage(`${object.kind} is not among the kinds that Flightdeck watches on ${session.contextName}.`);
      return;
    }
    const answer = await session.connection.get(served, ref.namespace, ref.name);
    if (!answer.ok) {
      void vscode.window.showWarningMessage(`${describeRef(ref)} on ${session.contextName}: ${describeKubeError(answer.error)}.`);
      return;
    }
    const { printLive } = await import('../liveDiff/liveTexts.ts');
    const uri = documents.put(`${session.contextName}/${ref.namespace}/${ref.name}.${ref.kind}.live.yaml`, printLive(answer.value));
    const document = await vscode.languages.setTextDocumentLanguage(await vscode.workspace.openTextDocument(uri), 'yaml');
    await vscode.window.showTextDocument(document, { preview: true });
  };
}
