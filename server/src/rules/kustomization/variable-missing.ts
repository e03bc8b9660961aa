/** Reports a `${variable}` without value: the build fails, or, before Flux 2.9, an empty text takes its place. */
import { baseName } from '../../files/paths.ts';
import { completesKustomizations } from '../admission.ts';
import { buildProblemRule } from '../buildProblemRule.ts';
import type { FluxKustomization } from '../../manifests/fluxKustomization.ts';
import { nameSpan } from '../../manifests/manifest.ts';
import type { Span } from '../../text/textFile.ts';
import { readMap } from '../../yaml/yamlReader.ts';
import type { GraphRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

const failing = buildProblemRule({
  id: 'kustomization/variable-missing',
  fix: 'sometimes',
  evidence: 'fluxcd/pkg kustomize/kustomize_varsub.go with the gate StrictPostBuildSubstitutions (on since Flux 2.9): "variable not set (strict mode)"',
  summary: 'A `${variable}` has no value.',
  explain: rulePage({
    does: 'Reports a `${variable}` without default that neither `substitute` nor `substituteFrom` brings, where Flux substitutes at all and every source of variables is known. A warning where the repository declares no Flux version, or an older one than 2.9; only a hint in a cluster with a webhook or policy that changes Flux Kustomizations as they come in.',
    why: 'Since Flux 2.9 the build fails and nothing is applied. Before, the variable silently became an empty text.',
    controller: 'Substitution runs on the built objects of a Kustomization that has `postBuild` with at least one variable. `$${x}` stays `${x}`; an object with the annotation or label `kustomize.toolkit.fluxcd.io/substitute: disabled` is left alone.',
    fix: 'Set the variable, give it a default (`${x:=value}`), or write `$${x}` where the text is meant for a shell.',
    ignore: 'When the variable comes from an object outside Git: then name that object in `substituteFrom`.',
  }),
});

/** A `${variable}` has no value; a warning where the cluster's Flux is too old to refuse it, or may be. */
export const variableMissing: GraphRule = {
  ...failing,
  check(node, context, report) {
    const { cluster } = context;
    const isCompleted = context.derived(completesKustomizations);
    const delivery = cluster.deliveries.get(node.id);
    const related = delivery === undefined ? [] : [{ span: givenAt(delivery.kustomization), message: `where Kustomization ${node.object.name} is given its variables` }];
    failing.check(node, context, (problem) => {
      const found = { ...problem, related: [...(problem.related ?? []), ...related] };
      if (isCompleted) report({ ...found, severity: 'hint', message: `unresolved: ${found.message}; what completes Flux Kustomizations in this cluster may set it` });
      else if (cluster.fluxVersion === undefined) report({ ...found, severity: 'warning', message: `${found.message}: Flux 2.9 refuses it, an older one writes an empty text; the repository declares no Flux version` });
      else report(found);
    });
    if (isCompleted) return;
    for (const { name, span } of delivery?.build?.emptied ?? []) {
      // The examples in Flux's own definitions: those of 2.9 are not substituted any more, and an upgrade brings them.
      if (baseName(span.file.path) === 'gotk-components.yaml') continue;
      report({ span, severity: 'warning', message: `variable \`${name}\` is not set and has no default: it becomes an empty text here, and Flux 2.9 refuses it`, related });
    }
  },
};

/** Where a Flux Kustomization says its variables, in the file that it stands in: the same folder may have all of them under another one. */
function givenAt(kustomization: FluxKustomization): Span {
  const { root, postBuild } = kustomization;
  const name = nameSpan(kustomization);
  const keys = [postBuild?.pair('substitute')?.key, readMap(root, 'spec')?.pair('postBuild')?.key];
  return keys.find((key) => key?.file === name.file) ?? name;
}
