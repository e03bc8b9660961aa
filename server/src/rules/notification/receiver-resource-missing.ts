/** Reports a Receiver that names an object which does not exist. */
import { groupOf, readReferences } from '../../manifests/manifest.ts';
import { readMap } from '../../yaml/yamlReader.ts';
import { faultSpan } from '../faultPlace.ts';
import { findMissing, missingReport } from '../missingObject.ts';
import type { GraphRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** Warning or hint by what is known. */
export const receiverResourceMissing: GraphRule = {
  id: 'notification/receiver-resource-missing',
  scope: 'graph',
  kinds: ['Receiver'],
  severity: 'warning',
  since: '0.1.0',
  fix: 'sometimes',
  evidence: 'fluxcd/notification-controller internal/server/receiver_handler.go: requestReconciliation, "unable to annotate"',
  summary: 'A Receiver is to start an object that does not exist.',
  explain: rulePage({
    does: 'Reports an entry of `spec.resources` that names no object of the cluster. The namespace is the Receiver’s own where the entry has none; the name `*` stands for all.',
    why: 'The webhook arrives and answers with an error, and what should have been started waits for its interval.',
    controller: 'notification-controller fetches each object and sets the annotation `reconcile.fluxcd.io/requestedAt`. One that is not found ends the request with 500.',
    fix: 'Correct the name, the kind or the namespace.',
    ignore: 'When the object is made outside the workspace. Where that is possible this is only a hint.',
  }),
  check(node, context, report) {
    if (groupOf(node.manifest.apiVersion) !== 'notification.toolkit.fluxcd.io') return;
    for (const { kind, name, namespace } of readReferences(readMap(node.manifest.root, 'spec'), 'resources')) {
      if (kind === undefined || name === undefined || name.value === '*') continue;
      const wanted = { kind: kind.value, namespace: namespace?.value ?? node.object.namespace, name: name.value };
      const missing = findMissing(context, wanted);
      if (missing === undefined) continue;
      const span = missing.by === 'namespace' && namespace !== undefined ? namespace.node : name.node;
      report({ ...missingReport(wanted, missing), span: faultSpan(span), severity: missing.severity === 'error' ? 'warning' : missing.severity });
    }
  },
};
