/** Reports an apiVersion that the Flux version in use does not serve. */
import { isAtLeast, judgeApiVersion, preferredApiVersion } from '../../flux/apiVersions.ts';
import { newestFluxVersion } from '../../flux/fluxVersion.ts';
import { readScalar } from '../../yaml/yamlReader.ts';
import { faultSpan } from '../faultPlace.ts';
import type { ManifestRule } from '../rule.ts';
import { versionedKinds } from '../versionedKinds.ts';
import { rulePage } from '../rulePage.ts';

/** An object has an apiVersion that Flux does not serve (any more). */
export const apiVersionRemoved: ManifestRule = {
  id: 'flux/api-version-removed',
  scope: 'manifest',
  kinds: versionedKinds,
  severity: 'error',
  since: '0.1.0',
  fix: 'sometimes',
  evidence: 'CHANGELOG.md of the controllers and fluxcd/flux2 cmd/flux/migrate.go; table in server/src/flux/apiVersions.ts',
  summary: 'An object has an apiVersion that Flux does not serve (any more).',
  explain: rulePage({
    does: 'Reports objects of Flux and Flagger whose apiVersion was removed in the Flux version that the repository declares, never went with the kind, or came only with a newer Flux.',
    why: 'The API server refuses the object: "no matches for kind". A Kustomization that holds one such object applies nothing at all.',
    controller: 'Old versions are not deprecated but gone: v1beta1 since Flux 2.7, most v1beta2 and v2beta2 since 2.8, those of notification and image automation since 2.9. The version is read from `gotk-components.yaml`, a FluxInstance or the install manifests; otherwise the setting `flightdeck.fluxVersion` counts, and the finding is a warning.',
    fix: 'Write the apiVersion that the message names. For most kinds nothing else changes; fields that went away with it are reported on their own.',
    ignore: 'When another cluster, with an older Flux, applies the file.',
  }),
  check(manifest, context, report) {
    const verdict = judgeApiVersion(manifest.apiVersion, manifest.kind, context.fluxVersion);
    const apiVersion = readScalar(manifest.root, 'apiVersion');
    if (apiVersion === undefined || verdict === undefined || verdict.state === 'served') return;
    const flux = `Flux ${context.fluxVersion.join('.')}`;
    // Where the repository says nothing of its Flux, an older one may well be there: no error then.
    const doubt = context.versionDeclared ? {} : ({ severity: 'warning' } as const);
    const assumed = context.versionDeclared ? '' : '; the repository declares no Flux version, so the newest is assumed';
    const group = manifest.apiVersion.slice(0, manifest.apiVersion.indexOf('/'));
    const span = faultSpan(apiVersion);
    const written = preferredApiVersion(group, manifest.kind, context.fluxVersion) ?? manifest.apiVersion;
    switch (verdict.state) {
      case 'removed':
        report({ span, message: `${flux} does not serve ${manifest.apiVersion} any more (gone since ${verdict.in.join('.')}); write ${written}${assumed}`, ...doubt, data: { replacement: written } });
        break;
      case 'not-yet':
        report({ span, message: `${flux} does not know ${manifest.apiVersion} of ${manifest.kind} yet: it came with ${verdict.since.join('.')}${assumed}`, ...doubt });
        break;
      case 'unknown':
        // A Flux that is newer than this code may serve more.
        if (manifest.apiVersion.includes('fluxcd.io') && !isAtLeast(newestFluxVersion, context.fluxVersion)) return;
        report({ span, message: `there is no ${manifest.apiVersion} of ${manifest.kind}; write ${written}`, data: { replacement: written } });
    }
  },
};
