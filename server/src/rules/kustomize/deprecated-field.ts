/** Reports fields that kustomize will drop. */
import { kustomizeFileOf } from '../../manifests/kustomizeFile.ts';
import type { FileRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** A kustomize file has a deprecated field. */
export const deprecatedField: FileRule = {
  id: 'kustomize/deprecated-field',
  scope: 'file',
  severity: 'info',
  since: '0.1.0',
  fix: 'none',
  evidence: 'kubernetes-sigs/kustomize api/types/kustomization.go CheckDeprecatedFields',
  summary: 'A kustomize file has a deprecated field.',
  explain: rulePage({
    does: 'Reports `bases`, `commonLabels`, `imageTags`, `patchesJson6902`, `patchesStrategicMerge` and `vars`.',
    why: 'They work today; a later kustomize will not know them.',
    controller: 'kustomize prints a warning, which nobody sees inside Flux.',
    fix: 'Use `resources`, `labels`, `images`, `patches` and `replacements` instead. Mind that `labels` leaves selectors alone unless `includeSelectors` is set, and that selectors of live workloads cannot change.',
    ignore: 'As long as no change of kustomize is planned.',
  }),
  check(file, _context, report) {
    for (const { key } of kustomizeFileOf(file)?.root.pairs ?? []) {
      const instead = replacements[key.text];
      if (instead !== undefined) report({ span: key, message: `\`${key.text}\` is deprecated: use \`${instead}\`` });
    }
  },
};

/** What to use in place of each field. */
const replacements: Readonly<Record<string, string>> = {
  bases: 'resources',
  commonLabels: 'labels',
  imageTags: 'images',
  patchesJson6902: 'patches',
  patchesStrategicMerge: 'patches',
  vars: 'replacements',
};
