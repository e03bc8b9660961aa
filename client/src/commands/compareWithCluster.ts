// Command "Compare with Cluster": what the files as they are now would create, change and prune in the connected cluster, as a diff.
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { printObjectId } from '../../../server/src/protocol/objectId.ts';
import { renderedObjectsRequest, renderedTargetsRequest, renderedUri, type RenderedTarget } from '../../../server/src/protocol/rendered.ts';
import type { ClusterSession } from '../cluster/clusterSession.ts';
import { refKey, type ObjectRef } from '../cluster/servedKind.ts';
import { compareWithCluster, describeComparison, type ComparedKustomization } from '../liveDiff/compareWithCluster.ts';
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
    const targets = await chooseDepth(target, tools);
    if (targets.length === 0) return;
    await vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title: `Comparing ${target.name} with ${session.contextName}`, cancellable: true }, async (progress, token) => {
      const stopping = new AbortController();
      const subscription = token.onCancellationRequested(() => stopping.abort());
      await compare(targets, session, { ...tools, documents }, AbortSignal.any([stopping.signal, session.ended]), (message) => progress.report({ message }));
      subscription.dispose();
    });
  };
}

/** The Kustomization alone, or with all that it applies; none where the user picks nothing or nothing can be said. */
async function chooseDepth(target: FluxTarget, { server }: FluxCommandTools): Promise<readonly FluxTarget[]> {
  const rendered = await server.request(renderedObjectsRequest, { uri: renderedUri(target) });
  if (rendered === undefined) {
    void vscode.window.showWarningMessage('The manifests cannot be compared: the Flightdeck language server is not running.');
    return [];
  }
  const below = (rendered.below ?? []).flatMap((one) => (one.kind === 'fluxKustomization' ? [one] : []));
  if (below.length === 0) return [target];
  const items = [
    { label: target.name, description: `${rendered.objects.length} objects`, targets: [target] },
    { label: `${target.name} and all below it`, description: `${below.length} ${below.length === 1 ? 'Kustomization' : 'Kustomizations'}: ${below.slice(0, 3).map(({ name }) => name).join(', ')}${below.length > 3 ? ' …' : ''}`, targets: [target, ...below] },
  ];
  return (await vscode.window.showQuickPick(items, { title }))?.targets ?? [];
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

type ComparingTools = FluxCommandTools & { readonly documents: LiveDocuments };

async function compare(targets: readonly FluxTarget[], session: ClusterSession, tools: ComparingTools, signal: AbortSignal, tell: (message: string) => void): Promise<void> {
  const compared: ComparedKustomization[] = [];
  for (const target of targets) {
    const name = targets.length === 1 ? '' : `${target.name}: `;
    const one = await compareOne(target, session, tools, signal, (done, all) => tell(`${name}${done} of ${all} objects`));
    if (session.ended.aborted) {
      void vscode.window.showInformationMessage(`${target.name} was not compared to the end: ${session.contextName} was left meanwhile.`);
      return;
    }
    // Whoever cancels knows it.
    if (signal.aborted) return;
    compared.push({ namespace: target.namespace, name: target.name, ...one });
  }
  await showComparison(compared, session, tools);
}

/** The differences, or why there are none to tell. */
async function compareOne(target: FluxTarget, session: ClusterSession, tools: ComparingTools, signal: AbortSignal, onProgress: (done: number, all: number) => void): Promise<Pick<ComparedKustomization, 'differences' | 'problem'>> {
  const printKey = randomBytes(32).toString('hex');
  const uri = renderedUri(target);
  const rendered = await tools.server.request(renderedObjectsRequest, { uri, printKey });
  const problem = rendered === undefined ? 'the Flightdeck language server is not running' : (rendered.problem ?? '');
  if (rendered === undefined || problem !== '') return { differences: [], problem };
  const world = { connection: session.connection, canaries: session.canaries, findKustomization: (namespace: string, name: string) => session.findKustomization(namespace, name) };
  const live = session.findKustomization(target.namespace, target.name);
  const differences = await compareWithCluster({ rendered, printKey, owner: target, live, world, signal, onProgress, whoApplies: (refs) => findAppliers(uri, refs, tools) });
  return { differences, problem: '' };
}

async function showComparison(compared: readonly ComparedKustomization[], { contextName }: ClusterSession, { log, documents }: ComparingTools): Promise<void> {
  const [first] = compared;
  if (first === undefined) return;
  const broken = compared.find(({ problem }) => problem !== '');
  if (broken !== undefined && compared.length === 1) {
    void vscode.window.showWarningMessage(`${broken.name} cannot be compared: ${broken.problem}.`);
    return;
  }
  const all = compared.flatMap(({ differences }) => differences);
  const sentence = `${first.name}${compared.length > 1 ? ` and ${compared.length - 1} below it` : ''} on ${contextName}: ${describeComparison(all)}`;
  log.info(`${title}: ${sentence}`);
  if (broken === undefined && all.every(({ change }) => change === 'same')) {
    void vscode.window.showInformationMessage(`${sentence}.`);
    return;
  }
  const { printComparisons } = await import('../liveDiff/liveTexts.ts');
  const texts = printComparisons(compared);
  const left = documents.put(`${contextName}/${first.namespace}/${first.name}.live.yaml`, texts.live);
  const right = documents.put(`${contextName}/${first.namespace}/${first.name}.wanted.yaml`, texts.wanted);
  await vscode.commands.executeCommand('vscode.diff', left, right, `${first.name}: ${contextName} ↔ working tree`, { preview: false });
}

/** Which other Kustomization applies objects in the files as they are now. */
async function findAppliers(uri: string, refs: readonly ObjectRef[], { server }: FluxCommandTools): Promise<ReadonlyMap<string, string>> {
  const answer = await server.request(renderedObjectsRequest, { uri, whoApplies: refs.map(objectOfRef) });
  return new Map(refs.flatMap((ref) => {
    const applier = answer?.appliedElsewhere?.[printObjectId(objectOfRef(ref))];
    return applier === undefined ? [] : [[refKey(ref), applier] as const];
  }));
}
