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
  const numbers = numbered(ids);
  const out: (number[] | undefined)[] = [];
  for (const edge of edges) {
    const from = numbers.get(edge.from);
    const to = numbers.get(edge.to);
    if (from === undefined || to === undefined) continue;
    const known = out[from];
    if (known === undefined) out[from] = [to];
    else known.push(to);
  }
  const names = [...numbers.keys()];
  return new Set(numberedKnots(names.length, out).flatMap((knot) => knot.flatMap((number) => names[number] ?? [])));
}

/**
 * Edges of which every cycle has one: without them nothing waits for itself any more. In each knot it is the member for which most
 * others wait, `weights` says how many, that should wait for none of them; the next such member is looked for in what is left.
 */
export function edgesToGiveUp<Edge extends DependencyEdge>(ids: Iterable<string>, edges: Iterable<Edge>, weights: ReadonlyMap<string, number>): ReadonlySet<Edge> {
  const given = new Set<Edge>();
  const weightOf = (id: string): number => weights.get(id) ?? 0;
  let out = edgesFrom(ids, edges);
  for (let knots = knotsOf(out); knots.length > 0; knots = knotsOf(out)) {
    const left = new Map<string, readonly Edge[]>();
    for (const knot of knots) {
      const first = [...knot].reduce((best, id) => (weightOf(id) > weightOf(best) || (weightOf(id) === weightOf(best) && id < best) ? id : best));
      for (const id of knot) {
        const inside = (out.get(id) ?? []).filter(({ to }) => knot.has(to));
        left.set(id, id === first ? [] : inside);
        if (id === first) for (const edge of inside) given.add(edge);
      }
    }
    out = left;
  }
  return given;
}

function numbered(ids: Iterable<string>): ReadonlyMap<string, number> {
  const numbers = new Map<string, number>();
  for (const id of ids) if (!numbers.has(id)) numbers.set(id, numbers.size);
  return numbers;
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

function knotsOf<Edge extends DependencyEdge>(out: ReadonlyMap<string, readonly Edge[]>): readonly ReadonlySet<string>[] {
  const names = [...out.keys()];
  const numbers = numbered(names);
  const targets = names.map((name) => (out.get(name) ?? []).flatMap(({ to }) => numbers.get(to) ?? []));
  return numberedKnots(names.length, targets).map((knot) => new Set(knot.flatMap((number) => names[number] ?? [])));
}

/** Strongly connected sets with a cycle inside (Tarjan, without recursion so that depth is no limit), of a graph whose members are numbers: each keystroke asks. */
function numberedKnots(size: number, out: readonly (readonly number[] | undefined)[]): readonly (readonly number[])[] {
  /** Order of visit from 1; 0 for what was not visited. */
  const index = new Int32Array(size);
  const low = new Int32Array(size);
  const onStack = new Uint8Array(size);
  const next = new Int32Array(size);
  const stack: number[] = [];
  const knots: (readonly number[])[] = [];
  let visited = 0;
  const path: number[] = [];
  const enter = (member: number): void => {
    index[member] = low[member] = ++visited;
    onStack[member] = 1;
    stack.push(member);
    path.push(member);
  };
  const lower = (member: number, to: number | undefined): void => {
    if (to !== undefined && to < (low[member] ?? 0)) low[member] = to;
  };
  for (let start = 0; start < size; start++) {
    if (index[start] !== 0) continue;
    enter(start);
    for (let at = path.at(-1); at !== undefined; at = path.at(-1)) {
      const place = next[at] ?? 0;
      const target = out[at]?.[place];
      if (target !== undefined) {
        next[at] = place + 1;
        if (index[target] === 0) enter(target);
        else if (onStack[target] === 1) lower(at, index[target]);
        continue;
      }
      path.pop();
      const parent = path.at(-1);
      if (parent !== undefined) lower(parent, low[at]);
      if (low[at] !== index[at]) continue;
      const isAlone = stack.at(-1) === at;
      const members = isAlone ? [] : stack.splice(stack.lastIndexOf(at));
      if (isAlone) stack.pop();
      onStack[at] = 0;
      for (const member of members) onStack[member] = 0;
      if (members.length > 1) knots.push(members);
      else if (out[at]?.includes(at) === true) knots.push([at]);
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
