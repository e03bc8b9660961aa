/** Reports a chart in Git whose changes are not released. */
import { readHelmRelease } from '../../manifests/helmRelease.ts';
import { readString } from '../../yaml/yamlReader.ts';
import { faultSpan } from '../faultPlace.ts';
import type { ManifestRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** Notice where the chart comes from Git or a bucket and a new revision alone does not count. */
export const gitChartStandsStill: ManifestRule = {
  id: 'helm/git-chart-stands-still',
  scope: 'manifest',
  kinds: ['HelmRelease'],
  needsWhole: true,
  severity: 'info',
  since: '0.1.0',
  fix: 'none',
  evidence: 'fluxcd/source-controller docs/spec/v1/helmcharts.md#reconcile-strategy: default ChartVersion',
  summary: 'A chart from Git is released anew only when its version is raised.',
  explain: rulePage({
    does: 'Reports a HelmRelease with a chart from a GitRepository or Bucket and without `reconcileStrategy: Revision`.',
    why: 'A commit that changes a template of the chart and not the version in `Chart.yaml` has no effect, and no error tells why.',
    controller: 'With the default `ChartVersion` source-controller packs a chart anew only when the version in `Chart.yaml` is another one.',
    fix: 'Set `reconcileStrategy: Revision`, or raise the version with every change.',
    ignore: 'When the version is raised with every change.',
  }),
  check(manifest, _context, report) {
    const release = readHelmRelease(manifest);
    const kind = release?.sourceRef?.kind;
    if (kind === undefined || (kind.value !== 'GitRepository' && kind.value !== 'Bucket')) return;
    if (readString(release?.spec, 'chart', 'spec', 'reconcileStrategy')?.value === 'Revision') return;
    report({ span: faultSpan(kind.node), message: 'a change of the chart counts only when the version in its `Chart.yaml` is raised; `reconcileStrategy: Revision` takes every commit' });
  },
};
