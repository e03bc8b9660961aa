// A look at a commit's way: what waits in vain is not waited for, and what this clone cannot judge is said.
import { describe, expect, test } from 'vitest';
import { commitOfRevision } from '../../../server/src/flux/revision.ts';
import type { LiveFluxKustomization } from '../../../client/src/cluster/objects/fluxKustomization.ts';
import type { LiveFluxSource } from '../../../client/src/cluster/objects/fluxSource.ts';
import { isOver, lookAtJourney } from '../../../client/src/journey/journeyModel.ts';
import { conditions, fluxKustomization, fluxSource, lookupOf, newRevision, oldRevision } from '../clientFlux/liveObjects.ts';

const commit = commitOfRevision(newRevision);
const fetched = fluxSource('GitRepository', 'flux-system', { status: { artifact: { revision: newRevision } } });
const notFetched = fluxSource('GitRepository', 'flux-system');
const waitsFor = (name: string) => conditions.waiting(`dependency 'flux-system/${name}' is not ready`);
const dependsOn = (...names: readonly string[]) => ({ dependsOn: names.map((name) => ({ name })) });
const broken = { status: { lastAttemptedRevision: newRevision }, conditions: conditions.failed('BuildFailed', 'kustomize build failed: no such file') };

function look(source: LiveFluxSource, kustomizations: readonly LiveFluxKustomization[], more: { readonly others?: readonly LiveFluxKustomization[]; readonly contains?: (holder: string) => boolean | undefined } = {}) {
  const all = [...kustomizations, ...(more.others ?? [])];
  const items = lookAtJourney({
    commit, sources: [source], kustomizations: all, canaries: [], lookup: lookupOf(source, ...all),
    contains: more.contains ?? ((holder) => holder === commit),
    findWorkload: () => undefined, isChanged: () => false, judgeCanary: () => undefined,
  });
  return { isOver: isOver(items), states: Object.fromEntries(items.map(({ ref, state, words }) => [ref.name === source.name ? 'source' : ref.name, `${state}: ${words}`])) };
}

const apps = (spec = dependsOn('infra'), name = 'infra') => fluxKustomization('apps', { spec, conditions: waitsFor(name) });

describe('what depends on something hopeless', () => {
  test('is left out when the commit broke its dependency, and the journey is over', () => {
    const { states, isOver } = look(fetched, [fluxKustomization('infra', broken), apps()]);
    expect(states['infra']).toMatch(/^failed: /);
    expect(states['apps']).toMatch(/^left: not reached: flux-system\/infra: /);
    expect(isOver).toBe(true);
  });

  test('is waited for as long as the commit may still mend an old failure', () => {
    const { states, isOver } = look(fetched, [fluxKustomization('infra', { conditions: broken.conditions }), apps()]);
    expect(states['infra']).toMatch(/^waiting: /);
    expect(states['apps']).toMatch(/^waiting: waiting for flux-system\/infra → /);
    expect(isOver).toBe(false);
  });

  test('is waited for while its dependency runs', () => {
    expect(look(fetched, [fluxKustomization('infra', { conditions: conditions.running('Building manifests') }), apps()]).states['apps']).toMatch(/^waiting: /);
  });

  test('is left out when its dependency is suspended', () => {
    const { states, isOver } = look(fetched, [fluxKustomization('infra', { spec: { suspend: true } }), apps()]);
    expect([states['apps'], isOver]).toEqual(['left: not reached: flux-system/infra is suspended', true]);
  });

  test('says the failure itself where no other row does: a dependency of another source, or none at all', () => {
    const foreign = fluxKustomization('infra', { ...broken, spec: { sourceRef: { kind: 'GitRepository', name: 'platform' } } });
    const outside = look(fetched, [apps()], { others: [foreign] });
    expect(outside.states['apps']).toMatch(/^failed: not reached: flux-system\/infra: /);
    const missing = look(fetched, [apps()]);
    expect([missing.states['apps'], missing.isOver]).toEqual(['failed: not reached: flux-system/infra does not exist', true]);
  });

  test('fails on a cycle; who only waits for it is left out', () => {
    const { states, isOver } = look(fetched, [
      fluxKustomization('one', { spec: dependsOn('two'), conditions: waitsFor('two') }),
      fluxKustomization('two', { spec: dependsOn('one'), conditions: waitsFor('one') }),
      apps(dependsOn('one'), 'one'),
    ]);
    expect(states['one']).toMatch(/^failed: not reached: these wait for each other: /);
    expect(states['two']).toMatch(/^failed: /);
    expect(states['apps']).toMatch(/^left: /);
    expect(isOver).toBe(true);
  });
});

describe('a source that will not fetch', () => {
  test('leaves its Kustomizations out when it has failed', () => {
    const source = fluxSource('GitRepository', 'flux-system', { conditions: conditions.failed('GitOperationFailed', 'failed to checkout: authentication required') });
    const { states, isOver } = look(source, [fluxKustomization('infra'), apps()]);
    expect(states['source']).toMatch(/^failed: /);
    expect([states['infra'], states['apps']]).toEqual(Array(2).fill('left: not reached: GitRepository flux-system/flux-system has failed'));
    expect(isOver).toBe(true);
  });

  test('leaves its Kustomizations out when it is suspended', () => {
    const { states, isOver } = look(fluxSource('GitRepository', 'flux-system', { spec: { suspend: true } }), [fluxKustomization('infra')]);
    expect([states['infra'], isOver]).toEqual(['left: not reached: GitRepository flux-system/flux-system is suspended', true]);
  });

  test('is waited for otherwise, with what has been applied', () => {
    const { states, isOver } = look(notFetched, [fluxKustomization('infra')]);
    expect([states['infra'], isOver]).toEqual(['waiting: has main@02fae5b applied', false]);
  });
});

test('a commit that this clone does not know is named, since only a fetch can tell whether it holds the one that is followed', () => {
  const { states, isOver } = look(notFetched, [fluxKustomization('infra')], { contains: (holder) => (holder === commitOfRevision(oldRevision) ? undefined : false) });
  expect(states).toEqual({ source: 'waiting: has main@02fae5b, which this clone does not know: fetch', infra: 'waiting: has main@02fae5b, which this clone does not know: fetch' });
  expect(isOver).toBe(false);
});
