// Which objects are asked and in which order (FACTS A7).
import { describe, expect, test } from 'vitest';
import { planReconcile, type ReconcileTarget } from '../../../client/src/flux/reconcilePlan.ts';
import { newRequestToken, requestPatch } from '../../../client/src/flux/reconcileRequest.ts';
import { fluxKustomization, fluxSource, helmRelease, lookupOf } from './liveObjects.ts';

function plan(target: ReconcileTarget, scope: 'object' | 'withSource', ...others: readonly ReconcileTarget[]) {
  const planned = planReconcile(target, scope, lookupOf(target, ...others));
  if (!planned.ok) return `${planned.error.type}: ${planned.error.message}`;
  return planned.value.steps.map(({ ref, skipReason }) => `${ref.group.split('.')[0] ?? ''} ${ref.kind} ${ref.namespace}/${ref.name}${skipReason === '' ? '' : ` (skipped: ${skipReason})`}`);
}

describe('a Kustomization', () => {
  test('alone', () => {
    expect(plan(fluxKustomization('apps'), 'object')).toEqual(['kustomize Kustomization flux-system/apps']);
  });
  test.each(['GitRepository', 'OCIRepository', 'Bucket'])('with its %s, in the namespace that sourceRef names', (kind) => {
    const apps = fluxKustomization('apps', { namespace: 'team', spec: { sourceRef: { kind, name: 'fleet', namespace: 'sources' } } });
    expect(plan(apps, 'withSource', fluxSource(kind, 'fleet', { namespace: 'sources' }))).toEqual([`source ${kind} sources/fleet`, 'kustomize Kustomization team/apps']);
  });
  test('suspended is refused', () => {
    expect(plan(fluxKustomization('apps', { spec: { suspend: true } }), 'object')).toBe('suspended: Kustomization flux-system/apps is suspended');
  });
  test('a suspended source is named', () => {
    expect(plan(fluxKustomization('apps'), 'withSource', fluxSource('GitRepository', 'flux-system', { spec: { suspend: true } }))).toBe('suspended: GitRepository flux-system/flux-system is suspended');
  });
  test('a missing source is named', () => {
    expect(plan(fluxKustomization('apps'), 'withSource')).toBe('missing: GitRepository flux-system/flux-system does not exist');
  });
  test('an ExternalArtifact cannot be fetched', () => {
    expect(plan(fluxKustomization('apps', { spec: { sourceRef: { kind: 'ExternalArtifact', name: 'x' } } }), 'withSource')).toBe('unsupported: ExternalArtifact flux-system/x cannot be reconciled: it is made by another controller');
  });
});

describe('a HelmRelease', () => {
  const charts = fluxSource('HelmRepository', 'charts', { spec: { type: 'default' } });
  const chart = fluxSource('HelmChart', 'flux-system-podinfo', { spec: { sourceRef: { kind: 'HelmRepository', name: 'charts' } } });

  test('repository, chart, release', () => {
    expect(plan(helmRelease('podinfo'), 'withSource', charts, chart)).toEqual(['source HelmRepository flux-system/charts', 'source HelmChart flux-system/flux-system-podinfo', 'helm HelmRelease flux-system/podinfo']);
  });
  test('the chart lives in the namespace of its source and is named after the release’s', () => {
    const release = helmRelease('podinfo', { namespace: 'apps', spec: { chart: { spec: { chart: 'podinfo', sourceRef: { kind: 'GitRepository', name: 'fleet', namespace: 'flux-system' } } } } });
    expect(plan(release, 'withSource', fluxSource('GitRepository', 'fleet'), fluxSource('HelmChart', 'apps-podinfo'))).toEqual([
      'source GitRepository flux-system/fleet',
      'source HelmChart flux-system/apps-podinfo',
      'helm HelmRelease apps/podinfo',
    ]);
  });
  test('a repository of type oci is static: named, and the work goes on', () => {
    const oci = fluxSource('HelmRepository', 'charts', { spec: { type: 'oci' }, conditions: [] });
    expect(plan(helmRelease('podinfo'), 'withSource', oci, chart)).toEqual([
      'source HelmRepository flux-system/charts (skipped: a HelmRepository of type oci is never fetched by itself)',
      'source HelmChart flux-system/flux-system-podinfo',
      'helm HelmRelease flux-system/podinfo',
    ]);
    expect(plan(oci, 'object')).toBe('unsupported: HelmRepository flux-system/charts cannot be reconciled: a HelmRepository of type oci is never fetched by itself');
  });
  test('a chart that was not made yet is made by the release', () => {
    expect(plan(helmRelease('podinfo'), 'withSource', charts)).toMatchObject([{}, expect.stringContaining('it does not exist yet'), {}]);
  });
  test('chartRef to an OCIRepository', () => {
    const release = helmRelease('podinfo', { spec: { chartRef: { kind: 'OCIRepository', name: 'podinfo' } } });
    expect(plan(release, 'withSource', fluxSource('OCIRepository', 'podinfo'))).toEqual(['source OCIRepository flux-system/podinfo', 'helm HelmRelease flux-system/podinfo']);
  });
  test('chartRef to a HelmChart', () => {
    const release = helmRelease('podinfo', { namespace: 'apps', spec: { chartRef: { kind: 'HelmChart', name: 'shared', namespace: 'flux-system' } } });
    const shared = fluxSource('HelmChart', 'shared', { spec: { sourceRef: { kind: 'Bucket', name: 'store' } } });
    expect(plan(release, 'withSource', shared, fluxSource('Bucket', 'store'))).toEqual(['source Bucket flux-system/store', 'source HelmChart flux-system/shared', 'helm HelmRelease apps/podinfo']);
  });
  test('chartRef to anything else', () => {
    expect(plan(helmRelease('podinfo', { spec: { chartRef: { kind: 'ExternalArtifact', name: 'x' } } }), 'withSource')).toContain('unsupported');
  });
  test('a source alone; a chart with its source', () => {
    expect(plan(charts, 'withSource')).toEqual(['source HelmRepository flux-system/charts']);
    expect(plan(chart, 'withSource', charts)).toEqual(['source HelmRepository flux-system/charts', 'source HelmChart flux-system/flux-system-podinfo']);
  });
});

test('the request carries one token, for force and reset too', () => {
  const token = newRequestToken(Date.parse('2026-11-23T12:00:00.120Z'), () => 0.000042);
  expect(token).toBe('2026-11-23T12:00:00.120000042Z');
  expect(requestPatch(token, { force: true, reset: true })).toEqual({
    metadata: { annotations: { 'reconcile.fluxcd.io/requestedAt': token, 'reconcile.fluxcd.io/forceAt': token, 'reconcile.fluxcd.io/resetAt': token } },
  });
  expect(requestPatch(token, { force: false, reset: false })).toEqual({ metadata: { annotations: { 'reconcile.fluxcd.io/requestedAt': token } } });
});
