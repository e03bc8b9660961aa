/** Reports builds that fail: a generator does not fit what the build has already. */
import { buildProblemRule } from '../buildProblemRule.ts';
import type { GraphRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** A generator does not fit what the build has already. */
export const generatorConflict: GraphRule = buildProblemRule({
  id: 'kustomize/generator-conflict',
  evidence: 'kubernetes-sigs/kustomize api/resmap/reswrangler.go appendReplaceOrMerge',
  summary: 'A generator does not fit what the build has already.',
  explain: rulePage({
    does: 'Reports a generator that creates what exists, merges with or replaces what does not, or names one key twice.',
    why: 'The build of each Flux Kustomization that reads the file fails, and nothing of it is applied.',
    controller: '`behavior: create`, the default, wants a new name; `merge` and `replace` want an object that came before.',
    fix: 'Change `behavior`, or the name.',
    ignore: 'Never.',
  }),
});
