/** Reports builds that fail: a generator entry cannot be read. */
import { buildProblemRule } from '../buildProblemRule.ts';
import type { GraphRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** A generator entry cannot be read. */
export const generatorMalformed: GraphRule = buildProblemRule({
  id: 'kustomize/generator-malformed',
  evidence: 'kubernetes-sigs/kustomize api/kv/kv.go',
  summary: 'A generator entry cannot be read.',
  explain: rulePage({
    does: 'Reports generators without a name, literals that are not `key=value`, and file entries in the wrong form.',
    why: 'The build of each Flux Kustomization that reads the file fails, and nothing of it is applied.',
    controller: 'kustomize refuses the generator.',
    fix: 'Write `key=value` for literals, `file` or `key=file` for files.',
    ignore: 'Never.',
  }),
});
