// One state for the whole connection out of the states of its kinds: what the head of the cluster view says.
import type { KubeError } from './kubeError.ts';
import type { ServedKind } from './servedKind.ts';
import type { WatchState } from './watchState.ts';

/** A kind of which only part is known, although the connection is good. */
export interface KindFault {
  readonly served: ServedKind;
  readonly state: WatchState;
}

/** The state of the connection. Times are milliseconds since the epoch. */
export type ConnectionState =
  | { readonly type: 'connecting' }
  | { readonly type: 'syncing' }
  /** `faults`: kinds that may not be read, or whose own server part fails. */
  | {
      readonly type: 'live';
      readonly faults: readonly KindFault[];
      /** The only namespaces that are looked at, because the cluster as a whole may not be listed; absent where it may. */
      readonly limitedTo?: readonly string[];
    }
  | { readonly type: 'stale'; readonly since: number; readonly reason: string; readonly tries: number; readonly needsUser: boolean; readonly isRefused?: true }
  /** `isRefused`: the server answers, and does not accept the credentials. */
  | { readonly type: 'unreachable'; readonly reason: string; readonly tries: number; readonly needsUser: boolean; readonly isRefused?: true };

/** Combines the states of all watched kinds. Without any kind (no Flux in the cluster) the connection is live. */
export function combineStates(kinds: readonly KindFault[]): ConnectionState {
  const lost = kinds.map(({ state }) => state).filter((state) => state.type === 'stale' || state.type === 'unreachable');
  const someLive = kinds.some(({ state }) => state.type === 'live');
  const disconnected = lost.filter((state) => !someLive || isConnectionFault(state.cause));
  const stale = disconnected.filter((state) => state.type === 'stale');
  const first = stale[0];
  if (first !== undefined) {
    const oldest = stale.reduce((one, other) => (other.since < one.since ? other : one), first);
    return { type: 'stale', since: oldest.since, reason: oldest.reason, tries: Math.max(...stale.map((state) => state.tries)), needsUser: stale.some((state) => needsUser(state.cause)), ...refusal(stale) };
  }
  const never = disconnected[0];
  if (never !== undefined) return { type: 'unreachable', reason: never.reason, tries: Math.max(...disconnected.map((state) => state.tries)), needsUser: disconnected.some((state) => needsUser(state.cause)), ...refusal(disconnected) };
  if (kinds.some(({ state }) => state.type === 'connecting')) return someLive ? { type: 'syncing' } : { type: 'connecting' };
  if (kinds.some(({ state }) => state.type === 'syncing')) return { type: 'syncing' };
  return { type: 'live', faults: kinds.filter(({ state }) => state.type !== 'live') };
}

/** Present only where all that is lost was refused. */
function refusal(lost: readonly { readonly cause: KubeError }[]): { readonly isRefused?: true } {
  return lost.every(({ cause }) => cause.type === 'unauthorized') ? { isRefused: true } : {};
}

/** Whether the error is about the connection as a whole, not about one kind. */
export function isConnectionFault(error: KubeError): boolean {
  return error.type === 'unreachable' || error.type === 'unauthorized';
}

/** Whether nothing will happen before a person acts, because a retry could open a login window. */
export function needsUser(error: KubeError): boolean {
  return error.type === 'unauthorized' && !error.canRetry;
}
