/** Reports a `${variable}` without value: the build fails, or, before Flux 2.9, an empty text takes its place. */
import { completesKustomizations } from '../admission.ts';
import { buildProblemRule } from '../buildProblemRule.ts';
import type { GraphRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

const failing = buildProblemRule({
  id: 'kustomization/variable-missing',
  fix: 'sometimes',
  evidence: 'fluxcd/pkg kustomize/kustomize_varsub.go with the gate StrictPostBuildSubstitutions (on since Flux 2.9): "variable not set (strict mode)"',
  summary: 'A `${variable}` has no value.',
  explain: rulePage({
    does: 'Reports a `${variable}` without default that neither `substitute` nor `substituteFrom` brings, where Flux substitutes at all and every source of variables is known. Only a hint in a cluster with a webhook or policy that changes Flux Kustomizations as they come in.',
    why: 'Since Flux 2.9 the build fails and nothing is applied. Before, the variable silently became an empty text.',
    controller: 'Substitution runs on the built objects of a Kustomization that has `postBuild` with at least one variable. `$${x}` stays `${x}`; an object with the annotation or label `kustomize.toolkit.fluxcd.io/substitute: disabled` is left alone.',
    fix: 'Set the variable, give it a default (`${x:=value}`), or write `$${x}` where the text is meant for a shell.',
    ignore: 'When the variable comes from an object outside Git: then name that object in `substituteFrom`.',
  }),
});

/** A `${variable}` has no value; a warning where the cluster's Flux is too old to refuse it. */
export const variableMissing: GraphRule = {
  ...failing,
  check(node, context, report) {
    const isCompleted = context.derived(completesKustomizations);
    failing.check(node, context, isCompleted ? (found) => report({ ...found, severity: 'hint', message: `unresolved: ${found.message}; what completes Flux Kustomizations in this cluster may set it` }) : report);
    if (isCompleted) return;
    for (const { name, span } of context.cluster.deliveries.get(node.id)?.build?.emptied ?? []) {
      report({ span, severity: 'warning', message: `variable \`${name}\` is not set and has no default: it becomes an empty text here, and Flux 2.9 refuses it` });
    }
  },
};
