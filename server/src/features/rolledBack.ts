/** Where Git still asks for the version of a failed rollout: for the views that speak of the Canary, whatever the settings say about the finding. */
import type { WorkspaceGraph } from '../graph/graph.ts';
import type { ClusterFacts } from '../protocol/clusterFacts.ts';
import type { RolledBackImage } from '../protocol/requests.ts';
import { clustersInView } from '../rules/cluster/clustersInView.ts';
import { findRolledBackImages } from '../rules/cluster/rolledBackImages.ts';
import { secretHider } from '../rules/hideSecrets.ts';
import { rangeOfSpan } from '../text/textFile.ts';
import { isRolledBackData } from './quickFixes/rolledBack.ts';

/** One entry for each image line that holds the version of a failed rollout; none without facts. */
export function listRolledBackImages(graph: WorkspaceGraph, facts: ClusterFacts | undefined): readonly RolledBackImage[] {
  if (facts === undefined) return [];
  const hide = secretHider(graph) ?? ((text: string) => text);
  return findRolledBackImages(clustersInView(graph, facts), facts, {}).flatMap(({ data, span }) => {
    if (!isRolledBackData(data)) return [];
    const { canary, desired, serving } = data;
    return [{ canary, desired: hide(desired), serving: hide(serving), place: { uri: span.file.uri, range: rangeOfSpan(span) } }];
  });
}
