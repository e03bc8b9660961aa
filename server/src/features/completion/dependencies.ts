/** What may not become a dependency: itself, what waits for it or comes only after it, and what is listed already. */
import type { ClusterGraph, GraphNode } from '../../graph/graph.ts';
import { waitsIn } from '../../graph/queries.ts';
import { readyOnlyAfter } from '../../graph/standstill.ts';
import type { CompletionScene } from './scene.ts';

/** A node and all that wait for it, directly or through others, that only it brings, or whose health checks wait for it: none of them may become its dependency. */
export function dependents(cluster: ClusterGraph, id: string): ReadonlySet<string> {
  const { by } = waitsIn(cluster);
  const found = new Set([id, ...readyOnlyAfter(cluster, id)]);
  const todo = [...found];
  for (let at = todo.pop(); at !== undefined; at = todo.pop()) {
    for (const from of by.get(at) ?? []) {
      if (found.has(from)) continue;
      found.add(from);
      todo.push(from);
    }
  }
  return found;
}

/** Ids of the dependencies that an object has, less the one that stands on the cursor's line. */
export function listedDependencies(cluster: ClusterGraph, node: GraphNode, { file, cursor }: CompletionScene): ReadonlySet<string> {
  const here = (span: { readonly file: { readonly uri: string }; readonly start: number; readonly end: number }): boolean => span.file.uri === file.uri && span.start <= cursor.replace.end && cursor.replace.start <= span.end;
  return new Set((cluster.edgesFrom.get(node.id) ?? []).filter((edge) => edge.kind === 'dependsOn' && !here(edge.span)).map(({ to }) => to));
}
