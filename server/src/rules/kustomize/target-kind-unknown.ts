/** Reports a patch whose target is of a kind that is misspelt. */
import { readFluxKustomization } from '../../manifests/fluxKustomization.ts';
import { kustomizeFileOf } from '../../manifests/kustomizeFile.ts';
import { manifestsOf } from '../../manifests/manifest.ts';
import { readMaps, readString } from '../../yaml/yamlReader.ts';
import { faultSpan } from '../faultPlace.ts';
import { knownKinds, nearestKind } from '../knownKinds.ts';
import type { FileContext, FileRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** Warning where the objects are not known, but a kind of nearly that name is. */
export const targetKindUnknown: FileRule = {
  id: 'kustomize/target-kind-unknown',
  scope: 'file',
  severity: 'warning',
  since: '0.1.0',
  fix: 'sometimes',
  evidence: 'kubernetes-sigs/kustomize api/types/selector.go: kinds are compared letter by letter; k8s.io/api and the definitions of Flux and Flagger: the kinds',
  summary: 'The target of a patch is of a kind that is likely misspelt.',
  explain: rulePage({
    does: 'Reports `target.kind` of patches in kustomize files and Flux Kustomizations that is no kind of Kubernetes, Flux or Flagger and of no object of the workspace, but nearly one of them. Where all objects of the build are known, `kustomize/patch-hits-nothing` and `kustomization/patch-hits-nothing` say more.',
    why: 'A patch without a match is no error: the build goes through, and the change is silently not made.',
    controller: 'kustomize selects objects whose kind fits the expression, anchored at both ends.',
    fix: 'Write the kind as the message says.',
    ignore: 'When there is a kind of that name.',
  }),
  check(file, context, report) {
    const patches = [...readMaps(kustomizeFileOf(file)?.root, 'patches'), ...manifestsOf(file).flatMap((manifest) => readFluxKustomization(manifest)?.patches ?? [])];
    for (const entry of patches) {
      const kind = readString(entry, 'target', 'kind');
      if (kind === undefined || !/^\w+$/.test(kind.value) || knownKinds.has(kind.value)) continue;
      const near = nearestKind(kind.value);
      if (near === undefined || isSaid(entry.start, context) || context.hasKind(kind.value)) continue;
      report({ span: faultSpan(kind.node), message: `no kind \`${kind.value}\` is known, so this patch would change nothing; nearest: \`${near}\``, data: { replacement: near } });
    }
  },
};

/** Whether a build whose objects are all known tells what the entry meets. */
function isSaid(start: number, { hits }: FileContext): boolean {
  return hits.some(({ span, of }) => span.start === start && of > 0);
}
