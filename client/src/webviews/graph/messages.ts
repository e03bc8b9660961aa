/** All that passes between the graph panel's host and its page: whole snapshots one way, requests of the user the other. */
import type { Placement } from '../../graphPicture/layout.ts';
import type { Picture, PictureEdge, PictureNode, PictureScope } from '../../graphPicture/picture.ts';

export { nodeHeight, nodeWidth } from '../../graphPicture/size.ts';
export type { Picture, PictureEdge, PictureNode, PictureScope, Placement };

/** What the user chose in the panel and what it keeps over a reload. */
export interface GraphChoice {
  /** Which entry point; empty: the one that the connected cluster is made from, or the first. */
  readonly entry: string;
  readonly scope: PictureScope;
}

/** The connection that the states came through. */
export interface GraphConnection {
  readonly state: 'none' | 'live' | 'stale';
  /** The kube context that the states are of; empty where they come from no cluster. */
  readonly context: string;
  /** For people: `my-cluster ● live`; says so where the states come from no cluster. */
  readonly words: string;
}

/** Something that can be done with a box, offered by the host. */
export interface GraphAction {
  readonly id: 'openLine' | 'openCause' | 'showInCluster' | 'showCanary' | 'reconcile';
  readonly label: string;
}

/** What the panel shows. */
export type GraphPanelState =
  | { readonly kind: 'waiting'; readonly words: string }
  | {
      readonly kind: 'shown';
      readonly choice: GraphChoice;
      readonly entries: readonly { readonly id: string; readonly label: string }[];
      readonly connection: GraphConnection;
      readonly picture: Picture;
      readonly placement: Placement;
      /** What can be done, by node id. */
      readonly actions: Readonly<Record<string, readonly GraphAction[]>>;
    };

/** From the host to the page. */
export interface GraphHostMessage {
  readonly type: 'state';
  readonly state: GraphPanelState;
}

/** From the page to the host. */
export type GraphPageMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'choose'; readonly choice: GraphChoice }
  /** `context`: of the picture that was clicked; another one may be in use when the message arrives. */
  | { readonly type: 'action'; readonly node: string; readonly id: GraphAction['id']; readonly context: string }
  | { readonly type: 'exportMermaid' }
  | { readonly type: 'exportSvg'; readonly text: string };

/** Whether a value that arrived in the page is a snapshot of the host. */
export function isGraphHostMessage(value: unknown): value is GraphHostMessage {
  return isRecord(value) && value['type'] === 'state' && isRecord(value['state']) && typeof value['state']['kind'] === 'string';
}

/** Reads a message of the page; `undefined` for anything that is none. */
export function readGraphPageMessage(value: unknown): GraphPageMessage | undefined {
  if (!isRecord(value)) return undefined;
  switch (value['type']) {
    case 'ready': return { type: 'ready' };
    case 'exportMermaid': return { type: 'exportMermaid' };
    case 'exportSvg': return typeof value['text'] === 'string' ? { type: 'exportSvg', text: value['text'] } : undefined;
    case 'choose': {
      const choice = readGraphChoice(value['choice']);
      return choice === undefined ? undefined : { type: 'choose', choice };
    }
    case 'action': {
      const id = actionIds.find((known) => known === value['id']);
      const { node, context } = value;
      return id === undefined || typeof node !== 'string' || typeof context !== 'string' ? undefined : { type: 'action', node, id, context };
    }
    default: return undefined;
  }
}

/** Reads what a panel keeps over a reload. */
export function readGraphChoice(value: unknown): GraphChoice | undefined {
  if (!isRecord(value) || typeof value['entry'] !== 'string') return undefined;
  return { entry: value['entry'], scope: value['scope'] === 'all' ? 'all' : 'order' };
}

const actionIds: readonly GraphAction['id'][] = ['openLine', 'openCause', 'showInCluster', 'showCanary', 'reconcile'];

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
