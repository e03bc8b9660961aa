/** Renames each object of a workspace, one at a time on a copy, and judges what comes of it. */
import { allClusters, standInId } from '../../server/src/features/names/looseClusters.ts';
import { planRename } from '../../server/src/features/rename/rename.ts';
import { isRefusal } from '../../server/src/features/rename/renamePlan.ts';
import { textsAfter } from '../../server/src/features/rename/textsAfter.ts';
import { groupOf, nameSpan } from '../../server/src/manifests/manifest.ts';
import type { ClusterGraph, GraphNode } from '../../server/src/graph/graph.ts';
import type { Snapshot } from '../../server/src/workspace/session.ts';
import { firstDifference } from './compareGraphs.ts';
import { filesNotRestored } from './undo.ts';

/** What came of many trials. */
export interface Tally {
  readonly done: number;
  /** Reasons of refusals with how often each occurred. */
  readonly refused: ReadonlyMap<string, readonly string[]>;
  readonly failed: readonly string[];
}

/** Renames every object that `wants` chooses; each definition once. */
export function renameObjects(snapshot: Snapshot, wants: (node: GraphNode) => boolean, log: (line: string) => void, limit = Infinity): Tally {
  const seen = new Set<string>();
  const refused = new Map<string, string[]>();
  const failed: string[] = [];
  let done = 0;
  for (const cluster of allClusters(snapshot)) {
    for (const node of cluster.nodes.values()) {
      const span = nameSpan(node.manifest);
      const key = `${span.file.uri}:${span.start}`;
      if (node.presence !== 'declared' || (node.appliedBy === undefined && span.start === span.end) || !wants(node) || seen.has(key) || seen.size >= limit) continue;
      seen.add(key);
      const problem = tryOne(snapshot, node, refused);
      if (problem === 'refused') continue;
      if (problem === undefined) done++;
      else {
        failed.push(`${node.id}: ${problem}`);
        log(`  FAILED ${node.id} (${span.file.path})\n      ${problem}`);
      }
    }
  }
  return { done, refused, failed };
}

/** Kinds of Flux and Flagger. */
export function isFluxOrFlagger({ manifest }: GraphNode): boolean {
  return /(^|\.)fluxcd\.(io|controlplane\.io)$|^fluxcd\.controlplane\.io$|^flagger\.app$/.test(groupOf(manifest.apiVersion));
}

/** Without folders that nothing builds and that do not build: of two objects of one name only the first is seen there. */
function comparable(before: readonly ClusterGraph[], after: readonly ClusterGraph[]): [readonly ClusterGraph[], readonly ClusterGraph[]] {
  const broken = before.map((cluster) => cluster.deliveries.has(standInId) && [...cluster.deliveries.values()].some(({ build }) => (build?.problems.length ?? 0) > 0));
  return [before.filter((_, index) => broken[index] !== true), after.filter((_, index) => broken[index] !== true)];
}

/** Names with another hash than before, each with the earlier one. */
function otherHashes(before: readonly ClusterGraph[], after: readonly ClusterGraph[]): readonly (readonly [string, string])[] {
  return before.flatMap(({ nodes }, index) => {
    const later = new Map([...(after[index]?.nodes.values() ?? [])].map((node) => [nameBeforeHash(node), node.object.name]));
    return [...nodes.values()].flatMap((node) => {
      const stem = nameBeforeHash(node);
      const name = stem === undefined ? undefined : later.get(stem);
      return name === undefined || name === node.object.name ? [] : [[name, node.object.name] as const];
    });
  });
}

/** Kind, namespace and name of a generated object as they are without the hash; `undefined` for others. */
function nameBeforeHash({ object, manifest }: GraphNode): string | undefined {
  const scalar = manifest.name?.node;
  const before = scalar?.kind === 'scalar' ? scalar.changes?.find(({ by }) => by === 'hash')?.before : undefined;
  return before === undefined ? undefined : `${object.kind}/${object.namespace ?? ''}/${before}`;
}

function tryOne(snapshot: Snapshot, node: GraphNode, refused: Map<string, string[]>): string | undefined {
  const span = nameSpan(node.manifest);
  const file = snapshot.file(span.file.uri);
  const written = file?.text.slice(span.start, span.end).replace(/^["']|["']$/g, '') ?? '';
  const old = written.startsWith('*') || written === '' ? node.object.name : written;
  const name = `zz${old.length % 10}-renamed`;
  const plan = file === undefined ? undefined : planRename(snapshot, file, span.start, name);
  if (plan === undefined) return 'no name stands there';
  if (isRefusal(plan)) {
    const reason = plan.refused.replace(/`[^`]*`/g, '`…`').replace(/\([^)]*:\d+\)/g, '(…)').replace(/\S+:\d+/g, '…');
    refused.set(reason, [...(refused.get(reason) ?? []), `${node.id}: ${plan.refused}`]);
    return 'refused';
  }
  const after = snapshot.withTexts(textsAfter(plan.edits));
  const [clusters, next] = comparable(allClusters(snapshot), allClusters(after));
  // A file that a generated object is made of may hold the name, in an image policy's marker: then its hash is another one.
  const hashes = otherHashes(clusters, next);
  const difference = firstDifference(clusters, next, (text) => hashes.reduce((read, [later, earlier]) => read.replaceAll(later, earlier), text).replaceAll(name, old));
  if (difference !== undefined) return `${plan.edits.length} edits; ${difference}`;
  const broken = filesNotRestored(plan.edits);
  return broken.length > 0 ? `undo does not restore ${broken.join(', ')}` : undefined;
}
