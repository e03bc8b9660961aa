// Reads of a repository what the language server is told: HEAD, what differs from it, and how it relates to the commits that the cluster has.
import type { CommitRelation, GitRepositoryFacts } from '../../../server/src/protocol/gitFacts.ts';
import type { GitRepository } from './gitExtension.ts';
import { historyOf } from './repositoryHistory.ts';

/** More paths than this help nobody. */
const mostPaths = 1000;
/** Answers that are remembered, over all repositories: more than one round asks for, or each round would forget what the next one needs. */
const mostRemembered = 2000;

/** A commit that is not in the clone is asked for again after this time, or as soon as HEAD or its upstream has moved: a fetch of another branch moves neither. Milliseconds. */
const unknownForMs = 60_000;

/** Files as this reader needs them. */
type Paths = readonly { readonly uri: { toString(): string } }[];

/** The part of a repository that is read. */
export interface FactsRepository {
  readonly rootUri: { toString(): string };
  readonly state: Pick<GitRepository['state'], 'HEAD'> & { readonly workingTreeChanges: Paths; readonly indexChanges: Paths; readonly mergeChanges: Paths; readonly untrackedChanges?: Paths };
  readonly log: GitRepository['log'];
}

/** Reads facts, and asks Git only once how two commits relate: that never changes. Each question is a process of Git, so that they are asked one after the other. */
export class RepositoryFactsReader {
  readonly #relations = new Map<string, Promise<CommitRelation | undefined>>();
  /** When commits were last not found, by repository, commit and where HEAD and its upstream stood. */
  readonly #missing = new Map<string, number>();
  readonly #now: () => number;

  /** `now`: milliseconds. */
  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** The facts of one repository. `commits`: full hashes of what the cluster has. */
  async read(repository: FactsRepository, commits: readonly string[]): Promise<GitRepositoryFacts> {
    const { HEAD, workingTreeChanges, indexChanges, mergeChanges, untrackedChanges } = repository.state;
    const rootUri = repository.rootUri.toString();
    const head = HEAD?.commit ?? '';
    const changed = [...workingTreeChanges, ...indexChanges, ...mergeChanges, ...(untrackedChanges ?? [])].map(({ uri }) => uri.toString());
    const paths = [...new Set(changed)].filter((uri) => uri.startsWith(`${rootUri}/`)).map((uri) => decodeURIComponent(uri.slice(rootUri.length + 1)));
    const relations: CommitRelation[] = [];
    for (const commit of head === '' ? [] : commits.filter((one) => one !== head)) {
      const relation = await this.#relate(repository, head, commit);
      if (relation !== undefined) relations.push(relation);
    }
    return { rootUri, head, branch: HEAD?.name ?? '', unpushed: HEAD?.ahead ?? 0, uncommitted: paths.slice(0, mostPaths).sort(), relations };
  }

  #relate(repository: FactsRepository, head: string, commit: string): Promise<CommitRelation | undefined> {
    const key = `${repository.rootUri.toString()} ${head} ${commit}`;
    const known = this.#relations.get(key);
    if (known !== undefined) return known;
    const { HEAD } = repository.state;
    const missing = JSON.stringify([key, HEAD?.upstream, HEAD?.ahead, HEAD?.behind]);
    if (this.#now() - (this.#missing.get(missing) ?? -Infinity) < unknownForMs) return Promise.resolve(undefined);
    const asked = relate(repository, head, commit).then((relation) => {
      // A commit that is not here may come with the next fetch.
      if (relation === undefined) {
        this.#relations.delete(key);
        remember(this.#missing, missing, this.#now());
      }
      return relation;
    });
    remember(this.#relations, key, asked);
    return asked;
  }
}

function remember<Value>(map: Map<string, Value>, key: string, value: Value): void {
  map.set(key, value);
  for (const oldest of map.keys()) if (map.size > mostRemembered) map.delete(oldest);
}

async function relate(repository: FactsRepository, head: string, commit: string): Promise<CommitRelation | undefined> {
  const history = historyOf(repository);
  const ahead = await history.countCommits(commit, head);
  const behind = ahead === undefined ? undefined : await history.countCommits(head, commit);
  return ahead === undefined || behind === undefined ? undefined : { commit, ahead, behind };
}
