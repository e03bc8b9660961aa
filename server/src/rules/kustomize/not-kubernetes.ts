/** Reports builds that fail: a file that a build reads is no Kubernetes object. */
import { buildProblemRule } from '../buildProblemRule.ts';
import type { GraphRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** A file that a build reads is no Kubernetes object. */
export const notKubernetes: GraphRule = buildProblemRule({
  id: 'kustomize/not-kubernetes',
  evidence: 'fluxcd/pkg kustomize/kustomize_generator.go: "failed to decode Kubernetes YAML from …"',
  summary: 'A file that a build reads is no Kubernetes object.',
  explain: rulePage({
    does: 'Reports YAML that cannot be read, and documents without kind or name, in files that a build reads. In a folder without `kustomization.yaml` Flux reads every `.yaml` and `.yml` file below it.',
    why: 'One such file fails the whole build, and nothing of it is applied.',
    controller: 'Flux generates a kustomize file from all YAML files of the folder, and decodes each of them as Kubernetes objects: Helm values, CI configuration and templates too.',
    fix: 'Correct the file; move it elsewhere; or add a `kustomization.yaml` that lists what belongs to the build.',
    ignore: 'Never.',
  }),
});
