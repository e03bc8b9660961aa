// Rename, moves and code actions over the protocol: ranges, refusals as errors, warnings as annotations, files that are made.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CodeActionRequest, InlayHintRequest, PrepareRenameRequest, ReferencesRequest, RenameRequest, WillRenameFilesRequest, type CodeAction, type WorkspaceEdit } from 'vscode-languageserver/node';
import { startLsp, temporaryFolder, type LspSession, type TemporaryFolder } from '../harness/lspClient.ts';
import { bootstrap, configMap, fluxKustomization } from '../harness/memoryWorkspace.ts';

const [, sync = ''] = bootstrap('clusters/prod').split(/^\/\/- .*\n/m);
let folder: TemporaryFolder;
let lsp: LspSession;

beforeAll(async () => {
  folder = temporaryFolder({
    'clusters/prod/flux-system/gotk-sync.yaml': sync,
    'clusters/prod/infra.yaml': fluxKustomization('infra', './infra'),
    'clusters/prod/apps.yaml': fluxKustomization('apps', './apps', '  dependsOn:\n    - name: infra\n  postBuild:\n    substitute:\n      HOST: shop.example\n'),
    'clusters/prod/vars.yaml': fluxKustomization('vars', './vars'),
    'clusters/prod/more.yaml': fluxKustomization('more', './more', '  postBuild:\n    substituteFrom:\n      - kind: ConfigMap\n        name: ports\n'),
    'vars/kustomization.yaml': 'namespace: flux-system\ngeneratorOptions:\n  disableNameSuffixHash: true\nconfigMapGenerator:\n  - name: ports\n    literals:\n      - PORT=80\n',
    'more/c.yaml': configMap('c', 'other', { port: '${PORT}' }),
    'infra/a.yaml': configMap('a', 'shop'),
    'apps/b.yaml': `${configMap('b', 'shop', { url: '${HOST}' })}---\n${configMap('c', 'shop')}`,
  });
  lsp = await startLsp([folder.uri], { workspace: { workspaceEdit: { documentChanges: true, changeAnnotationSupport: {}, resourceOperations: ['create', 'rename', 'delete'] } } });
});
afterAll(async () => {
  await lsp.dispose();
  folder.dispose();
});

const nameOfInfra = { line: 3, character: 9 };

test('rename: the range of the name, edits of both files, and a note that asks before Flux deletes', async () => {
  const textDocument = { uri: folder.uriOf('clusters/prod/infra.yaml') };
  expect(await lsp.connection.sendRequest(PrepareRenameRequest.type, { textDocument, position: nameOfInfra })).toEqual({ range: { start: { line: 3, character: 8 }, end: { line: 3, character: 13 } }, placeholder: 'infra' });
  const edit: WorkspaceEdit | null = await lsp.connection.sendRequest(RenameRequest.type, { textDocument, position: nameOfInfra, newName: 'platform' });
  expect(edit?.documentChanges?.map((change) => ('textDocument' in change ? change.textDocument.uri : '')).toSorted()).toEqual([folder.uriOf('clusters/prod/apps.yaml'), textDocument.uri]);
  const [annotation] = Object.values(edit?.changeAnnotations ?? {});
  expect(annotation).toMatchObject({ label: 'Flux deletes and re-creates 2 objects', needsConfirmation: true });
});

test('a refusal is an error with its reason', async () => {
  const textDocument = { uri: folder.uriOf('clusters/prod/infra.yaml') };
  await expect(lsp.connection.sendRequest(RenameRequest.type, { textDocument, position: nameOfInfra, newName: 'apps' })).rejects.toThrow(/There is a Kustomization “apps” already/);
});

test('a refusal that begins with the name of an object keeps that name', async () => {
  const text = configMap('c', 'other', { port: '${PORT}' });
  const lines = text.slice(0, text.indexOf('PORT')).split('\n');
  const position = { line: lines.length - 1, character: (lines.at(-1) ?? '').length };
  await expect(lsp.connection.sendRequest(RenameRequest.type, { textDocument: { uri: folder.uriOf('more/c.yaml') }, position, newName: 'GATE' })).rejects.toThrow(/^more takes “PORT” from/);
});

test('a move changes the path before the files go', async () => {
  const edit = await lsp.connection.sendRequest(WillRenameFilesRequest.type, { files: [{ oldUri: folder.uriOf('infra'), newUri: folder.uriOf('platform/infra') }] });
  expect(JSON.stringify(edit)).toContain('./platform/infra');
  expect(edit?.changeAnnotations).toBeUndefined();
});

test('references, hints and refactorings are answered', async () => {
  const textDocument = { uri: folder.uriOf('apps/b.yaml') };
  const references = await lsp.connection.sendRequest(ReferencesRequest.type, { textDocument: { uri: folder.uriOf('clusters/prod/infra.yaml') }, position: nameOfInfra, context: { includeDeclaration: false } });
  expect(references?.map(({ uri }) => uri)).toEqual([folder.uriOf('clusters/prod/apps.yaml')]);
  const hints = await lsp.connection.sendRequest(InlayHintRequest.type, { textDocument, range: { start: { line: 0, character: 0 }, end: { line: 20, character: 0 } } });
  expect(hints?.map(({ label }) => label)).toEqual(['= shop.example']);
  const here = { start: { line: 3, character: 2 }, end: { line: 3, character: 2 } };
  const actions = await lsp.connection.sendRequest(CodeActionRequest.type, { textDocument, range: here, context: { diagnostics: [], only: ['refactor'] } });
  const move = actions?.filter((action): action is CodeAction => 'edit' in action).find(({ title }) => title === 'Move ConfigMap b to configmap-b.yaml');
  expect(move?.kind).toBe('refactor.move');
  expect(move?.edit?.documentChanges?.[0]).toMatchObject({ kind: 'create', uri: folder.uriOf('apps/configmap-b.yaml') });
});
