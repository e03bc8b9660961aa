/** Reports a `spec.provider` that the Canary's schema does not allow. */
import { PROVIDERS } from '../../flagger/providers.ts';
import { readCanary } from '../../manifests/canary.ts';
import { nearestName } from '../../text/editDistance.ts';
import { faultSpan, holdsVariable } from '../faultPlace.ts';
import type { ManifestRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** Error on `provider: gatewayapi` and the like. */
export const unknownProvider: ManifestRule = {
  id: 'canary/unknown-provider',
  scope: 'manifest',
  kinds: ['Canary'],
  severity: 'error',
  since: '0.1.0',
  fix: 'sometimes',
  evidence: 'fluxcd/flagger artifacts/flagger/crd.yaml: enum of spec.provider',
  summary: 'A Canary names a provider that Flagger does not know.',
  explain: rulePage({
    does: 'Reports a `spec.provider` that is not one of the names in the schema of Canary.',
    why: 'The API server refuses the Canary, and with it everything that the same Flux Kustomization applies after it.',
    controller: 'The custom resource definition lists the names, letter by letter. Gateway API needs its version: `gatewayapi:v1` or `gatewayapi:v1beta1`; a bare `gatewayapi` is refused.',
    fix: 'Take one of the names that the message lists, or remove `provider` to use the one that Flagger was installed with.',
    ignore: 'With a fork of Flagger that brings a router of its own.',
  }),
  check(manifest, _context, report) {
    const provider = readCanary(manifest)?.provider;
    if (provider === undefined || holdsVariable(provider.value) || PROVIDERS.some(({ id }) => id === provider.value)) return;
    const meant = meantProviders(provider.value);
    const advice = meant.length > 0 ? `write ${meant.map((id) => `\`${id}\``).join(' or ')}` : `it knows ${PROVIDERS.map(({ id }) => id).join(', ')}`;
    report({ span: faultSpan(provider.node), message: `provider \`${provider.value}\` is not one that Flagger knows; ${advice}`, data: { replacements: meant } });
  },
};

/** Providers that somebody who wrote this may have meant. */
function meantProviders(written: string): readonly string[] {
  const ids = PROVIDERS.map(({ id }) => id);
  const family = written.toLowerCase().split(/[:/-]/)[0] ?? '';
  const versions = ids.filter((id) => id.startsWith(`${family}:`));
  if (versions.length > 0) return versions;
  const near = ids.find((id) => id === written.toLowerCase()) ?? nearestName(written.toLowerCase(), ids);
  return near === undefined ? [] : [near];
}
