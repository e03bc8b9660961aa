/** Reports a URL that a source does not take. */
import { readFluxSource } from '../../manifests/fluxSource.ts';
import { faultSpan, holdsVariable } from '../faultPlace.ts';
import type { ManifestRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** The URL of a source has a form that Flux refuses. */
export const urlRefused: ManifestRule = {
  id: 'source/url-refused',
  scope: 'manifest',
  kinds: ['GitRepository', 'OCIRepository', 'HelmRepository'],
  severity: 'error',
  since: '0.1.0',
  fix: 'sometimes',
  evidence: 'fluxcd/source-controller api/v1/*_types.go: patterns of spec.url',
  summary: 'The URL of a source has a form that Flux refuses.',
  explain: rulePage({
    does: 'Reports a GitRepository URL that does not begin with `https://`, `http://` or `ssh://` (such as `git@host:owner/name`), an OCIRepository URL without `oci://`, and a HelmRepository URL that is none of `https://`, `http://` and `oci://`.',
    why: 'The API server refuses the object.',
    controller: 'The schemas check how the URL begins. The short form of SSH addresses that Git knows is not among them.',
    fix: 'Write `ssh://git@host/owner/name`.',
    ignore: 'Never.',
  }),
  check(manifest, _context, report) {
    const url = readFluxSource(manifest)?.url;
    const schemes = { GitRepository: ['https', 'http', 'ssh'], OCIRepository: ['oci'], HelmRepository: ['https', 'http', 'oci'] }[manifest.kind];
    if (url === undefined || schemes === undefined || url.value.startsWith('${') || schemes.some((scheme) => url.value.startsWith(`${scheme}://`))) return;
    const scp = /^([\w.-]+@)?([\w.-]+):(?!\/\/)(.+)$/.exec(url.value);
    const replacement = scp === null || holdsVariable(url.value) || manifest.kind !== 'GitRepository' ? undefined : `ssh://${scp[1] ?? 'git@'}${scp[2] ?? ''}/${(scp[3] ?? '').replace(/^\//, '')}`;
    const advice = replacement === undefined ? `it begins with ${schemes.map((scheme) => `\`${scheme}://\``).join(' or ')}` : `write \`${replacement}\``;
    report({ span: faultSpan(url.node), message: `a ${manifest.kind} does not take the URL \`${url.value}\`; ${advice}`, data: { replacement } });
  },
};
