/** Reports an SSH address without a key. */
import { readFluxSource } from '../../manifests/fluxSource.ts';
import { faultSpan } from '../faultPlace.ts';
import type { ManifestRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** A GitRepository with an SSH address has no Secret. */
export const sshWithoutSecret: ManifestRule = {
  id: 'source/ssh-without-secret',
  scope: 'manifest',
  kinds: ['GitRepository'],
  needsWhole: true,
  severity: 'error',
  since: '0.1.0',
  fix: 'none',
  evidence: 'fluxcd/source-controller docs: SSH authentication needs a Secret with identity and known_hosts',
  summary: 'A GitRepository with an SSH address has no Secret.',
  explain: rulePage({
    does: 'Reports a GitRepository whose URL begins with `ssh://` and that has no `secretRef`.',
    why: 'The source never becomes ready: `AuthenticationFailed`.',
    controller: 'SSH has no anonymous access: source-controller needs a private key and the known hosts from a Secret.',
    fix: 'Add `secretRef`, or use an `https://` URL.',
    ignore: 'Never.',
  }),
  check(manifest, _context, report) {
    const source = readFluxSource(manifest);
    if (source?.url?.value.startsWith('ssh://') !== true || source.spec?.get('secretRef') !== undefined || source.spec?.get('provider') !== undefined) return;
    report({ span: faultSpan(source.url.node), message: 'an SSH address needs `secretRef`: a Secret with a key (`identity`) and `known_hosts`' });
  },
};
