/** Reports an Alert on an object that does not exist. */
import { groupOf, readReferences } from '../../manifests/manifest.ts';
import { readMap } from '../../yaml/yamlReader.ts';
import { faultSpan } from '../faultPlace.ts';
import { findMissing, missingReport } from '../missingObject.ts';
import type { GraphRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** An Alert listens to an object that does not exist. */
export const eventSourceMissing: GraphRule = {
  id: 'notification/event-source-missing',
  scope: 'graph',
  kinds: ['Alert'],
  severity: 'warning',
  since: '0.1.0',
  fix: 'sometimes',
  evidence: 'fluxcd/notification-controller internal/server/event_handlers.go: an event fits by kind, name and namespace',
  summary: 'An Alert listens to an object that does not exist.',
  explain: rulePage({
    does: 'Reports an entry of `spec.eventSources` whose name is not `*` and names no object of its kind and namespace.',
    why: 'No event will ever fit the entry.',
    controller: 'The namespace is the Alert’s own unless the entry has one.',
    fix: 'Correct the name or the namespace, or write `*`.',
    ignore: 'When the object is made outside the workspace. Where that is possible this is only a hint.',
  }),
  check(node, context, report) {
    if (groupOf(node.manifest.apiVersion) !== 'notification.toolkit.fluxcd.io') return;
    for (const { kind, name, namespace } of readReferences(readMap(node.manifest.root, 'spec'), 'eventSources')) {
      if (kind === undefined || name === undefined || name.value === '*') continue;
      const wanted = { kind: kind.value, namespace: namespace?.value ?? node.object.namespace, name: name.value };
      const missing = findMissing(context, wanted);
      if (missing === undefined) continue;
      report({ span: faultSpan(name.node), ...missingReport(wanted, missing), severity: missing.severity === 'error' ? 'warning' : missing.severity });
    }
  },
};
