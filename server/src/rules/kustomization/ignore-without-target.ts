/** Reports an ignore rule of a Flux Kustomization that holds for every object. */
import { readFluxKustomization } from '../../manifests/fluxKustomization.ts';
import { readMaps } from '../../yaml/yamlReader.ts';
import { keySpan } from '../faultPlace.ts';
import type { ManifestRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** Warning on each entry of `spec.ignore` without `target`. */
export const ignoreWithoutTarget: ManifestRule = {
  id: 'kustomization/ignore-without-target',
  scope: 'manifest',
  kinds: ['Kustomization'],
  severity: 'warning',
  since: '0.1.0',
  fix: 'none',
  evidence: 'fluxcd/kustomize-controller docs/spec/v1/kustomizations.md: an entry without target applies to all objects',
  summary: 'An entry of `spec.ignore` has no `target`: it holds for every object.',
  explain: rulePage({
    does: 'Reports entries of `spec.ignore` that name fields and no `target`.',
    why: 'The fields are left out of every object that this Kustomization applies: a change of them in Git then never reaches the cluster, for objects nobody thought of, too.',
    controller: 'kustomize-controller removes the fields from what it applies and from what it compares. An entry without `target` fits all objects.',
    fix: 'Add `target` with the `kind` and `name` that were meant.',
    ignore: 'When the field is really to be ignored on all objects.',
  }),
  check(manifest, _context, report) {
    for (const entry of readMaps(readFluxKustomization(manifest)?.spec, 'ignore')) {
      const target = entry.get('target');
      if (target !== undefined && (target.kind !== 'map' || target.pairs.length > 0)) continue;
      report({ span: keySpan(entry, 'paths', manifest), message: 'without `target` these fields are ignored on every object that this Kustomization applies' });
    }
  },
};
