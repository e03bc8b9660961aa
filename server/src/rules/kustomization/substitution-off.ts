/** Reports a Flux Kustomization whose `postBuild` gives no variable. */
import { readFluxKustomization } from '../../manifests/fluxKustomization.ts';
import { readItems, readMap, readString } from '../../yaml/yamlReader.ts';
import { keySpan } from '../faultPlace.ts';
import type { ManifestRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** Warning: nothing is put in, defaults neither. */
export const substitutionOff: ManifestRule = {
  id: 'kustomization/substitution-off',
  scope: 'manifest',
  kinds: ['Kustomization'],
  severity: 'warning',
  since: '0.1.0',
  fix: 'none',
  evidence: 'fluxcd/pkg kustomize/kustomize_varsub.go: without variables and with substituteStrategy WithVariables (the default) the objects are returned as they are',
  summary: '`postBuild` gives no variable, so no `${…}` is replaced, and no default is put in.',
  explain: rulePage({
    does: 'Reports `spec.postBuild` without any entry in `substitute` or `substituteFrom`, unless `substituteStrategy` is Always.',
    why: 'A `${replicas:=2}` in the manifests stays there letter by letter, and the API server refuses it, or a program reads it.',
    controller: 'kustomize-controller skips substitution when there is no variable at all.',
    fix: 'Add a variable, or set `substituteStrategy: Always` so that defaults are put in.',
    ignore: 'While the entries are added by a patch of something outside the workspace.',
  }),
  check(manifest, _context, report) {
    const kustomization = readFluxKustomization(manifest);
    const postBuild = kustomization?.postBuild;
    if (postBuild === undefined || readString(postBuild, 'substituteStrategy')?.value === 'Always') return;
    if ((readMap(postBuild, 'substitute')?.pairs.length ?? 0) > 0 || readItems(postBuild, 'substituteFrom').length > 0) return;
    report({ span: keySpan(kustomization?.spec, 'postBuild', manifest), message: 'no variable is given here, so no `${…}` is replaced and no default is put in; `substituteStrategy: Always` changes that' });
  },
};
