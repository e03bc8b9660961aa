/** Runs every rule over a snapshot: what the language server, the command line and the tests call. */
import { isHidden } from '../graph/rawIndex.ts';
import { isKustomizeFileName } from '../manifests/kustomizeFile.ts';
import { runToEnd, type Steps } from '../text/steps.ts';
import type { TextFile } from '../text/textFile.ts';
import type { Snapshot } from '../workspace/session.ts';
import { allRules } from './index.ts';
import type { Finding } from './rule.ts';
import type { RuleCache } from './ruleCache.ts';
import { applyRepositoryConfig, withConfigProblems } from './repositoryConfig.ts';
import { ruleSteps } from './runRules.ts';

/** Findings by file URI. `cache` is the caller's, kept from one snapshot to the next; `log` gets one line for each rule that threw. */
export function checkWorkspace(snapshot: Snapshot, cache: RuleCache, log: (message: string) => void): ReadonlyMap<string, readonly Finding[]> {
  return runToEnd(workspaceSteps(snapshot, cache, log));
}

/** The same step by step, the graph first. */
export function* workspaceSteps(snapshot: Snapshot, cache: RuleCache, log: (message: string) => void): Steps<ReadonlyMap<string, readonly Finding[]>> {
  const graph = yield* snapshot.graphSteps();
  const files = snapshot.repositories.map((repository) => ({ repository, files: repository.tree.selectYamlFiles(fileToJudge) }));
  const found = yield* ruleSteps({ rules: allRules, graph, files, settings: snapshot.settings, cache, log });
  return withConfigProblems(applyRepositoryConfig(found, snapshot, allRules), snapshot, allRules);
}

/** What a file of interest writes; an `apiVersion` counts although its group is misspelt. */
const groups = /^apiVersion:.*(?:toolkit|flux|flagger)|toolkit\.fluxcd\.io|flagger\.app|kustomize\.config\.k8s\.io|flightdeck-ignore|\$imagepolicy/m;

/** A file that some rule may have a word on, without even parsing the others. Hidden folders hold drafts and other tools' files. */
function fileToJudge(file: TextFile): TextFile | undefined {
  return !isHidden(file.path) && (isKustomizeFileName(file.path) || isOfInterest(file)) ? file : undefined;
}

function isOfInterest(file: TextFile): boolean {
  return groups.test(file.text);
}
