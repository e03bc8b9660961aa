/** Reports builds that fail: kustomize files include each other in a circle. */
import { buildProblemRule } from '../buildProblemRule.ts';
import type { GraphRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** Kustomize files include each other in a circle. */
export const kustomizeCycle: GraphRule = buildProblemRule({
  id: 'kustomize/cycle',
  evidence: 'kubernetes-sigs/kustomize api/internal/loader/fileloader.go: "cycle detected"',
  summary: 'Kustomize files include each other in a circle.',
  explain: rulePage({
    does: 'Reports an entry that leads back to a folder which is being read already.',
    why: 'The build of each Flux Kustomization that reads the file fails, and nothing of it is applied.',
    controller: 'kustomize refuses a folder that is, or contains, one of the folders on the way to it.',
    fix: 'Remove the entry, or move what both need into a folder of its own.',
    ignore: 'Never.',
  }),
});
