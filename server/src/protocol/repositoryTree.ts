/** The content of the Repository view, computed by the server from files alone. */
import type { ObjectId } from './objectId.ts';
import type { RenderedTarget } from './rendered.ts';

/** A place in a file. Lines and characters from 0, as in LSP. */
export interface Place {
  readonly uri: string;
  readonly range: { readonly start: { readonly line: number; readonly character: number }; readonly end: { readonly line: number; readonly character: number } };
}

/** What a tree node stands for; it decides icon and menus. */
export type RepositoryTreeKind =
  | 'entryPoint'
  | 'fluxKustomization'
  | 'source'
  | 'helmRelease'
  | 'canary'
  | 'workload'
  | 'object'
  | 'file'
  | 'group'
  | 'problem'
  | 'unresolved';

/** One node of the Repository view. */
export interface RepositoryTreeNode {
  /** Stable over edits: made of the parent's id and what the node stands for. */
  readonly id: string;
  readonly kind: RepositoryTreeKind;
  readonly label: string;
  /** Grey text behind the label. */
  readonly description: string;
  /** Markdown. */
  readonly tooltip: string;
  /** What a screen reader says. */
  readonly accessibleLabel: string;
  /** Where a click leads. */
  readonly place?: Place;
  /** The object the node stands for. */
  readonly object?: ObjectId;
  /** What can be shown rendered for the node. */
  readonly rendered?: RenderedTarget;
  /** Position in the dependency order, from 1; nodes of the same wave can start together. */
  readonly wave?: number;
  /** Findings at this node and below it. */
  readonly problems: { readonly errors: number; readonly warnings: number };
  /** Whether the node should be open at first. */
  readonly expanded: boolean;
  readonly children: readonly RepositoryTreeNode[];
}

/** The whole view. An empty `roots` means that no Flux object was found in the workspace. */
export interface RepositoryTree {
  readonly roots: readonly RepositoryTreeNode[];
  /** Files read, for the empty state's words. */
  readonly files: number;
  /** Whether the workspace is still being read. */
  readonly loading: boolean;
}

/** Beside the number of all applied objects: how many of them are not listed below it, because they stand in rows of their own; empty for none. */
export function ownRowsWords(count: number): string {
  return count === 0 ? '' : count === 1 ? '1 in a row of its own' : `${count} in rows of their own`;
}
