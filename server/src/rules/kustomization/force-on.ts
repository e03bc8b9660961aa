/** Reports a Flux Kustomization that deletes what it cannot change. */
import { readFluxKustomization } from '../../manifests/fluxKustomization.ts';
import { readBoolean } from '../../yaml/yamlReader.ts';
import { faultSpan } from '../faultPlace.ts';
import type { ManifestRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** Notice on `force: true`. */
export const forceOn: ManifestRule = {
  id: 'kustomization/force-on',
  scope: 'manifest',
  kinds: ['Kustomization'],
  severity: 'info',
  since: '0.1.0',
  fix: 'none',
  evidence: 'fluxcd/kustomize-controller docs/spec/v1/kustomizations.md#force: meant for a while, "not recommended" to be left on',
  summary: '`force: true` deletes and makes anew what cannot be changed.',
  explain: rulePage({
    does: 'Reports `spec.force: true`.',
    why: 'A change of an immutable field, such as the selector of a Deployment or the class of a volume claim, deletes the object with all that is in it, and nobody is asked.',
    controller: 'When the API server refuses a change because a field is immutable, kustomize-controller deletes the object and applies it again.',
    fix: 'Remove it once the change has gone through. For single objects there is the annotation `kustomize.toolkit.fluxcd.io/force: enabled`.',
    ignore: 'When everything that the Kustomization applies may be lost, such as Jobs.',
  }),
  check(manifest, _context, report) {
    const force = readBoolean(readFluxKustomization(manifest)?.spec, 'force');
    if (force?.value === true) report({ span: faultSpan(force.node), message: 'where Kubernetes refuses a change, Flux deletes the object and makes it anew, without asking' });
  },
};
