/** Reports a remote base that moves. */
import { kustomizeFileOf } from '../../manifests/kustomizeFile.ts';
import { readStrings } from '../../yaml/yamlReader.ts';
import type { FileRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** Notice on a Git repository without `ref`. */
export const remoteWithoutRef: FileRule = {
  id: 'kustomize/remote-without-ref',
  scope: 'file',
  severity: 'info',
  since: '0.1.0',
  fix: 'none',
  evidence: 'kubernetes-sigs/kustomize api/internal/git/repospec.go: without ref or version the default branch is cloned',
  summary: 'A remote base has no `ref`: what is applied changes with its default branch.',
  explain: rulePage({
    does: 'Reports entries of `resources`, `bases` and `components` that are a Git repository without `?ref=`.',
    why: 'Each run may get other files. A push to a foreign repository changes the cluster, and no commit of this one says when.',
    controller: 'kustomize clones the default branch when the URL names no ref.',
    fix: 'Add `?ref=` with a tag or a commit.',
    ignore: 'When the repository is yours and is meant to be followed.',
  }),
  check(file, context, report) {
    const root = kustomizeFileOf(file)?.root;
    if (!context.reached || root === undefined) return;
    for (const field of ['resources', 'bases', 'components']) {
      for (const { value, node } of readStrings(root, field)) {
        if (isGitRepository(value) && !/[?&](ref|version)=/.test(value)) report({ span: node, message: 'without `?ref=` this takes the default branch, whatever it holds at that time' });
      }
    }
  },
};

/** Whether an entry is a repository to clone: a single file behind an https address is downloaded, and has no ref. */
function isGitRepository(entry: string): boolean {
  return /^(git@|ssh:\/\/|git::)/.test(entry) || (/^(https?:\/\/)?(www\.)?(github\.com|gitlab\.com|bitbucket\.org)\//.test(entry) && !/\.ya?ml$/.test(entry) && !entry.includes('/releases/')) || (/^https?:\/\//.test(entry) && /\.git(\/|\?|$)/.test(entry));
}
