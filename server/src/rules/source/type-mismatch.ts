/** Reports a HelmRepository whose type and URL disagree. */
import { readFluxSource } from '../../manifests/fluxSource.ts';
import { faultSpan } from '../faultPlace.ts';
import type { ManifestRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** The type of a HelmRepository does not fit its URL. */
export const typeMismatch: ManifestRule = {
  id: 'source/type-mismatch',
  scope: 'manifest',
  kinds: ['HelmRepository'],
  severity: 'error',
  since: '0.1.0',
  fix: 'always',
  evidence: 'fluxcd/source-controller internal/controller/helmrepository_controller.go and api/v1/helmrepository_types.go',
  summary: 'The type of a HelmRepository does not fit its URL.',
  explain: rulePage({
    does: 'Reports a HelmRepository with an `oci://` URL and without `type: oci`, and the reverse.',
    why: 'No chart of it is ever found.',
    controller: 'With type `default` Flux downloads `index.yaml` from the URL, which an OCI registry does not have; type `oci` talks to a registry.',
    fix: 'Set `type: oci` for an `oci://` URL, and remove it for any other. (For OCI charts an OCIRepository with `chartRef` is the newer way.)',
    ignore: 'Never.',
  }),
  check(manifest, context, report) {
    const source = readFluxSource(manifest);
    if (source?.url === undefined) return;
    const isOci = source.url.value.startsWith('oci://');
    if (isOci && source.type?.value !== 'oci' && (context.reached || source.type !== undefined)) report({ span: faultSpan((source.type ?? source.url).node), message: 'an `oci://` URL needs `type: oci`', data: { type: 'oci' } });
    if (!isOci && source.type?.value === 'oci' && !source.url.value.startsWith('${')) report({ span: faultSpan(source.type.node), message: '`type: oci` needs a URL that begins with `oci://`', data: { type: 'default' } });
  },
};
