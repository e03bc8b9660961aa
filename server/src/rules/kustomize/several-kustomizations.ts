/** Reports builds that fail: a folder has two kustomize files. */
import { buildProblemRule } from '../buildProblemRule.ts';
import type { GraphRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** A folder has two kustomize files. */
export const severalKustomizations: GraphRule = buildProblemRule({
  id: 'kustomize/several-kustomizations',
  evidence: 'kubernetes-sigs/kustomize api/internal/target/kusttarget.go LoadKustFile: "Found multiple kustomization files"',
  summary: 'A folder has two kustomize files.',
  explain: rulePage({
    does: 'Reports a folder with more than one of `kustomization.yaml`, `kustomization.yml` and `Kustomization`.',
    why: 'The build of each Flux Kustomization that reads the file fails, and nothing of it is applied.',
    controller: 'kustomize refuses to choose. (For the folder that `spec.path` names, Flux takes the first of the three.)',
    fix: 'Keep one of them.',
    ignore: 'Never.',
  }),
});
