/** What Flagger does when a Canary with `revertOnDeletion` is deleted (pkg/controller/finalizer.go). */
import { listAt, numberAt, textAt } from '../kubeApi/json.ts';
import type { JsonObject } from '../kubeApi/json.ts';
import { findKind } from '../standIns/standInContext.ts';
import { findUnreadiness } from './canaryObjects.ts';
import { canaryLabel, component, findPrimary, findTarget, say, scaleTarget, writeStatus } from './canaryRun.ts';
import type { CanaryRun } from './canaryRun.ts';
import { writeCanaryWeight } from './canaryRoutes.ts';

const finalizer = 'finalizer.flagger.app';
const retryMs = 2000;

/** Whether somebody has deleted the object and a finalizer holds it. */
export function isBeingDeleted(object: JsonObject | undefined): boolean {
  return textAt(object, 'metadata', 'deletionTimestamp') !== undefined;
}

/** Makes sure that the Canary is not gone before the target serves again. */
export function holdBack(run: CanaryRun): void {
  const finalizers = listAt(run.canary, 'metadata', 'finalizers');
  if (!finalizers.includes(finalizer)) writeFinalizers(run, [...finalizers, finalizer]);
}

/** Scales the target up and lets the Canary go when it is ready; gives the milliseconds until the next look. */
export function terminate(run: CanaryRun): number | undefined {
  const target = findTarget(run);
  if (textAt(run.canary, 'status', 'phase') !== 'Terminating') {
    say(run, 'Normal', `Terminating canary ${canaryLabel(run)}`);
    writeStatus(run, { phase: 'Terminating' });
    scaleTarget(run, numberAt(findPrimary(run), 'spec', 'replicas') ?? 1);
    return retryMs;
  }
  if (target !== undefined && findUnreadiness(target) !== undefined) return retryMs;
  writeCanaryWeight(run, 0);
  say(run, 'Normal', `Terminated canary ${canaryLabel(run)}`);
  writeFinalizers(run, listAt(run.canary, 'metadata', 'finalizers').filter((entry) => entry !== finalizer));
  return undefined;
}

function writeFinalizers(run: CanaryRun, finalizers: JsonObject['finalizers']): void {
  const kind = findKind(run.context, 'canaries.flagger.app');
  if (kind !== undefined) run.context.api.patch(kind, run.name, { metadata: { finalizers } }, 'merge', { manager: component });
}
