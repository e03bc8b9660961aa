/** Reports builds that fail: a kustomize file has a field that kustomize does not know. */
import { buildProblemRule } from '../buildProblemRule.ts';
import type { GraphRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** A kustomize file has a field that kustomize does not know. */
export const kustomizeUnknownField: GraphRule = buildProblemRule({
  id: 'kustomize/unknown-field',
  evidence: 'kubernetes-sigs/kustomize api/types/kustomization.go Unmarshal: unknown fields are refused',
  summary: 'A kustomize file has a field that kustomize does not know.',
  explain: rulePage({
    does: 'Reports fields that no kustomize file has.',
    why: 'The build of each Flux Kustomization that reads the file fails, and nothing of it is applied.',
    controller: 'kustomize answers `invalid Kustomization: json: unknown field`. In the folder that `spec.path` names, Flux drops unknown fields in silence instead; everywhere else they fail the build.',
    fix: 'Correct the name of the field.',
    ignore: 'Never.',
  }),
});
