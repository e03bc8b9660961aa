/** Keeps the workspace as of Git revisions: one repository at a revision, or all at their last commits. */
import { findCommit, readRevision } from '../files/gitRevision.ts';
import { fsPathOfUri } from '../files/uris.ts';
import type { Repository } from '../graph/graph.ts';
import { dropOldest } from '../text/dropOldest.ts';
import { Session, type Snapshot } from '../workspace/session.ts';

/** Revisions that are kept open; the least recently used go first. */
const kept = 4;
/** The revision that every repository has of its own: at it, all of them are shown as last committed. */
export const headRevision = 'HEAD';

/** Some repositories as of commits, together with the rest of the workspace as it was then. */
interface KnownRevision {
  readonly trees: ReadonlyMap<string, Repository['tree']>;
  readonly basis: Snapshot;
  readonly shown: Snapshot;
}

/** Snapshots of revisions. */
export class Revisions {
  readonly #known = new Map<string, KnownRevision>();
  /** The key of the last commits: once there are others, nobody asks for these again. */
  #headKey: string | undefined;

  /** The workspace with the repository that holds `uri` as of a revision; at `HEAD` the others too, as far as they have one. The reason in words where Git cannot give it. */
  async at(snapshot: Snapshot, uri: string, revision: string): Promise<Snapshot | string> {
    const repository = snapshot.repositoryOf(uri)?.repository;
    if (repository === undefined) return 'This repository is not open.';
    const own = await findCommit(fsPathOfUri(repository.rootUri), revision);
    if ('error' in own) return own.error;
    const commits = new Map([[repository.rootUri, own.commit]]);
    if (revision !== headRevision) return this.#show(snapshot, commits);
    await this.#addHeads(snapshot, commits);
    return this.#showHeads(snapshot, commits);
  }

  /** The workspace as last committed; a repository without a commit stays as it is. */
  async heads(snapshot: Snapshot): Promise<Snapshot | string> {
    const commits = new Map<string, string>();
    const why = await this.#addHeads(snapshot, commits);
    return commits.size === 0 ? why : this.#showHeads(snapshot, commits);
  }

  /** Answers why the last one without a commit has none. */
  async #addHeads(snapshot: Snapshot, commits: Map<string, string>): Promise<string> {
    let why = 'No repository is open.';
    for (const { rootUri } of snapshot.repositories) {
      if (commits.has(rootUri)) continue;
      const found = await findCommit(fsPathOfUri(rootUri), headRevision);
      if ('error' in found) why = found.error;
      else commits.set(rootUri, found.commit);
    }
    return why;
  }

  async #showHeads(snapshot: Snapshot, commits: ReadonlyMap<string, string>): Promise<Snapshot | string> {
    const key = keyOf(commits);
    if (this.#headKey !== undefined && this.#headKey !== key) this.#known.delete(this.#headKey);
    this.#headKey = key;
    return this.#show(snapshot, commits);
  }

  async #show(snapshot: Snapshot, commits: ReadonlyMap<string, string>): Promise<Snapshot | string> {
    const key = keyOf(commits);
    const known = this.#known.get(key);
    this.#known.delete(key);
    if (known !== undefined && isSameBeside(commits, known.basis, snapshot)) {
      this.#known.set(key, known);
      return known.shown;
    }
    const trees = known?.trees ?? (await readTrees(commits));
    if (typeof trees === 'string') return trees;
    const session = new Session(snapshot.settings);
    for (const repository of snapshot.repositories) session.openTree({ ...repository, tree: trees.get(repository.rootUri) ?? repository.tree });
    this.#known.set(key, { trees, basis: snapshot, shown: session.snapshot });
    dropOldest(this.#known, kept);
    return session.snapshot;
  }
}

function keyOf(commits: ReadonlyMap<string, string>): string {
  return [...commits].map(([rootUri, commit]) => `${rootUri}#${commit}`).sort().join(' ');
}

async function readTrees(commits: ReadonlyMap<string, string>): Promise<ReadonlyMap<string, Repository['tree']> | string> {
  const trees = new Map<string, Repository['tree']>();
  for (const [rootUri, commit] of commits) {
    const read = await readRevision(fsPathOfUri(rootUri), rootUri, commit);
    if ('error' in read) return read.error;
    trees.set(rootUri, read.tree);
  }
  return trees;
}

/** Whether two snapshots differ at most in the files of some repositories: the others may hold what these render. */
function isSameBeside(commits: ReadonlyMap<string, string>, before: Snapshot, after: Snapshot): boolean {
  const beside = ({ repositories }: Snapshot): readonly unknown[] => repositories.map((one) => (commits.has(one.rootUri) ? one.remotes : one));
  const [old, present] = [beside(before), beside(after)];
  return before.settings === after.settings && old.length === present.length && old.every((one, index) => one === present[index]);
}
