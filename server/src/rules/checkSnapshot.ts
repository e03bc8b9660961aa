/** All findings of a snapshot: the rules on what stands in files, and what only the connected cluster can tell. */
import type { ClusterFacts } from '../protocol/clusterFacts.ts';
import { namesSchema } from '../schemas/modelines.ts';
import { runToEnd, type Steps } from '../text/steps.ts';
import type { Snapshot } from '../workspace/session.ts';
import { workspaceSteps } from './checkWorkspace.ts';
import { allRules } from './index.ts';
import { applyRepositoryConfig } from './repositoryConfig.ts';
import { findLive } from './cluster/liveFindings.ts';
import { findGuarded } from './cluster/guard.ts';
import { findUnlikeCluster } from './cluster/unlikeCluster.ts';
import { hideSecrets, hideSecretsInList } from './hideSecrets.ts';
import type { Finding } from './rule.ts';
import type { RuleCache } from './ruleCache.ts';
import { isSilenced } from './suppressions.ts';

/** What a check needs beside the snapshot. */
export interface CheckContext {
  readonly cache: RuleCache;
  /** What the client sees in the cluster; `undefined` when nothing is connected. */
  readonly facts: ClusterFacts | undefined;
  /** URIs of the files that are open: only they are judged by what the connected cluster serves. */
  readonly open?: readonly string[];
  /** Gets one line for each rule that threw. */
  readonly log: (message: string) => void;
}

/** Findings by file URI, in the order of the text; files without any are left out. */
export function checkSnapshot(snapshot: Snapshot, context: CheckContext): ReadonlyMap<string, readonly Finding[]> {
  return runToEnd(checkSteps(snapshot, context));
}

/** The same step by step, for whoever has other things to do in between, or may lose interest. */
export function* checkSteps(snapshot: Snapshot, context: CheckContext): Steps<ReadonlyMap<string, readonly Finding[]>> {
  const judged = hideSecrets(yield* workspaceSteps(snapshot, context.cache, context.log), snapshot.graph);
  const found = snapshot.settings.redHatYamlValidates === true ? withoutModelined(judged) : judged;
  const { facts } = context;
  const { graph, settings } = snapshot;
  const live = facts === undefined ? [] : hideSecretsInList([...findGuarded(graph, facts, settings.rules), ...findLive({ graph, facts, levels: settings.rules, judged })], graph);
  const unlike = findUnlikeCluster(snapshot, context.open ?? [], context.cache, context.log);
  const told = [...live, ...unlike].filter((finding) => !isSilenced(finding));
  if (told.length === 0) return found;
  const merged = new Map(found);
  for (const finding of told) {
    const { uri } = finding.span.file;
    merged.set(uri, [...(merged.get(uri) ?? []), finding].sort((a, b) => a.span.start - b.span.start));
  }
  return applyRepositoryConfig(merged, snapshot, allRules);
}

/** Findings without those on the structure of documents that name a schema for the extension beside: it speaks of them. */
function withoutModelined(found: ReadonlyMap<string, readonly Finding[]>): ReadonlyMap<string, readonly Finding[]> {
  const kept = [...found].map(([uri, findings]) => [uri, findings.filter(({ rule, span }) => !rule.startsWith('schema/') || !namesSchema(span.file, span.start))] as const);
  return new Map(kept.filter(([, findings]) => findings.length > 0));
}
