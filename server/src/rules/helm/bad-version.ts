/** Reports a chart version that is no range. */
import { isVersionRange } from '../../flux/versionRange.ts';
import { readFluxSource } from '../../manifests/fluxSource.ts';
import { readHelmRelease } from '../../manifests/helmRelease.ts';
import { readString } from '../../yaml/yamlReader.ts';
import { faultSpan, holdsVariable } from '../faultPlace.ts';
import type { ManifestRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** The version of a chart is no version and no range. */
export const badVersion: ManifestRule = {
  id: 'helm/bad-version',
  scope: 'manifest',
  kinds: ['HelmRelease', 'HelmChart'],
  severity: 'error',
  since: '0.1.0',
  fix: 'none',
  evidence: 'Masterminds/semver NewConstraint, used by fluxcd/source-controller internal/helm/repository',
  summary: 'The version of a chart is no version and no range.',
  explain: rulePage({
    does: 'Reports a chart `version` that cannot be read as a semantic version or a range of them.',
    why: 'The chart is never found: "improper constraint".',
    controller: 'The version is a range as Masterminds/semver knows them: `1.2.3`, `1.x`, `^1.2`, `>=1.2 <2`, `~1.2`, ranges with `-` and alternatives with `||`.',
    fix: 'Write a version or a range. For the newest one write `*`.',
    ignore: 'Never.',
  }),
  check(manifest, _context, report) {
    const version = readHelmRelease(manifest)?.chartVersion ?? (manifest.kind === 'HelmChart' ? readString(readFluxSource(manifest)?.spec, 'version') : undefined);
    if (version === undefined || holdsVariable(version.value) || isVersionRange(version.value)) return;
    report({ span: faultSpan(version.node), message: `\`${version.value}\` is no chart version and no range of them; for the newest write \`*\`` });
  },
};
