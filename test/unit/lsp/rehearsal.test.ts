import { expect, test } from 'vitest';
import { Checker } from '../../../server/src/lsp/checker.ts';
import { rehearseEdits } from '../../../server/src/lsp/rehearsal.ts';
import type { Snapshot } from '../../../server/src/workspace/session.ts';
import { sessionOf } from '../../harness/fixtures/loadFixture.ts';

const sync = (name: string, path: string): string => `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: ${name}\n  namespace: flux-system\nspec:\n  interval: 10m\n  path: ${path}\n  prune: true\n  sourceRef:\n    kind: GitRepository\n    name: flux-system\n`;
const source = 'apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata:\n  name: flux-system\n  namespace: flux-system\nspec:\n  interval: 1m\n  url: https://git.example/fleet\n---\n';

/** A cluster that gets so many ConfigMaps, by a Kustomization whose name has an unfinished dependency. */
function clusterWith(count: number): Snapshot {
  const maps = Array.from({ length: count }, (_, at) => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: map-${at}\n  namespace: flux-system\n`).join('---\n');
  return sessionOf({
    'clusters/one/flux-system/gotk-sync.yaml': source + sync('flux-system', './clusters/one'),
    'clusters/one/apps.yaml': `${sync('apps', './apps')}  dependsOn:\n    - name: nowhere\n`,
    'apps/maps.yaml': maps,
  }).snapshot;
}

/** A checker that notes which snapshots it is asked for. */
class NotingChecker extends Checker {
  readonly asked: Snapshot[] = [];

  constructor() {
    super(() => ({ facts: undefined, log: (message) => expect.fail(message) }));
  }

  override findingsInSlices(...args: Parameters<Checker['findingsInSlices']>): ReturnType<Checker['findingsInSlices']> {
    this.asked.push(args[0]);
    return super.findingsInSlices(...args);
  }
}

test('a large cluster is judged as it would be without a Kustomization, and without an object, each time as it is after that; the findings stay', async () => {
  const snapshot = clusterWith(2500);
  const checker = new NotingChecker();
  const before = await checker.findingsInSlices(snapshot, () => true);
  expect([...(before?.values() ?? [])].flat().map(({ rule }) => rule)).toContain('kustomization/depends-on-missing');
  checker.asked.length = 0;
  expect(await rehearseEdits(snapshot, checker, () => true)).toBe(true);
  expect(checker.asked.map((asked) => asked === snapshot)).toEqual([false, true, false, true, false, true, false, true, false, true, false, true]);
  const [withoutKustomization, , withoutObject] = checker.asked;
  expect(withoutKustomization?.graph.clusters[0]?.nodes.has('Kustomization/flux-system/apps')).toBe(false);
  expect(withoutObject?.graph.clusters[0]?.nodes.has('ConfigMap/flux-system/map-0')).toBe(false);
  expect(snapshot.graph.clusters[0]?.nodes.has('ConfigMap/flux-system/map-0')).toBe(true);
  expect(await checker.findingsInSlices(snapshot, () => true)).toEqual(before);
});

test('it ends with the first thing that somebody wants', async () => {
  const checker = new NotingChecker();
  const snapshot = clusterWith(2500);
  await checker.findingsInSlices(snapshot, () => true);
  checker.asked.length = 0;
  expect(await rehearseEdits(snapshot, checker, () => false)).toBe(true);
  expect(checker.asked.length).toBeLessThanOrEqual(2);
});

test('a small workspace needs none', async () => {
  const checker = new NotingChecker();
  expect(await rehearseEdits(clusterWith(20), checker, () => true)).toBe(false);
  expect(checker.asked).toEqual([]);
});
