/** Reports an apiVersion that a newer Flux takes away. */
import { isAtLeast, judgeApiVersion, preferredApiVersion } from '../../flux/apiVersions.ts';
import { newestFluxVersion } from '../../flux/fluxVersion.ts';
import { readScalar } from '../../yaml/yamlReader.ts';
import { faultSpan } from '../faultPlace.ts';
import type { ManifestRule } from '../rule.ts';
import { versionedKinds } from '../versionedKinds.ts';
import { rulePage } from '../rulePage.ts';

/** An object has an apiVersion that is served now and gone in a newer Flux. */
export const apiVersionGoing: ManifestRule = {
  id: 'flux/api-version-going',
  scope: 'manifest',
  kinds: versionedKinds,
  severity: 'warning',
  since: '0.1.0',
  fix: 'sometimes',
  evidence: 'CHANGELOG.md of the controllers and fluxcd/flux2 cmd/flux/migrate.go; table in server/src/flux/apiVersions.ts',
  summary: 'An object has an apiVersion that is served now and gone in a newer Flux.',
  explain: rulePage({
    does: 'Reports objects whose apiVersion is right for the Flux version that the repository declares, but which a newer one does not serve.',
    why: 'The next upgrade of Flux breaks the object: the API server will refuse it.',
    controller: 'Flux serves an old apiVersion for a few releases beside the new one, then removes it.',
    fix: 'Where the installed Flux serves the new apiVersion already, write that one. Otherwise upgrade in steps: first Flux, to the last version that serves both, then the files (`flux migrate -f .` or the quick fix), then Flux again.',
    ignore: 'As long as no upgrade is planned.',
  }),
  check(manifest, context, report) {
    const { fluxVersion } = context;
    const apiVersion = readScalar(manifest.root, 'apiVersion');
    if (apiVersion === undefined || isAtLeast(fluxVersion, newestFluxVersion)) return;
    const later = judgeApiVersion(manifest.apiVersion, manifest.kind, newestFluxVersion);
    if (later?.state !== 'removed' || judgeApiVersion(manifest.apiVersion, manifest.kind, fluxVersion)?.state !== 'served') return;
    const group = manifest.apiVersion.slice(0, manifest.apiVersion.indexOf('/'));
    const preferred = preferredApiVersion(group, manifest.kind, fluxVersion);
    const replacement = preferred === manifest.apiVersion ? undefined : preferred;
    const here = `Flux ${fluxVersion.join('.')}`;
    const next = judgeApiVersion(`${group}/${later.current}`, manifest.kind, fluxVersion);
    const from = next?.state === 'not-yet' ? `, from Flux ${next.since.join('.')} on` : '';
    const advice = replacement === undefined ? `${group}/${later.current} replaces it${from}` : `write ${replacement}, which ${here} serves, too`;
    report({ span: faultSpan(apiVersion), message: `${manifest.apiVersion} works with ${here}, and is gone from Flux ${later.in.join('.')} on: ${advice}`, data: { replacement } });
  },
};
