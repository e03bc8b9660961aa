/** What the facts about the connected cluster say on the lines of a Canary and its images. */
import type { WorkspaceGraph } from '../../graph/graph.ts';
import type { ClusterFacts } from '../../protocol/clusterFacts.ts';
import type { Finding, Severity } from '../rule.ts';
import { findCannotStart } from './cannotStart.ts';
import { clustersInView } from './clustersInView.ts';
import { findGitAhead } from './gitAhead.ts';
import { findRolledBackImages } from './rolledBackImages.ts';

/** All of it. */
export function findGuarded(graph: WorkspaceGraph, facts: ClusterFacts, levels: Readonly<Record<string, Severity | 'off'>>): readonly Finding[] {
  const clusters = clustersInView(graph, facts);
  return [...findRolledBackImages(clusters, facts, levels), ...findGitAhead(clusters, facts, levels), ...findCannotStart(clusters, facts, levels)];
}
