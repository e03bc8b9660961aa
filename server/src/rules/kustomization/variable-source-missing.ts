/** Reports a missing source of variables. */
import { readFluxKustomization } from '../../manifests/fluxKustomization.ts';
import { readBoolean } from '../../yaml/yamlReader.ts';
import { faultSpan } from '../faultPlace.ts';
import { findMissing, missingReport } from '../missingObject.ts';
import type { GraphRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** An object under `substituteFrom` does not exist. */
export const variableSourceMissing: GraphRule = {
  id: 'kustomization/variable-source-missing',
  scope: 'graph',
  kinds: ['Kustomization'],
  severity: 'error',
  since: '0.1.0',
  fix: 'sometimes',
  evidence: 'fluxcd/pkg kustomize/kustomize_varsub.go: substituteFrom without optional',
  summary: 'An object under `substituteFrom` does not exist.',
  explain: rulePage({
    does: 'Reports an entry of `postBuild.substituteFrom` that is not optional and whose ConfigMap or Secret nothing in Git makes, while one that was plainly meant is there.',
    why: 'The build fails until the object exists.',
    controller: 'The object is looked up in the Kustomization’s own namespace, always.',
    fix: 'Correct the name, create the object, or set `optional: true`.',
    ignore: 'When the object is made outside Git. Such objects are common, so that this is only a hint where nothing similar exists.',
  }),
  check(node, context, report) {
    for (const { node: entry, kind, name } of readFluxKustomization(node.manifest)?.substituteFrom ?? []) {
      if (name === undefined || (kind?.value !== 'ConfigMap' && kind?.value !== 'Secret') || readBoolean(entry, 'optional')?.value === true) continue;
      const wanted = { kind: kind.value, otherKinds: ['ConfigMap', 'Secret'], namespace: node.object.namespace, name: name.value };
      const missing = findMissing(context, wanted, 'made outside Git');
      if (missing === undefined) continue;
      report({ span: faultSpan(name.node), ...missingReport(wanted, missing) });
    }
  },
};
