/** Reports places for values that Helm cannot find. */
import { readHelmRelease } from '../../manifests/helmRelease.ts';
import { readString } from '../../yaml/yamlReader.ts';
import { faultSpan, holdsVariable } from '../faultPlace.ts';
import type { ManifestRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** Error where a part of the path has no name. */
export const helmBadTargetPath: ManifestRule = {
  id: 'helm/bad-target-path',
  scope: 'manifest',
  kinds: ['HelmRelease'],
  severity: 'error',
  since: '0.1.0',
  fix: 'none',
  evidence: 'helm pkg/strvals/parser.go, which fluxcd/pkg chartutil ReplacePathValue uses: a key without a name is not set, and "key map … has no value"',
  summary: 'The `targetPath` of a value has a part without a name.',
  explain: rulePage({
    does: 'Reports a `targetPath` in `spec.valuesFrom` that begins or ends with a dot, has two in a row or an index without a key before it: `db.`, `db..user`, `[0]`, `list.[0]`.',
    why: 'The value never arrives: Helm refuses the path with “key map has no value”, or leaves the value out without a word where there are other values beside it.',
    controller: 'helm-controller hands `targetPath=value` to the reader behind `--set`, which drops what has no name. The definition of HelmRelease takes such a path.',
    fix: 'Remove the dot, or write the name that is left out. A dot within a key is written `\\.`.',
    ignore: 'Never.',
  }),
  check(manifest, _context, report) {
    for (const { node } of readHelmRelease(manifest)?.valuesFrom ?? []) {
      const path = readString(node, 'targetPath');
      if (path === undefined || path.value === '' || holdsVariable(path.value) || !hasNamelessPart(path.value)) continue;
      report({ span: faultSpan(path.node), message: `a part of \`${path.value}\` has no name, so the value never arrives; a dot within a key is written \`\\.\`` });
    }
  },
};

/** Whether a path as Helm's `--set` reads it has a part without a name; what follows a backslash belongs to a name. */
function hasNamelessPart(path: string): boolean {
  const plain = path.replaceAll(/\\./g, '_');
  return /^[.[]|\.$|\.[.[]/.test(plain);
}
