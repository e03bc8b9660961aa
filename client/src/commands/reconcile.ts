// Commands "Reconcile", "Reconcile with Source" and "Reconcile Chain": ask Flux to look now, follow it to a true end, and say that end in words.
import * as vscode from 'vscode';
import { systemClock } from '../cluster/clock.ts';
import type { ClusterSession } from '../cluster/clusterSession.ts';
import { describeRef, type ObjectRef } from '../cluster/servedKind.ts';
import { planChain } from '../flux/chainPlan.ts';
import { runReconcile } from '../flux/reconcile.ts';
import { describeReconcileEnd, type ReconcileEnd } from '../flux/reconcileEnd.ts';
import { planReconcile, targetRef, type ReconcilePlan, type ReconcileTarget } from '../flux/reconcilePlan.ts';
import { findReconcileTarget, reconcileWorldOf } from '../flux/sessionReconcile.ts';
import { checklistWords } from './checklistWords.ts';
import { chooseTarget } from './chooseTarget.ts';
import { clientCommandIds } from '../clientCommandIds.ts';
import { clusterAtHand } from './clusterAtHand.ts';
import { confirmWrite } from './confirmWrite.ts';
import { objectOfRef, refOfObject } from './fluxTargets.ts';
import type { ObjectId } from '../../../server/src/protocol/objectId.ts';
import type { FluxCommandTools } from './fluxCommandTools.ts';
import { sendSuspend } from './suspend.ts';

/** The object alone, its source before it, or also what it depends on and everything that it applies. */
export type ReconcileScope = 'object' | 'withSource' | 'chain';

const titles: Readonly<Record<ReconcileScope, string>> = { object: 'Reconcile', withSource: 'Reconcile with Source', chain: 'Reconcile Chain' };

/** Makes the command. */
export function reconcileCommand(tools: FluxCommandTools, scope: ReconcileScope): (argument: unknown) => Promise<void> {
  const running = new Set<string>();
  return async (argument) => {
    const session = await clusterAtHand(tools.link);
    if (session === undefined) return;
    const object = await chooseTarget(argument, scope === 'object' ? 'reconcilable' : 'hasSource', titles[scope], session, tools.server);
    if (object === undefined) return;
    const ref = refOfObject(object);
    const target = ref === undefined ? undefined : findReconcileTarget(session, ref);
    if (target === undefined) {
      void vscode.window.showWarningMessage(`${object.kind} ${object.namespace ?? ''}/${object.name} does not exist in ${session.contextName}.`);
      return;
    }
    const name = describeRef(targetRef(target));
    if (running.has(name)) {
      vscode.window.setStatusBarMessage(`${name} is being reconciled already`, 5000);
      return;
    }
    if (!(await confirmWrite({ action: titles[scope], object: name, contextName: session.contextName }))) return;
    running.add(name);
    try {
      await reconcile(tools, session, target, scope);
    } finally {
      running.delete(name);
    }
  };
}

async function reconcile(tools: FluxCommandTools, session: ClusterSession, target: ReconcileTarget, scope: ReconcileScope): Promise<void> {
  const plan = scope === 'chain' ? planChain(target, session, (ref) => findReconcileTarget(session, ref)) : planReconcile(target, scope, session);
  if (!plan.ok) {
    if (plan.error.type === 'suspended') await offerResume(tools, session, plan.error.ref, target, scope);
    else await showEnd(`Nothing was asked of ${session.contextName}: ${plan.error.message}.`, plan.error.ref);
    return;
  }
  const end = await runWithProgress(plan.value, session, target);
  const sentence = `${describeReconcileEnd(end, target.name, session.contextName)}.`;
  tools.log.info(`${titles[scope]}: ${sentence}`);
  await showReconcileEnd(tools, session, target, scope, end, sentence);
}

async function runWithProgress(plan: ReconcilePlan, session: ClusterSession, target: ReconcileTarget): Promise<ReconcileEnd> {
  const title = `${target.name} on ${session.contextName}`;
  return vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title, cancellable: true }, async (progress, token) => {
    const stopping = new AbortController();
    const subscription = token.onCancellationRequested(() => stopping.abort());
    // A cluster that is left tells nothing more: the run ends with it and does not wait out its time.
    const signal = AbortSignal.any([stopping.signal, session.ended]);
    const end = await runReconcile(plan, reconcileWorldOf(session, systemClock, Math.random), { signal, onProgress: (steps) => progress.report({ message: checklistWords(steps) }) });
    subscription.dispose();
    return end;
  });
}

async function showReconcileEnd(tools: FluxCommandTools, session: ClusterSession, target: ReconcileTarget, scope: ReconcileScope, end: ReconcileEnd, sentence: string): Promise<void> {
  switch (end.type) {
    case 'done':
      if (end.suspended.length > 0) await offerResumeOfLeftOut(tools, session, target, end.suspended, sentence);
      else void vscode.window.showInformationMessage(sentence);
      return;
    case 'cancelled':
      void vscode.window.showInformationMessage(sentence);
      return;
    case 'suspended':
      await offerResume(tools, session, end.ref, target, scope);
      return;
    case 'blocked':
      if (end.cause.kind === 'suspended' && end.cause.culprit !== undefined) {
        await offerResume(tools, session, refOfCulprit(end.ref, end.cause.culprit), target, scope);
        return;
      }
      await showEnd(sentence, end.cause.culprit === undefined ? end.ref : refOfCulprit(end.ref, end.cause.culprit));
      return;
    case 'failed':
    case 'gone':
    case 'refused':
    case 'timedOut':
      await showEnd(sentence, end.ref);
  }
}

function refOfCulprit(waiting: ObjectRef, { kind, namespace, name }: ObjectId): ObjectRef {
  const object = { kind, namespace: namespace ?? '', name };
  return refOfObject(object) ?? { ...waiting, ...object };
}

/** An end that needs a person: with the way to the YAML of the object that stopped it. */
async function showEnd(sentence: string, ref: ObjectRef): Promise<void> {
  const open = 'Open the Line';
  const choice = await vscode.window.showWarningMessage(sentence, open);
  if (choice === open) await vscode.commands.executeCommand(clientCommandIds.openInRepository, objectOfRef(ref));
}

/** A suspended object is never resumed unasked. */
async function offerResume(tools: FluxCommandTools, session: ClusterSession, suspended: ObjectRef, target: ReconcileTarget, scope: ReconcileScope): Promise<void> {
  const choice = await vscode.window.showWarningMessage(`${describeRef(suspended)} is suspended on ${session.contextName}: Flux does nothing with it until it is resumed.`, resume);
  if (choice === resume) await resumeAndReconcile(tools, session, [suspended], target, scope);
}

/** The chain went through without some that are suspended: they are named, and resumed only when asked for. */
async function offerResumeOfLeftOut(tools: FluxCommandTools, session: ClusterSession, target: ReconcileTarget, suspended: readonly ObjectRef[], sentence: string): Promise<void> {
  const choice = await vscode.window.showInformationMessage(sentence, resume);
  if (choice === resume) await resumeAndReconcile(tools, session, suspended, target, 'chain');
}

async function resumeAndReconcile(tools: FluxCommandTools, session: ClusterSession, suspended: readonly ObjectRef[], target: ReconcileTarget, scope: ReconcileScope): Promise<void> {
  if (!(await confirmWrite({ action: resume, object: suspended.map(describeRef).join(', '), contextName: session.contextName }))) return;
  for (const ref of suspended) if (!(await sendSuspend(session, ref, 'resume'))) return;
  await until(session, () => suspended.every((ref) => findReconcileTarget(session, ref)?.suspended !== true));
  const resumed = findReconcileTarget(session, targetRef(target));
  if (resumed !== undefined) await reconcile(tools, session, resumed, scope);
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
