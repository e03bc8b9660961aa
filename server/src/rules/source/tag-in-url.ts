/** Reports a tag in the URL of an OCI source. */
import { readFluxSource } from '../../manifests/fluxSource.ts';
import { faultSpan, holdsVariable } from '../faultPlace.ts';
import type { ManifestRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** The URL of an OCIRepository contains a tag or digest. */
export const tagInUrl: ManifestRule = {
  id: 'source/tag-in-url',
  scope: 'manifest',
  kinds: ['OCIRepository'],
  severity: 'error',
  since: '0.1.0',
  fix: 'none',
  evidence: 'fluxcd/source-controller internal/controller/ocirepository_controller.go parseRepository: "URL must not contain a tag"',
  summary: 'The URL of an OCIRepository contains a tag or digest.',
  explain: rulePage({
    does: 'Reports an OCIRepository whose URL ends in `:tag` or `@digest`.',
    why: 'The source never becomes ready: `URLInvalid`.',
    controller: 'The tag has a field of its own.',
    fix: 'Move it to `spec.ref.tag` (or `ref.digest`).',
    ignore: 'Never.',
  }),
  check(manifest, _context, report) {
    const url = readFluxSource(manifest)?.url;
    const tag = url === undefined || holdsVariable(url.value) ? undefined : /(?::[\w][\w.-]*|@sha\d+:[0-9a-f]+)$/.exec(url.value.replace(/^oci:\/\/[^/]*/, ''))?.[0];
    if (url !== undefined && tag !== undefined) report({ span: faultSpan(url.node), message: `\`${tag}\` does not belong into the URL: write it under \`ref\`` });
  },
};
