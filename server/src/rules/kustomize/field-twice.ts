/** Reports fields that stand twice in a kustomize file. */
import { kustomizeFileOf } from '../../manifests/kustomizeFile.ts';
import { yamlOf } from '../../yaml/parseYaml.ts';
import type { FileRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** Warning on the later one, which alone counts. */
export const fieldTwice: FileRule = {
  id: 'kustomize/field-twice',
  scope: 'file',
  severity: 'warning',
  since: '0.1.0',
  fix: 'none',
  evidence: 'kubernetes-sigs/kustomize api/types/kustomization.go Unmarshal: the last of two keys wins, and no error says so',
  summary: 'A field stands twice in a kustomize file: only the last one counts.',
  explain: rulePage({
    does: 'Reports keys that stand twice in one mapping of a kustomize file, such as two lists of `resources`.',
    why: 'What the first one lists is silently not applied, and pruned where it was.',
    controller: 'kustomize reads the file into a map; the later of two equal keys overwrites the earlier one.',
    fix: 'Join the two, or remove one.',
    ignore: 'Never.',
  }),
  check(file, _context, report) {
    if (kustomizeFileOf(file) === undefined) return;
    for (const problem of yamlOf(file).problems) {
      if (problem.code !== 'duplicate-key') continue;
      const key = file.text.slice(problem.start, problem.end);
      const first = /^\w+$/.test(key) ? file.text.slice(0, problem.start).search(new RegExp(`^ *${key} *:`, 'm')) : -1;
      report({
        span: problem,
        message: `\`${key}\` stands twice: only this one counts, and the one above is dropped in silence`,
        related: first < 0 ? [] : [{ span: { file, start: first, end: first + key.length }, message: 'the one that is dropped' }],
      });
    }
  },
};
