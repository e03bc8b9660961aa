/** Calls the webhooks of a Canary inside the demo cluster. */
import { ApiError } from '../kubeApi/apiError.ts';
import { objectsAt } from '../kubeApi/json.ts';
import { findServiceOfUrl } from '../kubeApi/serviceProxy.ts';
import { findKind } from '../standIns/standInContext.ts';
import type { CanaryHook, HookType } from '../../../../server/src/flagger/canarySpec.ts';
import { canaryLabel, liveStatus, phaseOf, say, writePhase, writeStatus } from './canaryRun.ts';
import type { CanaryPhase, CanaryRun } from './canaryRun.ts';

/** The hooks of a type, in the order of the spec. */
export function hooksOf(run: CanaryRun, type: HookType): readonly CanaryHook[] {
  return (run.spec.analysis?.hooks ?? []).filter((hook) => hook.type === type);
}

/** Calls a hook; gives why it failed, or `undefined` when it answered 200, 201 or 202. */
export function callHook(run: CanaryRun, hook: CanaryHook, phase: CanaryPhase): string | undefined {
  const url = hook.url ?? '';
  const service = findServiceOfUrl(url);
  const kind = findKind(run.context, 'services');
  if (service === undefined || kind === undefined) return `Post "${url}": the demo cluster calls nothing outside itself`;
  if (run.context.api.find(kind, service) === undefined) return `Post "${url}": dial tcp: lookup ${service.name}.${service.namespace}: no such host`;
  const webhook = objectsAt(run.canary, 'spec', 'analysis', 'webhooks').find((entry) => entry['name'] === hook.name);
  const body = JSON.stringify({ name: run.spec.name, namespace: run.name.namespace, phase, checksum: liveStatus(run)['lastAppliedSpec'], metadata: webhook?.['metadata'] });
  try {
    const { status, body: text } = run.context.services.call(service.namespace, service.name, { method: 'POST', path: service.path, body });
    return status > 202 ? text : undefined;
  } catch (error) {
    if (error instanceof ApiError) return `Post "${url}": ${error.message}`;
    throw error;
  }
}

/** Before scaling up: a closed gate keeps the Canary in Waiting. */
export function passesConfirmRollout(run: CanaryRun): boolean {
  for (const hook of hooksOf(run, 'confirm-rollout')) {
    if (callHook(run, hook, 'Progressing') !== undefined) {
      if (phaseOf(run) !== 'Waiting') {
        writePhase(run, 'Waiting');
        say(run, 'Warning', `Halt ${canaryLabel(run)} advancement waiting for approval ${hook.name}`);
      }
      return false;
    }
    if (phaseOf(run) === 'Waiting') say(run, 'Normal', `Confirm-rollout check ${hook.name} passed`);
  }
  return true;
}

/** At the last step: a closed gate keeps the Canary in WaitingPromotion, where the analysis goes on. */
export function passesConfirmPromotion(run: CanaryRun): boolean {
  for (const hook of hooksOf(run, 'confirm-promotion')) {
    if (callHook(run, hook, 'Progressing') !== undefined) {
      if (phaseOf(run) !== 'WaitingPromotion') {
        const iterations = run.spec.analysis?.iterations ?? 0;
        writePhase(run, 'WaitingPromotion', iterations > 0 ? { iterations: iterations - 1 } : {});
        say(run, 'Warning', `Halt ${canaryLabel(run)} advancement waiting for promotion approval ${hook.name}`);
      }
      return false;
    }
    say(run, 'Normal', `Confirm-promotion check ${hook.name} passed`);
  }
  return true;
}

/** Before each weight step: a closed gate holds the weight; that is no failed check. */
export function passesConfirmTrafficIncrease(run: CanaryRun): boolean {
  for (const hook of hooksOf(run, 'confirm-traffic-increase')) {
    if (callHook(run, hook, 'Progressing') !== undefined) {
      say(run, 'Warning', `Halt ${canaryLabel(run)} advancement waiting for traffic increase approval ${hook.name}`);
      return false;
    }
    say(run, 'Normal', `Confirm-traffic-increase check ${hook.name} passed`);
  }
  return true;
}

/** In the first ready tick; a failure counts as a failed check. */
export function passesPreRollout(run: CanaryRun): boolean {
  for (const hook of hooksOf(run, 'pre-rollout')) {
    const failure = callHook(run, hook, 'Progressing');
    if (failure !== undefined) {
      say(run, 'Warning', `Halt ${canaryLabel(run)} advancement pre-rollout check ${hook.name} failed ${failure}`);
      return false;
    }
    say(run, 'Normal', `Pre-rollout check ${hook.name} passed`);
  }
  return true;
}

/** A rollback hook that answers well asks to go back. */
export function wantsRollback(run: CanaryRun): boolean {
  for (const hook of hooksOf(run, 'rollback')) {
    const failure = callHook(run, hook, phaseOf(run));
    if (failure === undefined) {
      say(run, 'Warning', `Rollback check ${hook.name} passed`);
      return true;
    }
  }
  return false;
}

/** After success or failure; what they answer is only told. */
export function runPostRollout(run: CanaryRun, phase: CanaryPhase): void {
  for (const hook of hooksOf(run, 'post-rollout')) {
    const failure = callHook(run, hook, phase);
    if (failure === undefined) say(run, 'Normal', `Post-rollout check ${hook.name} passed`);
    else say(run, 'Warning', `Post-rollout hook ${hook.name} failed ${failure}`);
  }
}

/** Adds a failed check to those of this rollout. */
export function countFailedCheck(run: CanaryRun): void {
  const failedChecks = liveStatus(run)['failedChecks'];
  writeStatus(run, { failedChecks: (typeof failedChecks === 'number' ? failedChecks : 0) + 1 });
}
