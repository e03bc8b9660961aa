/** Reports builds that fail: an entry of `replicas` fits no workload. */
import { buildProblemRule } from '../buildProblemRule.ts';
import type { GraphRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** An entry of `replicas` fits no workload. */
export const replicasWithoutMatch: GraphRule = buildProblemRule({
  id: 'kustomize/replicas-without-match',
  evidence: 'kubernetes-sigs/kustomize api/internal/builtins/ReplicaCountTransformer.go',
  summary: 'An entry of `replicas` fits no workload.',
  explain: rulePage({
    does: 'Reports an entry of `replicas` whose name is none of the Deployments, StatefulSets and ReplicaSets of the build.',
    why: 'The build of each Flux Kustomization that reads the file fails, and nothing of it is applied.',
    controller: 'kustomize refuses an entry without effect: "does not match a config with the following GVK".',
    fix: 'Correct the name or remove the entry.',
    ignore: 'Never.',
  }),
});
