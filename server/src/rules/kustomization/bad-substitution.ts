/** Reports builds that fail: a `${…}` expression cannot be read, or breaks the object it stands in. */
import { buildProblemRule } from '../buildProblemRule.ts';
import type { GraphRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** A `${…}` expression cannot be read, or breaks the object it stands in. */
export const badSubstitution: GraphRule = buildProblemRule({
  id: 'kustomization/bad-substitution',
  evidence: 'fluxcd/pkg envsubst/parse; kustomize/kustomize_varsub.go',
  summary: 'A `${…}` expression cannot be read, or breaks the object it stands in.',
  explain: rulePage({
    does: 'Reports `${…}` expressions that the parser of Flux refuses (`${v-d}`, `${a[0]}`, `${!x}`, `${}`), and values that turn an object into invalid YAML.',
    why: 'The build fails: "post build failed". Shell scripts in ConfigMaps are the usual victims.',
    controller: 'Flux knows a part of the shell’s expressions. Everything else in braces after a `$` is an error, not text.',
    fix: 'Write `$${…}` where the text is meant for a shell, or exclude the object with `kustomize.toolkit.fluxcd.io/substitute: disabled`.',
    ignore: 'Never.',
  }),
});
