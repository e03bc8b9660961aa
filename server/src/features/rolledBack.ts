/** Where Git still asks for the version of a failed rollout, or where the cluster still has it and the files do not: for the views that speak of the Canary, whatever the settings say about the finding. */
import type { WorkspaceGraph } from '../graph/graph.ts';
import type { ClusterFacts } from '../protocol/clusterFacts.ts';
import type { RolledBackImage } from '../protocol/requests.ts';
import { clustersInView } from '../rules/cluster/clustersInView.ts';
import { findPutBack, findRolledBackImages } from '../rules/cluster/rolledBackImages.ts';
import { secretHider } from '../rules/hideSecrets.ts';
import { rangeOfSpan, type Span } from '../text/textFile.ts';
import { isRolledBackData } from './quickFixes/rolledBack.ts';

/** One entry for each image line that holds the version of a failed rollout, or the one that serves while the cluster still has the failed one; none without facts. */
export function listRolledBackImages(graph: WorkspaceGraph, facts: ClusterFacts | undefined): readonly RolledBackImage[] {
  if (facts === undefined) return [];
  const hide = secretHider(graph) ?? ((text: string) => text);
  const clusters = clustersInView(graph, facts);
  const still = findRolledBackImages(clusters, facts, {}).flatMap(({ data, span }): readonly RolledBackImage[] => {
    if (!isRolledBackData(data)) return [];
    const { canary, desired, serving } = data;
    return [{ canary, desired: hide(desired), serving: hide(serving), place: placeOf(span) }];
  });
  const putBack = findPutBack(clusters, facts).map(({ canary, failed, serving, span }): RolledBackImage => ({ canary, desired: hide(failed), serving: hide(serving), place: placeOf(span), isPutBack: true }));
  return [...still, ...putBack];
}

function placeOf(span: Span): RolledBackImage['place'] {
  return { uri: span.file.uri, range: rangeOfSpan(span) };
}
