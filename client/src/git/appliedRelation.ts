// How the workspace's HEAD and the revision that the cluster has applied stand to each other. Git itself is behind a small interface.
import { branchOfRevision, commitOfRevision } from '../../../server/src/flux/revision.ts';

/** What is asked of Git about one repository. Every answer may be undefined: the commit may not be known here. */
export interface CommitHistory {
  /** The commit that HEAD points to. */
  head(): Promise<string | undefined>;
  /** The branch that is checked out; undefined on a detached HEAD. */
  branch(): Promise<string | undefined>;
  /** Number of commits that `to` has and `from` has not; undefined when one of them is not known locally. */
  countCommits(from: string, to: string): Promise<number | undefined>;
}

/** HEAD against the applied commit. */
export type AppliedRelation =
  | { readonly type: 'same'; readonly head: string }
  /** HEAD has commits that are not applied yet. */
  | { readonly type: 'behind'; readonly head: string; readonly applied: string; readonly commits: number }
  /** The cluster has commits that are not here yet: pull. */
  | { readonly type: 'ahead'; readonly head: string; readonly applied: string; readonly commits: number }
  | { readonly type: 'diverged'; readonly head: string; readonly applied: string; readonly here: number; readonly there: number }
  /** The source follows another branch than the one checked out. */
  | { readonly type: 'otherBranch'; readonly head: string; readonly applied: string; readonly branch: string; readonly followed: string }
  /** No Git commit is applied, HEAD is not known, or the applied commit is not in this clone. */
  | { readonly type: 'unknown'; readonly reason: 'nothingApplied' | 'noCommit' | 'noHead' | 'commitNotHere'; readonly applied: string };

/** Compares. `appliedRevision` is Flux's string, for example `main@sha1:…`. */
export async function compareWithApplied(history: CommitHistory, appliedRevision: string): Promise<AppliedRelation> {
  if (appliedRevision === '') return { type: 'unknown', reason: 'nothingApplied', applied: '' };
  const applied = commitOfRevision(appliedRevision);
  if (applied === '') return { type: 'unknown', reason: 'noCommit', applied: '' };
  const [head, branch] = await Promise.all([history.head(), history.branch()]);
  if (head === undefined) return { type: 'unknown', reason: 'noHead', applied };
  if (head === applied) return { type: 'same', head };
  const followed = branchOfRevision(appliedRevision);
  if (branch !== undefined && followed !== undefined && followed !== branch) return { type: 'otherBranch', head, applied, branch, followed };
  const [here, there] = await Promise.all([history.countCommits(applied, head), history.countCommits(head, applied)]);
  if (here === undefined || there === undefined) return { type: 'unknown', reason: 'commitNotHere', applied };
  if (here > 0 && there > 0) return { type: 'diverged', head, applied, here, there };
  return here > 0 ? { type: 'behind', head, applied, commits: here } : { type: 'ahead', head, applied, commits: there };
}
