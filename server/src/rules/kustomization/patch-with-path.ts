/** Reports patches that refer to files. */
import { readFluxKustomization } from '../../manifests/fluxKustomization.ts';
import type { ManifestRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** A patch of a Flux Kustomization has `path` or `options`, which it does not know. */
export const patchWithPath: ManifestRule = {
  id: 'kustomization/patch-with-path',
  scope: 'manifest',
  kinds: ['Kustomization'],
  severity: 'error',
  since: '0.1.0',
  fix: 'none',
  evidence: 'fluxcd/pkg apis/kustomize/kustomize_types.go Patch: patch and target only',
  summary: 'A patch of a Flux Kustomization has `path` or `options`, which it does not know.',
  explain: rulePage({
    does: 'Reports `path` and `options` in an entry of `spec.patches`.',
    why: 'The API server refuses the field or drops it, and the patch is empty.',
    controller: 'A Flux Kustomization is an object in the cluster: it has no files beside it. Its patches are written into it.',
    fix: 'Write the patch under `patch: |`, or put it into a kustomization.yaml below `spec.path`.',
    ignore: 'Never.',
  }),
  check(manifest, _context, report) {
    for (const { pairs } of readFluxKustomization(manifest)?.patches ?? []) {
      for (const { key } of pairs) {
        if (key.text === 'path' || key.text === 'options') report({ span: key, message: `a patch of a Flux Kustomization has no \`${key.text}\`: write the patch itself under \`patch\`` });
      }
    }
  },
};
