/** Reports a source that follows a default nobody wrote. */
import { readFluxSource } from '../../manifests/fluxSource.ts';
import { nameSpan } from '../../manifests/manifest.ts';
import type { ManifestRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** A source says not what to fetch. */
export const noRef: ManifestRule = {
  id: 'source/no-ref',
  scope: 'manifest',
  kinds: ['GitRepository', 'OCIRepository'],
  needsWhole: true,
  severity: 'warning',
  since: '0.1.0',
  fix: 'none',
  evidence: 'fluxcd/source-controller api/v1: without ref a GitRepository takes branch master, an OCIRepository tag latest',
  summary: 'A source says not what to fetch.',
  explain: rulePage({
    does: 'Reports a GitRepository or OCIRepository without `spec.ref`.',
    why: 'Flux takes the branch `master`, which most repositories no longer have, or the tag `latest`, which moves.',
    controller: 'source-controller falls back to `master` and `latest`; it does not ask the server for its default branch.',
    fix: 'Set `ref.branch`, `ref.tag` or `ref.semver`.',
    ignore: 'When `master` or `latest` is meant.',
  }),
  check(manifest, _context, report) {
    const source = readFluxSource(manifest);
    if (source?.spec === undefined || source.spec.get('ref') !== undefined) return;
    report({ span: source.url?.node ?? nameSpan(manifest), message: manifest.kind === 'GitRepository' ? 'without `ref` Flux takes the branch `master`' : 'without `ref` Flux takes the tag `latest`, which moves' });
  },
};
