/** Reports labels that select nothing. */
import { groupOf, readReferences } from '../../manifests/manifest.ts';
import { readMap } from '../../yaml/yamlReader.ts';
import { faultSpan } from '../faultPlace.ts';
import type { ManifestRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** An entry has `matchLabels` and a name other than `*`. */
export const labelsIgnored: ManifestRule = {
  id: 'notification/labels-ignored',
  scope: 'manifest',
  kinds: ['Alert', 'Receiver'],
  severity: 'warning',
  since: '0.1.0',
  fix: 'always',
  evidence: 'fluxcd/notification-controller api/v1/reference_types.go: matchLabels requires the name to be set to *',
  summary: 'An entry has `matchLabels` and a name other than `*`.',
  explain: rulePage({
    does: 'Reports entries of `eventSources` and `resources` with `matchLabels` whose name is not `*`.',
    why: 'Only the object of that name fits; the labels are ignored.',
    controller: 'Labels are looked at only where the name is `*`.',
    fix: 'Write `name: "*"`, or remove `matchLabels`.',
    ignore: 'Never.',
  }),
  check(manifest, _context, report) {
    if (groupOf(manifest.apiVersion) !== 'notification.toolkit.fluxcd.io') return;
    for (const { node, name } of readReferences(readMap(manifest.root, 'spec'), manifest.kind === 'Alert' ? 'eventSources' : 'resources')) {
      if (name === undefined || name.value === '*' || node.get('matchLabels') === undefined) continue;
      report({ span: faultSpan(name.node), message: '`matchLabels` is ignored unless the name is `*`', data: { replacement: '*' } });
    }
  },
};
