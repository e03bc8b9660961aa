/** Says on an image line what becomes of a version that Git has and the cluster has not: it waits to be applied, or it will start an analysis anew. */
import { compareImages } from '../../flagger/imageReferences.ts';
import { phaseMeaning } from '../../flagger/phases.ts';
import type { ClusterGraph } from '../../graph/graph.ts';
import type { CanaryFacts, ClusterFacts } from '../../protocol/clusterFacts.ts';
import type { Finding, Severity } from '../rule.ts';
import { findImageWritings } from './imageWriting.ts';
import { oncePerPlace } from './rolledBackImages.ts';

/** Id of the finding. */
export const gitAheadRule = 'canary/git-ahead';

/** Phases in which a new version starts the analysis anew (Flagger: scheduler.go, hasCanaryRevisionChanged). */
const restarting: readonly string[] = ['Progressing', 'WaitingPromotion'];

/** A hint for each image line, in the clusters in view, whose version the connected one has not seen yet. Only what is live counts: old facts would call the applied unapplied. */
export function findGitAhead(clusters: readonly ClusterGraph[], facts: ClusterFacts, levels: Readonly<Record<string, Severity | 'off'>>): readonly Finding[] {
  const level = levels[gitAheadRule];
  if (level === 'off' || facts.connection !== 'live') return [];
  return oncePerPlace(facts.canaries.flatMap((canary) => clusters.flatMap((cluster) => judge(cluster, canary, level))));
}

function judge(cluster: ClusterGraph, canary: CanaryFacts, level: Severity | undefined): readonly Finding[] {
  const { primaryImages = {}, canaryImages = {}, phase } = canary;
  return findImageWritings(cluster, canary).flatMap(({ container, image, span }) => {
    const serving = primaryImages[container];
    const applied = canaryImages[container];
    if (serving === undefined || applied === undefined || compareImages(image, applied) !== 'different') return [];
    const isRunning = phaseMeaning(phase).running;
    const isRestart = restarting.includes(phase);
    const isBack = compareImages(image, serving) !== 'different';
    if (isBack && !isRunning) return [];
    const severity = level ?? (isRestart && !isBack ? 'info' : 'hint');
    return [{ rule: gitAheadRule, severity, span, message: wordsFor({ image, serving, applied, isRunning, isRestart, isBack, phase }), related: [], data: undefined }];
  });
}

interface Ahead {
  readonly image: string;
  readonly serving: string;
  readonly applied: string;
  readonly isRunning: boolean;
  readonly isRestart: boolean;
  readonly isBack: boolean;
  readonly phase: string;
}

function wordsFor({ image, serving, applied, isRunning, isRestart, isBack, phase }: Ahead): string {
  if (isBack) return `Git says \`${image}\` again while \`${applied}\` is rolled out (${phase}): once this is applied, the rollout ends with the old version`;
  if (isRestart) return `Git says \`${image}\` while \`${applied}\` is analysed: once this is applied, the analysis starts anew`;
  if (isRunning) return `Git says \`${image}\` while \`${applied}\` is rolled out (${phase}): once that is over and this is applied, a rollout of it starts`;
  if (phase === 'Failed') return `Git says \`${image}\`, the cluster still has \`${applied}\`, which failed: a rollout starts once this is applied`;
  return `Git says \`${image}\`, the cluster serves \`${serving}\`: a rollout starts once this is applied`;
}
