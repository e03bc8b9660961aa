/** Reports a part of `ref` that another one overrules. */
import { readFluxSource } from '../../manifests/fluxSource.ts';
import { readScalar } from '../../yaml/yamlReader.ts';
import { faultSpan } from '../faultPlace.ts';
import type { ManifestRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** A source says twice what to fetch, and one of the two is ignored. */
export const refIgnored: ManifestRule = {
  id: 'source/ref-ignored',
  scope: 'manifest',
  kinds: ['GitRepository', 'OCIRepository'],
  severity: 'warning',
  since: '0.1.0',
  fix: 'none',
  evidence: 'fluxcd/source-controller api/v1: commit over name over semver over tag over branch; digest over semver over tag',
  summary: 'A source says twice what to fetch, and one of the two is ignored.',
  explain: rulePage({
    does: 'Reports fields of `spec.ref` that another one overrules.',
    why: 'The source follows something else than the file seems to say.',
    controller: 'A GitRepository takes the first that is set of `commit`, `name`, `semver`, `tag`, `branch`; an OCIRepository of `digest`, `semver`, `tag`. A `commit` may have a `branch` beside it, which makes the clone shallow.',
    fix: 'Remove what is ignored.',
    ignore: 'Never.',
  }),
  check(manifest, _context, report) {
    const ref = readFluxSource(manifest)?.ref;
    const order = manifest.kind === 'GitRepository' ? ['commit', 'name', 'semver', 'tag', 'branch'] : ['digest', 'semver', 'tag'];
    const [winner, ...ignored] = order.filter((field) => (readScalar(ref, field)?.text ?? '') !== '');
    for (const field of ignored) {
      const scalar = readScalar(ref, field);
      if (winner === undefined || scalar === undefined || (winner === 'commit' && field === 'branch')) continue;
      const first = readScalar(ref, winner);
      // A digest with the tag that it had: update tools write both, and mean it.
      const severity = winner === 'digest' && field === 'tag' ? 'info' : 'warning';
      report({ severity, span: faultSpan(scalar), message: `\`${field}\` is ignored: \`${winner}\` wins over it`, related: first === undefined ? [] : [{ span: faultSpan(first), message: `\`${winner}\`, which counts` }] });
    }
  },
};
