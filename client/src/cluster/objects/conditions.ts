// Reads status.conditions, which Flux, Flagger and Kubernetes all write in the same form.
import { readArray, readNumber, readString, type JsonObject } from '../jsonValue.ts';

/** One condition. Times are RFC 3339; absent texts are empty. */
export interface Condition {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason: string;
  readonly message: string;
  readonly lastTransitionTime: string;
  /** Generation that it speaks about; undefined where the writer did not say. */
  readonly observedGeneration: number | undefined;
}

/** All conditions of an object in its own order. */
export function readConditions(content: JsonObject): readonly Condition[] {
  return readArray(content, 'status', 'conditions').map((entry) => {
    const status = readString(entry, 'status');
    return {
      type: readString(entry, 'type'),
      status: status === 'True' || status === 'False' ? status : 'Unknown',
      reason: readString(entry, 'reason'),
      message: readString(entry, 'message').trim(),
      lastTransitionTime: readString(entry, 'lastTransitionTime'),
      observedGeneration: readNumber(entry, 'observedGeneration'),
    };
  });
}

/** The condition of a type, if there is one. */
export function findCondition(conditions: readonly Condition[], type: string): Condition | undefined {
  return conditions.find((condition) => condition.type === type);
}
