/** Reports builds that fail: a target is no valid selector. */
import { buildProblemRule } from '../buildProblemRule.ts';
import type { GraphRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** A target is no valid selector. */
export const badSelector: GraphRule = buildProblemRule({
  id: 'kustomize/bad-selector',
  evidence: 'kubernetes-sigs/kustomize api/types/selector.go: Go regular expressions',
  summary: 'A target is no valid selector.',
  explain: rulePage({
    does: 'Reports a name, kind or namespace of a `target` that is no regular expression, and a label or annotation selector that cannot be read.',
    why: 'The build of each Flux Kustomization that reads the file fails, and nothing of it is applied.',
    controller: 'Each field of a target is an anchored regular expression as Go knows them; the selectors follow the syntax of kubectl.',
    fix: 'Correct the expression.',
    ignore: 'Never.',
  }),
});
