// What an edit costs: which builds it makes anew, what the others share, and that what it replaced is let go.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import type { FluxBuild } from '../../../server/src/flux/buildFluxKustomization.ts';
import { DirectoryTree } from '../../../server/src/files/directoryTree.ts';
import { checkSnapshot } from '../../../server/src/rules/checkSnapshot.ts';
import { RuleCache } from '../../../server/src/rules/ruleCache.ts';
import { Session, type Snapshot } from '../../../server/src/workspace/session.ts';

const kustomization = (name: string, path: string): string =>
  `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: ${name}\n  namespace: flux-system\nspec:\n  interval: 10m\n  path: ${path}\n  prune: true\n  sourceRef:\n    kind: GitRepository\n    name: flux-system\n`;
const configMap = (name: string, value: string): string => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n  key: ${value}\n`;

const files: Readonly<Record<string, string>> = {
  'clusters/one/flux-system/gotk-sync.yaml': `apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata:\n  name: flux-system\n  namespace: flux-system\nspec:\n  interval: 1m\n  ref:\n    branch: main\n  url: https://git.example/fleet\n---\n${kustomization('flux-system', './clusters/one')}`,
  ...Object.fromEntries(['a', 'b', 'c'].map((name) => [`clusters/one/${name}.yaml`, kustomization(name, `./apps/${name}`)])),
  'apps/a/kustomization.yaml': 'resources:\n  - ../../base\n',
  'apps/b/kustomization.yaml': 'resources:\n  - ../../base\n  - own.yaml\n',
  'apps/b/own.yaml': configMap('own', 'one'),
  'apps/c/plain.yaml': configMap('plain', 'one'),
  'base/kustomization.yaml': 'resources:\n  - shared.yaml\n',
  'base/shared.yaml': configMap('shared', 'one'),
};
const rootUri = 'file:///fleet';

function openSession(): Session {
  const session = new Session();
  session.openTree({ rootUri, name: 'fleet', tree: DirectoryTree.ofTexts(rootUri, files), remotes: [], branch: 'main' });
  return session;
}

function edit(session: Session, path: string, text: string): Snapshot {
  return session.apply({ kind: 'text', uri: `${rootUri}/${path}`, text });
}

function buildsOf(snapshot: Snapshot): ReadonlyMap<string, FluxBuild | undefined> {
  const [cluster] = snapshot.graph.clusters;
  return new Map([...(cluster?.deliveries.values() ?? [])].map(({ node, build }) => [node.object.name, build] as const));
}

/** Names of the Flux Kustomizations that an edit builds anew. */
function builtAnew(before: Snapshot, after: Snapshot): readonly string[] {
  const old = buildsOf(before);
  return [...buildsOf(after)].flatMap(([name, build]) => (build !== undefined && build !== old.get(name) ? [name] : [])).sort();
}

describe('an edit builds anew', () => {
  test.each([
    ['a file of one application', 'apps/b/own.yaml', configMap('own', 'two'), ['b']],
    ['a file of a folder without kustomize file', 'apps/c/plain.yaml', configMap('plain', 'two'), ['c']],
    ['a base that two share', 'base/shared.yaml', configMap('shared', 'two'), ['a', 'b']],
    ['the kustomize file of that base', 'base/kustomization.yaml', 'namePrefix: x-\nresources:\n  - shared.yaml\n', ['a', 'b']],
    ['one Flux Kustomization, and the folder that it lies in', 'clusters/one/c.yaml', kustomization('c', './apps/c').replace('10m', '5m'), ['c', 'flux-system']],
    ['nothing, where no build reads the file', 'README.yaml', 'a: b\n', []],
  ])('%s', (_, path, text, expected) => {
    const session = openSession();
    const before = session.snapshot;
    expect(buildsOf(before).size).toBe(4);
    expect(builtAnew(before, edit(session, path, text))).toEqual(expected);
  });

  test('a base once for all that use it: they share its objects', () => {
    const session = openSession();
    const builds = buildsOf(edit(session, 'base/shared.yaml', configMap('shared', 'two')));
    const [a, b] = ['a', 'b'].map((name) => builds.get(name)?.objects.find((object) => object.name === 'shared')?.root);
    expect(a).toBeDefined();
    expect(b).toBe(a);
  });

  test('and leaves every node of the graph that it does not touch the same', () => {
    const session = openSession();
    const [before] = session.snapshot.graph.clusters;
    const [after] = edit(session, 'apps/b/own.yaml', configMap('own', 'two')).graph.clusters;
    const changed = [...(after?.nodes ?? [])].filter(([id, node]) => before?.nodes.get(id) !== node);
    expect(changed.map(([id]) => id)).toEqual(['ConfigMap/own']);
    expect([...(after?.nodes.keys() ?? [])]).toEqual([...(before?.nodes.keys() ?? [])]);
  });
});

test('what an edit replaced is let go: snapshots, graphs and texts', async () => {
  const session = openSession();
  const cache = new RuleCache();
  const check = (snapshot: Snapshot): void => void checkSnapshot(snapshot, { cache, facts: undefined, log: () => undefined });
  const replaced = [...edited(session, check)];
  for (const value of ['three', 'four']) check(edit(session, 'base/shared.yaml', configMap('shared', value)));
  await collectGarbage();
  expect(replaced.filter(({ reference }) => reference.deref() !== undefined).map(({ what }) => what)).toEqual([]);
});

/** Weak references to what the next edits replace. A function of its own, so that no local variable holds on to it. */
function* edited(session: Session, check: (snapshot: Snapshot) => void): Iterable<{ readonly what: string; readonly reference: WeakRef<object> }> {
  const snapshot = edit(session, 'base/shared.yaml', configMap('shared', 'two'));
  check(snapshot);
  yield { what: 'the snapshot', reference: new WeakRef(snapshot) };
  yield { what: 'its graph', reference: new WeakRef(snapshot.graph) };
  for (const cluster of snapshot.graph.clusters) yield { what: 'its cluster', reference: new WeakRef(cluster) };
  for (const { tree } of snapshot.repositories) {
    yield { what: 'its tree', reference: new WeakRef(tree) };
    const file = tree.file('base/shared.yaml');
    if (file !== undefined) yield { what: 'the text that was edited', reference: new WeakRef(file) };
  }
}

/** What a weak reference was asked for in a turn stays until that turn ends. */
async function collectGarbage(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (!isCollector(collect)) throw new Error('this Node has no garbage collector to call');
  collect();
}

function isCollector(value: unknown): value is () => void {
  return typeof value === 'function';
}
