// The states of one watched kind, as the views show them.
import type { KubeError } from './kubeError.ts';

/**
 * What is known about the objects of one kind.
 * `stale` keeps the last known objects; `unreachable` means that there never were any. `cause` says whether a retry by hand is needed.
 */
export type WatchState =
  | { readonly type: 'connecting' }
  /** The list is being read; `received` objects so far. */
  | { readonly type: 'syncing'; readonly received: number }
  | { readonly type: 'live' }
  /** `since`: milliseconds since the epoch up to which the objects are true. */
  | { readonly type: 'stale'; readonly since: number; readonly reason: string; readonly tries: number; readonly cause: KubeError }
  | { readonly type: 'forbidden'; readonly verb: string; readonly kind: string; readonly message: string }
  | { readonly type: 'kindMissing'; readonly kind: string }
  | { readonly type: 'unreachable'; readonly reason: string; readonly tries: number; readonly cause: KubeError };

/** Why objects are stale while the server gives no sign of life: if it is heard again, nothing was lost. */
export const silence = { type: 'unreachable', reason: 'no sign of life from the server' } as const satisfies KubeError;

/** Whether two states look the same to a person, so that nobody needs to be told. */
export function sameWatchState(one: WatchState, other: WatchState): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
