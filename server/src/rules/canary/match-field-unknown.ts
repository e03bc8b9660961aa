/** Reports conditions of `analysis.match` that Flagger does not know. */
import { readCanary } from '../../manifests/canary.ts';
import type { ManifestRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** A condition of `analysis.match` is none that Flagger knows. */
export const matchFieldUnknown: ManifestRule = {
  id: 'canary/match-field-unknown',
  scope: 'manifest',
  kinds: ['Canary'],
  severity: 'error',
  since: '0.1.0',
  fix: 'none',
  evidence: 'fluxcd/flagger artifacts/flagger/crd.yaml: analysis.match has headers, queryParams and sourceLabels; pkg/router/gateway_api.go',
  summary: 'A condition of `analysis.match` is none that Flagger knows.',
  explain: rulePage({
    does: 'Reports keys of `analysis.match` other than `headers`, `queryParams` and `sourceLabels`.',
    why: 'The API server drops the condition, so that more requests match than meant: with nothing else in the entry, all of them.',
    controller: 'The schema of Canary has three keys. A `uri` or `method` belongs to `service.match`, which routes for primary and canary alike.',
    fix: 'Match on a header, a cookie or a query parameter; move `uri` to `service.match`.',
    ignore: 'Never.',
  }),
  check(manifest, _context, report) {
    for (const { pairs } of readCanary(manifest)?.match ?? []) {
      for (const { key } of pairs) {
        if (['headers', 'queryParams', 'sourceLabels'].includes(key.text)) continue;
        const advice = ['uri', 'method', 'scheme', 'authority', 'port'].includes(key.text) ? '; `service.match` is the place for it' : '';
        report({ span: key, message: `\`${key.text}\` is no condition of \`analysis.match\`: it will be dropped${advice}` });
      }
    }
  },
};
