/** Reports builds that fail: a strategic merge patch fits no object. */
import { buildProblemRule } from '../buildProblemRule.ts';
import type { GraphRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** A strategic merge patch fits no object. */
export const patchWithoutMatch: GraphRule = buildProblemRule({
  id: 'kustomize/patch-without-match',
  evidence: 'kubernetes-sigs/kustomize api/resmap/reswrangler.go GetById: "no matches for Id"',
  summary: 'A strategic merge patch fits no object.',
  explain: rulePage({
    does: 'Reports a strategic merge patch without `target` whose apiVersion, kind, name and namespace fit no object of the build, or several.',
    why: 'The build of each Flux Kustomization that reads the file fails, and nothing of it is applied.',
    controller: 'kustomize finds the object to patch by the patch’s own head. The namespace counts as it is before the `namespace:` of the same kustomize file; a patch without one does not fit an object that has one.',
    fix: 'Correct the head of the patch, or give it a `target`.',
    ignore: 'Never.',
  }),
});
