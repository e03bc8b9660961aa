// Command "Show Events": what controllers said of an object, the newest first; the document follows the cluster while it is open.
import * as vscode from 'vscode';
import type { ClusterSession } from '../cluster/clusterSession.ts';
import { readKubeEvent } from '../cluster/objects/kubeEvent.ts';
import { describeRef, type ObjectRef } from '../cluster/servedKind.ts';
import type { LiveDocuments } from '../liveDiff/liveDocuments.ts';
import { chooseTarget } from './chooseTarget.ts';
import { clusterAtHand } from './clusterAtHand.ts';
import { eventLines } from './eventLines.ts';
import type { FluxCommandTools } from './fluxCommandTools.ts';
import { refOfObject } from './fluxTargets.ts';

/** Makes the command. */
export function showEventsCommand(tools: FluxCommandTools, documents: LiveDocuments): (argument: unknown) => Promise<void> {
  return async (argument) => {
    const session = await clusterAtHand(tools.link, argument);
    if (session === undefined) return;
    const object = await chooseTarget(argument, 'any', 'Show Events', session, tools.server);
    if (object === undefined) return;
    // Events are found by kind and name; the group of other kinds does not matter.
    await show(refOfObject(object) ?? { group: '', kind: object.kind, namespace: object.namespace ?? '', name: object.name }, session, documents);
  };
}

async function show(about: ObjectRef, session: ClusterSession, documents: LiveDocuments): Promise<void> {
  const path = `${session.contextName}/${about.namespace}/${about.name}.${about.kind}.events.log`;
  const uri = documents.put(path, `reading the events of ${describeRef(about)} on ${session.contextName} …\n`);
  let shown = '';
  const draw = () => {
    if (session.ended.aborted) return;
    const text = textOf(about, session, observation.state.type === 'forbidden' ? observation.state.message : '', eventLines(observation.objects.map(readKubeEvent)), observation.state.type);
    if (text === shown) return;
    shown = text;
    documents.put(path, text);
  };
  const observation = session.observeEvents(about, draw);
  const leave = () => documents.put(path, textOfLeft(shown, session.contextName, new Date()));
  draw();
  session.ended.addEventListener('abort', leave);
  const document = await vscode.languages.setTextDocumentLanguage(await vscode.workspace.openTextDocument(uri), 'log');
  // Another language is a close and an opening to extensions: what came meanwhile was shown nowhere, and only closes from here on are the user's.
  if (!session.ended.aborted) documents.put(path, shown);
  const closing = vscode.workspace.onDidCloseTextDocument((closed) => {
    if (closed.uri.toString() !== uri.toString()) return;
    session.ended.removeEventListener('abort', leave);
    observation.release();
    closing.dispose();
  });
  await vscode.window.showTextDocument(document, { preview: true });
}

/** What was last shown, and that it follows the cluster no more. */
function textOfLeft(shown: string, contextName: string, at: Date): string {
  const [head = '', ...rest] = shown.split('\n\n');
  return [head, `(${contextName} was left: this is as of ${at.toISOString().slice(0, 19)}Z)\n${rest.join('\n\n')}`].join('\n\n');
}

function textOf(about: ObjectRef, { contextName }: ClusterSession, refusal: string, lines: readonly string[], state: string): string {
  const head = `${describeRef(about)} on ${contextName}\n\n`;
  if (refusal !== '') return `${head}${refusal}\n`;
  if (state === 'connecting' || state === 'syncing') return `${head}reading …\n`;
  const old = state === 'live' ? '' : `(${contextName} does not answer: this may be old)\n`;
  return `${head}${old}${lines.length === 0 ? 'no events: the API server keeps them for an hour, as a rule\n' : `${lines.join('\n')}\n`}`;
}
