/** All that passes between the canary panel's host and its page: whole snapshots one way, requests of the user the other. */
import type { CanaryView, ObjectLink } from '../../flagger/canaryView.ts';

export type { CanaryView, ObjectLink };

/** The connection that the snapshot came through. */
export interface ConnectionView {
  readonly state: 'connecting' | 'live' | 'stale' | 'disconnected';
  /** The kube context; empty where none is selected. */
  readonly context: string;
  /** When the snapshot was still true; for everything but `live`. Milliseconds since 1970. */
  readonly asOf?: number;
  /** What has to be added to our time to get the cluster's, which the snapshot is told in; absent where both agree. */
  readonly clockOffsetMs?: number;
  /** Why it is not live, in the API server's words where there are some. */
  readonly reason?: string;
  /** The cluster is the demo. */
  readonly demo: boolean;
}

/** Something the user can do, offered by the host; the page only shows it. */
export interface CanaryAction {
  readonly id: 'openGate' | 'closeGate' | 'promote' | 'abort' | 'retry' | 'pause' | 'resume' | 'openInRepository' | 'reconnect';
  readonly label: string;
  /** What it does and whether Flux undoes it. */
  readonly title: string;
  /** The gate's webhook, for `openGate` and `closeGate`. */
  readonly hook?: string;
}

/** What the panel shows. */
export type CanaryPanelState =
  | { readonly kind: 'loading'; readonly canary: CanaryKey; readonly connection: ConnectionView; readonly actions: readonly CanaryAction[] }
  | { readonly kind: 'missing'; readonly canary: CanaryKey; readonly connection: ConnectionView; readonly reason: string; readonly actions: readonly CanaryAction[] }
  | { readonly kind: 'shown'; readonly canary: CanaryKey; readonly connection: ConnectionView; readonly view: CanaryView; readonly actions: readonly CanaryAction[] };

/** One of several canaries side by side. */
export interface CanaryCard {
  readonly canary: CanaryKey;
  readonly strategyWords: string;
  readonly phase: string;
  readonly sign: CanaryView['sign'];
  readonly sentence: CanaryView['sentence'];
  readonly running: boolean;
  readonly traffic: CanaryView['traffic'];
  readonly primaryVersion?: string;
  readonly canaryVersion?: string;
  readonly iterations?: NonNullable<CanaryView['iterations']>;
  readonly failedChecks: CanaryView['failedChecks'];
  readonly chart?: NonNullable<CanaryView['chart']>;
  readonly nextAt?: number;
  readonly gates: readonly CanaryAction[];
}

/** What the panel of several canaries shows. */
export interface SeveralState {
  readonly kind: 'several';
  readonly connection: ConnectionView;
  /** The canaries that were asked for; absent: all that move, wait or have failed. */
  readonly chosen?: readonly CanaryKey[];
  /** Those that need a person first. */
  readonly cards: readonly CanaryCard[];
  /** How many more there are than are shown. */
  readonly more: number;
  /** Why there are none; empty where there are. */
  readonly empty: string;
}

/** Which canary a panel is about. */
export interface CanaryKey {
  readonly namespace: string;
  readonly name: string;
}

/** From the host to the page. */
export interface HostMessage {
  readonly type: 'state';
  readonly state: CanaryPanelState | SeveralState;
}

/** From the page to the host. */
export type PageMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'openObject'; readonly object: ObjectLink }
  | { readonly type: 'openPlace' }
  /** Of the panel of several: show this one alone. */
  | { readonly type: 'openCanary'; readonly canary: CanaryKey; readonly context: string }
  /** `canary` in the panel of several. `context`: of the snapshot that the button was drawn for; another one may be in use when the message arrives. */
  | { readonly type: 'action'; readonly id: CanaryAction['id']; readonly hook?: string; readonly canary?: CanaryKey; readonly context: string };

/** The same as regions of the page ask it: the page adds the context. */
export type PageRequest = WithoutContext<PageMessage>;
type WithoutContext<Message> = Message extends unknown ? Omit<Message, 'context'> : never;

/** The message of a request that was made in a snapshot of this context. */
export function inContext(request: PageRequest, context: string): PageMessage {
  return request.type === 'action' || request.type === 'openCanary' ? { ...request, context } : request;
}

/** Whether a value that arrived in the page is a snapshot of the host. */
export function isHostMessage(value: unknown): value is HostMessage {
  return isRecord(value) && value['type'] === 'state' && isRecord(value['state']) && typeof value['state']['kind'] === 'string' && isRecord(value['state']['connection']);
}

/** Reads a message of the page; `undefined` for anything that is none. */
export function readPageMessage(value: unknown): PageMessage | undefined {
  if (!isRecord(value)) return undefined;
  switch (value['type']) {
    case 'ready': return { type: 'ready' };
    case 'openPlace': return { type: 'openPlace' };
    case 'openObject': {
      const object = readLink(value['object']);
      return object === undefined ? undefined : { type: 'openObject', object };
    }
    case 'action': {
      const id = ACTIONS.find((each) => each === value['id']);
      const { context } = value;
      if (id === undefined || typeof context !== 'string') return undefined;
      const canary = readCanaryKey(value['canary']);
      return { type: 'action', id, context, ...(typeof value['hook'] === 'string' ? { hook: value['hook'] } : {}), ...(canary === undefined ? {} : { canary }) };
    }
    case 'openCanary': {
      const canary = readCanaryKey(value['canary']);
      const { context } = value;
      return canary === undefined || typeof context !== 'string' ? undefined : { type: 'openCanary', canary, context };
    }
    default: return undefined;
  }
}

/** Reads the key that a panel keeps over a reload. */
export function readCanaryKey(value: unknown): CanaryKey | undefined {
  if (!isRecord(value) || typeof value['namespace'] !== 'string' || typeof value['name'] !== 'string') return undefined;
  return { namespace: value['namespace'], name: value['name'] };
}

/** Reads the canaries that a panel of several keeps over a reload; `undefined` stands for all that need a look. */
export function readCanaryKeys(value: unknown): readonly CanaryKey[] | undefined {
  const list: unknown = isRecord(value) ? value['chosen'] : undefined;
  return Array.isArray(list) ? list.flatMap((each: unknown) => readCanaryKey(each) ?? []) : undefined;
}

const ACTIONS: readonly CanaryAction['id'][] = ['openGate', 'closeGate', 'promote', 'abort', 'retry', 'pause', 'resume', 'openInRepository', 'reconnect'];

function readLink(value: unknown): ObjectLink | undefined {
  if (!isRecord(value)) return undefined;
  const { group, kind, namespace, name } = value;
  if (typeof group !== 'string' || typeof kind !== 'string' || typeof name !== 'string') return undefined;
  return typeof namespace === 'string' ? { group, kind, namespace, name } : { group, kind, name };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
