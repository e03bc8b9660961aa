/** Reports builds that fail: a kustomize file has the wrong apiVersion or kind, or is empty. */
import { buildProblemRule } from '../buildProblemRule.ts';
import type { GraphRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** A kustomize file has the wrong apiVersion or kind, or is empty. */
export const kustomizeWrongKind: GraphRule = buildProblemRule({
  id: 'kustomize/wrong-kind',
  evidence: 'kubernetes-sigs/kustomize api/types/kustomization.go EnforceFields and CheckEmpty',
  summary: 'A kustomize file has the wrong apiVersion or kind, or is empty.',
  explain: rulePage({
    does: 'Reports a kustomize file whose apiVersion and kind do not belong together (Kustomization is `kustomize.config.k8s.io/v1beta1`, Component `v1alpha1`), or in which nothing is set.',
    why: 'The build of each Flux Kustomization that reads the file fails, and nothing of it is applied.',
    controller: 'kustomize checks both fields where they are given, and refuses a file without any content.',
    fix: 'Correct the two fields, or leave them out; remove a file without use.',
    ignore: 'Never.',
  }),
});
