/** Orders the nodes of a `dependsOn` graph into waves, and finds the cycles that never become ready. */

/** One dependency: `from` waits for `to`. `Edge` carries what the caller needs to show it. */
export interface DependencyEdge {
  readonly from: string;
  readonly to: string;
}

/** The order in which the members of a graph can become ready. */
export interface DependencyOrder<Edge extends DependencyEdge> {
  /** Wave of each id from 0 (waits for nothing). Members of cycles and all that wait for them have none. */
  readonly waves: ReadonlyMap<string, number>;
  /** One shortest cycle of each knot: its edges in order, the last one leading back to the first one's `from`. */
  readonly cycles: readonly (readonly Edge[])[];
}

/** Orders a graph. Edges from or to ids that are not in `ids` are left out: nobody can order what is not known. */
export function dependencyOrder<Edge extends DependencyEdge>(ids: Iterable<string>, edges: Iterable<Edge>): DependencyOrder<Edge> {
  const out = edgesFrom(ids, edges);
  return { waves: wavesOf(out), cycles: knotsOf(out).map((knot) => shortestCycle(knot, out)) };
}

/** The ids that lie on some cycle: everything that waits, over others or not, for itself. */
export function membersOfKnots(ids: Iterable<string>, edges: Iterable<DependencyEdge>): ReadonlySet<string> {
  return new Set(knotsOf(edgesFrom(ids, edges)).flatMap((knot) => [...knot]));
}

function edgesFrom<Edge extends DependencyEdge>(ids: Iterable<string>, edges: Iterable<Edge>): ReadonlyMap<string, readonly Edge[]> {
  const out = new Map<string, Edge[]>();
  for (const id of ids) out.set(id, []);
  for (const edge of edges) if (out.has(edge.to)) out.get(edge.from)?.push(edge);
  return out;
}

/** Takes away, wave by wave, what waits for nothing that is left. */
function wavesOf<Edge extends DependencyEdge>(out: ReadonlyMap<string, readonly Edge[]>): ReadonlyMap<string, number> {
  const waiting = new Map<string, number>();
  const dependants = new Map<string, string[]>();
  for (const [id, edges] of out) {
    const targets = new Set(edges.map(({ to }) => to));
    waiting.set(id, targets.size);
    for (const target of targets) {
      const known = dependants.get(target);
      if (known === undefined) dependants.set(target, [id]);
      else known.push(id);
    }
  }
  const waves = new Map<string, number>();
  let wave = [...out.keys()].filter((id) => waiting.get(id) === 0);
  for (let number = 0; wave.length > 0; number++) {
    const next: string[] = [];
    for (const id of wave) {
      waves.set(id, number);
      for (const dependant of dependants.get(id) ?? []) {
        const left = (waiting.get(dependant) ?? 0) - 1;
        waiting.set(dependant, left);
        if (left === 0) next.push(dependant);
      }
    }
    wave = next;
  }
  return waves;
}

/** Strongly connected sets with a cycle inside (Tarjan, without recursion so that depth is no limit). */
function knotsOf<Edge extends DependencyEdge>(out: ReadonlyMap<string, readonly Edge[]>): readonly ReadonlySet<string>[] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const onStack = new Set<string>();
  const knots: ReadonlySet<string>[] = [];
  for (const start of out.keys()) {
    if (index.has(start)) continue;
    const path: { id: string; next: number }[] = [];
    const enter = (id: string) => {
      index.set(id, index.size);
      low.set(id, index.size - 1);
      stack.push(id);
      onStack.add(id);
      path.push({ id, next: 0 });
    };
    const lower = (id: string, to: number) => low.set(id, Math.min(low.get(id) ?? to, to));
    enter(start);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const { id } = top;
      const edge = out.get(id)?.[top.next++];
      if (edge !== undefined) {
        if (!index.has(edge.to)) enter(edge.to);
        else if (onStack.has(edge.to)) lower(id, index.get(edge.to) ?? 0);
        continue;
      }
      path.pop();
      const parent = path.at(-1);
      if (parent !== undefined) lower(parent.id, low.get(id) ?? 0);
      if (low.get(id) !== index.get(id)) continue;
      const members = new Set(stack.splice(stack.lastIndexOf(id)));
      for (const member of members) onStack.delete(member);
      if (members.size > 1 || out.get(id)?.some(({ to }) => to === id)) knots.push(members);
    }
  }
  return knots;
}

/** A shortest cycle through the first member (by name) of a knot that lies on one of the knot's shortest. */
function shortestCycle<Edge extends DependencyEdge>(knot: ReadonlySet<string>, out: ReadonlyMap<string, readonly Edge[]>): readonly Edge[] {
  let best: readonly Edge[] = [];
  // In a big knot only a few members are tried: looking from each of them would take the square of its size.
  for (const start of [...knot].sort().slice(0, knot.size > 500 ? 3 : 50)) {
    const cycle = cycleFrom(start, knot, out);
    if (cycle.length > 0 && (best.length === 0 || cycle.length < best.length)) best = cycle;
  }
  return best;
}

function cycleFrom<Edge extends DependencyEdge>(start: string, knot: ReadonlySet<string>, out: ReadonlyMap<string, readonly Edge[]>): readonly Edge[] {
  const reachedBy = new Map<string, Edge>();
  const queue = [start];
  for (const id of queue) {
    for (const edge of out.get(id) ?? []) {
      if (!knot.has(edge.to) || reachedBy.has(edge.to)) continue;
      reachedBy.set(edge.to, edge);
      if (edge.to === start) return pathTo(start, reachedBy);
      queue.push(edge.to);
    }
  }
  return [];
}

function pathTo<Edge extends DependencyEdge>(start: string, reachedBy: ReadonlyMap<string, Edge>): readonly Edge[] {
  const path: Edge[] = [];
  let at = start;
  do {
    const edge = reachedBy.get(at);
    if (edge === undefined) break;
    path.push(edge);
    at = edge.from;
  } while (at !== start);
  return path.reverse();
}
