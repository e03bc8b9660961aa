/** Reports builds that fail: a JSON patch names a place that an object does not have. */
import { buildProblemRule } from '../buildProblemRule.ts';
import type { GraphRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** A JSON patch names a place that an object does not have. */
export const jsonPatchFails: GraphRule = buildProblemRule({
  id: 'kustomize/json-patch-fails',
  evidence: 'kubernetes-sigs/kustomize api/internal/builtins/PatchTransformer.go; evanphx/json-patch',
  summary: 'A JSON patch names a place that an object does not have.',
  explain: rulePage({
    does: 'Reports an operation that removes or tests a field which a matched object does not have, or that adds or replaces something below one.',
    why: 'The build of each Flux Kustomization that reads the file fails, and nothing of it is applied.',
    controller: 'The operations are applied to every object that the target matches; one that does not fit fails the build. `replace` on a field that is missing is no fault for the kustomize that Flux uses: it adds the field.',
    fix: 'Correct the path (`/` inside a key is written `~1`), or narrow the target to the objects that have the field.',
    ignore: 'Never.',
  }),
});
