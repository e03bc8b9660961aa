/** Reports two cookies of one name. */
import { readCanary } from '../../manifests/canary.ts';
import { readString } from '../../yaml/yamlReader.ts';
import { faultSpan } from '../faultPlace.ts';
import type { ManifestRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** The cookies of canary and primary have the same name. */
export const sameCookieNames: ManifestRule = {
  id: 'canary/same-cookie-names',
  scope: 'manifest',
  kinds: ['Canary'],
  severity: 'error',
  since: '0.1.0',
  fix: 'none',
  evidence: 'fluxcd/flagger pkg/controller/controller.go verifyCanary: equal cookie names are refused',
  summary: 'The cookies of canary and primary have the same name.',
  explain: rulePage({
    does: 'Reports `analysis.sessionAffinity` with equal `cookieName` and `primaryCookieName`.',
    why: 'Flagger ignores the Canary: no release ever happens.',
    controller: 'The controller drops the object with only a line in its log: "invalid canary spec".',
    fix: 'Give the primary’s cookie a name of its own.',
    ignore: 'Never.',
  }),
  check(manifest, _context, report) {
    const analysis = readCanary(manifest)?.analysis;
    const canaryName = readString(analysis, 'sessionAffinity', 'cookieName');
    const primaryName = readString(analysis, 'sessionAffinity', 'primaryCookieName');
    if (canaryName === undefined || primaryName === undefined || canaryName.value !== primaryName.value) return;
    report({ span: faultSpan(primaryName.node), message: `\`primaryCookieName\` equals \`cookieName\`: Flagger ignores this Canary, with only a line in its log` });
  },
};
