/** Rows and tooltips of a cluster name the context that they are of, and a row of the next context is another row. */
import { expect, test, vi } from 'vitest';
import { readContextArgument } from '../../../client/src/commands/commandArguments.ts';
import { buildClusterView } from '../../../client/src/views/cluster/clusterViewModel.ts';
import { buildRolloutsView } from '../../../client/src/views/rollouts/rolloutsViewModel.ts';
import { walkTree, type TreeNodeModel } from '../../../client/src/views/treeModel.ts';
import { canary, gitRepository, helmRelease, kustomization, viewInput } from './liveObjects.ts';

const fired = vi.hoisted((): { readonly events: unknown[] } => ({ events: [] }));
vi.mock('vscode', () => ({
  EventEmitter: class { event = undefined; fire(what: unknown): void { fired.events.push(what); } },
}));
const { ModelTree } = await import('../../../client/src/views/modelTree.ts');

function rowsOf(contextName: string): readonly TreeNodeModel[] {
  const input = viewInput({
    contextName, kustomizations: [kustomization('apps', { applies: ['faces_face_flagger.app_Canary', '_faces__Namespace'] })], sources: [gitRepository('fleet')], helmReleases: [helmRelease('podinfo')],
    canaries: [canary('face', { phase: 'Progressing' })],
  });
  return [...buildClusterView(input).rows, ...buildRolloutsView(input).rows];
}

/** The contexts that a command gets from links of a tooltip which write or show live things. */
function contextsOfLinks(tooltip: string): readonly unknown[] {
  return [...tooltip.matchAll(/command:flightdeck\.(?:reconcile|reconcileWithSource|suspend|resume|showCanary)\?([^)]+)\)/g)].flatMap(([, args = '']) => {
    const [argument]: readonly unknown[] = JSON.parse(decodeURIComponent(args)) as readonly unknown[];
    return [readContextArgument(argument)];
  });
}

test('each row of an object, each click on it and each link of its tooltip names the context', () => {
  const rows = [...walkTree(rowsOf('blue'))].map(({ node }) => node).filter(({ object }) => object !== undefined);
  expect(new Set(rows.map(({ object }) => object?.kind))).toEqual(new Set(['Kustomization', 'GitRepository', 'HelmRelease', 'Canary', 'Namespace', 'Deployment', 'Service']));
  expect(rows.filter((row) => readContextArgument(row) !== 'blue')).toEqual([]);
  expect(rows.flatMap(({ click }) => (click?.arguments ?? []).map(readContextArgument)).filter((context) => context !== 'blue')).toEqual([]);
  const links = rows.flatMap(({ tooltip }) => contextsOfLinks(tooltip));
  expect(links.length).toBeGreaterThan(8);
  expect(new Set(links)).toEqual(new Set(['blue']));
});

test('a row that a menu was opened on stays one of its context when the next context has an object of the same name', () => {
  const tree = new ModelTree([]);
  const find = () => tree.find(({ id }) => id === 'kustomization:flux-system/apps');
  tree.setRoots(rowsOf('blue'));
  const before = find();
  tree.setRoots(rowsOf('blue'));
  expect(find()).toBe(before);
  fired.events.length = 0;
  tree.setRoots(rowsOf('green'));
  expect(readContextArgument(before)).toBe('blue');
  expect(readContextArgument(find())).toBe('green');
  expect(fired.events).toEqual([undefined]);
});

test('who waits for rows to be shown is told a moment after they were read from the top, and only the newest', () => {
  vi.useFakeTimers();
  try {
    const tree = new ModelTree([]);
    const told: string[] = [];
    expect(tree.setRoots(rowsOf('blue'))).toBe(true);
    tree.onceShown(() => told.push('blue'));
    expect(tree.setRoots(rowsOf('green'))).toBe(true);
    tree.onceShown(() => told.push('green'));
    vi.runAllTimers();
    expect(told).toEqual([]);
    tree.getChildren(tree.find(() => true));
    vi.runAllTimers();
    expect(told).toEqual([]);
    tree.getChildren();
    expect(told).toEqual([]);
    vi.runAllTimers();
    expect(told).toEqual(['green']);
    expect(tree.setRoots(rowsOf('green'))).toBe(false);
  } finally {
    vi.useRealTimers();
  }
});
