/** Reports builds that fail: a patch entry cannot be read as one patch. */
import { buildProblemRule } from '../buildProblemRule.ts';
import type { GraphRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** A patch entry cannot be read as one patch. */
export const patchMalformed: GraphRule = buildProblemRule({
  id: 'kustomize/patch-malformed',
  evidence: 'kubernetes-sigs/kustomize api/internal/builtins/PatchTransformer.go Config',
  summary: 'A patch entry cannot be read as one patch.',
  explain: rulePage({
    does: 'Reports an entry of `patches` with both or none of `patch` and `path`, a JSON patch without `target`, several documents together with `target`, and text that is no patch at all.',
    why: 'The build of each Flux Kustomization that reads the file fails, and nothing of it is applied.',
    controller: 'An entry is one patch: a strategic merge patch (an object), or a JSON patch (a list of operations), which always needs a `target`.',
    fix: 'Give the entry exactly one of `patch` and `path`, and a `target` where it is a JSON patch.',
    ignore: 'Never.',
  }),
});
