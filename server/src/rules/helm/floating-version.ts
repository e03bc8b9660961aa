/** Reports a chart version that moves by itself. */
import { readHelmRelease } from '../../manifests/helmRelease.ts';
import { faultSpan, holdsVariable } from '../faultPlace.ts';
import type { ManifestRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** A HelmRelease takes whatever chart version is newest. */
export const floatingVersion: ManifestRule = {
  id: 'helm/floating-version',
  scope: 'manifest',
  kinds: ['HelmRelease'],
  severity: 'info',
  since: '0.1.0',
  fix: 'none',
  evidence: 'fluxcd/source-controller: the newest chart that fits the range is taken at each interval',
  summary: 'A HelmRelease takes whatever chart version is newest.',
  explain: rulePage({
    does: 'Reports a chart `version` that is missing, `*`, or a range over minor or major versions such as `1.x`.',
    why: 'A new version is installed the moment it is published, with no commit that says so and none to go back to.',
    controller: 'source-controller looks for the newest version in the range at each interval, and helm-controller upgrades to it.',
    fix: 'Pin the version, and let a bot propose new ones; or limit the range to patches: `1.2.x`.',
    ignore: 'Where following the newest release is wanted.',
  }),
  check(manifest, context, report) {
    const release = readHelmRelease(manifest);
    if (release?.chart === undefined || release.sourceRef?.kind?.value !== 'HelmRepository') return;
    const version = release.chartVersion;
    if (version === undefined) {
      if (context.reached) report({ span: faultSpan(release.chart.node), message: `chart ${release.chart.value} has no \`version\`: the newest one is installed whenever it comes out` });
    } else if (isFloating(version.value) && !holdsVariable(version.value)) {
      report({ span: faultSpan(version.node), message: `version \`${version.value}\` of chart ${release.chart.value}: the newest one that fits is installed whenever it comes out` });
    }
  },
};

/** Whether a range lets more in than patch releases of one minor version. */
function isFloating(version: string): boolean {
  return /^\s*(?:[vV]?\d+\.)?[xX*]|^\s*\^|^\s*>=?[^<]*$|^\s*~\s*[vV]?\d+\s*$/.test(version);
}
