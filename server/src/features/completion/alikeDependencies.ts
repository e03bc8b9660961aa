/** What those wait for whose name has a word in common with an object's own: `shop-db` most likely waits for what `user-db` waits for. */
import type { ClusterGraph, GraphNode } from '../../graph/graph.ts';
import { waitsIn } from '../../graph/queries.ts';
import { tokensOf } from './ranking.ts';

/** For each object how many of those that are called like `self` wait for it, from 0 to 1: the share for the word where it is greatest. Of few the share counts less. */
export function dependenciesOfAlike(cluster: ClusterGraph, self: GraphNode | undefined): ReadonlyMap<string, number> {
  const shares = new Map<string, number>();
  const { on } = waitsIn(cluster);
  const groups = new Map<string, { count: number; readonly waits: Map<string, number> }>();
  for (const word of tokensOf(self?.object.name ?? '')) if (word.length > 1) groups.set(word, { count: 0, waits: new Map() });
  for (const other of cluster.nodesByKind.get(self?.object.kind ?? '') ?? []) {
    for (const [word, group] of groups) {
      if (other === self || !other.object.name.includes(word) || !tokensOf(other.object.name).includes(word)) continue;
      group.count++;
      for (const to of on.get(other.id) ?? []) group.waits.set(to, (group.waits.get(to) ?? 0) + 1);
    }
  }
  for (const { count, waits } of groups.values()) for (const [to, waiting] of waits) shares.set(to, Math.max(shares.get(to) ?? 0, waiting / (count + 0.5)));
  return shares;
}
