/** Reports builds that fail: one build contains the same object twice. */
import { buildProblemRule } from '../buildProblemRule.ts';
import type { GraphRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** One build contains the same object twice. */
export const sameObjectTwice: GraphRule = buildProblemRule({
  id: 'kustomize/same-object-twice',
  evidence: 'kubernetes-sigs/kustomize api/resmap/reswrangler.go Append: "may not add resource with an already registered id"',
  summary: 'One build contains the same object twice.',
  explain: rulePage({
    does: 'Reports an object that comes into one build a second time: defined in two files, or reached on two ways.',
    why: 'The build of each Flux Kustomization that reads the file fails, and nothing of it is applied.',
    controller: 'kustomize knows an object by group, version, kind, name and namespace, and refuses a second one.',
    fix: 'Remove one of them, or the entry that reads the same file again.',
    ignore: 'Never.',
  }),
});
