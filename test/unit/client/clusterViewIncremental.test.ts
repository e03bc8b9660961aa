/** The Cluster view that is kept over changes is the one that would be built anew, and what has nothing to do with a change stays the very same row. */
import { describe, expect, test } from 'vitest';
import { readClusterObject } from '../../../client/src/cluster/objects/clusterObject.ts';
import { readWorkload } from '../../../client/src/cluster/objects/workload.ts';
import { stateWorkloads, type StatedWorkload } from '../../../client/src/flux/workloadState.ts';
import { newClusterRowCaches, type ClusterViewInput } from '../../../client/src/views/cluster/clusterViewInput.ts';
import { buildClusterView } from '../../../client/src/views/cluster/clusterViewModel.ts';
import { defaultViewOptions, groupings } from '../../../client/src/views/cluster/viewOptions.ts';
import { buildRolloutsView } from '../../../client/src/views/rollouts/rolloutsViewModel.ts';
import { OfferedRows } from '../../../client/src/views/offeredRows.ts';
import { compareTrees, walkTree, type TreeNodeModel } from '../../../client/src/views/treeModel.ts';
import { Random } from '../../seeds/random.ts';
import { canary, gitRepository, helmRelease, kustomization, now, ready, viewInput } from './liveObjects.ts';

const names = ['a', 'b', 'c', 'd', 'e'] as const;
const heldKinds = (name: string) => [`flux-system_${name}_kustomize.toolkit.fluxcd.io_Kustomization`, `flux-system_${name}_apps_Deployment`, `flux-system_${name}_helm.toolkit.fluxcd.io_HelmRelease`, `_${name}__Namespace`];

/** A cluster that changes at random: each step replaces, adds or takes away one thing that rows depend on. */
class World {
  readonly #random: Random;
  readonly #objects = {
    kustomizations: new Map<string, ReturnType<typeof kustomization>>(),
    sources: new Map<string, ReturnType<typeof gitRepository>>(),
    helmReleases: new Map<string, ReturnType<typeof helmRelease>>(),
    canaries: new Map<string, ReturnType<typeof canary>>(),
    workloads: new Map<string, StatedWorkload>(),
  };
  #readOnly: string | undefined;
  #faulty: string | undefined;
  #head: string | undefined;
  #isStale = false;
  #now = now;
  #options = defaultViewOptions;

  constructor(random: Random) {
    this.#random = random;
  }

  step(): void {
    const name = this.#pick(names);
    const put = <Live>(map: Map<string, Live>, make: () => Live): void => {
      if (this.#random.below(4) === 0) map.delete(name);
      else map.set(name, make());
    };
    const { kustomizations, sources, helmReleases, canaries, workloads } = this.#objects;
    const changes: readonly (() => void)[] = [
      () => put(kustomizations, () => this.#kustomization(name)),
      () => put(kustomizations, () => this.#kustomization(name)),
      () => put(sources, () => gitRepository(name, { status: { conditions: [this.#condition()] } })),
      () => put(helmReleases, () => helmRelease(name, { spec: { suspend: this.#random.below(4) === 0, dependsOn: [{ name: this.#pick(names) }] }, status: { conditions: [this.#condition()] } })),
      () => put(canaries, () => canary(name, { phase: this.#pick(['Progressing', 'Failed', 'Succeeded', 'Waiting'] as const), canaryWeight: this.#random.below(50) })),
      () => put(workloads, () => this.#workload(name)),
      () => (this.#readOnly = this.#pick([undefined, ...names])),
      () => (this.#faulty = this.#pick([undefined, ...names])),
      () => (this.#head = this.#pick([undefined, '1111111111111111111111111111111111111111', '02fae5b0123456789012345678901234567890ab'] as const)),
      () => (this.#isStale = !this.#isStale),
      () => (this.#now += 30_000),
      () => (this.#options = { ...defaultViewOptions, grouping: this.#pick(groupings), text: this.#pick(['', '', 'a'] as const), sorting: this.#pick(['name', 'needFirst'] as const) }),
    ];
    this.#pick(changes)();
  }

  get mayWrite(): NonNullable<ClusterViewInput['mayWrite']> {
    return ({ name }) => name !== this.#readOnly;
  }

  input(): ClusterViewInput {
    const { kustomizations, sources, helmReleases, canaries, workloads } = this.#objects;
    return viewInput({
      now: this.#now,
      kustomizations: [...kustomizations.values()],
      sources: [...sources.values()],
      helmReleases: [...helmReleases.values()],
      canaries: [...canaries.values()],
      onScreen: { workloads: [...workloads.values()], images: [], trouble: '' },
      connection: this.#isStale ? { type: 'stale', since: now, reason: 'connection refused', tries: 1, needsUser: false } : { type: 'live', faults: [] },
      options: this.#options,
      mayWrite: this.mayWrite,
      findHead: () => this.#head,
      findCauseLine: ({ name }) => (name === this.#faulty ? { label: `${name}.yaml:7`, place: { uri: `file:///${name}.yaml`, range: { start: { line: 6, character: 0 }, end: { line: 6, character: 1 } } } } : undefined),
    });
  }

  #kustomization(name: string): ReturnType<typeof kustomization> {
    const some = (most: number) => this.#random.shuffled(names).slice(0, this.#random.below(most));
    return kustomization(name, { spec: { suspend: this.#random.below(6) === 0 }, dependsOn: some(3), applies: some(4).flatMap(heldKinds), status: { conditions: [this.#condition()] } });
  }

  #condition(): ReturnType<typeof ready> {
    return this.#pick([
      ready('True', 'ReconciliationSucceeded', 'Applied revision: main@sha1:02fae5b0123456789012345678901234567890ab'),
      ready('False', 'BuildFailed', 'ca.crt does not exist'),
      ready('False', 'HealthCheckFailed', 'timeout waiting for: [Deployment/flux-system/a status: InProgress]'),
      ready('False', 'DependencyNotReady', `dependency 'flux-system/${this.#pick(names)}' is not ready`),
      ready('Unknown', 'Progressing', 'reconciliation in progress'),
    ]);
  }

  #workload(name: string): StatedWorkload {
    const labels = { 'kustomize.toolkit.fluxcd.io/name': this.#pick(names), 'kustomize.toolkit.fluxcd.io/namespace': 'flux-system' };
    const readyReplicas = this.#random.below(3);
    const object = readClusterObject({ metadata: { name, namespace: 'flux-system', labels, generation: 1 }, spec: { replicas: 2, template: {} }, status: { observedGeneration: 1, replicas: 2, updatedReplicas: 2, readyReplicas, availableReplicas: readyReplicas } }, 'apps/v1', 'Deployment');
    const [stated] = object === undefined ? [] : stateWorkloads([readWorkload(object)], undefined);
    if (stated === undefined) throw new Error('no workload');
    return stated;
  }

  #pick<T>(items: readonly T[]): T {
    const at = this.#random.below(items.length);
    return items.slice(at, at + 1).reduce((_, item) => item);
  }
}

describe('random changes of a cluster', () => {
  test.each([1, 2, 3, 4])('leave the view as it would be built anew (seed %i)', (seed) => {
    const world = new World(new Random(seed));
    const caches = newClusterRowCaches();
    const rolloutCaches = newClusterRowCaches();
    const offered = new OfferedRows();
    const elements = new Map<string, TreeNodeModel>();
    let before: readonly TreeNodeModel[] = [];
    for (let step = 0; step < 200; step += 1) {
      world.step();
      const input = world.input();
      const judge = { isReadOnly: false, mayWrite: world.mayWrite };
      const rows = offered.offer(buildClusterView(input, caches).rows, judge);
      const fresh = new OfferedRows().offer(buildClusterView(input).rows, judge);
      expect(rows, `step ${step}`).toEqual(fresh);
      expect(buildRolloutsView(input, undefined, rolloutCaches), `step ${step}`).toEqual(buildRolloutsView(input));
      // What an editor keeps by following the differences is what stands in the tree.
      const { present, gone } = compareTrees(before, rows);
      for (const { node } of present) elements.set(node.id, node);
      for (const id of gone) elements.delete(id);
      const all = [...walkTree(rows)].map(({ node }) => node);
      expect(elements.size, `step ${step}`).toBe(all.length);
      expect(all.filter((node) => elements.get(node.id) !== node), `step ${step}`).toEqual([]);
      before = rows;
    }
  });
});

describe('a change of one object', () => {
  const others = Array.from({ length: 20 }, (_, index) => kustomization(`app-${index}`, { dependsOn: index === 0 ? [] : [`app-${index - 1}`], applies: [`_ns-${index}__Namespace`] }));
  const releases = Array.from({ length: 20 }, (_, index) => helmRelease(`release-${index}`));
  const base = { sources: [gitRepository('flux-system')], helmReleases: releases, canaries: [canary('face', { phase: 'Succeeded' })] };
  const childrenIn = (rows: readonly TreeNodeModel[]) => new Map([...walkTree(rows)].map(({ node }) => [node.id, node]));

  test.each(['owner', 'kind', 'namespace', 'state'] as const)('makes no other row anew, grouped by %s', (grouping) => {
    const caches = newClusterRowCaches();
    const options = { ...defaultViewOptions, grouping };
    const before = childrenIn(buildClusterView(viewInput({ ...base, options, kustomizations: [...others, kustomization('lonely')] }), caches).rows);
    const after = childrenIn(buildClusterView(viewInput({ ...base, options, kustomizations: [...others, kustomization('lonely', { spec: { path: './elsewhere' } })] }), caches).rows);
    const remade = [...after.values()].filter((node) => before.get(node.id) !== node && node.contextFlags[0] !== 'group').map(({ id }) => id);
    expect(remade).toEqual(['kustomization:flux-system/lonely']);
  });

  test('makes the rows anew that speak of it', () => {
    const caches = newClusterRowCaches();
    const before = childrenIn(buildClusterView(viewInput({ ...base, kustomizations: others }), caches).rows);
    const changed = others.map((live, index) => (index === 3 ? kustomization('app-3', { dependsOn: ['app-2'], applies: ['_ns-3__Namespace'], status: { conditions: [ready('False', 'BuildFailed', 'broken')] } }) : live));
    const after = childrenIn(buildClusterView(viewInput({ ...base, kustomizations: changed }), caches).rows);
    const remade = [...after.values()].filter((node) => before.get(node.id) !== node && node.object?.kind === 'Kustomization').map(({ id }) => id);
    expect(remade).toEqual(['kustomization:flux-system/app-3', 'kustomization:flux-system/app-4']);
  });
});
