// Lenses, hints and colours follow what happens in other files: the editor is asked to ask again only when they changed.
import { describe, expect, test } from 'vitest';
import { InlayHintRefreshRequest, SemanticTokensRefreshRequest, SemanticTokensRequest } from 'vscode-languageserver/node';
import { unconnected } from '../../server/src/features/codeLens.ts';
import { OpenFilesWatch, shownHints, shownLenses, shownTokens } from '../../server/src/lsp/openFilesWatch.ts';
import { startLsp, temporaryFolder } from '../harness/lspClient.ts';
import { bootstrap, configMap, fluxKustomization, memoryWorkspace } from '../harness/memoryWorkspace.ts';

const apps = (name: string, host: string): string => fluxKustomization(name, './apps', `  postBuild:\n    substitute:\n      ${host}: shop.example\n`);
const own = (more: Readonly<Record<string, string>> = {}): string => configMap('a', 'shop', { url: '${HOST}', ...more });

describe('a document is noticed when another file changed what it shows, and not for an edit that leaves it', () => {
  const cases: readonly (readonly [string, Pick<OpenFilesWatch<unknown>, 'changed'>, string])[] = [
    ['lenses', new OpenFilesWatch(shownLenses), apps('renamed', 'HOST')],
    ['hints', new OpenFilesWatch(shownHints), apps('apps', 'HOST').replace('shop.example', 'other.example')],
    ['colours', new OpenFilesWatch(shownTokens), apps('apps', 'OTHER')],
  ];
  test.each(cases)('%s', (_what, watch, after) => {
    const { session } = memoryWorkspace(`${bootstrap('clusters/dev')}//- clusters/dev/apps.yaml\n${apps('apps', 'HOST')}//- apps/a.yaml\n${own()}`);
    const uri = 'file:///w/repo/apps/a.yaml';
    expect(watch.changed(session.snapshot, [uri], unconnected)).toBe(false);
    session.apply({ kind: 'text', uri, text: `# first\n${own({ more: 'data' })}` });
    expect(watch.changed(session.snapshot, [uri], unconnected)).toBe(false);
    session.apply({ kind: 'text', uri: 'file:///w/repo/clusters/dev/apps.yaml', text: after });
    expect(watch.changed(session.snapshot, [uri], unconnected)).toBe(true);
    expect(watch.changed(session.snapshot, [uri], unconnected)).toBe(false);
  });
});

test('the editor gets colours, and is asked to fetch hints and colours again when another file changes them', async () => {
  const sync = bootstrap('clusters/dev').replace(/^\/\/- .*\n/, '');
  const folder = temporaryFolder({ 'clusters/dev/flux-system/gotk-sync.yaml': sync, 'clusters/dev/apps.yaml': apps('apps', 'HOST'), 'apps/a.yaml': own() });
  const session = await startLsp([folder.uri], { workspace: { inlayHint: { refreshSupport: true }, semanticTokens: { refreshSupport: true } } });
  try {
    const asked = { hints: 0, tokens: 0 };
    const both = new Promise<void>((resolve) => {
      const count = (what: keyof typeof asked) => (): void => {
        asked[what]++;
        if (asked.hints > 0 && asked.tokens > 0) resolve();
      };
      session.connection.onRequest(InlayHintRefreshRequest.type, count('hints'));
      session.connection.onRequest(SemanticTokensRefreshRequest.type, count('tokens'));
    });
    const uri = folder.uriOf('apps/a.yaml');
    const other = folder.uriOf('clusters/dev/apps.yaml');
    const open = (at: string, text: string): Promise<void> => session.connection.sendNotification('textDocument/didOpen', { textDocument: { uri: at, languageId: 'yaml', version: 1, text } });
    await open(uri, own());
    await open(other, apps('apps', 'HOST'));
    const tokens = await session.connection.sendRequest(SemanticTokensRequest.type, { textDocument: { uri } });
    // The name of the ConfigMap, then the variable: line, column, length, type, modifiers, each from the one before.
    expect(tokens?.data).toEqual([3, 8, 1, 0, 1, 3, 10, 4, 1, 0]);
    await session.connection.sendNotification('textDocument/didChange', { textDocument: { uri: other, version: 2 }, contentChanges: [{ text: apps('apps', 'OTHER') }] });
    await both;
  } finally {
    await session.dispose();
    folder.dispose();
  }
}, 20_000);
