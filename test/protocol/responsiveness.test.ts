// A large file, and a burst of changes, keep nobody waiting for work that nobody wants any more.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Diagnostic, Hover } from 'vscode-languageserver';
import { startLsp, temporaryFolder, type LspSession, type TemporaryFolder } from '../harness/lspClient.ts';

const kustomization = (path: string): string =>
  `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: apps\n  namespace: flux-system\nspec:\n  interval: 10m\n  path: ${path}\n  prune: true\n  sourceRef:\n    kind: GitRepository\n    name: flux-system\n`;
const source = 'apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata:\n  name: flux-system\n  namespace: flux-system\nspec:\n  interval: 1m\n  ref:\n    branch: main\n  url: https://git.example/fleet\n';
/** A ConfigMap of more than five million characters, with a duplicate key at its end. */
const largeText = `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: large\ndata:\n${Array.from({ length: 90_000 }, (_, index) => `  key-${index}: "a value of some length for key number ${index}"\n`).join('')}  key-0: again\n`;

let folder: TemporaryFolder;
let lsp: LspSession;
let passing: NodeJS.Timeout | undefined;
/** What the server published and answered, in order. */
let events: string[];

beforeEach(async () => {
  folder = temporaryFolder({
    'clusters/one/flux-system/gotk-sync.yaml': `${source}---\n${kustomization('./clusters/one').replace('name: apps', 'name: flux-system')}`,
    'clusters/one/apps.yaml': kustomization('./apps'),
    'apps/large.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: large\n',
  });
  lsp = await startLsp([folder.uri]);
  events = [];
  lsp.connection.onNotification('textDocument/publishDiagnostics', ({ uri, diagnostics }: { uri: string; diagnostics: readonly Diagnostic[] }) => {
    events.push(...diagnostics.map(({ code }) => `${uri.slice(folder.uri.length + 1)} ${String(code)}`));
  });
  await lsp.connection.sendRequest('flightdeck/repositoryTree', {});
  // The server's wait after a change ends when the test says so.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});

afterEach(async () => {
  clearInterval(passing);
  vi.useRealTimers();
  await lsp.dispose();
  folder.dispose();
});

/** From now on each wait of the server is over at once. */
function passTime(): void {
  passing = setInterval(() => vi.runAllTimers(), 1);
}

const open = (uri: string, text: string): Promise<void> => lsp.connection.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId: 'yaml', version: 1, text } });
const change = (uri: string, version: number, text: string): Promise<void> => lsp.connection.sendNotification('textDocument/didChange', { textDocument: { uri, version }, contentChanges: [{ text }] });

const hoverOnPath = (uri: string): Promise<Hover | null> => lsp.connection.sendRequest<Hover | null>('textDocument/hover', { textDocument: { uri }, position: { line: 7, character: 10 } });

describe('the server', () => {
  test('answers what is asked right after a large file was opened before it judges that file', async () => {
    expect(largeText.length).toBeGreaterThan(5_000_000);
    const large = folder.uriOf('apps/large.yaml');
    const apps = folder.uriOf('clusters/one/apps.yaml');
    await open(apps, kustomization('./apps'));
    await open(large, largeText);
    expect(await hoverOnPath(apps)).not.toBeNull();
    expect(events.filter((event) => event.startsWith('apps/large.yaml'))).toEqual([]);
    const judged = listen(large, (diagnostics) => diagnostics.length > 0);
    passTime();
    const found = await judged;
    expect(found.map(({ range }) => range.start.line)).toContain(90_005);
  });

  test('judges the last of a burst of changes only', async () => {
    const apps = folder.uriOf('clusters/one/apps.yaml');
    await open(apps, kustomization('./apps'));
    for (let version = 2; version < 40; version++) await change(apps, version, kustomization(`./nowhere-${version}`));
    await change(apps, 40, kustomization('./apps').replace('interval: 10m', 'interval: never'));
    // The answer tells that all changes have arrived.
    await hoverOnPath(apps);
    const judged = listen(apps, (diagnostics) => diagnostics.length > 0);
    passTime();
    await judged;
    expect(events.filter((event) => event.includes('path-missing'))).toEqual([]);
  });
});

/** Waits for the diagnostics of a file as they are published from now on. */
function listen(uri: string, until: (diagnostics: readonly Diagnostic[]) => boolean): Promise<readonly Diagnostic[]> {
  return new Promise((resolve) => {
    lsp.connection.onNotification('textDocument/publishDiagnostics', (params: { uri: string; diagnostics: readonly Diagnostic[] }) => {
      events.push(...params.diagnostics.map(({ code }) => `${params.uri.slice(folder.uri.length + 1)} ${String(code)}`));
      if (params.uri === uri && until(params.diagnostics)) resolve(params.diagnostics);
    });
  });
}
