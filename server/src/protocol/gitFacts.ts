/** What the client's Git tells the server about the open repositories: where HEAD stands, and how that relates to what the cluster has. Types. */
import type { NotificationName } from './requests.ts';

/** How HEAD and a commit of the cluster relate. */
export interface CommitRelation {
  /** Full hash of the commit that the cluster has. */
  readonly commit: string;
  /** Commits that HEAD has and that one has not. */
  readonly ahead: number;
  /** Commits that that one has and HEAD has not. */
  readonly behind: number;
}

/** One repository. */
export interface GitRepositoryFacts {
  readonly rootUri: string;
  /** Full hash of HEAD; empty where there is no commit yet. */
  readonly head: string;
  /** The branch that is checked out; empty on a detached HEAD. */
  readonly branch: string;
  /** Commits of HEAD that its upstream has not. */
  readonly unpushed: number;
  /** Paths in the repository of files that differ from HEAD, new ones included. */
  readonly uncommitted: readonly string[];
  /** Only of commits that this clone knows. */
  readonly relations: readonly CommitRelation[];
}

/** Replaces everything the server knew about the repositories; empty while nothing is connected. */
export const gitFactsNotification: NotificationName<{ readonly repositories: readonly GitRepositoryFacts[] }> = { method: 'flightdeck/gitFacts' };
