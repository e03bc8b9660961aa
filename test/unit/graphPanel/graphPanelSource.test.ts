/** What the graph panel is told around a switch of contexts: the old picture is never called live, and clicks are looked up in the picture that was told. */
import { expect, test, vi } from 'vitest';
import type { GraphPanelState } from '../../../client/src/webviews/graph/messages.ts';
import type { GraphSourceParts } from '../../../client/src/webviews/graph/graphPanelSource.ts';
import { kustomization, viewInput } from '../client/liveObjects.ts';

const made = vi.hoisted((): { redraw: () => void; isPlaced: boolean } => ({ redraw: () => undefined, isPlaced: true }));
vi.mock('vscode', () => ({ Disposable: { from: () => ({ dispose: () => undefined }) } }));
vi.mock(import('../../../client/src/followedAnswer.ts'), () => ({ FollowedAnswer: class { items = []; isAnswered = true; refresh = () => undefined; onDidChange = () => undefined; } as never }));
vi.mock(import('../../../client/src/views/cluster/sessionWatcher.ts'), () => ({ SessionWatcher: class { constructor(_link: unknown, draw: () => void) { made.redraw = draw; draw(); } dispose = () => undefined; } as never }));
vi.mock(import('../../../client/src/webviews/graph/pictureLayouts.ts'), () => ({ PictureLayouts: class { find = () => (made.isPlaced ? { boxes: [], arrows: [] } : undefined); dispose = () => undefined; } as never }));

const { GraphPanelSource } = await import('../../../client/src/webviews/graph/graphPanelSource.ts');

function sessionOf(contextName: string, names: readonly string[]): object {
  const { lookup, ...lists } = viewInput({ kustomizations: names.map((name) => kustomization(name)) });
  return { ...lists, ...lookup, contextName, clusterTime: (time: number) => time, state: { type: 'live', faults: [] }, discovery: undefined };
}

test('while the next cluster is laid out the old picture stays, is not called live, and keeps its own objects', () => {
  const link = { session: sessionOf('blue', ['apps']), viewSeen: () => undefined };
  const parts = { link, server: { start: () => undefined }, causes: { onDidChange: () => undefined, find: () => undefined }, layoutScript: '', log: {} };
  // What the source uses of the extension.
  const source = new GraphPanelSource(parts as unknown as GraphSourceParts);
  const told: GraphPanelState[] = [];
  source.start(undefined, (state) => { told.push(state); });
  expect(told.at(-1)).toMatchObject({ kind: 'shown', connection: { state: 'live', context: 'blue' } });

  link.session = sessionOf('green', ['infra']);
  made.isPlaced = false;
  made.redraw();
  made.redraw();
  expect(told.length).toBe(2);
  expect(told.at(-1)).toMatchObject({ kind: 'shown', connection: { state: 'stale', context: 'blue' }, picture: { nodes: expect.arrayContaining([expect.objectContaining({ id: 'Kustomization/flux-system/apps' })]) as unknown } });
  expect(source.find('Kustomization/flux-system/apps')).toBeDefined();
  expect(source.find('Kustomization/flux-system/infra')).toBeUndefined();

  made.isPlaced = true;
  made.redraw();
  expect(told.at(-1)).toMatchObject({ kind: 'shown', connection: { state: 'live', context: 'green' } });
  expect(source.find('Kustomization/flux-system/apps')).toBeUndefined();
  expect(source.find('Kustomization/flux-system/infra')).toBeDefined();
});
