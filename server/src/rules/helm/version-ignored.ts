/** Reports a chart version that nothing reads. */
import { readHelmRelease } from '../../manifests/helmRelease.ts';
import { faultSpan } from '../faultPlace.ts';
import type { ManifestRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** A HelmRelease sets a version for a chart from a GitRepository or Bucket, where it is ignored. */
export const versionIgnored: ManifestRule = {
  id: 'helm/version-ignored',
  scope: 'manifest',
  kinds: ['HelmRelease'],
  severity: 'warning',
  since: '0.1.0',
  fix: 'always',
  evidence: 'fluxcd/source-controller api/v1/helmchart_types.go: version is ignored for charts from GitRepository and Bucket sources',
  summary: 'A HelmRelease sets a version for a chart from a GitRepository or Bucket, where it is ignored.',
  explain: rulePage({
    does: 'Reports `chart.spec.version` together with a `sourceRef` of kind GitRepository or Bucket.',
    why: 'The chart that is installed is the one in the source, whatever the version says.',
    controller: 'Only charts from a HelmRepository are chosen by version.',
    fix: 'Remove `version`; to pin the chart, pin the revision of the source.',
    ignore: 'Never.',
  }),
  check(manifest, _context, report) {
    const release = readHelmRelease(manifest);
    const kind = release?.sourceRef?.kind?.value;
    if (release?.chartVersion === undefined || (kind !== 'GitRepository' && kind !== 'Bucket')) return;
    report({ span: faultSpan(release.chartVersion.node), message: `\`version\` is ignored for a chart from a ${kind}: the chart is the one in the source` });
  },
};
