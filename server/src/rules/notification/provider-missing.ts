/** Reports an Alert whose provider does not exist. */
import { groupOf, readReference } from '../../manifests/manifest.ts';
import { readMap } from '../../yaml/yamlReader.ts';
import { faultSpan } from '../faultPlace.ts';
import { findMissing, missingReport } from '../missingObject.ts';
import type { GraphRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** The `providerRef` of an Alert names nothing. */
export const notificationProviderMissing: GraphRule = {
  id: 'notification/provider-missing',
  scope: 'graph',
  kinds: ['Alert'],
  severity: 'error',
  since: '0.1.0',
  fix: 'sometimes',
  evidence: 'fluxcd/notification-controller internal/server/event_handlers.go: the provider is read from the alert’s namespace',
  summary: 'The `providerRef` of an Alert names nothing.',
  explain: rulePage({
    does: 'Reports a `spec.providerRef` that names no Provider of the Alert’s namespace.',
    why: 'Nobody is told anything; the reason stands only in the controller’s log.',
    controller: 'The provider is looked up in the namespace of the Alert, always.',
    fix: 'Correct the name, or put a Provider into this namespace.',
    ignore: 'When it is made outside the workspace. Where that is possible this is only a hint.',
  }),
  check(node, context, report) {
    const reference = groupOf(node.manifest.apiVersion) === 'notification.toolkit.fluxcd.io' ? readReference(readMap(node.manifest.root, 'spec', 'providerRef')) : undefined;
    if (reference?.name === undefined) return;
    const wanted = { kind: 'Provider', namespace: node.object.namespace, name: reference.name.value };
    const missing = findMissing(context, wanted);
    if (missing !== undefined) report({ span: faultSpan(reference.name.node), ...missingReport(wanted, missing) });
  },
};
