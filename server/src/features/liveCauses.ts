/** On which lines live Flux objects failed or wait: for the views that speak of the objects, whatever the settings say about the findings. */
import type { WorkspaceGraph } from '../graph/graph.ts';
import type { ClusterFacts } from '../protocol/clusterFacts.ts';
import type { LiveCause } from '../protocol/requests.ts';
import { findLive, type LiveData } from '../rules/cluster/liveFindings.ts';
import type { Finding } from '../rules/rule.ts';
import { rangeOfSpan } from '../text/textFile.ts';

/** One entry for each object and place; none without facts. `judged` is what the rules found in the files. */
export function listLiveCauses(graph: WorkspaceGraph, facts: ClusterFacts | undefined, judged: ReadonlyMap<string, readonly Finding[]>): readonly LiveCause[] {
  if (facts === undefined) return [];
  return findLive({ graph, facts, levels: {}, judged }).flatMap(({ data, span }) => (isLiveData(data) ? [{ ...data, place: { uri: span.file.uri, range: rangeOfSpan(span) } }] : []));
}

function isLiveData(data: unknown): data is LiveData {
  return typeof data === 'object' && data !== null && 'object' in data && 'state' in data;
}
