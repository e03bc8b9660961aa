/** Reports an interval that keeps the controller busy. */
import { durationSeconds } from '../../flux/durations.ts';
import { readFluxKustomization } from '../../manifests/fluxKustomization.ts';
import { faultSpan } from '../faultPlace.ts';
import type { ManifestRule } from '../rule.ts';
import { rulePage } from '../rulePage.ts';

/** The interval of a Flux Kustomization is below one minute. */
export const kustomizationIntervalTooShort: ManifestRule = {
  id: 'kustomization/interval-too-short',
  scope: 'manifest',
  kinds: ['Kustomization'],
  severity: 'warning',
  since: '0.1.0',
  fix: 'none',
  evidence: 'fluxcd/kustomize-controller docs/spec/v1/kustomizations.md: interval of at least 60 seconds',
  summary: 'The interval of a Flux Kustomization is below one minute.',
  explain: rulePage({
    does: 'Reports `spec.interval` below 60 seconds.',
    why: 'Each run builds and applies everything again; a new commit starts a run anyway, whatever the interval.',
    controller: 'The interval only says how often Flux looks for drift.',
    fix: 'Write some minutes, `10m` for example.',
    ignore: 'In a demonstration.',
  }),
  check(manifest, _context, report) {
    const interval = readFluxKustomization(manifest)?.interval;
    const seconds = interval === undefined ? undefined : durationSeconds(interval.value);
    if (interval !== undefined && seconds !== undefined && seconds < 60) report({ span: faultSpan(interval.node), message: `\`interval: ${interval.value}\` keeps the controller busy: a new commit starts a run anyway; a minute is the least that Flux advises` });
  },
};
