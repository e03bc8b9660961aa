/** Whom an object waits for, through others too, and who waits for it. */
import type { ClusterGraph, GraphNode } from '../../graph/graph.ts';
import type { ClusterFacts } from '../../protocol/clusterFacts.ts';
import { escapeMarkdown } from '../../protocol/markdownText.ts';
import { liveSign } from './live.ts';

/** At most so many names in a line. */
const mostNames = 8;

/** `waits for linkerd → cert-manager → crds (3 in all)` and `waited for by apps, faces`. */
export function dependencyLines(cluster: ClusterGraph, node: GraphNode, facts: ClusterFacts | undefined): readonly string[] {
  const chain = longestChain(cluster, node.id);
  const all = reachable(cluster, node.id);
  const waiting = (cluster.edgesTo.get(node.id) ?? []).flatMap((edge) => (edge.kind === 'dependsOn' ? [nameOf(cluster, edge.from, facts)] : []));
  const total = all.size > chain.length ? ` (${all.size} in all)` : '';
  return [
    ...(chain.length === 0 ? [] : [`waits for ${chain.map((id) => nameOf(cluster, id, facts)).join(' → ')}${total}`]),
    ...(waiting.length === 0 ? [] : [`waited for by ${waiting.slice(0, mostNames).join(', ')}${waiting.length > mostNames ? ` and ${waiting.length - mostNames} more` : ''}`]),
  ];
}

function nameOf(cluster: ClusterGraph, id: string, facts: ClusterFacts | undefined): string {
  const node = cluster.nodes.get(id);
  const name = id.slice(id.lastIndexOf('/') + 1);
  return node === undefined ? `${escapeMarkdown(name)} (not found)` : `${liveSign(facts, node.object)}${escapeMarkdown(name)}`;
}

function dependenciesOf(cluster: ClusterGraph, id: string): readonly string[] {
  return (cluster.edgesFrom.get(id) ?? []).flatMap((edge) => (edge.kind === 'dependsOn' ? [edge.to] : []));
}

function reachable(cluster: ClusterGraph, id: string): ReadonlySet<string> {
  const found = new Set<string>();
  const todo = [...dependenciesOf(cluster, id)];
  for (let at = todo.pop(); at !== undefined; at = todo.pop()) {
    if (at === id || found.has(at)) continue;
    found.add(at);
    todo.push(...dependenciesOf(cluster, at));
  }
  return found;
}

/** The longest way down; one that comes back to itself ends there. */
function longestChain(cluster: ClusterGraph, id: string): readonly string[] {
  const known = new Map<string, readonly string[]>();
  const visit = (at: string, above: ReadonlySet<string>): readonly string[] => {
    const ready = known.get(at);
    if (ready !== undefined) return ready;
    let longest: readonly string[] = [];
    for (const next of dependenciesOf(cluster, at)) {
      const chain = above.has(next) ? [next] : [next, ...visit(next, new Set([...above, next]))];
      if (chain.length > longest.length) longest = chain;
    }
    known.set(at, longest);
    return longest;
  };
  return visit(id, new Set([id]));
}
