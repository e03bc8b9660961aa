/** Reports fields of a kustomize file in another case. */
import { kustomizeShape } from '../../kustomize/kustomizeShape.ts';
import { kustomizeFileOf } from '../../manifests/kustomizeFile.ts';
import type { FileRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** Notice with the spelling that everybody else uses. */
export const fieldCase: FileRule = {
  id: 'kustomize/field-case',
  scope: 'file',
  severity: 'info',
  since: '0.1.0',
  fix: 'sometimes',
  evidence: 'encoding/json: keys are matched without regard to case; kubernetes-sigs/kustomize api/types/kustomization.go: the names',
  summary: 'A field of a kustomize file is written in another case.',
  explain: rulePage({
    does: 'Reports top-level keys of a kustomize file that are a field but for the case of their letters, such as `Resources`.',
    why: 'kustomize takes it, but editors, linters and other tools do not know the field, and a second entry in the usual case makes two of them.',
    controller: 'Go’s JSON reader compares keys without regard to case.',
    fix: 'Write the name as the message says.',
    ignore: 'Never.',
  }),
  check(file, _context, report) {
    if (typeof kustomizeShape === 'string' || !('fields' in kustomizeShape)) return;
    const names = Object.keys(kustomizeShape.fields);
    for (const { key } of kustomizeFileOf(file)?.root.pairs ?? []) {
      const name = names.includes(key.text) ? undefined : names.find((each) => each.toLowerCase() === key.text.toLowerCase());
      if (name !== undefined) report({ span: key, message: `this field is written \`${name}\``, data: { replacement: name } });
    }
  },
};
