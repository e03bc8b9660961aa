/** Reports what is suspended in Git. */
import { groupOf } from '../../manifests/manifest.ts';
import { readBoolean } from '../../yaml/yamlReader.ts';
import { faultSpan } from '../faultPlace.ts';
import type { ManifestRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** An object of Flux is suspended in Git. */
export const suspended: ManifestRule = {
  id: 'kustomization/suspended',
  scope: 'manifest',
  kinds: ['Kustomization', 'HelmRelease', 'GitRepository', 'OCIRepository', 'HelmRepository', 'HelmChart', 'Bucket'],
  severity: 'info',
  since: '0.1.0',
  fix: 'none',
  evidence: 'fluxcd/kustomize-controller, helm-controller, source-controller: spec.suspend stops new runs',
  summary: 'An object of Flux is suspended in Git.',
  explain: rulePage({
    does: 'Reports `suspend: true`.',
    why: 'It is easily forgotten: from then on no commit reaches the cluster, and drift is not undone.',
    controller: 'Flux does nothing for a suspended object; `flux resume` is undone by the next run of the Kustomization that applies it.',
    fix: 'Remove the field when the work is done.',
    ignore: 'While something is kept still on purpose.',
  }),
  check(manifest, _context, report) {
    const suspend = readBoolean(manifest.root, 'spec', 'suspend');
    if (suspend?.value === true && groupOf(manifest.apiVersion).endsWith('.toolkit.fluxcd.io')) report({ span: faultSpan(suspend.node), message: `Flux does nothing for this ${manifest.kind}: it is suspended` });
  },
};
