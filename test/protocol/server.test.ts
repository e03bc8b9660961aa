/** The real server over an in-memory stream: open, edit, ask, break, go on. */
import { afterEach, describe, expect, test } from 'vitest';
import type { CompletionItem, DocumentSymbol, Hover, Location } from 'vscode-languageserver/node';
import type { RepositoryTree } from '../../server/src/protocol/repositoryTree.ts';
import { noClusterFacts, type CanaryFacts } from '../../server/src/protocol/clusterFacts.ts';
import { startLsp, temporaryFolder, type LspSession, type TemporaryFolder } from '../harness/lspClient.ts';

const sync = `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata:
  name: flux-system
  namespace: flux-system
spec:
  interval: 1m
  ref:
    branch: main
  url: https://git.example/fleet
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: flux-system
  namespace: flux-system
spec:
  interval: 10m
  path: ./clusters/dev
  prune: true
  sourceRef:
    kind: GitRepository
    name: flux-system
`;
const apps = `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: apps
  namespace: flux-system
spec:
  interval: 10m
  path: ./apps
  prune: true
  sourceRef:
    kind: GitRepository
    name: flux-system
`;
const deployment = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: shop
spec:
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
        - name: web
          image: registry.example/web:1.1.0
`;

const files = {
  'clusters/dev/flux-system/gotk-sync.yaml': sync,
  'clusters/dev/apps.yaml': apps,
  'apps/web.yaml': deployment,
};

const open: { folder: TemporaryFolder; session: LspSession }[] = [];

async function start(extra: Readonly<Record<string, string>> = {}): Promise<{ folder: TemporaryFolder; session: LspSession }> {
  const folder = temporaryFolder({ ...files, ...extra });
  const session = await startLsp([folder.uri]);
  open.push({ folder, session });
  return { folder, session };
}

afterEach(async () => {
  for (const { folder, session } of open.splice(0)) {
    await session.dispose();
    folder.dispose();
  }
});

function openText(session: LspSession, uri: string, text: string): Promise<void> {
  return session.connection.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId: 'yaml', version: 1, text } });
}

function changeText(session: LspSession, uri: string, text: string): Promise<void> {
  return session.connection.sendNotification('textDocument/didChange', { textDocument: { uri, version: 2 }, contentChanges: [{ text }] });
}

/** Line and character of a text in a file, plus some characters. */
function positionOf(text: string, part: string, plus = 0): { line: number; character: number } {
  const offset = text.indexOf(part) + plus;
  const before = text.slice(0, offset).split('\n');
  return { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
}

describe('diagnostics', () => {
  test('appear at the line while typing and go away again', async () => {
    const { folder, session } = await start();
    const uri = folder.uriOf('clusters/dev/apps.yaml');
    await openText(session, uri, apps);
    await changeText(session, uri, apps.replace('./apps', './app'));
    const [found] = await session.diagnostics(uri, (diagnostics) => diagnostics.length > 0);
    expect(found?.code).toBe('kustomization/path-missing');
    expect(found?.message).toContain('./apps');
    expect(found?.range.start).toEqual(positionOf(apps, './apps'));
    await changeText(session, uri, apps);
    await session.diagnostics(uri, (diagnostics) => diagnostics.length === 0);
  });

  test('follow files that come and go on disk', async () => {
    const { folder, session } = await start({ 'apps/kustomization.yaml': 'resources:\n  - web.yaml\n  - extra.yaml\n' });
    const uri = folder.uriOf('apps/kustomization.yaml');
    await session.diagnostics(uri, (diagnostics) => diagnostics.some(({ range }) => range.start.line === 2));
    folder.write('apps/extra.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: extra\n  namespace: shop\n');
    await session.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri: folder.uriOf('apps/extra.yaml'), type: 1 }] });
    await session.diagnostics(uri, (diagnostics) => diagnostics.length === 0);
  });

  test('half-typed YAML keeps the server answering', async () => {
    const { folder, session } = await start();
    const uri = folder.uriOf('clusters/dev/apps.yaml');
    await openText(session, uri, apps);
    for (let end = apps.length; end > 0; end -= 7) await changeText(session, uri, apps.slice(0, end));
    await changeText(session, uri, apps);
    const symbols: DocumentSymbol[] = await session.connection.sendRequest('textDocument/documentSymbol', { textDocument: { uri } });
    expect(symbols.map(({ name }) => name)).toEqual(['Kustomization flux-system/apps']);
    expect(session.log.filter((line) => line.includes('Error'))).toEqual([]);
  });
});

describe('features', () => {
  test('definition of a source name leads into the other file', async () => {
    const { folder, session } = await start();
    const uri = folder.uriOf('clusters/dev/apps.yaml');
    const places: Location[] = await session.connection.sendRequest('textDocument/definition', { textDocument: { uri }, position: positionOf(apps, 'name: flux-system\n', 8) });
    expect(places.map(({ uri: to }) => to)).toEqual([folder.uriOf('clusters/dev/flux-system/gotk-sync.yaml')]);
    expect(places[0]?.range.start).toEqual(positionOf(sync, 'name: flux-system', 6));
  });

  test('hover on a path says what it brings', async () => {
    const { folder, session } = await start();
    const uri = folder.uriOf('clusters/dev/apps.yaml');
    const hover: Hover | null = await session.connection.sendRequest('textDocument/hover', { textDocument: { uri }, position: positionOf(apps, './apps', 3) });
    expect(JSON.stringify(hover?.contents)).toContain('Deployment shop/web');
  });

  test('completion offers the folders of the source and its name', async () => {
    const { folder, session } = await start();
    const uri = folder.uriOf('clusters/dev/apps.yaml');
    const typed = apps.replace('path: ./apps', 'path: ').replace('    name: flux-system\n', '    name: \n');
    await openText(session, uri, typed);
    const paths: CompletionItem[] = await session.connection.sendRequest('textDocument/completion', { textDocument: { uri }, position: positionOf(typed, 'path: ', 6) });
    expect(paths.map(({ label }) => label)).toContain('./apps');
    const names: CompletionItem[] = await session.connection.sendRequest('textDocument/completion', { textDocument: { uri }, position: positionOf(typed, '    name: \n', 10) });
    expect(names.map(({ label }) => label)).toContain('flux-system');
  });

  test('the Repository view shows the entry point and what it applies', async () => {
    const { session } = await start();
    const tree: RepositoryTree = await session.connection.sendRequest('flightdeck/repositoryTree', {});
    expect(tree.roots.map(({ label, kind }) => `${kind} ${label}`)).toEqual(['entryPoint clusters/dev']);
    expect(tree.roots[0]?.children.map(({ label }) => label)).toContain('apps');
  });

  test('an unknown file and a request in the void are answered with nothing', async () => {
    const { folder, session } = await start();
    const uri = folder.uriOf('no/such file.yaml');
    expect(await session.connection.sendRequest('textDocument/hover', { textDocument: { uri }, position: { line: 3, character: 9 } })).toBeNull();
    expect(await session.connection.sendRequest('flightdeck/objectPlaces', { object: { kind: 'Nope', name: 'x' } })).toEqual([]);
  });
});

describe('the rolled-back canary', () => {
  const canary: CanaryFacts = {
    namespace: 'shop',
    name: 'web',
    phase: 'Failed',
    suspended: false,
    weight: 0,
    iterations: 0,
    failedChecks: 3,
    lastTransitionTime: '2026-11-23T01:00:00Z',
    targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
    primaryImages: { web: 'registry.example/web:1.0.0' },
    canaryImages: { web: 'registry.example/web:1.1.0' },
    failureReason: 'success rate 61.00% < 70%',
  };

  test('is said on the image line, and goes away when the two agree', async () => {
    const { folder, session } = await start();
    const uri = folder.uriOf('apps/web.yaml');
    const facts = { ...noClusterFacts('2026-11-23T01:00:00Z'), contextName: 'dev', connection: 'live' as const, canaries: [canary] };
    await session.connection.sendNotification('flightdeck/clusterFacts', facts);
    const [found] = await session.diagnostics(uri, (diagnostics) => diagnostics.some(({ code }) => code === 'canary/rolled-back'));
    expect(found?.message).toContain('1.1.0');
    expect(found?.message).toContain('1.0.0');
    expect(found?.message).toContain('61.00%');
    expect(found?.range.start).toEqual(positionOf(deployment, 'registry.example/web:1.1.0'));
    const actions: { title: string; edit?: unknown }[] = await session.connection.sendRequest('textDocument/codeAction', { textDocument: { uri }, range: found?.range, context: { diagnostics: found === undefined ? [] : [found] } });
    expect(JSON.stringify(actions)).toContain('registry.example/web:1.0.0');
    await session.connection.sendNotification('flightdeck/clusterFacts', { ...facts, canaries: [{ ...canary, phase: 'Succeeded' }] });
    await session.diagnostics(uri, (diagnostics) => diagnostics.length === 0);
  });

  test('is told to the views with both images and the place, also where the finding is switched off', async () => {
    const { folder, session } = await start();
    const facts = { ...noClusterFacts('2026-11-23T01:00:00Z'), contextName: 'dev', connection: 'live' as const, canaries: [canary] };
    expect(await session.connection.sendRequest('flightdeck/rolledBack', {})).toEqual([]);
    await session.connection.sendNotification('flightdeck/clusterFacts', facts);
    const imageStart = positionOf(deployment, 'registry.example/web:1.1.0');
    expect(await session.connection.sendRequest('flightdeck/rolledBack', {})).toMatchObject([
      { canary: { namespace: 'shop', name: 'web' }, desired: 'registry.example/web:1.1.0', serving: 'registry.example/web:1.0.0', place: { uri: folder.uriOf('apps/web.yaml'), range: { start: imageStart } } },
    ]);
    await session.connection.sendNotification('flightdeck/clusterFacts', { ...facts, canaries: [{ ...canary, phase: 'Progressing' }] });
    expect(await session.connection.sendRequest('flightdeck/rolledBack', {})).toEqual([]);
  });

  test('is never said while a rollout is under way or when nothing is connected', async () => {
    const { folder, session } = await start();
    const uri = folder.uriOf('apps/web.yaml');
    const facts = { ...noClusterFacts('2026-11-23T01:00:00Z'), contextName: 'dev', connection: 'live' as const };
    await session.connection.sendNotification('flightdeck/clusterFacts', { ...facts, canaries: [{ ...canary, phase: 'Progressing' }] });
    await session.connection.sendNotification('flightdeck/clusterFacts', { ...facts, connection: 'none', canaries: [canary] });
    await session.connection.sendRequest('flightdeck/repositoryTree', {});
    await session.diagnostics(uri, (diagnostics) => diagnostics.length === 0);
  });
});
