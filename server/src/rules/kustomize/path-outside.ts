/** Reports builds that fail: a path leaves the source, or is absolute. */
import { buildProblemRule } from '../buildProblemRule.ts';
import type { GraphRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** A path leaves the source, or is absolute. */
export const pathOutside: GraphRule = buildProblemRule({
  id: 'kustomize/path-outside',
  evidence: 'fluxcd/pkg kustomize/filesys: a file system rooted at the artifact; kubernetes-sigs/kustomize api/internal/loader/fileloader.go',
  summary: 'A path leaves the source, or is absolute.',
  explain: rulePage({
    does: 'Reports paths that lead out of the source’s artifact with `..`, absolute paths, and components that are not local folders.',
    why: 'The build of each Flux Kustomization that reads the file fails, and nothing of it is applied.',
    controller: 'kustomize-controller sees the artifact and nothing beside it.',
    fix: 'Move the files into the source, or take them from a source of their own.',
    ignore: 'Never.',
  }),
});
