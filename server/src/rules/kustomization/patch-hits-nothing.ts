/** Reports a patch without any effect. */
import { firstLine } from '../buildProblemRule.ts';
import type { GraphRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';
import { effectiveEntries, isComplete, keyOfEntry, unfitTargetField } from '../transformerHits.ts';

/** The target of a patch matches no object. */
export const patchHitsNothing: GraphRule = {
  id: 'kustomization/patch-hits-nothing',
  scope: 'graph',
  kinds: ['Kustomization'],
  severity: 'warning',
  since: '0.1.0',
  fix: 'none',
  evidence: 'kubernetes-sigs/kustomize api/internal/builtins/PatchTransformer.go: a target that selects nothing is no error',
  summary: 'The target of a patch matches no object.',
  explain: rulePage({
    does: 'Reports an entry of `patches`, in a kustomize file or a Flux Kustomization, whose target matches no object in any build that uses it.',
    why: 'The change never reaches the cluster, and nobody says so.',
    controller: 'A target that selects nothing is not an error. Each field of it is a regular expression for the whole value; the namespace is compared as it is before `namespace:` and `targetNamespace`. Patches of a Flux Kustomization do not reach the objects of the Kustomizations that it applies.',
    fix: 'Correct kind, name or namespace of the target.',
    ignore: 'When the object comes and goes.',
  }),
  check(node, { cluster, derivedFromAll }, report) {
    const build = cluster.deliveries.get(node.id)?.build;
    if (build === undefined || !isComplete(build)) return;
    for (const { by, objects, of, span } of build.hits) {
      if (by !== 'patch' || objects.length > 0 || of === 0 || derivedFromAll(effectiveEntries).has(keyOfEntry(span))) continue;
      report({ span: firstLine(unfitTargetField(span, build.objects)), message: `this patch changes nothing: its target ${of === 1 ? 'does not match the one object' : `matches none of the ${of} objects`} of the build` });
    }
  },
};
