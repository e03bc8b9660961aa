/** Says on the line of a Flux object how the files in front of the user relate to what the cluster has of them: fetched, applied, uncommitted, unpushed, another branch. */
import { ageWords } from '../flagger/ageWords.ts';
import { branchOfRevision, commitOfRevision, shortRevision } from '../flux/revision.ts';
import type { ClusterGraph, Delivery } from '../graph/graph.ts';
import type { FluxSourceFacts } from '../protocol/clusterFacts.ts';
import type { GitRepositoryFacts } from '../protocol/gitFacts.ts';

/** What the words are made from. */
export interface GitLensInput {
  readonly repository: GitRepositoryFacts;
  /** The Kustomization's last applied revision, verbatim; undefined for a source. */
  readonly applied: string | undefined;
  /** The source as the cluster has it; undefined where it has none. */
  readonly source: FluxSourceFacts | undefined;
  /** Files that the object is made of and that differ from HEAD. */
  readonly uncommitted: number;
  /** Milliseconds. */
  readonly now: number;
}

/** What is to be said, and whether fetching and applying would change it. */
export interface GitLensWords {
  readonly words: string;
  readonly reconcileHelps: boolean;
}

/** The words; undefined where HEAD is what the cluster has, or nothing can be told. */
export function describeGitRelation(input: GitLensInput): GitLensWords | undefined {
  const commits = describeCommits(input);
  const edits = input.uncommitted === 0 ? '' : `${input.uncommitted} uncommitted ${input.uncommitted === 1 ? 'file' : 'files'}`;
  const words = [commits?.words ?? '', edits].filter((part) => part !== '').join(' · ');
  return words === '' ? undefined : { words, reconcileHelps: commits?.reconcileHelps === true };
}

function describeCommits({ repository, applied, source, now }: GitLensInput): GitLensWords | undefined {
  const { head, branch, unpushed } = repository;
  const held = applied ?? source?.revision ?? '';
  const commit = commitOfRevision(held);
  if (head === '' || commit === '' || commit === head) return undefined;
  const followed = branchOfRevision(held);
  if (branch !== '' && followed !== undefined && followed !== branch) return { words: `the cluster follows ${followed}, you are on ${branch}`, reconcileHelps: false };
  const relation = repository.relations.find((one) => one.commit === commit);
  if (relation === undefined) return { words: `the cluster has ${commit.slice(0, 7)}, which is not in this clone: fetch`, reconcileHelps: false };
  if (relation.ahead === 0) return { words: `the cluster has ${counted(relation.behind)} that ${relation.behind === 1 ? 'is' : 'are'} not here: pull`, reconcileHelps: false };
  const pull = relation.behind === 0 ? '' : `, and the cluster has ${counted(relation.behind)} that HEAD has not`;
  // What is on top of HEAD and not pushed cannot be seen by Flux.
  if (unpushed >= relation.ahead) return { words: `your HEAD ${head.slice(0, 7)} is not pushed${pull}`, reconcileHelps: false };
  const some = unpushed === 0 ? '' : `, ${counted(unpushed)} not pushed`;
  return { words: `your HEAD ${head.slice(0, 7)} is not ${applied === undefined ? 'fetched' : 'applied'} yet${applied === undefined ? '' : fetchedWords(source, head, now)}${some}${pull}`, reconcileHelps: true };
}

/** ` (source fetched 02fae5b, 6 min ago)`, or that the source has HEAD already. */
function fetchedWords(source: FluxSourceFacts | undefined, head: string, now: number): string {
  if (source === undefined || source.revision === '') return '';
  const age = ageWords(source.fetchedAt, now);
  const when = age === '' ? '' : `, ${age}`;
  return commitOfRevision(source.revision) === head ? ` (the source has it${when})` : ` (source fetched ${shortCommit(source.revision)}${when})`;
}

function shortCommit(revision: string): string {
  return commitOfRevision(revision).slice(0, 7) || shortRevision(revision);
}

function counted(commits: number): string {
  return `${commits} commit${commits === 1 ? '' : 's'}`;
}

/** How many files that a Kustomization is made of differ from HEAD, its own among them. */
export function countUncommitted(delivery: Delivery, { uncommitted, rootUri }: GitRepositoryFacts): number {
  const { source, build, kustomization } = delivery;
  if (uncommitted.length === 0 || source.state !== 'local' || source.artifact.repository.rootUri !== rootUri) return 0;
  const { artifact } = source;
  const own = kustomization.root.file.uri;
  const reads = build?.reads ?? new Set<string>();
  const prefix = artifact.root === '' ? '' : `${artifact.root}/`;
  return uncommitted.filter((path) => `${rootUri}/${path}` === own || (path.startsWith(prefix) && reads.has(path.slice(prefix.length)))).length;
}

/** The repository that a Flux Kustomization or a source takes its files from; undefined where they are not here. */
export function repositoryUriOf(cluster: ClusterGraph, id: string): string | undefined {
  const own = cluster.deliveries.get(id)?.source;
  if (own !== undefined) return own.state === 'local' ? own.artifact.repository.rootUri : undefined;
  for (const { source } of cluster.deliveries.values()) if (source.state === 'local' && source.node?.id === id) return source.artifact.repository.rootUri;
  return undefined;
}
