/** Reports a switch that Flux does not read. */
import { readStringMap } from '../../manifests/manifest.ts';
import { nearestName } from '../../text/editDistance.ts';
import { faultSpan } from '../faultPlace.ts';
import type { ManifestRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** A label or annotation of Flux has a value that Flux does not know. */
export const unknownSwitch: ManifestRule = {
  id: 'flux/unknown-switch',
  scope: 'manifest',
  kinds: ['*'],
  severity: 'warning',
  since: '0.1.0',
  fix: 'sometimes',
  evidence: 'fluxcd/pkg ssa/utils/meta.go; fluxcd/kustomize-controller docs: labels and annotations of kustomize.toolkit.fluxcd.io',
  summary: 'A label or annotation of Flux has a value that Flux does not know.',
  explain: rulePage({
    does: 'Reports `kustomize.toolkit.fluxcd.io/ssa`, `prune`, `reconcile`, `force`, `substitute` and `decrypt` with a value that means nothing.',
    why: 'The object is treated as if the switch were not there.',
    controller: 'The values are compared without regard to case.',
    fix: 'Write one of the values that the message names.',
    ignore: 'Never.',
  }),
  check(manifest, _context, report) {
    for (const where of ['annotations', 'labels']) {
      for (const [key, { value, node }] of readStringMap(manifest.root, 'metadata', where)) {
        const values = key.startsWith(prefix) ? switches[key.slice(prefix.length)] : undefined;
        if (values === undefined || value.includes('${') || values.some((known) => known.toLowerCase() === value.toLowerCase())) continue;
        report({ span: faultSpan(node), message: `Flux does not know \`${key.slice(prefix.length)}: ${value}\`; it takes ${values.join(', ')}`, data: { replacement: nearestName(value, values, 3) } });
      }
    }
  },
};

const prefix = 'kustomize.toolkit.fluxcd.io/';

/** Values of each switch. */
const switches: Readonly<Record<string, readonly string[]>> = {
  ssa: ['Override', 'Merge', 'IfNotPresent', 'Ignore'],
  prune: ['enabled', 'disabled'],
  reconcile: ['enabled', 'disabled'],
  force: ['enabled', 'disabled'],
  substitute: ['enabled', 'disabled'],
  decrypt: ['enabled', 'disabled'],
};
