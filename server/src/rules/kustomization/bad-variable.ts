/** Reports builds that fail: a variable has a name or a type that Flux does not take. */
import { buildProblemRule } from '../buildProblemRule.ts';
import type { GraphRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** A variable has a name or a type that Flux does not take. */
export const badVariable: GraphRule = {
  ...buildProblemRule({
  id: 'kustomization/bad-variable',
  evidence: 'fluxcd/pkg kustomize/kustomize_varsub.go: names must match ^[_[:alpha:]][_[:alpha:][:digit:]]*$',
  summary: 'A variable has a name or a type that Flux does not take.',
  explain: rulePage({
    does: 'Reports keys of `substitute`, and of ConfigMaps and Secrets in `substituteFrom`, that are no variable names, and values that are no text.',
    why: 'The build fails, even if nobody uses the variable; a value that is no text makes the API server refuse the Kustomization.',
    controller: 'A name is letters, digits and underscores and does not begin with a digit. YAML reads `3` and `true` as number and boolean: quote them.',
    fix: 'Rename the key, or quote the value.',
    ignore: 'Never.',
  }),
}),
  check(node, context, report) {
    failing.check(node, context, report);
    const build = context.cluster.deliveries.get(node.id)?.build;
    // The API server looks at the values also where nothing is substituted.
    for (const problem of build?.variables.problems ?? []) {
      if (problem.code === 'variable-type' && build?.problems.includes(problem) === false) report({ span: problem.span, message: problem.message });
    }
  },
};

const failing = buildProblemRule({ id: 'kustomization/bad-variable', evidence: '', summary: '', explain: '' });
