/** A command from the menu of a row that VS Code forgot meanwhile: it is asked which row it was, and nothing else is taken for it. */
import { beforeEach, expect, test, vi } from 'vitest';
import type { ClusterSession } from '../../../client/src/cluster/clusterSession.ts';
import { canary, kustomization } from './liveObjects.ts';

interface Pick { readonly placeHolder?: string; readonly title?: string }
const made = vi.hoisted((): { handlers: Map<string, (...args: readonly unknown[]) => Promise<void>>; picks: Pick[]; said: string[]; run: unknown[] } => ({ handlers: new Map(), picks: [], said: [], run: [] }));
vi.mock('vscode', () => ({
  Disposable: { from: () => ({ dispose: () => undefined }) },
  ThemeIcon: class { id = ''; },
  ThemeColor: class { id = ''; },
  Uri: class { scheme = 'file'; },
  commands: { executeCommand: (...call: unknown[]) => { made.run.push(call); return Promise.resolve(); }, registerCommand: (id: string, handler: (...args: readonly unknown[]) => Promise<void>) => { made.handlers.set(id, handler); return { dispose: () => undefined }; } },
  window: {
    activeTextEditor: { document: { languageId: 'yaml', uri: { scheme: 'file', toString: () => 'file:///apps.yaml' } }, selection: { active: { line: 0, character: 0 } } },
    showQuickPick: (_items: unknown, pick: Pick) => { made.picks.push(pick); return Promise.resolve(undefined); },
    showInformationMessage: (message: string) => { made.said.push(message); return Promise.resolve(undefined); },
    showErrorMessage: (message: string) => { throw new Error(message); },
  },
}));

const { registerCommands } = await import('../../../client/src/commands/registerCommands.ts');
const { chooseTarget } = await import('../../../client/src/commands/chooseTarget.ts');
const { chooseRendered } = await import('../../../client/src/commands/chooseRendered.ts');
const { showDependenciesCommand } = await import('../../../client/src/commands/showDependencies.ts');
const { openPlaceCommand } = await import('../../../client/src/commands/openPlace.ts');
const { copyNameCommand } = await import('../../../client/src/commands/copyName.ts');
const { lostRow, readSelectedObjects } = await import('../../../client/src/commands/commandArguments.ts');

const apps = { kind: 'Kustomization', namespace: 'flux-system', name: 'apps' };
const infra = { ...apps, name: 'infra' };
const session = { contextName: 'blue', kustomizations: [kustomization('apps'), kustomization('infra')], helmReleases: [], sources: [], canaries: [canary('face', {})], clusterTime: (time: number) => time } as unknown as ClusterSession;
const server = { request: () => Promise.resolve({ object: apps, appliedBy: [] }) } as never;

let chosen: unknown[] = [];
registerCommands({ reconcile: async (argument, selection) => { chosen.push(await chooseTarget(argument, 'reconcilable', 'Reconcile', session, server), readSelectedObjects(selection)); } }, { error: (message: string) => { throw new Error(message); } } as never);

const run = (...args: readonly unknown[]) => made.handlers.get('reconcile')?.(...args);

beforeEach(() => {
  chosen = [];
  made.picks.length = 0;
  made.said.length = 0;
});

const questionOfRow = 'The row was drawn anew while you chose: which one was it?';
const asked = { title: 'Reconcile on blue', placeHolder: questionOfRow };

test.each([
  ['one row', [undefined, undefined]],
  ['the row of several that was clicked', [undefined, [undefined, { object: apps }]]],
  ['another row of several', [{ object: apps }, [{ object: apps }, undefined, { object: infra }]]],
])('%s is lost: which one it was is asked', async (_what, args) => {
  await run(...args);
  expect(made.picks).toEqual([expect.objectContaining(asked)]);
  expect(chosen).toEqual([undefined, []]);
});

test('rows that are known are taken as they are', async () => {
  await run({ object: apps }, undefined);
  await run({ object: apps }, [{ object: apps }, { object: infra }]);
  expect(made.picks).toEqual([]);
  expect(chosen).toEqual([apps, [], apps, [apps, infra]]);
});

test.each([['the palette', []], ['a key', [undefined]]])('%s asks as ever', async (_what, args) => {
  await run(...args);
  expect(made.picks).toEqual([expect.objectContaining({ title: 'Reconcile on blue', placeHolder: 'Kind, namespace or name' })]);
});

test('what is to be rendered is asked for among all, not taken from the file at the cursor', async () => {
  const asked: unknown[] = [];
  const renderer = { start: () => Promise.resolve(), request: (_type: unknown, params: unknown) => { asked.push(params); return Promise.resolve([{ target: { kind: 'folder', uri: 'file:///a' }, label: 'a', description: '' }]); } };
  await chooseRendered(lostRow, 'Show Rendered Manifests', renderer as never);
  expect(asked).toEqual([{}]);
  expect(made.picks).toEqual([expect.objectContaining({ placeHolder: questionOfRow })]);
});

test.each([['Show Dependencies', showDependenciesCommand], ['Open the Line at Fault', openPlaceCommand], ['Copy Name', copyNameCommand]])('%s does nothing and says so', async (_title, command) => {
  await command(lostRow);
  expect(made.said).toEqual(['The row was drawn anew while you chose, and nothing was done: choose again.']);
  expect(made.run).toEqual([]);
});
