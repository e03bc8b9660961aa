/** Reports the old way to OCI charts. */
import { readFluxSource } from '../../manifests/fluxSource.ts';
import { faultSpan } from '../faultPlace.ts';
import type { ManifestRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** A HelmRepository of type `oci` is in maintenance mode. */
export const ociHelmRepository: ManifestRule = {
  id: 'source/oci-helm-repository',
  scope: 'manifest',
  kinds: ['HelmRepository'],
  severity: 'info',
  since: '0.1.0',
  fix: 'none',
  evidence: 'fluxcd/source-controller CHANGELOG 1.8: HelmRepository of type oci is in maintenance mode',
  summary: 'A HelmRepository of type `oci` is in maintenance mode.',
  explain: rulePage({
    does: 'Reports a HelmRepository with `type: oci`.',
    why: 'It works, and gets no new features: no status, no events, no layer selection.',
    controller: 'A HelmRepository of this type is only an address. An OCIRepository fetches the chart itself, and a HelmRelease names it under `chartRef`.',
    fix: 'Declare an OCIRepository for the chart, and use `chartRef` in the HelmRelease.',
    ignore: 'When several charts of one registry share the address and nothing else is needed.',
  }),
  check(manifest, _context, report) {
    const source = readFluxSource(manifest);
    if (source?.type?.value === 'oci' && source.url?.value.startsWith('oci://') === true) report({ span: faultSpan(source.type.node), message: 'a HelmRepository of type `oci` is in maintenance mode: an OCIRepository with `chartRef` takes its place' });
  },
};
