// The revisions that a comparison offers, as rows of a pick. Pure.
import type { GitCommit, GitRef } from '../git/gitExtension.ts';
import { ageWords } from '../views/ageWords.ts';

/** A row to pick. */
export interface RevisionChoice {
  readonly label: string;
  readonly description: string;
  readonly revision: string;
}

/** A headed part of the pick. */
export interface RevisionGroup {
  readonly heading: string;
  readonly choices: readonly RevisionChoice[];
}

const icons: readonly string[] = ['git-branch', 'cloud', 'tag'];

/** Recent commits of what is checked out, then branches and tags, the newest first as they come. `now` in milliseconds. */
export function revisionGroups(commits: readonly GitCommit[], refs: readonly GitRef[], now: number): readonly RevisionGroup[] {
  const recent = commits.map(({ hash, message, authorDate }) => ({
    label: `$(git-commit) ${message.split('\n', 1)[0] ?? ''}`,
    description: [hash.slice(0, 7), authorDate === undefined ? '' : ageWords(authorDate.toISOString(), now)].filter((word) => word !== '').join(' · '),
    revision: hash,
  }));
  const named = refs.flatMap(({ type, name, commit }) => {
    // `origin/HEAD` only repeats another branch.
    if (name === undefined || name.endsWith('/HEAD')) return [];
    return [{ label: `$(${icons[type] ?? 'git-branch'}) ${name}`, description: commit?.slice(0, 7) ?? '', revision: name }];
  });
  return [
    { heading: 'recent commits', choices: recent },
    { heading: 'branches and tags', choices: named },
  ].filter(({ choices }) => choices.length > 0);
}
