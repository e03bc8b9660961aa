/** Reports objects that Flux does not apply and says nothing of. */
import type { BuiltObject } from '../../kustomize/build.ts';
import { readString } from '../../yaml/yamlReader.ts';
import { firstLine } from '../buildProblemRule.ts';
import { faultSpan } from '../faultPlace.ts';
import type { GraphRule, Reporter } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** An object of a build has no `apiVersion`, or is one of kustomize's own files. */
export const objectLeftOut: GraphRule = {
  id: 'flux/object-left-out',
  scope: 'graph',
  kinds: ['Kustomization'],
  severity: 'error',
  since: '0.1.0',
  fix: 'sometimes',
  evidence: 'fluxcd/pkg ssa/utils/object.go ReadObjects: only what `IsKubernetesObject` and not `IsKustomization` is kept',
  summary: 'Flux leaves an object out and says nothing.',
  explain: rulePage({
    does: 'Reports objects in what a Flux Kustomization builds that have no `apiVersion`, and a `Kustomization` of kustomize (`kustomize.config.k8s.io`) that is listed like an object, often a Flux Kustomization with the wrong `apiVersion`.',
    why: 'The object is never applied, and one that was applied before is pruned. The Kustomization is ready all the same.',
    controller: 'kustomize builds such objects. kustomize-controller then reads the result and keeps only what has a name, a kind and an apiVersion and is no file of kustomize.',
    fix: 'Write the `apiVersion`: `kustomize.toolkit.fluxcd.io/v1` for a Flux Kustomization. List a kustomize file by its folder.',
    ignore: 'Never.',
  }),
  check(node, { cluster }, report) {
    for (const object of cluster.deliveries.get(node.id)?.build?.leftOut ?? []) reportObject(object, report);
  },
};

function reportObject({ root, kind, name }: BuiltObject, report: Reporter): void {
  const version = readString(root, 'apiVersion');
  const isFlux = root.get('spec') !== undefined;
  if (version === undefined || version.value === '') report({ span: firstLine(root), message: `${kind} ${name} has no \`apiVersion\`: Flux leaves it out without a word` });
  else if (isFlux) report({ span: faultSpan(version.node), message: `Kustomization ${name} is Flux's by its \`spec\` and kustomize's by its \`apiVersion\`: Flux leaves it out without a word; write \`kustomize.toolkit.fluxcd.io/v1\``, data: { replacement: 'kustomize.toolkit.fluxcd.io/v1' } });
  else report({ span: faultSpan(version.node), message: `Kustomization ${name} is a kustomize file and no object: Flux leaves it out without a word; list its folder` });
}
