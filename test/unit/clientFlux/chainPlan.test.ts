// What a chain asks, in which order, and how it grows while Kustomizations are applied.
import { describe, expect, test } from 'vitest';
import type { ObjectRef } from '../../../client/src/cluster/servedKind.ts';
import { planChain, planNested } from '../../../client/src/flux/chainPlan.ts';
import { mergePlans, planReconcile, type ReconcileStep, type ReconcileTarget } from '../../../client/src/flux/reconcilePlan.ts';
import { conditions, fluxKustomization, fluxSource, helmRelease, lookupOf } from './liveObjects.ts';

const holds = (...ids: readonly string[]) => ({ inventory: { entries: ids.map((id) => ({ id, v: 'v1' })) } });
const kustomizationId = (name: string, namespace = 'flux-system') => `${namespace}_${name}_kustomize.toolkit.fluxcd.io_Kustomization`;
const sourceId = (kind: string, name: string) => `flux-system_${name}_source.toolkit.fluxcd.io_${kind}`;

const findIn = (objects: readonly ReconcileTarget[]) => (ref: ObjectRef) => objects.find((object) => object.kind === ref.kind && object.namespace === ref.namespace && object.name === ref.name);
const words = ({ ref, role, skipReason, after }: ReconcileStep) => `${role} ${ref.kind} ${ref.name}${skipReason === '' ? '' : ` (${skipReason})`} after ${after.map((key) => key.split('/').at(-1) ?? '').join(',')}`;

function chain(target: ReconcileTarget, ...others: readonly ReconcileTarget[]) {
  const objects = [target, ...others];
  const planned = planChain(target, lookupOf(...objects), findIn(objects));
  return planned.ok ? planned.value.steps.map(words) : `${planned.error.type}: ${planned.error.message}`;
}

const fleet = fluxSource('GitRepository', 'flux-system');

describe('the chain of a Kustomization', () => {
  test('source, then dependencies in their order, then itself, then what it holds', () => {
    const linkerd = fluxKustomization('linkerd', { spec: { dependsOn: [{ name: 'cert-manager' }] } });
    const apps = fluxKustomization('apps', { spec: { dependsOn: [{ name: 'linkerd' }] }, status: holds(sourceId('GitRepository', 'faces'), kustomizationId('faces', 'faces'), 'faces_face__Service') });
    const faces = fluxKustomization('faces', { namespace: 'faces', spec: { sourceRef: { kind: 'GitRepository', name: 'faces', namespace: 'flux-system' } } });
    expect(chain(apps, fleet, linkerd, fluxKustomization('cert-manager'), fluxSource('GitRepository', 'faces'), faces)).toEqual([
      'source GitRepository flux-system after ',
      'dependency Kustomization cert-manager after flux-system',
      'dependency Kustomization linkerd after flux-system,cert-manager',
      'target Kustomization apps after flux-system,linkerd',
      'nested GitRepository faces after apps',
      'nested Kustomization faces after apps,faces',
    ]);
  });

  test('bootstrap holds itself and its own source: neither waits for itself', () => {
    const root = fluxKustomization('flux-system', { status: holds(sourceId('GitRepository', 'flux-system'), kustomizationId('flux-system'), kustomizationId('apps')) });
    expect(chain(root, fleet, fluxKustomization('apps'))).toEqual([
      'source GitRepository flux-system after ',
      'target Kustomization flux-system after flux-system',
      'nested Kustomization apps after flux-system,flux-system',
    ]);
  });

  test('siblings come after their owner, and wait for each other only where dependsOn says so', () => {
    const root = fluxKustomization('root', { status: holds(kustomizationId('b'), kustomizationId('a'), kustomizationId('c')) });
    const a = fluxKustomization('a', { status: holds(kustomizationId('below-a')) });
    expect(chain(root, fleet, a, fluxKustomization('b', { spec: { dependsOn: [{ name: 'a' }] } }), fluxKustomization('c'), fluxKustomization('below-a'))).toEqual([
      'source GitRepository flux-system after ',
      'target Kustomization root after flux-system',
      'nested Kustomization a after root,flux-system',
      'nested Kustomization below-a after a,flux-system',
      'nested Kustomization b after root,flux-system,a',
      'nested Kustomization c after root,flux-system',
    ]);
  });

  test('HelmReleases come after their chart and repository', () => {
    const root = fluxKustomization('apps', { status: holds('flux-system_podinfo_helm.toolkit.fluxcd.io_HelmRelease') });
    const charts = fluxSource('HelmRepository', 'charts', { spec: { type: 'default' } });
    const chart = fluxSource('HelmChart', 'flux-system-podinfo', { spec: { sourceRef: { kind: 'HelmRepository', name: 'charts' } } });
    expect(chain(root, fleet, helmRelease('podinfo'), charts, chart).slice(2)).toEqual(['source HelmRepository charts after ', 'chart HelmChart flux-system-podinfo after charts', 'nested HelmRelease podinfo after apps,charts,flux-system-podinfo']);
  });

  test('what is suspended is left out by name, and what it holds with it', () => {
    const child = fluxKustomization('child', { spec: { suspend: true }, status: holds(kustomizationId('grandchild')) });
    const root = fluxKustomization('apps', { status: holds(kustomizationId('child')) });
    expect(chain(root, fleet, child, fluxKustomization('grandchild')).slice(2)).toEqual(['nested Kustomization child (it is suspended) after apps']);
  });

  test('those that wait for each other are refused with the circle', () => {
    const waiting = (name: string, other: string) => fluxKustomization(name, { spec: { dependsOn: [{ name: other }] }, conditions: conditions.waiting(`dependency 'flux-system/${other}' is not ready`) });
    expect(chain(waiting('a', 'b'), fleet, waiting('b', 'a'))).toMatch(/^unsupported: .*wait for each other/);
  });
});

test('a Kustomization that appears with the new revision joins the running chain, once', () => {
  const before = fluxKustomization('apps', { status: holds(kustomizationId('old')) });
  const objects = [before, fleet, fluxKustomization('old'), fluxKustomization('new')];
  const planned = planChain(before, lookupOf(...objects), findIn(objects));
  if (!planned.ok) throw new Error(planned.error.message);
  const after = fluxKustomization('apps', { status: holds(kustomizationId('old'), kustomizationId('new'), kustomizationId('not-seen-yet')) });
  expect(planNested(after, planned.value.steps, lookupOf(...objects), findIn(objects)).map(words)).toEqual(['nested Kustomization new after apps,flux-system', 'nested Kustomization not-seen-yet after apps']);
});

test('several targets share one run: each object once, a source before all that use it', () => {
  const one = fluxKustomization('one');
  const two = fluxKustomization('two');
  const lookup = lookupOf(one, two, fleet);
  const plans = [one, two, fleet].flatMap((target) => {
    const plan = planReconcile(target, target === fleet ? 'object' : 'withSource', lookup);
    return plan.ok ? [plan.value] : [];
  });
  const merged = mergePlans(plans);
  expect(merged.steps.map(words)).toEqual(['target GitRepository flux-system after ', 'target Kustomization one after flux-system', 'target Kustomization two after flux-system']);
  expect(merged.targets).toHaveLength(3);
});

test('what one selected chain only depends on and another one holds is followed below', () => {
  const shared = fluxKustomization('shared', { status: holds(kustomizationId('below')) });
  const user = fluxKustomization('user', { spec: { dependsOn: [{ name: 'shared' }] } });
  const holder = fluxKustomization('holder', { status: holds(kustomizationId('shared')) });
  const objects = [shared, user, holder, fleet, fluxKustomization('below')];
  const plans = [user, holder].flatMap((target) => {
    const plan = planChain(target, lookupOf(...objects), findIn(objects));
    return plan.ok ? [plan.value] : [];
  });
  expect(mergePlans(plans).steps.find(({ ref }) => ref.name === 'shared')?.role).toBe('nested');
});
