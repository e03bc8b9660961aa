// The dependency graph as a picture without positions: nodes with their live state, edges with what they mean. Plain values, made of files, of live objects, or of both.
import type { ReadyState } from '../../../server/src/protocol/clusterFacts.ts';
import type { ObjectId } from '../../../server/src/protocol/objectId.ts';
import type { Place } from '../../../server/src/protocol/repositoryTree.ts';

/** How much is shown: the order of Kustomizations with their sources, or also what they bring. */
export type PictureScope = 'order' | 'all';

/** One box. */
export interface PictureNode {
  /** `Kind/namespace/name`. */
  readonly id: string;
  readonly object: ObjectId;
  /** Undefined without a cluster, and for what the cluster says nothing about. */
  readonly state?: ReadyState;
  /** What the state means now, in one line; empty without one. */
  readonly words: string;
  /** `files`: written here; `live`: only in the cluster; `missing`: something names it and nothing here brings it. */
  readonly origin: 'files' | 'live' | 'missing';
  readonly place?: Place;
  /** The line at fault where it is not ready. */
  readonly cause?: { readonly label: string; readonly place: Place };
  /** For the side panel: left and right, plain text. */
  readonly facts: readonly (readonly [string, string])[];
}

/** What an edge says, read from left to right. */
export type PictureEdgeKind = 'source' | 'dependsOn' | 'applies' | 'chart' | 'target' | 'image';

/** One arrow: `to` needs or comes from `from`. */
export interface PictureEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: PictureEdgeKind;
  readonly resolved: boolean;
  /** Part of a circle of dependencies: none of its members will ever start. */
  readonly cycle: boolean;
  /** Where it is written. */
  readonly place?: Place;
}

/** The whole picture. */
export interface Picture {
  readonly nodes: readonly PictureNode[];
  readonly edges: readonly PictureEdge[];
}

/** Names the structure alone: as long as it is the same, positions stay. */
export function structureKey({ nodes, edges }: Picture): string {
  return JSON.stringify([nodes.map(({ id }) => id), edges.map(({ from, to, kind }) => [from, to, kind])]);
}
