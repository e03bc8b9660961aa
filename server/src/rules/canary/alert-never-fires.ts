/** Reports an alert without severity. */
import { readCanary } from '../../manifests/canary.ts';
import { nameSpan } from '../../manifests/manifest.ts';
import { readString } from '../../yaml/yamlReader.ts';
import type { ManifestRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** An alert of a Canary has no severity, so it never fires. */
export const alertNeverFires: ManifestRule = {
  id: 'canary/alert-never-fires',
  scope: 'manifest',
  kinds: ['Canary'],
  needsWhole: true,
  severity: 'warning',
  since: '0.1.0',
  fix: 'always',
  evidence: 'fluxcd/flagger pkg/controller/events.go alert: an empty severity matches no event',
  summary: 'An alert of a Canary has no severity, so it never fires.',
  explain: rulePage({
    does: 'Reports an entry of `analysis.alerts` without `severity`.',
    why: 'Nobody hears of a failed release.',
    controller: 'The documentation calls `info` the default, but the code compares the severity of each event with an empty text, which matches none.',
    fix: 'Set `severity` to `info` (everything), `warn` or `error`.',
    ignore: 'Never.',
  }),
  check(manifest, _context, report) {
    for (const alert of readCanary(manifest)?.alerts ?? []) {
      if (readString(alert, 'severity') !== undefined) continue;
      const name = readString(alert, 'name');
      report({ span: name?.node ?? nameSpan(manifest), message: `alert ${name?.value ?? ''} never fires: it has no \`severity\``.replace('  ', ' ') });
    }
  },
};
