// Answers questions about commits out of VS Code's Git extension.
import type { CommitHistory } from './appliedRelation.ts';
import type { GitRepository } from './gitExtension.ts';

/** More commits than this are not counted one by one. */
const mostCommits = 1000;

/** The history of one open repository. */
export function historyOf(repository: Pick<GitRepository, 'log'> & { readonly state: Pick<GitRepository['state'], 'HEAD'> }): CommitHistory {
  return {
    head: () => Promise.resolve(repository.state.HEAD?.commit),
    branch: () => Promise.resolve(repository.state.HEAD?.name),
    countCommits: async (from, to) => {
      try {
        return (await repository.log({ maxEntries: mostCommits, range: `${from}..${to}` })).length;
      } catch {
        // Git refuses a range of which it does not know an end: that commit is not in this clone.
        return undefined;
      }
    },
  };
}
