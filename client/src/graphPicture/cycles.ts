// Finds circles of dependencies: the strongly connected parts of `dependsOn` (Tarjan).
import type { PictureEdge } from './picture.ts';

/** The same edges, with those marked that lie within a circle. */
export function markCycles(edges: readonly PictureEdge[]): readonly PictureEdge[] {
  const next = new Map<string, string[]>();
  for (const { from, to, kind } of edges) if (kind === 'dependsOn') next.set(from, [...(next.get(from) ?? []), to]);
  const partOf = findParts(next);
  return edges.map((edge) => (edge.kind === 'dependsOn' && partOf.get(edge.from) !== undefined && partOf.get(edge.from) === partOf.get(edge.to) ? { ...edge, cycle: true } : edge));
}

/** The number of the part of each node that can be reached from itself through others. Not recursive: chains can be long. */
function findParts(next: ReadonlyMap<string, readonly string[]>): ReadonlyMap<string, number> {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const open: string[] = [];
  const isOpen = new Set<string>();
  const parts = new Map<string, number>();
  let part = 0;
  for (const root of next.keys()) {
    if (index.has(root)) continue;
    const work: { readonly id: string; at: number }[] = [{ id: root, at: 0 }];
    for (let frame = work.at(-1); frame !== undefined; frame = work.at(-1)) {
      const { id } = frame;
      if (frame.at === 0) {
        index.set(id, index.size);
        low.set(id, index.size - 1);
        open.push(id);
        isOpen.add(id);
      }
      const target = next.get(id)?.[frame.at];
      frame.at += 1;
      if (target !== undefined) {
        if (!index.has(target)) work.push({ id: target, at: 0 });
        else if (isOpen.has(target)) low.set(id, Math.min(low.get(id) ?? 0, index.get(target) ?? 0));
        continue;
      }
      work.pop();
      const above = work.at(-1);
      if (above !== undefined) low.set(above.id, Math.min(low.get(above.id) ?? 0, low.get(id) ?? 0));
      if (low.get(id) !== index.get(id)) continue;
      const members = open.splice(open.indexOf(id));
      for (const member of members) isOpen.delete(member);
      part += 1;
      if (members.length > 1) for (const member of members) parts.set(member, part);
    }
  }
  return parts;
}
