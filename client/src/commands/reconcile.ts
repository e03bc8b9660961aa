// Commands "Reconcile", "Reconcile with Source" and "Reconcile Chain": ask Flux to look now, follow it to a true end, and say that end in words.
import * as vscode from 'vscode';
import { systemClock } from '../cluster/clock.ts';
import type { ClusterSession } from '../cluster/clusterSession.ts';
import { describeRef, type ObjectRef } from '../cluster/servedKind.ts';
import { planChain } from '../flux/chainPlan.ts';
import { runReconcile } from '../flux/reconcile.ts';
import { describeReconcileEnd, type ReconcileEnd } from '../flux/reconcileEnd.ts';
import { mergePlans, planReconcile, targetRef, type ReconcilePlan, type ReconcileTarget } from '../flux/reconcilePlan.ts';
import { findReconcileTarget, reconcileWorldOf } from '../flux/sessionReconcile.ts';
import { checklistWords } from './checklistWords.ts';
import { chooseTarget } from './chooseTarget.ts';
import { clusterAtHand } from './clusterAtHand.ts';
import { confirmWrite } from './confirmWrite.ts';
import { readSelectedObjects } from './commandArguments.ts';
import { noHelmRequest, titleOfHelmRequest, type HelmRequest } from '../flux/reconcileRequest.ts';
import { fitsTarget, objectOfRef, refOfObject, type TargetKind } from './fluxTargets.ts';
import type { ObjectId } from '../../../server/src/protocol/objectId.ts';
import type { FluxCommandTools } from './fluxCommandTools.ts';
import { offerLine, openTheLine, type CauseFinder } from './offerLine.ts';
import { sendSuspend } from './suspend.ts';
import { unpushedNote } from './unpushedNote.ts';

/** The object alone, its source before it, or also what it depends on and everything that it applies. */
export type ReconcileScope = 'object' | 'withSource' | 'chain';

const titles: Readonly<Record<ReconcileScope, string>> = { object: 'Reconcile', withSource: 'Reconcile with Source', chain: 'Reconcile Chain' };

/** The tools, with what goes on. */
interface ReconcileTools extends FluxCommandTools {
  readonly causes: CauseFinder;
  /** The names of the objects whose run goes on, whichever command began it: a message about one that has ended holds nobody up. */
  readonly running: Set<string>;
  readonly helm: HelmRequest;
}

/** What else a command asks of HelmReleases; undefined where the user picks nothing. */
export type AskHelm = () => Promise<HelmRequest | undefined>;

/** Makes the commands, which know of each other's runs. Of rows that are selected together, all that fit take part in one run. */
export function reconcileCommands(tools: FluxCommandTools & { readonly causes: CauseFinder }): (scope: ReconcileScope, askHelm?: AskHelm) => (argument: unknown, selection?: unknown) => Promise<void> {
  const running = new Set<string>();
  return (scope, askHelm) => async (argument, selection) => {
    const session = await clusterAtHand(tools.link, argument);
    if (session === undefined) return;
    const kind = askHelm !== undefined ? 'helmRelease' : scope === 'object' ? 'reconcilable' : 'hasSource';
    const targets = await chooseTargets(tools, session, kind, askHelm === undefined ? titles[scope] : 'Force or Reset HelmRelease', argument, selection);
    const idle = targets.filter((target) => !running.has(runName(session, target)));
    if (targets.length > idle.length) vscode.window.setStatusBarMessage(`${nameTargets(targets.filter((target) => !idle.includes(target)))} is being reconciled already`, 5000);
    if (idle.length === 0) return;
    const helm = askHelm === undefined ? noHelmRequest : await askHelm();
    if (helm === undefined) return;
    const object = idle.map((target) => describeRef(targetRef(target))).join(', ');
    if (!(await confirmWrite({ action: titleOf(scope, helm), object, contextName: session.contextName, question: questionOf(scope, helm, object, session.contextName) }))) return;
    await reconcile({ ...tools, running, helm }, session, idle, scope);
  };
}

/** What is confirmed and logged: more than a look is asked for by its own name. */
function titleOf(scope: ReconcileScope, helm: HelmRequest): string {
  return titleOfHelmRequest(helm) || titles[scope];
}

/** A sentence without its mark. */
function questionOf(scope: ReconcileScope, helm: HelmRequest, object: string, contextName: string): string {
  const asked = titleOfHelmRequest(helm);
  if (asked !== '') return `${asked} ${object} on ${contextName}`;
  switch (scope) {
    case 'object': return `Reconcile ${object} on ${contextName}`;
    case 'withSource': return `Reconcile ${object} with its source on ${contextName}`;
    case 'chain': return `Reconcile ${object}, what it depends on and all that it applies on ${contextName}`;
  }
}

function runName({ contextName }: ClusterSession, target: ReconcileTarget): string {
  return `${contextName} ${describeRef(targetRef(target))}`;
}

/** The live objects meant; what is gone is told. */
async function chooseTargets(tools: FluxCommandTools, session: ClusterSession, kind: TargetKind, title: string, argument: unknown, selection: unknown): Promise<readonly ReconcileTarget[]> {
  const several = readSelectedObjects(selection).filter((object) => fitsTarget(object.kind, kind));
  const one = several.length > 1 ? undefined : await chooseTarget(argument, kind, title, session, tools.server);
  const objects = several.length > 1 ? several : one === undefined ? [] : [one];
  return objects.flatMap((object) => {
    const ref = refOfObject(object);
    const target = ref === undefined ? undefined : findReconcileTarget(session, ref);
    if (target === undefined) void vscode.window.showWarningMessage(`${object.kind} ${object.namespace ?? ''}/${object.name} does not exist in ${session.contextName}.`);
    return target ?? [];
  });
}

/** Its name, or how many. */
function nameTargets(targets: readonly ReconcileTarget[]): string {
  const [first, ...others] = targets;
  return first === undefined || others.length > 0 ? `${targets.length} objects` : first.name;
}

function planOne(target: ReconcileTarget, scope: ReconcileScope, session: ClusterSession): ReturnType<typeof planReconcile> {
  return scope === 'chain' ? planChain(target, session, (ref) => findReconcileTarget(session, ref)) : planReconcile(target, scope, session);
}

async function reconcile(tools: ReconcileTools, session: ClusterSession, targets: readonly ReconcileTarget[], scope: ReconcileScope): Promise<void> {
  const plans = targets.map((target) => planOne(target, scope, session));
  const [refusal] = plans.flatMap((plan) => (plan.ok ? [] : [plan.error]));
  if (refusal !== undefined) {
    if (refusal.type === 'suspended') await offerResume(tools, session, refusal.ref, targets, scope);
    else await showEnd(tools, `Nothing was asked of ${session.contextName}: ${refusal.message}.`, refusal.ref);
    return;
  }
  const names = targets.map((target) => runName(session, target));
  for (const name of names) tools.running.add(name);
  const end = await runWithProgress(mergePlans(plans.flatMap((plan) => (plan.ok ? [plan.value] : []))), session, nameTargets(targets), tools.helm).finally(() => {
    for (const name of names) tools.running.delete(name);
  });
  const note = end.type === 'done' ? await unpushedNote(targets, session, tools.server) : '';
  const sentence = `${describeReconcileEnd(end, nameTargets(targets), session.contextName)}${note}.`;
  tools.log.info(`${titleOf(scope, tools.helm)}: ${sentence}`);
  await showReconcileEnd(tools, session, targets, scope, end, sentence);
}

async function runWithProgress(plan: ReconcilePlan, session: ClusterSession, name: string, helm: HelmRequest): Promise<ReconcileEnd> {
  const title = `${name} on ${session.contextName}`;
  return vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title, cancellable: true }, async (progress, token) => {
    const stopping = new AbortController();
    const subscription = token.onCancellationRequested(() => stopping.abort());
    // A cluster that is left tells nothing more: the run ends with it and does not wait out its time.
    const signal = AbortSignal.any([stopping.signal, session.ended]);
    const end = await runReconcile(plan, reconcileWorldOf(session, systemClock, Math.random), { signal, helm, onProgress: (steps) => progress.report({ message: checklistWords(steps) }) });
    subscription.dispose();
    return end;
  });
}

async function showReconcileEnd(tools: ReconcileTools, session: ClusterSession, targets: readonly ReconcileTarget[], scope: ReconcileScope, end: ReconcileEnd, sentence: string): Promise<void> {
  switch (end.type) {
    case 'done':
      if (end.suspended.length > 0) await offerResumeOfLeftOut(tools, session, targets, end.suspended, sentence);
      else void vscode.window.showInformationMessage(sentence);
      return;
    case 'cancelled':
      void vscode.window.showInformationMessage(sentence);
      return;
    case 'suspended':
      await offerResume(tools, session, end.ref, targets, scope);
      return;
    case 'blocked':
      if (end.cause.kind === 'suspended' && end.cause.culprit !== undefined) {
        await offerResume(tools, session, refOfCulprit(end.ref, end.cause.culprit), targets, scope);
        return;
      }
      await showEnd(tools, sentence, end.cause.culprit === undefined ? end.ref : refOfCulprit(end.ref, end.cause.culprit));
      return;
    case 'failed':
    case 'gone':
    case 'refused':
    case 'timedOut':
      await showEnd(tools, sentence, end.ref);
  }
}

function refOfCulprit(waiting: ObjectRef, { kind, namespace, name }: ObjectId): ObjectRef {
  const object = { kind, namespace: namespace ?? '', name };
  return refOfObject(object) ?? { ...waiting, ...object };
}

/** An end that needs a person: with the way to the line that stopped it. */
async function showEnd({ causes }: ReconcileTools, sentence: string, ref: ObjectRef): Promise<void> {
  await offerLine(causes, objectOfRef(ref), () => vscode.window.showWarningMessage(sentence, openTheLine));
}

/** A suspended object is never resumed unasked. */
async function offerResume(tools: ReconcileTools, session: ClusterSession, suspended: ObjectRef, targets: readonly ReconcileTarget[], scope: ReconcileScope): Promise<void> {
  const choice = await vscode.window.showWarningMessage(`${describeRef(suspended)} is suspended on ${session.contextName}: Flux does nothing with it until it is resumed.`, resume);
  if (choice === resume) await resumeAndReconcile(tools, session, [suspended], targets, scope);
}

/** The chain went through without some that are suspended: they are named, and resumed only when asked for. */
async function offerResumeOfLeftOut(tools: ReconcileTools, session: ClusterSession, targets: readonly ReconcileTarget[], suspended: readonly ObjectRef[], sentence: string): Promise<void> {
  const choice = await vscode.window.showInformationMessage(sentence, resume);
  if (choice === resume) await resumeAndReconcile(tools, session, suspended, targets, 'chain');
}

async function resumeAndReconcile(tools: ReconcileTools, session: ClusterSession, suspended: readonly ObjectRef[], targets: readonly ReconcileTarget[], scope: ReconcileScope): Promise<void> {
  if (!(await confirmWrite({ action: resume, object: suspended.map(describeRef).join(', '), contextName: session.contextName }))) return;
  for (const ref of suspended) if (!(await sendSuspend(session, ref, 'resume'))) return;
  await until(session, () => suspended.every((ref) => findReconcileTarget(session, ref)?.suspended !== true));
  const resumed = targets.flatMap((target) => findReconcileTarget(session, targetRef(target)) ?? []);
  if (resumed.length > 0) await reconcile(tools, session, resumed, scope);
}

const resume = 'Resume & Reconcile';

/** Waits until the watch has told what was just written, or a few seconds at most. */
function until(session: ClusterSession, isTrue: () => boolean): Promise<void> {
  if (isTrue()) return Promise.resolve();
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer);
      unsubscribe();
      resolve();
    };
    const timer = setTimeout(finish, 5000);
    const unsubscribe = session.subscribe(() => {
      if (isTrue()) finish();
    });
  });
}
