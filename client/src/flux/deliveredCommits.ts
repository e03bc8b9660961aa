// Which commits of the connected cluster can be commits of one repository: asking Git about others costs two processes each and finds nothing. Pure.
import { commitOfRevision } from '../../../server/src/flux/revision.ts';
import { printObjectId, type ObjectId } from '../../../server/src/protocol/objectId.ts';
import type { LiveFluxKustomization } from '../cluster/objects/fluxKustomization.ts';
import type { LiveFluxSource } from '../cluster/objects/fluxSource.ts';

/** What is looked at of the cluster. */
export interface DeliveredObjects {
  readonly kustomizations: readonly Pick<LiveFluxKustomization, 'source' | 'lastAppliedRevision'>[];
  readonly sources: readonly Pick<LiveFluxSource, 'sourceKind' | 'namespace' | 'name' | 'revision'>[];
}

/** The full hashes that the given sources have fetched, and that was applied of them, each once. */
export function commitsOfSources({ kustomizations, sources }: DeliveredObjects, delivering: readonly ObjectId[]): readonly string[] {
  const ids = new Set(delivering.map(printObjectId));
  const applied = kustomizations.filter(({ source: { kind, namespace, name } }) => ids.has(printObjectId({ kind, namespace, name }))).map(({ lastAppliedRevision }) => lastAppliedRevision);
  const fetched = sources.filter(({ sourceKind, namespace, name }) => ids.has(printObjectId({ kind: sourceKind, namespace, name }))).map(({ revision }) => revision);
  return distinctCommits([...applied, ...fetched]);
}

/** All commits of the cluster, to know whether any has changed. */
export function commitsOfCluster({ kustomizations, sources }: DeliveredObjects): readonly string[] {
  return distinctCommits([...kustomizations.map(({ lastAppliedRevision }) => lastAppliedRevision), ...sources.map(({ revision }) => revision)]);
}

function distinctCommits(revisions: readonly string[]): readonly string[] {
  return [...new Set(revisions)].map(commitOfRevision).filter((commit, index, all) => commit !== '' && all.indexOf(commit) === index).sort();
}
