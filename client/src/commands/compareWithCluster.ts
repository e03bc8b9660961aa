// Command "Compare with Cluster": what the files as they are now would create, change and prune in the connected cluster, as a diff.
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { printObjectId } from '../../../server/src/protocol/objectId.ts';
import { renderedObjectsRequest, renderedTargetsRequest, renderedUri, type RenderedTarget } from '../../../server/src/protocol/rendered.ts';
import type { ClusterSession } from '../cluster/clusterSession.ts';
import { refKey, type ObjectRef } from '../cluster/servedKind.ts';
import { compareWithCluster, describeComparison, type ObjectDifference } from '../liveDiff/compareWithCluster.ts';
import type { LiveDocuments } from '../liveDiff/liveDocuments.ts';
import { chooseRendered } from './chooseRendered.ts';
import { clusterAtHand } from './clusterAtHand.ts';
import { readObjectArgument } from './commandArguments.ts';
import type { FluxCommandTools } from './fluxCommandTools.ts';
import { objectOfRef } from './fluxTargets.ts';

const title = 'Compare with Cluster';

type FluxTarget = RenderedTarget & { readonly kind: 'fluxKustomization' };

/** Makes the command. It writes nothing: the API server is asked what it would do. */
export function compareWithClusterCommand(tools: FluxCommandTools, documents: LiveDocuments): (argument: unknown) => Promise<void> {
  return async (argument) => {
    const session = await clusterAtHand(tools.link, argument);
    if (session === undefined) return;
    const target = (await targetOfRow(argument, tools)) ?? (await chooseRendered(argument, title, tools.server))?.target;
    if (target === undefined) return;
    if (target.kind !== 'fluxKustomization') {
      void vscode.window.showInformationMessage(`${title}: a kustomize folder alone says nothing of namespaces and pruning; choose a Flux Kustomization.`);
      return;
    }
    await vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title: `Comparing ${target.name} with ${session.contextName}`, cancellable: true }, async (progress, token) => {
      const stopping = new AbortController();
      const subscription = token.onCancellationRequested(() => stopping.abort());
      await compare(target, session, { ...tools, documents }, AbortSignal.any([stopping.signal, session.ended]), (message) => progress.report({ message }));
      subscription.dispose();
    });
  };
}

/** The one rendered Kustomization that a row of the Cluster view stands for; undefined where there are several or none. */
async function targetOfRow(argument: unknown, { server }: FluxCommandTools): Promise<RenderedTarget | undefined> {
  const object = readObjectArgument(argument);
  if (object?.kind !== 'Kustomization') return undefined;
  await server.start();
  const choices = (await server.request(renderedTargetsRequest, {})) ?? [];
  const fitting = choices.filter(({ target }) => target.kind === 'fluxKustomization' && target.name === object.name && target.namespace === (object.namespace ?? ''));
  return fitting.length === 1 ? fitting[0]?.target : undefined;
}

async function compare(target: FluxTarget, session: ClusterSession, tools: FluxCommandTools & { readonly documents: LiveDocuments }, signal: AbortSignal, tell: (message: string) => void): Promise<void> {
  const printKey = randomBytes(32).toString('hex');
  const uri = renderedUri(target);
  const rendered = await tools.server.request(renderedObjectsRequest, { uri, printKey });
  if (rendered === undefined) {
    void vscode.window.showWarningMessage('The manifests cannot be compared: the Flightdeck language server is not running.');
    return;
  }
  if (rendered.problem !== undefined) {
    void vscode.window.showWarningMessage(`${target.name} cannot be compared: ${rendered.problem}.`);
    return;
  }
  const live = session.findKustomization(target.namespace, target.name);
  const world = { connection: session.connection, canaries: session.canaries, findKustomization: (namespace: string, name: string) => session.findKustomization(namespace, name) };
  const whoApplies = (refs: readonly ObjectRef[]) => findAppliers(uri, refs, tools);
  const differences = await compareWithCluster({ rendered, printKey, owner: target, live, world, signal, whoApplies, onProgress: (done, all) => tell(`${done} of ${all} objects`) });
  if (session.ended.aborted) {
    void vscode.window.showInformationMessage(`${target.name} was not compared to the end: ${session.contextName} was left meanwhile.`);
    return;
  }
  // Whoever cancels knows it.
  if (signal.aborted) return;
  await showComparison(target, differences, session, tools);
}

async function showComparison(target: FluxTarget, differences: readonly ObjectDifference[], { contextName }: ClusterSession, { log, documents }: FluxCommandTools & { readonly documents: LiveDocuments }): Promise<void> {
  const sentence = `${target.name} on ${contextName}: ${describeComparison(differences)}`;
  log.info(`${title}: ${sentence}`);
  if (differences.every(({ change }) => change === 'same')) {
    void vscode.window.showInformationMessage(`${sentence}.`);
    return;
  }
  const { printComparison } = await import('../liveDiff/liveTexts.ts');
  const texts = printComparison(differences);
  const left = documents.put(`${contextName}/${target.namespace}/${target.name}.live.yaml`, texts.live);
  const right = documents.put(`${contextName}/${target.namespace}/${target.name}.wanted.yaml`, texts.wanted);
  await vscode.commands.executeCommand('vscode.diff', left, right, `${target.name}: ${contextName} ↔ working tree`, { preview: false });
}

/** Which other Kustomization applies objects in the files as they are now. */
async function findAppliers(uri: string, refs: readonly ObjectRef[], { server }: FluxCommandTools): Promise<ReadonlyMap<string, string>> {
  const answer = await server.request(renderedObjectsRequest, { uri, whoApplies: refs.map(objectOfRef) });
  return new Map(refs.flatMap((ref) => {
    const applier = answer?.appliedElsewhere?.[printObjectId(objectOfRef(ref))];
    return applier === undefined ? [] : [[refKey(ref), applier] as const];
  }));
}
