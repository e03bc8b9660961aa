/** Reports a HelmRelease with two charts or none. */
import { readHelmRelease } from '../../manifests/helmRelease.ts';
import { keySpan } from '../faultPlace.ts';
import type { ManifestRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** A HelmRelease has both or none of `chart` and `chartRef`. */
export const chartUnclear: ManifestRule = {
  id: 'helm/chart-unclear',
  scope: 'manifest',
  kinds: ['HelmRelease'],
  needsWhole: true,
  severity: 'error',
  since: '0.1.0',
  fix: 'none',
  evidence: 'fluxcd/helm-controller api/v2/helmrelease_types.go: "either chart or chartRef must be set"',
  summary: 'A HelmRelease has both or none of `chart` and `chartRef`.',
  explain: rulePage({
    does: 'Reports a HelmRelease that sets both `spec.chart` and `spec.chartRef`, or none of them.',
    why: 'The API server refuses the object.',
    controller: 'The schema asks for exactly one: `chart` makes a HelmChart from a HelmRepository, GitRepository or Bucket; `chartRef` takes an OCIRepository or HelmChart that exists.',
    fix: 'Keep the one that is meant.',
    ignore: 'Never.',
  }),
  check(manifest, _context, report) {
    const release = readHelmRelease(manifest);
    const spec = release?.spec;
    if (spec === undefined) return;
    const chart = spec.get('chart') !== undefined;
    const chartRef = spec.get('chartRef') !== undefined;
    if (chart !== chartRef) return;
    const related = chart ? [{ span: keySpan(spec, 'chart', manifest), message: '`chart` is set here' }] : [];
    report({ span: keySpan(spec, 'chartRef', manifest), message: `exactly one of \`chart\` and \`chartRef\` must be set: here ${chart ? 'are both' : 'is none of them'}`, related });
  },
};
