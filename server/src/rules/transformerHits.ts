/** Asks what patches and image overrides met, over all builds that use them. */
import type { WorkspaceGraph } from '../graph/graph.ts';
import type { KustomizeBuild } from '../kustomize/build.ts';
import type { Span } from '../text/textFile.ts';

/** Whether everything that a build may hold is known: only then nothing can have been missed. */
export function isComplete(build: KustomizeBuild): boolean {
  return build.problems.length === 0 && build.unresolved.every(({ reason }) => reason === 'encrypted' || reason === 'unknown-variable');
}

/** Whether an entry that meets nothing in one build has an effect in another, or in one that is not fully known. */
export function hitsElsewhere(graph: WorkspaceGraph, { file, start }: Span): boolean {
  return graph.clusters.some((cluster) =>
    [...cluster.deliveries.values()].some(({ build }) => build?.hits.some(({ objects, span }) => span.file.uri === file.uri && span.start === start && (objects.length > 0 || !isComplete(build))) === true),
  );
}
