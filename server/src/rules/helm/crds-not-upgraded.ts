/** Reports a HelmRelease that installs CRDs and never updates them. */
import { readHelmRelease } from '../../manifests/helmRelease.ts';
import { readString } from '../../yaml/yamlReader.ts';
import { faultSpan } from '../faultPlace.ts';
import type { ManifestRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** Notice where `install.crds` is set and `upgrade.crds` is not. */
export const crdsNotUpgraded: ManifestRule = {
  id: 'helm/crds-not-upgraded',
  scope: 'manifest',
  kinds: ['HelmRelease'],
  needsWhole: true,
  severity: 'info',
  since: '0.1.0',
  fix: 'none',
  evidence: 'fluxcd/helm-controller api/v2/helmrelease_types.go: Upgrade.CRDs, default Skip',
  summary: 'The CRDs of a chart are installed, but never updated.',
  explain: rulePage({
    does: 'Reports a HelmRelease with `install.crds: Create` or `CreateReplace` and without `upgrade.crds`.',
    why: 'A newer chart then meets the definitions of the old one: fields that it sets are dropped or refused.',
    controller: 'Helm itself never updates CRDs. helm-controller does so only with `upgrade.crds: CreateReplace`; its default is Skip.',
    fix: 'Add `upgrade: {crds: CreateReplace}`.',
    ignore: 'When the definitions are updated by another Kustomization.',
  }),
  check(manifest, _context, report) {
    const spec = readHelmRelease(manifest)?.spec;
    const install = readString(spec, 'install', 'crds');
    if (install === undefined || install.value === 'Skip' || spec?.get('upgrade', 'crds') !== undefined) return;
    report({ span: faultSpan(install.node), message: 'an upgrade of the chart leaves its CRDs as they are: `upgrade.crds` is Skip unless it is set' });
  },
};
