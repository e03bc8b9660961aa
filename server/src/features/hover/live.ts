/** What the cluster last said of an object, in one line of a hover. */
import { shortRevision, shortenRevisions } from '../../flux/revision.ts';
import type { ClusterFacts, FluxKustomizationFacts, FluxSourceFacts, HelmReleaseFacts, ReadyState } from '../../protocol/clusterFacts.ts';
import { escapeMarkdown } from '../../protocol/markdownText.ts';
import type { ObjectId } from '../../protocol/objectId.ts';

/** What is known of a live object. */
export type LiveFacts = FluxKustomizationFacts | FluxSourceFacts | HelmReleaseFacts;

const signs: Readonly<Record<ReadyState, string>> = {
  ready: '$(pass-filled) Ready',
  reconciling: '$(sync) Reconciling',
  waiting: '$(watch) Waiting',
  failed: '$(error) Failed',
  stalled: '$(circle-slash) Stalled',
  suspended: '$(debug-pause) Suspended',
  unknown: '$(question) Unknown',
};

/** The facts of an object; `undefined` without a connection and for objects that the cluster does not have. */
export function findFacts(facts: ClusterFacts | undefined, object: ObjectId): LiveFacts | undefined {
  if (facts === undefined || facts.connection === 'none') return undefined;
  const same = ({ namespace, name }: { readonly namespace: string; readonly name: string }): boolean => name === object.name && namespace === object.namespace;
  if (object.kind === 'Kustomization') return facts.kustomizations.find(same);
  if (object.kind === 'HelmRelease') return facts.helmReleases.find(same);
  return facts.sources.find((source) => source.kind === object.kind && same(source));
}

/** `Ready · main@02fae5b · fetched 2026-11-23 14:02 UTC`, with the connection's age where it is lost; empty where nothing is known. */
export function liveLine(facts: ClusterFacts | undefined, object: ObjectId): readonly string[] {
  const found = findFacts(facts, object);
  if (found === undefined || facts === undefined) return [];
  const revision = 'lastAppliedRevision' in found ? found.lastAppliedRevision : 'revision' in found ? found.revision : found.chartVersion;
  const fetched = 'fetchedAt' in found && found.fetchedAt !== '' ? [`fetched ${minuteOf(found.fetchedAt)}`] : [];
  const sentence = found.state === 'ready' || found.sentence === '' ? [] : [escapeMarkdown(shortenRevisions(found.sentence.split('\n', 1)[0] ?? ''))];
  const cause = found.cause === undefined ? [] : [escapeMarkdown(shortenRevisions(found.cause.sentence))];
  const age = facts.connection === 'stale' ? [`as of ${minuteOf(facts.asOf)}`] : [];
  const where = facts.contextName === '' ? [] : [`in ${escapeMarkdown(facts.contextName)}`];
  return [[signs[found.state], ...(revision === '' ? [] : [escapeMarkdown(shortRevision(revision))]), ...fetched, ...sentence, ...cause, ...where, ...age].join(' · ')];
}

/** The sign of an object's state, with a space behind it; empty where nothing is known. */
export function liveSign(facts: ClusterFacts | undefined, object: ObjectId): string {
  const found = findFacts(facts, object);
  return found === undefined ? '' : `${signs[found.state].split(' ', 1)[0] ?? ''} `;
}

/** An RFC 3339 time to the minute. */
function minuteOf(time: string): string {
  return `${time.slice(0, 10)} ${time.slice(11, 16)} UTC`;
}
