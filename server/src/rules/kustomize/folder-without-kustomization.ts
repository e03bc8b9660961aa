/** Reports builds that fail: a folder under `resources` or `components` has no kustomize file. */
import { buildProblemRule } from '../buildProblemRule.ts';
import type { GraphRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** A folder under `resources` or `components` has no kustomize file. */
export const folderWithoutKustomization: GraphRule = buildProblemRule({
  id: 'kustomize/folder-without-kustomization',
  evidence: 'kubernetes-sigs/kustomize api/internal/target/kusttarget.go: "unable to find one of \'kustomization.yaml\', \'kustomization.yml\' or \'Kustomization\'"',
  summary: 'A folder under `resources` or `components` has no kustomize file.',
  explain: rulePage({
    does: 'Reports an entry of `resources`, `bases` or `components` that names a folder without `kustomization.yaml`.',
    why: 'The build of each Flux Kustomization that reads the file fails, and nothing of it is applied.',
    controller: 'Only the folder that a Flux Kustomization names as its `path` gets a generated kustomize file. A folder that another kustomize file names must have its own.',
    fix: 'Add a `kustomization.yaml` to the folder, or list its files one by one.',
    ignore: 'Never.',
  }),
});
