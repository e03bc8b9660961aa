/** Names for `dependsOn`: what exists, is not listed yet, and would not close a cycle. */
import type { ClusterGraph } from '../../graph/graph.ts';
import type { CompletionScene, Proposal } from './completion.ts';
import { namespaceLine } from './sourceRef.ts';

/** Proposals for the names in `spec.dependsOn` of a Flux Kustomization or a HelmRelease. */
export function completeDependsOn(scene: CompletionScene): readonly Proposal[] {
  const { keys, replace, siblings } = scene.cursor;
  const inList = keys.length >= 3 && keys[0] === 'spec' && keys[1] === 'dependsOn' && keys[2] === '*';
  const field = keys[3];
  if (!inList || (field !== 'name' && field !== 'namespace')) return [];
  const kind = scene.manifest?.kind ?? '';
  const proposals = new Map<string, Proposal>();
  for (const { cluster, node } of scene.readings) {
    const own = node?.object.namespace ?? scene.manifest?.namespace?.value;
    const closing = node === undefined ? new Set<string>() : dependents(cluster, node.id);
    const listed = new Set((node === undefined ? [] : (cluster.edgesFrom.get(node.id) ?? [])).filter((edge) => edge.kind === 'dependsOn' && edge.target.name !== scene.cursor.word).map(({ to }) => to));
    for (const other of cluster.nodes.values()) {
      const { object } = other;
      if (object.kind !== kind || closing.has(other.id) || listed.has(other.id)) continue;
      const elsewhere = object.namespace !== own;
      const label = field === 'namespace' ? (object.namespace ?? '') : object.name;
      proposals.set(field === 'namespace' ? label : other.id, {
        label,
        detail: field === 'namespace' ? '' : `${kind}${object.namespace === undefined ? '' : ` in ${object.namespace}`}`,
        documentation: '',
        insert: label,
        replace,
        kind: 'object',
        order: elsewhere ? 1 : 0,
        ...(field === 'name' && elsewhere && !siblings.has('namespace') ? { extra: namespaceLine(scene, object.namespace ?? '') } : {}),
      });
    }
  }
  return [...proposals.values()];
}

/** A node and all that wait for it, directly or through others: none of them may become its dependency. */
function dependents(cluster: ClusterGraph, id: string): ReadonlySet<string> {
  const found = new Set([id]);
  const todo = [id];
  for (let at = todo.pop(); at !== undefined; at = todo.pop()) {
    for (const edge of cluster.edgesTo.get(at) ?? []) {
      if (edge.kind !== 'dependsOn' || found.has(edge.from)) continue;
      found.add(edge.from);
      todo.push(edge.from);
    }
  }
  return found;
}
