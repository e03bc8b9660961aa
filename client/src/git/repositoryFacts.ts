// Reads of a repository what the language server is told: HEAD, what differs from it, and how it relates to the commits that the cluster has.
import type { CommitRelation, GitRepositoryFacts } from '../../../server/src/protocol/gitFacts.ts';
import type { GitRepository } from './gitExtension.ts';
import { historyOf } from './repositoryHistory.ts';

/** More paths than this help nobody. */
const mostPaths = 1000;
/** Relations that are remembered for each repository. */
const mostRemembered = 200;

/** Files as this reader needs them. */
type Paths = readonly { readonly uri: { toString(): string } }[];

/** The part of a repository that is read. */
export interface FactsRepository {
  readonly rootUri: { toString(): string };
  readonly state: Pick<GitRepository['state'], 'HEAD'> & { readonly workingTreeChanges: Paths; readonly indexChanges: Paths; readonly mergeChanges: Paths; readonly untrackedChanges?: Paths };
  readonly log: GitRepository['log'];
}

/** Reads facts, and asks Git only once how two commits relate: that never changes. */
export class RepositoryFactsReader {
  readonly #relations = new Map<string, Promise<CommitRelation | undefined>>();

  /** The facts of one repository. `commits`: full hashes of what the cluster has. */
  async read(repository: FactsRepository, commits: readonly string[]): Promise<GitRepositoryFacts> {
    const { HEAD, workingTreeChanges, indexChanges, mergeChanges, untrackedChanges } = repository.state;
    const rootUri = repository.rootUri.toString();
    const head = HEAD?.commit ?? '';
    const changed = [...workingTreeChanges, ...indexChanges, ...mergeChanges, ...(untrackedChanges ?? [])].map(({ uri }) => uri.toString());
    const paths = [...new Set(changed)].filter((uri) => uri.startsWith(`${rootUri}/`)).map((uri) => decodeURIComponent(uri.slice(rootUri.length + 1)));
    const relations = head === '' ? [] : await Promise.all(commits.filter((commit) => commit !== head).map((commit) => this.#relate(repository, head, commit)));
    return { rootUri, head, branch: HEAD?.name ?? '', unpushed: HEAD?.ahead ?? 0, uncommitted: paths.slice(0, mostPaths).sort(), relations: relations.filter((relation) => relation !== undefined) };
  }

  #relate(repository: FactsRepository, head: string, commit: string): Promise<CommitRelation | undefined> {
    const key = `${repository.rootUri.toString()} ${head} ${commit}`;
    const known = this.#relations.get(key);
    if (known !== undefined) return known;
    const asked = relate(repository, head, commit).then((relation) => {
      // A commit that is not here may come with the next fetch.
      if (relation === undefined) this.#relations.delete(key);
      return relation;
    });
    this.#relations.set(key, asked);
    for (const oldest of this.#relations.keys()) if (this.#relations.size > mostRemembered) this.#relations.delete(oldest);
    return asked;
  }
}

async function relate(repository: FactsRepository, head: string, commit: string): Promise<CommitRelation | undefined> {
  const history = historyOf(repository);
  const [ahead, behind] = await Promise.all([history.countCommits(commit, head), history.countCommits(head, commit)]);
  return ahead === undefined || behind === undefined ? undefined : { commit, ahead, behind };
}
