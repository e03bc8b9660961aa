/** Reports builds that fail: a path in a kustomize file names nothing. */
import { buildProblemRule } from '../buildProblemRule.ts';
import type { GraphRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** A path in a kustomize file names nothing. */
export const resourceMissing: GraphRule = buildProblemRule({
  id: 'kustomize/resource-missing',
  fix: 'sometimes',
  evidence: 'kubernetes-sigs/kustomize api/internal/target/kusttarget.go accumulateResources; api/kv/kv.go for generators',
  summary: 'A path in a kustomize file names nothing.',
  explain: rulePage({
    does: 'Reports a path under `resources`, `components`, `patches`, generators, `configurations` and the like that names no file and no folder of the source.',
    why: 'The build of each Flux Kustomization that reads the file fails, and nothing of it is applied.',
    controller: 'kustomize stops at the first path that it cannot open: "accumulating resources from …: no such file or directory", or "loading KV pairs: …" for a generator.',
    fix: 'Correct the path (it counts from the folder of the kustomize file), add the file, or remove the entry.',
    ignore: 'When the file is made by something that runs before the artifact is packed, in CI for example.',
  }),
});
