/**
 * The gotcha of Flagger: a failed rollout is rolled back in the cluster while Git still asks for the version that failed.
 * Puts a warning on the very scalar that the image comes from.
 */
import { compareImages } from '../../flagger/imageReferences.ts';
import type { ClusterGraph } from '../../graph/graph.ts';
import type { CanaryFacts, ClusterFacts } from '../../protocol/clusterFacts.ts';
import type { Span } from '../../text/textFile.ts';
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
  /** The chart to go back to, where the replacement is the version of a chart: `web 1.0.0`. */
  readonly chart?: string;
}

/** A finding for each image line, in the clusters in view, that holds the version of a failed rollout. Facts that are not live say nothing. */
export function findRolledBackImages(clusters: readonly ClusterGraph[], facts: ClusterFacts, levels: Readonly<Record<string, Severity | 'off'>>): readonly Finding[] {
  const level = levels[rolledBackRule];
  if (level === 'off' || facts.connection === 'none') return [];
  const failed = facts.canaries.filter(({ phase }) => phase === 'Failed');
  return oncePerPlace(failed.flatMap((canary) => clusters.flatMap((cluster) => judgeCanary(cluster, canary)))).map((judged) => ({ rule: rolledBackRule, severity: level ?? 'warning', related: [], ...judged }));
}

/** The findings without those on a place that has one already: clusters of one repository share files. */
export function oncePerPlace<Placed extends { readonly span: Span }>(findings: readonly Placed[]): readonly Placed[] {
  const seen = new Set<string>();
  return findings.filter(({ span }) => {
    const key = `${span.file.uri}:${span.start}`;
    return !seen.has(key) && seen.add(key);
  });
}

/** A place where the files hold the version that serves, while the target in the cluster still has the one whose rollout failed. */
export interface PutBack {
  readonly canary: { readonly namespace: string; readonly name: string };
  readonly span: Span;
  readonly failed: string;
  readonly serving: string;
}

/** The places of Canaries whose failed version is nowhere in the files any more. */
export function findPutBack(clusters: readonly ClusterGraph[], facts: ClusterFacts): readonly PutBack[] {
  if (facts.connection === 'none') return [];
  const failed = facts.canaries.filter((canary) => canary.phase === 'Failed' && clusters.every((cluster) => judgeCanary(cluster, canary).length === 0));
  return oncePerPlace(failed.flatMap((canary) => clusters.flatMap((cluster) => putBackIn(cluster, canary))));
}

function putBackIn(cluster: ClusterGraph, canary: CanaryFacts): readonly PutBack[] {
  const { namespace, name, primaryImages = {}, canaryImages = {} } = canary;
  // Values and versions of a chart are found by the image that they make, so the one that serves is asked for as if it were the new one.
  return findImageWritings(cluster, { ...canary, canaryImages: primaryImages, primaryImages: canaryImages, ...turnedBack(canary) }).flatMap(({ container, image, span }) => {
    const serving = primaryImages[container];
    const failed = canaryImages[container];
    if (serving === undefined || failed === undefined || compareImages(failed, serving) !== 'different' || compareImages(image, serving) !== 'same') return [];
    return [{ canary: { namespace, name }, span, failed, serving }];
  });
}

function turnedBack({ targetRelease }: CanaryFacts): Pick<CanaryFacts, 'targetRelease'> {
  const chart = targetRelease?.chart;
  return targetRelease === undefined || chart === undefined ? {} : { targetRelease: { ...targetRelease, chart: { ...chart, newest: chart.previous, previous: chart.newest } } };
}

/** What was found, by cluster and Canary: findings, views and the look for what needs no fix any more ask for the same after each change. */
const judged = new WeakMap<ClusterGraph, WeakMap<CanaryFacts, readonly Judged[]>>();

type Judged = Pick<Finding, 'span' | 'message' | 'data'>;

function judgeCanary(cluster: ClusterGraph, canary: CanaryFacts): readonly Judged[] {
  const ofCluster = judged.get(cluster) ?? new WeakMap<CanaryFacts, readonly Judged[]>();
  judged.set(cluster, ofCluster);
  let found = ofCluster.get(canary);
  if (found === undefined) ofCluster.set(canary, (found = readCanary(cluster, canary)));
  return found;
}

function readCanary(cluster: ClusterGraph, canary: CanaryFacts): readonly Judged[] {
  const { namespace, name, primaryImages = {}, canaryImages = {} } = canary;
  return findImageWritings(cluster, canary).flatMap(({ container, image, span, textFor, chart }) => {
    const serving = primaryImages[container];
    const failed = canaryImages[container];
    // Only the very version that failed is at fault: Git may have moved on since, or somebody has rolled back by hand.
    if (serving === undefined || failed === undefined || compareImages(image, serving) !== 'different' || compareImages(image, failed) !== 'same') return [];
    const reason = canary.failureReason === '' ? 'the rollout failed' : `the rollout failed (${canary.failureReason})`;
    const replacement = textFor(serving);
    const data: RolledBackData = { ...(replacement === undefined ? {} : { replacement }), serving, desired: image, canary: { namespace, name }, ...(chart === undefined ? {} : { chart: chart.previous }) };
    const says = chart === undefined ? `Git says \`${image}\`` : `chart \`${chart.name}\` brings \`${image}\``;
    return [{ span, message: `${says}, the cluster serves \`${serving}\`: ${reason}`, data }];
  });
}
