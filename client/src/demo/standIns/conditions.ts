/** Conditions of a status, as Flux writes them. */
import { generationOf } from '../kubeApi/clusterApi.ts';
import { objectAt, objectsAt, textAt } from '../kubeApi/json.ts';
import type { JsonObject } from '../kubeApi/json.ts';
import { toTimestamp } from '../scheduler.ts';

/** One condition without its times. */
export interface ConditionWords {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason: string;
  readonly message: string;
}

/** The status with a condition set; the transition time moves only when the condition's status does. */
export function withCondition(status: JsonObject, object: JsonObject, words: ConditionWords, nowMs: number): JsonObject {
  const before = findCondition(status, words.type);
  const lastTransitionTime = before?.['status'] === words.status ? before['lastTransitionTime'] : toTimestamp(nowMs);
  const condition: JsonObject = { ...words, lastTransitionTime, observedGeneration: generationOf(object) };
  const others = objectsAt(status, 'conditions').filter((other) => other['type'] !== words.type);
  const sorted = [...others, condition].sort((left, right) => rankOf(left) - rankOf(right));
  return { ...status, conditions: sorted };
}

/** The status without a condition. */
export function withoutCondition(status: JsonObject, type: string): JsonObject {
  return { ...status, conditions: objectsAt(status, 'conditions').filter((condition) => condition['type'] !== type) };
}

/** A condition of a status. */
export function findCondition(status: JsonObject, type: string): JsonObject | undefined {
  return objectsAt(status, 'conditions').find((condition) => condition['type'] === type);
}

/** Whether an object says Ready=True for what its spec says now. */
export function isReady(object: JsonObject): boolean {
  const status = objectAt(object, 'status');
  return textAt(findCondition(status, 'Ready'), 'status') === 'True' && status['observedGeneration'] === generationOf(object);
}

/** The message of the Ready condition. */
export function readyMessage(object: JsonObject): string | undefined {
  return textAt(findCondition(objectAt(object, 'status'), 'Ready'), 'message');
}

/** Reconciling and Stalled first, then Ready, then the rest. */
function rankOf(condition: JsonObject): number {
  const rank = ['Reconciling', 'Stalled', 'Ready'].indexOf(textAt(condition, 'type') ?? '');
  return rank < 0 ? 9 : rank;
}
