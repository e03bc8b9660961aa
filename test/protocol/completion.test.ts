/** Completion and hover as an editor gets them: ranges, what is compared with the typed text, snippets, Markdown. */
import { afterEach, describe, expect, test } from 'vitest';
import type { CompletionItem, CompletionList, Hover } from 'vscode-languageserver/node';
import { noClusterFacts } from '../../server/src/protocol/clusterFacts.ts';
import { startLsp, temporaryFolder, type LspSession, type TemporaryFolder } from '../harness/lspClient.ts';
import { bootstrap, fluxKustomization } from '../harness/memoryWorkspace.ts';

const deployment = 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n  namespace: shop\nspec:\n  replicas: 2\n';
const started: { readonly folder: TemporaryFolder; readonly session: LspSession }[] = [];

async function start(path: string, marked: string): Promise<{ readonly session: LspSession; readonly uri: string; readonly position: { readonly line: number; readonly character: number } }> {
  const sync = bootstrap('clusters/dev').replace(/^\/\/- .*\n/, '');
  const at = marked.indexOf('$0');
  const text = marked.replace('$0', '');
  const folder = temporaryFolder({ 'clusters/dev/flux-system/gotk-sync.yaml': sync, 'clusters/dev/apps.yaml': fluxKustomization('apps', './apps'), 'apps/web.yaml': deployment, [path]: text });
  const session = await startLsp([folder.uri]);
  started.push({ folder, session });
  const before = text.slice(0, at).split('\n');
  return { session, uri: folder.uriOf(path), position: { line: before.length - 1, character: (before.at(-1) ?? '').length } };
}

async function complete(path: string, marked: string): Promise<readonly CompletionItem[]> {
  const { session, uri, position } = await start(path, marked);
  return session.connection.sendRequest('textDocument/completion', { textDocument: { uri }, position });
}

afterEach(async () => {
  for (const { folder, session } of started.splice(0)) {
    await session.dispose();
    folder.dispose();
  }
});

describe('completion items', () => {
  test('of very many names come the first ones, and others when more letters are typed', async () => {
    const many = Array.from({ length: 600 }, (_, index) => deployment.replace('name: web', `name: web-${index}`)).join('---\n');
    const ask = async (typed: string) => {
      const { session, uri, position } = await start('apps/checked.yaml', `${many}---\n${fluxKustomization('more', './more', `  healthChecks:\n    - name: ${typed}$0\n`)}`);
      const answer = await session.connection.sendRequest<readonly CompletionItem[] | CompletionList>('textDocument/completion', { textDocument: { uri }, position });
      return 'items' in answer ? { isIncomplete: answer.isIncomplete, labels: answer.items.map(({ label }) => label) } : { isIncomplete: false, labels: answer.map(({ label }) => label) };
    };
    const all = await ask('');
    expect([all.isIncomplete, all.labels.length, all.labels.includes('web-99')]).toEqual([true, 500, false]);
    const some = await ask('w99');
    expect(some.isIncomplete).toBe(false);
    expect(some.labels).toEqual(expect.arrayContaining(['web-99', 'web-599']));
  });

  test('a pointer in a block replaces what is typed, at the columns of the file, with its value beside it', async () => {
    const head = 'resources:\n  - web.yaml\npatches:\n  - target:\n      kind: Deployment\n    patch: |\n      - op: replace\n';
    const items = await complete('apps/kustomization.yaml', `${head}        path: /spec/rep$0\n`);
    const item = items.find(({ label }) => label === '/spec/replicas');
    expect(item).toMatchObject({ filterText: '/spec/replicas', labelDetails: { description: '2' }, textEdit: { newText: '/spec/replicas', range: { start: { line: 7, character: 14 }, end: { line: 7, character: 23 } } } });
  });

  test('come in the order that was meant, whatever their names', async () => {
    const items = await complete('apps/kustomization.yaml', 'resources:\n  - web.yaml\npatches:\n  - target:\n      kind: Deployment\n    patch: |\n      - op: $0\n');
    expect(items.toSorted((a, b) => ((a.sortText ?? '') < (b.sortText ?? '') ? -1 : 1)).map(({ label }) => label).slice(0, 3)).toEqual(['replace', 'add', 'remove']);
  });

  test('a value in quotes is compared with its quote', async () => {
    const items = await complete('clusters/dev/more.yaml', fluxKustomization('more', './apps').replace('    name: flux-system', '    name: "fl$0"'));
    expect(items.find(({ label }) => label === 'flux-system')).toMatchObject({ filterText: '"flux-system', textEdit: { newText: '"flux-system"' } });
  });

  test('a whole object is a snippet that keeps its own indentation', async () => {
    const items = await complete('apps/new.yaml', 'Ku$0');
    const item = items.find(({ label }) => label === 'Kustomization (Flux)');
    expect(item).toMatchObject({ insertTextFormat: 2, insertTextMode: 1, textEdit: { range: { start: { line: 0, character: 0 }, end: { line: 0, character: 2 } } } });
    expect(JSON.stringify(item?.documentation)).toContain('kind: Kustomization');
  });

  test('a text that is no snippet is none, dollar signs and all', async () => {
    const items = await complete('apps/kustomization.yaml', 'resources:\n  - web.yaml\npatches:\n  - patch: |\n      apiVersion: apps/v1\n      kind: Deployment\n      metadata:\n        name: web\n        namespace: shop\n      spec:\n        $0\n');
    const directive = items.find(({ label }) => label === '$patch');
    expect(directive).toMatchObject({ textEdit: { newText: '$patch: ' } });
    expect(directive?.insertTextFormat).toBeUndefined();
  });
});

test('a hover tells the cluster’s last word on a source', async () => {
  const { session, uri, position } = await start('clusters/dev/more.yaml', fluxKustomization('more', './apps').replace('    name: flux-system', '    name: flux$0-system'));
  const source = { kind: 'GitRepository', namespace: 'flux-system', name: 'flux-system', state: 'ready', sentence: '', reason: '', message: '', readyChangedAt: '', suspended: false, interval: '1m', revision: `main@sha1:${'02fae5b'.padEnd(40, '0')}`, fetchedAt: '2026-11-23T03:58:10Z' };
  await session.connection.sendNotification('flightdeck/clusterFacts', { ...noClusterFacts('2026-11-23T04:00:00Z'), contextName: 'dev', connection: 'live', sources: [source] });
  const hover: Hover | null = await session.connection.sendRequest('textDocument/hover', { textDocument: { uri }, position });
  expect(JSON.stringify(hover?.contents)).toContain('main@02fae5b');
});
