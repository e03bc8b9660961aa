/** Reports builds that fail: a component stands under `resources`, or the reverse. */
import { buildProblemRule } from '../buildProblemRule.ts';
import type { GraphRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** A component stands under `resources`, or the reverse. */
export const componentAsResource: GraphRule = buildProblemRule({
  id: 'kustomize/component-as-resource',
  fix: 'always',
  evidence: 'kubernetes-sigs/kustomize api/internal/target/kusttarget.go accumulateDirectory: "expected kind != \'Component\'"',
  summary: 'A component stands under `resources`, or the reverse.',
  explain: rulePage({
    does: 'Reports a folder of kind Component under `resources`, and a folder of kind Kustomization under `components`.',
    why: 'The build of each Flux Kustomization that reads the file fails, and nothing of it is applied.',
    controller: 'Components see the objects collected so far; resources do not. kustomize checks that each is used as what it is.',
    fix: 'Move the entry to the other list.',
    ignore: 'Never.',
  }),
});
