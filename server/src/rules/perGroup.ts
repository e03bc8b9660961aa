/** Remembers what was found in a group of objects: an edit leaves nearly all groups as they are, and all are asked about after each. */
import type { GraphNode } from '../graph/graph.ts';
import { oncePer } from '../text/once.ts';

/** Makes a function of a group that does its work once for each; a group never changes, and what was found goes with it. */
export function perGroup<T>(make: (nodes: readonly GraphNode[]) => T): (nodes: readonly GraphNode[]) => T {
  return oncePer(make);
}
