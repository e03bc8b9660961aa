/**
 * The gotcha of Flagger: a failed rollout is rolled back in the cluster while Git still asks for the version that failed.
 * Puts a warning on the very scalar that the image comes from.
 */
import { compareImages } from '../../flagger/imageReferences.ts';
import type { ClusterGraph } from '../../graph/graph.ts';
import type { CanaryFacts, ClusterFacts } from '../../protocol/clusterFacts.ts';
import type { Finding, Severity } from '../rule.ts';
import { findImageWritings } from './imageWriting.ts';

/** Id of the finding: the diagnostic's code and the key in the settings. */
export const rolledBackRule = 'canary/rolled-back';

/** What views and the quick fix need. */
export interface RolledBackData {
  /** The text to put in place of the span; absent where no single text does it. */
  readonly replacement?: string;
  readonly serving: string;
  readonly desired: string;
  readonly canary: { readonly namespace: string; readonly name: string };
}

/** A finding for each image line, in the clusters in view, that holds the version of a failed rollout. Facts that are not live say nothing. */
export function findRolledBackImages(clusters: readonly ClusterGraph[], facts: ClusterFacts, levels: Readonly<Record<string, Severity | 'off'>>): readonly Finding[] {
  const level = levels[rolledBackRule];
  if (level === 'off' || facts.connection === 'none') return [];
  const failed = facts.canaries.filter(({ phase }) => phase === 'Failed');
  return oncePerPlace(failed.flatMap((canary) => clusters.flatMap((cluster) => judgeCanary(cluster, canary, level ?? 'warning'))));
}

/** The findings without those on a place that has one already: clusters of one repository share files. */
export function oncePerPlace(findings: readonly Finding[]): readonly Finding[] {
  const seen = new Set<string>();
  return findings.filter(({ span }) => {
    const key = `${span.file.uri}:${span.start}`;
    return !seen.has(key) && seen.add(key);
  });
}

function judgeCanary(cluster: ClusterGraph, canary: CanaryFacts, severity: Severity): readonly Finding[] {
  const { namespace, name, primaryImages = {}, canaryImages = {} } = canary;
  return findImageWritings(cluster, canary).flatMap(({ container, image, span, textFor }) => {
    const serving = primaryImages[container];
    const failed = canaryImages[container];
    // Only the very version that failed is at fault: Git may have moved on since, or somebody has rolled back by hand.
    if (serving === undefined || failed === undefined || compareImages(image, serving) !== 'different' || compareImages(image, failed) !== 'same') return [];
    const reason = canary.failureReason === '' ? 'the rollout failed' : `the rollout failed (${canary.failureReason})`;
    const replacement = textFor(serving);
    const data: RolledBackData = { ...(replacement === undefined ? {} : { replacement }), serving, desired: image, canary: { namespace, name } };
    return [{ rule: rolledBackRule, severity, span, message: `Git says \`${image}\`, the cluster serves \`${serving}\`: ${reason}`, related: [], data }];
  });
}
