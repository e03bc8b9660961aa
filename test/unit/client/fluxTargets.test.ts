// Which live objects a command offers in its pick.
import { expect, test } from 'vitest';
import { fitsState, fitsTarget } from '../../../client/src/commands/fluxTargets.ts';

test('Resume is for what is suspended, Suspend for what is not, and reconciling asks for neither', () => {
  expect([fitsState(true, 'resumable'), fitsState(false, 'resumable')]).toEqual([true, false]);
  expect([fitsState(true, 'suspendable'), fitsState(false, 'suspendable')]).toEqual([false, true]);
  expect([fitsState(true, 'reconcilable'), fitsState(false, 'reconcilable')]).toEqual([true, true]);
});

test('both are for the same kinds', () => {
  for (const kind of ['Kustomization', 'HelmRelease', 'GitRepository', 'Canary', 'ExternalArtifact', 'ConfigMap']) expect(fitsTarget(kind, 'resumable')).toBe(fitsTarget(kind, 'suspendable'));
  expect([fitsTarget('Canary', 'resumable'), fitsTarget('ConfigMap', 'resumable')]).toEqual([true, false]);
});
