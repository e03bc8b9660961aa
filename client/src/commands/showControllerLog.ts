// Command "Show Controller Log": what the controller of an object has logged about it, where there are Pods of it and one may read their logs.
import * as vscode from 'vscode';
import type { ClusterSession } from '../cluster/clusterSession.ts';
import { readPath, readString, type JsonObject } from '../cluster/jsonValue.ts';
import { describeKubeError } from '../cluster/kubeError.ts';
import { pods } from '../cluster/watchedKinds.ts';
import { controllerOf, linesAbout, type LogSubject } from '../flux/controllerLog.ts';
import type { LiveDocuments } from '../liveDiff/liveDocuments.ts';
import { chooseTarget } from './chooseTarget.ts';
import { clusterAtHand } from './clusterAtHand.ts';
import type { FluxCommandTools } from './fluxCommandTools.ts';

/** Lines that are asked for of each Pod. */
const tailLines = 5000;

/** Makes the command. */
export function showControllerLogCommand(tools: FluxCommandTools, documents: LiveDocuments): (argument: unknown) => Promise<void> {
  return async (argument) => {
    const session = await clusterAtHand(tools.link, argument);
    if (session === undefined) return;
    const object = await chooseTarget(argument, 'any', 'Show Controller Log', session, tools.server);
    if (object === undefined) return;
    const controller = controllerOf(object.kind);
    if (controller === undefined) {
      void vscode.window.showInformationMessage(`${object.kind} has no controller of Flux or Flagger whose log could be read.`);
      return;
    }
    const subject = { kind: object.kind, namespace: object.namespace ?? '', name: object.name };
    const text = await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title: `Reading the log of ${controller}` }, () => readControllerLog(session, controller, subject));
    const uri = documents.put(`${session.contextName}/${subject.namespace}/${subject.name}.${subject.kind}.controller.log`, text);
    const document = await vscode.languages.setTextDocumentLanguage(await vscode.workspace.openTextDocument(uri), 'log');
    await vscode.window.showTextDocument(document, { preview: true });
  };
}

/** The lines of all its Pods, or why there are none. */
async function readControllerLog({ connection, contextName }: ClusterSession, controller: string, subject: LogSubject): Promise<string> {
  const head = `${subject.kind} ${subject.namespace}/${subject.name} on ${contextName}, as ${controller} logged it\n\n`;
  // Flagger's chart labels its Pods in the newer way only.
  const found = await Promise.all([`app=${controller}`, `app.kubernetes.io/name=${controller}`].map((labelSelector) => connection.listPage(pods, { limit: 20, continueToken: '' }, { labelSelector })));
  const [refused] = found.flatMap((page) => (page.ok ? [] : [page.error]));
  const items = new Map(found.flatMap((page) => (page.ok ? page.value.items : [])).map((pod) => [`${readString(pod, 'metadata', 'namespace')}/${readString(pod, 'metadata', 'name')}`, pod]));
  if (items.size === 0) return `${head}${refused === undefined ? `there is no Pod of ${controller} on ${contextName}: it may run outside, or under another label` : describeKubeError(refused)}\n`;
  const parts = await Promise.all([...items].map(async ([name, pod]) => {
    const answer = await connection.readPodLog(readString(pod, 'metadata', 'namespace'), readString(pod, 'metadata', 'name'), containerOf(pod), tailLines);
    if (!answer.ok) return `${name}: ${describeKubeError(answer.error)}`;
    const lines = linesAbout(answer.value, subject);
    return lines.length === 0 ? `${name}: nothing about it in the last ${tailLines} lines` : lines.join('\n');
  }));
  return `${head}${parts.join('\n')}\n`;
}

/** Flux's own container; a mesh may have added others. */
function containerOf(pod: JsonObject): string {
  const containers = readPath(pod, 'spec', 'containers');
  const names = Array.isArray(containers) ? containers.map((container) => readString(container, 'name')) : [];
  return names.find((name) => name === 'manager' || name === 'flagger') ?? names[0] ?? '';
}
