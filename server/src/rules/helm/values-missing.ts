/** Reports values that come from nowhere. */
import { readHelmRelease } from '../../manifests/helmRelease.ts';
import { readBoolean } from '../../yaml/yamlReader.ts';
import { faultSpan } from '../faultPlace.ts';
import { findMissing, missingMessage, missingReport } from '../missingObject.ts';
import type { GraphRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** An object under `valuesFrom` does not exist. */
export const valuesMissing: GraphRule = {
  id: 'helm/values-missing',
  scope: 'graph',
  kinds: ['HelmRelease'],
  severity: 'error',
  since: '0.1.0',
  fix: 'sometimes',
  evidence: 'fluxcd/pkg chartutil values.go: "could not find … "; the namespace is the release’s own',
  summary: 'An object under `valuesFrom` does not exist.',
  explain: rulePage({
    does: 'Reports an entry of `spec.valuesFrom` that is not optional and whose ConfigMap or Secret nothing in Git makes, while one that was plainly meant is there: in another namespace, misspelt, or under a name with a hash.',
    why: 'The release is never installed or upgraded: `ValuesError`.',
    controller: 'The object is looked up in the namespace of the HelmRelease, always. kustomize adds a hash to the names that its generators make, and does not know that a HelmRelease refers to them unless `configurations` say so.',
    fix: 'Correct the name, or set `optional: true`. For a generated name add a name reference under `configurations`, or `disableNameSuffixHash: true`.',
    ignore: 'When the object is made outside Git. Such objects are common, so that this is only a hint where nothing similar exists.',
  }),
  check(node, context, report) {
    for (const { node: entry, kind, name } of readHelmRelease(node.manifest)?.valuesFrom ?? []) {
      if (name === undefined || (kind?.value !== 'ConfigMap' && kind?.value !== 'Secret') || readBoolean(entry, 'optional')?.value === true) continue;
      const wanted = { kind: kind.value, otherKinds: ['ConfigMap', 'Secret'], namespace: node.object.namespace, name: name.value };
      const missing = findMissing(context, wanted, 'made outside Git');
      if (missing === undefined) continue;
      const advice = missing.by === 'hash' ? '; kustomize adds the hash and does not fix this name unless `configurations` name the field' : '';
      report({ span: faultSpan(name.node), ...missingReport(wanted, missing), message: missingMessage(wanted, missing) + advice });
    }
  },
};
