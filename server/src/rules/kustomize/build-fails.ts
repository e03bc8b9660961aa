/** Reports builds that fail for a reason without a rule of its own. */
import { buildProblemRule } from '../buildProblemRule.ts';
import type { GraphRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** Whatever else makes a build fail. */
export const buildFails: GraphRule = buildProblemRule({
  id: 'kustomize/build-fails',
  evidence: 'kubernetes-sigs/kustomize api/internal/target; fluxcd/pkg kustomize',
  summary: 'A build fails for a reason that is none of the other rules.',
  explain: rulePage({
    does: 'Reports everything that makes a build fail and has no rule of its own; the message says what it is.',
    why: 'Nothing of the Flux Kustomization is applied.',
    controller: 'kustomize-controller reports `BuildFailed` with the words of kustomize.',
    fix: 'Follow the message.',
    ignore: 'Never.',
  }),
});
