/** Reports builds that fail: a namespace makes two objects one. */
import { buildProblemRule } from '../buildProblemRule.ts';
import type { GraphRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** A namespace makes two objects one. */
export const namespaceConflict: GraphRule = buildProblemRule({
  id: 'kustomize/namespace-conflict',
  evidence: 'kubernetes-sigs/kustomize api/internal/builtins/NamespaceTransformer.go: "namespace transformation produces ID conflict"',
  summary: 'A namespace makes two objects one.',
  explain: rulePage({
    does: 'Reports a `namespace:` (or `targetNamespace`) that gives two objects of the build the same identity; Namespace objects are renamed to it too.',
    why: 'The build of each Flux Kustomization that reads the file fails, and nothing of it is applied.',
    controller: 'The namespace transformer sets the namespace on every object, and renames every Namespace.',
    fix: 'Keep one Namespace in the build, or leave the namespaces to the objects themselves.',
    ignore: 'Never.',
  }),
});
