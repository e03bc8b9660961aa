// Who applied whom, who waits for whom, and the first real cause (FACTS A5, A6).
import { describe, expect, test } from 'vitest';
import { checkDependencies, findDependents, findRootCause } from '../../../client/src/flux/dependencies.ts';
import { buildOwnershipTree, findOwner, type OwnershipNode } from '../../../client/src/flux/ownership.ts';
import { conditions, fluxKustomization, fluxSource, helmRelease, lookupOf, newRevision } from './liveObjects.ts';

const entries = (...ids: readonly string[]) => ({ inventory: { entries: ids.map((id) => ({ id, v: 'v1' })) } });
const ks = (name: string) => `flux-system_${name}_kustomize.toolkit.fluxcd.io_Kustomization`;
const print = (nodes: readonly OwnershipNode[], indent = ''): string => nodes.map((node) => `${indent}${node.kustomization.name} (${node.applied.length})\n${print(node.children, `${indent}  `)}`).join('');

describe('ownership', () => {
  test('bootstrap holds itself and its children; order is by name; each stands once', () => {
    const tree = buildOwnershipTree([
      fluxKustomization('linkerd', { status: entries('_linkerd__Namespace') }),
      fluxKustomization('flux-system', { status: entries(ks('flux-system'), ks('linkerd'), ks('apps'), '_flux-system__Namespace', 'flux-system_flux-system_source.toolkit.fluxcd.io_GitRepository') }),
      fluxKustomization('apps', { status: entries(ks('faces')) }),
      fluxKustomization('faces'),
      fluxKustomization('alone', { namespace: 'team' }),
    ]);
    expect(print(tree)).toBe('flux-system (2)\n  apps (0)\n    faces (0)\n  linkerd (1)\nalone (0)\n');
    expect(tree.map(({ total }) => total)).toEqual([5, 0]);
  });

  test('two owners: the first keeps it; a circle of owners still shows everything once', () => {
    const tree = buildOwnershipTree([fluxKustomization('a', { status: entries(ks('b')) }), fluxKustomization('b', { status: entries(ks('c')) }), fluxKustomization('c', { status: entries(ks('a'), ks('b')) })]);
    expect(print(tree)).toBe('a (0)\n  b (0)\n    c (0)\n');
  });

  test('a Kustomization that is in an inventory but does not exist is listed as applied', () => {
    const [root] = buildOwnershipTree([fluxKustomization('a', { status: entries(ks('gone'), 'not an id') })]);
    expect(root?.applied).toEqual([{ group: 'kustomize.toolkit.fluxcd.io', kind: 'Kustomization', namespace: 'flux-system', name: 'gone' }]);
    expect(root?.total).toBe(1);
  });

  test('the owner of an object', () => {
    const owner = fluxKustomization('apps', { status: entries('faces_face_flagger.app_Canary') });
    const canary = { group: 'flagger.app', kind: 'Canary', namespace: 'faces', name: 'face' };
    expect(findOwner(canary, [fluxKustomization('x'), owner])).toBe(owner);
    expect(findOwner({ ...canary, name: 'other' }, [owner])).toBeUndefined();
  });
});

describe('the controller’s test of dependencies', () => {
  const source = fluxSource('GitRepository', 'flux-system');
  const on = (...names: readonly string[]) => ({ spec: { dependsOn: names.map((name) => ({ name })) } });
  const verdicts = (dependency: ReturnType<typeof fluxKustomization>, theSource = source) => checkDependencies(fluxKustomization('apps', on(dependency.name)), lookupOf(dependency, theSource)).map((state) => state.verdict);

  test('ready, at the same generation and revision', () => {
    expect(verdicts(fluxKustomization('infra'))).toEqual(['ready']);
  });
  test('not ready', () => {
    expect(verdicts(fluxKustomization('infra', { conditions: conditions.failed('BuildFailed', 'x') }))).toEqual(['notReady']);
  });
  test('ready for an older spec only', () => {
    expect(verdicts(fluxKustomization('infra', { metadata: { generation: 2 } }))).toEqual(['notReady']);
  });
  test('the same source has moved on and the dependency has not applied it', () => {
    const moved = fluxSource('GitRepository', 'flux-system', { status: { artifact: { revision: newRevision } } });
    expect(verdicts(fluxKustomization('infra'), moved)).toEqual(['oldRevision']);
    expect(verdicts(fluxKustomization('infra', { spec: { sourceRef: { kind: 'GitRepository', name: 'other' } } }), moved)).toEqual(['ready']);
  });
  test('missing, in another namespace by default', () => {
    expect(checkDependencies(fluxKustomization('apps', { namespace: 'team', ...on('infra') }), lookupOf(fluxKustomization('infra')))).toEqual([{ namespace: 'team', name: 'infra', verdict: 'missing', sentence: 'team/infra does not exist' }]);
  });
  test('a readyExpr is not guessed', () => {
    const dependent = fluxKustomization('apps', { spec: { dependsOn: [{ name: 'infra', readyExpr: 'dep.status.x == self.status.x' }] } });
    expect(checkDependencies(dependent, lookupOf(fluxKustomization('infra'))).map((state) => state.verdict)).toEqual(['unknown']);
  });
  test('releases depend on releases, without a test of revisions', () => {
    const dependent = helmRelease('b', { spec: { dependsOn: [{ name: 'a' }] } });
    expect(checkDependencies(dependent, lookupOf(helmRelease('a'), fluxKustomization('a', { conditions: [] }))).map((state) => state.verdict)).toEqual(['ready']);
  });
  test('who waits for it', () => {
    const apps = fluxKustomization('apps', on('infra'));
    expect(findDependents({ namespace: 'flux-system', name: 'infra' }, [apps, fluxKustomization('x')])).toEqual([apps]);
  });
});

describe('the first real cause', () => {
  const waitsFor = (name: string, dependency: string) => fluxKustomization(name, { spec: { dependsOn: [{ name: dependency }] }, conditions: conditions.waiting(`dependency 'flux-system/${dependency}' is not ready`) });

  test('through two waiting ones to the one that failed', () => {
    const apps = waitsFor('apps', 'flagger');
    const lookup = lookupOf(apps, waitsFor('flagger', 'linkerd'), fluxKustomization('linkerd', { conditions: conditions.failed('BuildFailed', 'ca.crt does not exist') }));
    expect(findRootCause(apps, lookup)).toMatchObject({ kind: 'failed', sentence: 'flux-system/linkerd: ca.crt does not exist', chain: ['apps', 'flagger', 'linkerd'].map((name) => ({ kind: 'Kustomization', namespace: 'flux-system', name })) });
  });
  test('a suspended one', () => {
    const apps = waitsFor('apps', 'infra');
    const infra = fluxKustomization('infra', { spec: { suspend: true }, conditions: conditions.failed('BuildFailed', 'x') });
    expect(findRootCause(apps, lookupOf(apps, infra))).toMatchObject({ kind: 'suspended', sentence: 'flux-system/infra is suspended' });
  });
  test('a missing one', () => {
    const apps = waitsFor('apps', 'gone');
    expect(findRootCause(apps, lookupOf(apps))).toMatchObject({ kind: 'missing', sentence: 'flux-system/gone does not exist' });
  });
  test('a cycle', () => {
    const one = waitsFor('one', 'two');
    expect(findRootCause(one, lookupOf(one, waitsFor('two', 'one')))).toMatchObject({ kind: 'cycle', sentence: 'these wait for each other: flux-system/one → flux-system/two → flux-system/one' });
  });
  test('a source that cannot be fetched', () => {
    const apps = fluxKustomization('apps', { conditions: conditions.failed('ArtifactFailed', 'Source artifact not found, retrying in 30s') });
    const broken = fluxSource('GitRepository', 'flux-system', { conditions: conditions.failed('GitOperationFailed', 'authentication required') });
    expect(findRootCause(apps, lookupOf(apps, broken))).toMatchObject({ kind: 'failed', sentence: 'GitRepository flux-system/flux-system: authentication required' });
    expect(findRootCause(apps, lookupOf(apps))).toMatchObject({ kind: 'missing' });
  });
  test('one that is on its way is named as running', () => {
    const apps = waitsFor('apps', 'infra');
    expect(findRootCause(apps, lookupOf(apps, fluxKustomization('infra', { conditions: conditions.running('Building manifests') })))).toMatchObject({ kind: 'running', sentence: 'flux-system/infra: Building manifests' });
  });
  test('a source that is not there comes before dependencies, which the controller tests after it', () => {
    const apps = fluxKustomization('apps', { spec: { dependsOn: [{ name: 'infra' }] }, conditions: conditions.failed('ArtifactFailed', 'Source artifact not found, retrying in 30s') });
    const infra = fluxKustomization('infra', { conditions: conditions.failed('BuildFailed', 'x') });
    expect(findRootCause(apps, lookupOf(apps, infra))).toMatchObject({ kind: 'missing', sentence: 'GitRepository flux-system/flux-system does not exist' });
  });
  test('behind a chart the repository that it comes from', () => {
    const release = helmRelease('podinfo', { conditions: conditions.failed('SourceNotReady', 'HelmChart is not ready') });
    const chart = fluxSource('HelmChart', 'flux-system-podinfo', { spec: { sourceRef: { kind: 'HelmRepository', name: 'charts' } }, conditions: conditions.failed('NoSourceArtifact', 'no artifact available'), status: { artifact: {} } });
    const repository = fluxSource('HelmRepository', 'charts', { conditions: conditions.failed('IndexationFailed', '404 Not Found') });
    expect(findRootCause(release, lookupOf(release, chart, repository))).toMatchObject({ kind: 'failed', sentence: 'HelmRepository flux-system/charts: 404 Not Found' });
    expect(findRootCause(release, lookupOf(release, chart, fluxSource('HelmRepository', 'charts')))).toMatchObject({ sentence: 'HelmChart flux-system/flux-system-podinfo: no artifact available' });
  });
  test('a readyExpr, which only the controller can evaluate, when nothing else is the cause', () => {
    const apps = fluxKustomization('apps', { spec: { dependsOn: [{ name: 'one', readyExpr: 'dep.status.x' }, { name: 'two' }] }, conditions: conditions.waiting("dependency 'flux-system/one' is not ready according to readyExpr eval") });
    expect(findRootCause(apps, lookupOf(apps, fluxKustomization('one'), fluxKustomization('two')))).toMatchObject({ kind: 'unknown', sentence: 'flux-system/one is judged by its readyExpr' });
    expect(findRootCause(apps, lookupOf(apps, fluxKustomization('one'), fluxKustomization('two', { conditions: conditions.failed('BuildFailed', 'x') })))).toMatchObject({ kind: 'failed', sentence: 'flux-system/two: x' });
  });
  test('a dependency that has not reached the revision of the source both share; another source does not matter', () => {
    const apps = waitsFor('apps', 'infra');
    const ahead = fluxSource('GitRepository', 'flux-system', { status: { artifact: { revision: newRevision } } });
    expect(findRootCause(apps, lookupOf(apps, fluxKustomization('infra'), ahead))).toMatchObject({ kind: 'oldRevision', sentence: 'flux-system/infra has not applied main@9f8e1c2 yet' });
    expect(findRootCause(apps, lookupOf(apps, fluxKustomization('infra', { spec: { suspend: true } }), ahead))).toMatchObject({ kind: 'suspended' });
    const elsewhere = fluxKustomization('infra', { spec: { sourceRef: { kind: 'GitRepository', name: 'other' } } });
    expect(checkDependencies(apps, lookupOf(apps, elsewhere, ahead))[0]?.verdict).toBe('ready');
  });
  test('a condition about an older spec does not count', () => {
    const apps = waitsFor('apps', 'infra');
    const infra = fluxKustomization('infra', { metadata: { generation: 2 } });
    expect(findRootCause(apps, lookupOf(apps, infra))).toMatchObject({ kind: 'running' });
  });
  test('nothing, when it is ready', () => {
    const apps = fluxKustomization('apps');
    expect(findRootCause(apps, lookupOf(apps))).toBeUndefined();
  });
});
