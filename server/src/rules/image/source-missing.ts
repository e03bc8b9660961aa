/** Reports an ImageUpdateAutomation whose source does not exist. */
import { readReference } from '../../manifests/manifest.ts';
import { readMap } from '../../yaml/yamlReader.ts';
import { faultSpan } from '../faultPlace.ts';
import { findMissing, missingReport } from '../missingObject.ts';
import type { GraphRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** Error, warning or hint by what is known. */
export const imageSourceMissing: GraphRule = {
  id: 'image/source-missing',
  scope: 'graph',
  kinds: ['ImageUpdateAutomation'],
  severity: 'error',
  since: '0.1.0',
  fix: 'sometimes',
  evidence: 'fluxcd/image-automation-controller internal/source/source.go: "failed to get git repository"',
  summary: 'The `sourceRef` of an ImageUpdateAutomation names nothing.',
  explain: rulePage({
    does: 'Reports a `spec.sourceRef` whose namespace and name belong to no GitRepository of the cluster. The namespace is the object’s own where the reference has none.',
    why: 'No image line is ever updated: the automation has no repository to commit to.',
    controller: 'image-automation-controller fetches the GitRepository by namespace and name, and fails until it exists.',
    fix: 'Correct the name, or add the namespace.',
    ignore: 'When the source is made outside the workspace. Where that is possible this is only a hint.',
  }),
  check(node, context, report) {
    const reference = readReference(readMap(node.manifest.root, 'spec', 'sourceRef'));
    if (reference?.name === undefined || reference.kind?.value !== 'GitRepository') return;
    const wanted = { kind: 'GitRepository', namespace: reference.namespace?.value ?? node.object.namespace, name: reference.name.value };
    const missing = findMissing(context, wanted);
    if (missing === undefined) return;
    const span = missing.by === 'namespace' && reference.namespace !== undefined ? reference.namespace.node : reference.name.node;
    report({ ...missingReport(wanted, missing), span: faultSpan(span) });
  },
};
