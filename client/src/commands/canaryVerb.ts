// Commands that act on a rollout (gates, promote, abort, retry, pause, resume): each shows the ways there are with what they do and what Flux makes of it, goes one, and says how it ended.
import * as vscode from 'vscode';
import { capital } from '../../../server/src/flagger/trafficWords.ts';
import type { ObjectInContext } from '../../../server/src/protocol/objectId.ts';
import { systemClock } from '../cluster/clock.ts';
import type { ClusterSession } from '../cluster/clusterSession.ts';
import { describeKubeError } from '../cluster/kubeError.ts';
import type { LiveCanary } from '../cluster/objects/canary.ts';
import { clientCommandIds } from '../clientCommandIds.ts';
import { readVerbSituation } from '../flagger/verbs/readSituation.ts';
import { describeVerbEnd, runVerb, type VerbEnd } from '../flagger/verbs/runVerb.ts';
import { planVerb, type CanaryVerb, type VerbWay } from '../flagger/verbs/verbPlan.ts';
import { clusterAtHand } from './clusterAtHand.ts';
import { chooseTarget } from './chooseTarget.ts';
import { confirmWrite } from './confirmWrite.ts';
import type { FluxCommandTools } from './fluxCommandTools.ts';

/** How long the result of a write that is a result by itself stands in the status bar. Milliseconds. */
const resultMs = 10_000;
/** How long Flagger may take: an interval may be minutes, and pods need to come up. Milliseconds. */
const deadlineMs = 15 * 60_000;

/** Titles of the commands. */
const titles: Readonly<Record<CanaryVerb, string>> = {
  openGate: 'Open Gate', closeGate: 'Close Gate', promote: 'Promote Now', abort: 'Abort Rollout', retry: 'Try Rollout Again', pause: 'Pause Rollout', resume: 'Resume Rollout',
};

const roadIcons: Readonly<Record<VerbWay['road'], string>> = { gate: 'key', cluster: 'server', git: 'git-commit' };

interface WayItem extends vscode.QuickPickItem {
  readonly way: VerbWay;
}

/** Makes the command. Its arguments are a Canary (object, row) and, for gates, the name of the webhook; what is missing is asked for. */
export function canaryVerbCommand(tools: FluxCommandTools, verb: CanaryVerb): (argument: unknown, hook?: unknown) => Promise<void> {
  return async (argument, hook) => {
    const session = await clusterAtHand(tools.link, argument);
    if (session === undefined) return;
    const object = await chooseTarget(argument, 'canary', titles[verb], session, tools.server);
    const live = object === undefined ? undefined : session.findCanary(object.namespace ?? '', object.name);
    if (live === undefined) return;
    const way = await chooseWay(session, live, verb, typeof hook === 'string' ? hook : undefined);
    if (way !== undefined) await go(session, live, verb, way, tools);
  };
}

async function chooseWay(session: ClusterSession, live: LiveCanary, verb: CanaryVerb, hook: string | undefined): Promise<VerbWay | undefined> {
  const situation = await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title: `Asking ${session.contextName}` }, () => readVerbSituation(session, live, session.clusterTime(Date.now())));
  if (!situation.ok) {
    void vscode.window.showErrorMessage(`Not possible: ${describeKubeError(situation.error)} (${titles[verb]}, Canary ${live.namespace}/${live.name} on ${session.contextName}).`);
    return undefined;
  }
  const plan = planVerb(verb, situation.value);
  if (plan.type === 'none') {
    void vscode.window.showInformationMessage(`Nothing to do: ${plan.why} (${titles[verb]}, Canary ${live.namespace}/${live.name} on ${session.contextName}).`);
    return undefined;
  }
  const named = hook === undefined ? undefined : plan.ways.find(({ id }) => id === `gate:${hook}`);
  return named ?? pickWay(plan.ways, `${titles[verb]}: ${live.name} in ${live.namespace} on ${session.contextName}`);
}

async function pickWay(ways: readonly VerbWay[], title: string): Promise<VerbWay | undefined> {
  const items = ways.map((way): WayItem => ({
    way,
    label: `$(${way.denied === undefined ? roadIcons[way.road] : 'lock'}) ${way.label}`,
    description: way.denied ?? way.present,
    // A quick pick cuts what is long; in full it stands in the question before anything is written.
    detail: way.brief,
  }));
  return (await vscode.window.showQuickPick(items, { title, placeHolder: 'Which way? Nothing is written yet.', matchOnDetail: true }))?.way;
}

async function go(session: ClusterSession, live: LiveCanary, verb: CanaryVerb, way: VerbWay, { log }: FluxCommandTools): Promise<void> {
  const canary = `Canary ${live.namespace}/${live.name}`;
  if (way.order === undefined) {
    const target = { kind: live.target.kind, namespace: live.namespace, name: live.target.name };
    await vscode.commands.executeCommand(clientCommandIds.openInRepository, way.edits === 'target' ? target : { kind: 'Canary', namespace: live.namespace, name: live.name });
    return;
  }
  const order = way.order.sentence(`${canary} on ${session.contextName}`);
  if (way.denied !== undefined) {
    void vscode.window.showWarningMessage(`${capital(way.denied)} (${order}).`);
    return;
  }
  // A gate that does no more than its button says is closed as easily; whatever reaches further is told in full first.
  const told = way.road === 'gate' && way.afterwards === undefined && way.reachesFurther !== true ? {} : { detail: `${way.effect}\n\n${way.flux}` };
  if (!(await confirmWrite({ action: way.order.button, object: canary, contextName: session.contextName, question: order, ...told }))) return;
  const end = await run(session, live, way, order);
  log.info(`${titles[verb]}: ${describeVerbEnd(end, order)}`);
  await tell(end, way, order, session, live);
}

function run(session: ClusterSession, live: LiveCanary, way: VerbWay, title: string): Thenable<VerbEnd> {
  const waits = way.reaches.length > 0 || way.afterwards !== undefined;
  const location = waits ? vscode.ProgressLocation.Notification : vscode.ProgressLocation.Window;
  return vscode.window.withProgress({ location, title, cancellable: waits }, (progress, token) => {
    const stopping = new AbortController();
    const subscription = token.onCancellationRequested(() => stopping.abort());
    return runVerb(session, live, way, { clock: systemClock, signal: stopping.signal, deadlineMs, onWait: (message) => progress.report({ message }) }).finally(() => { subscription.dispose(); });
  });
}

async function tell(end: VerbEnd, way: VerbWay, order: string, session: ClusterSession, live: LiveCanary): Promise<void> {
  const words = describeVerbEnd(end, order);
  const isWrong = end.type === 'done' && way.reaches.length > 0 && !way.reaches.includes(end.phase);
  if (end.type === 'done' && end.left === '' && !isWrong && way.reaches.length === 0) {
    vscode.window.setStatusBarMessage(`$(pass) ${words}`, resultMs);
    return;
  }
  const show = 'Show Canary';
  const isFine = end.type === 'done' && end.left === '' && !isWrong;
  // A button keeps VS Code from cutting the words to one line.
  const choice = await (isFine ? vscode.window.showInformationMessage(words, show) : end.type === 'refused' ? vscode.window.showErrorMessage(words, show) : vscode.window.showWarningMessage(words, show));
  if (choice !== show || session.findCanary(live.namespace, live.name) === undefined) return;
  // Minutes may have passed, and another context may be in use.
  const object: ObjectInContext = { kind: 'Canary', namespace: live.namespace, name: live.name, contextName: session.contextName };
  await vscode.commands.executeCommand(clientCommandIds.showCanary, object);
}
