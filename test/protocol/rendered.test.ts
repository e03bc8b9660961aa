/** Rendered manifests over the protocol: text, the way back to the line, revisions, Secrets. */
import { execFileSync } from 'node:child_process';
import { afterEach, describe, expect, test } from 'vitest';
import type { Hover, Location } from 'vscode-languageserver/node';
import { renderedUri, type RenderedComparison, type RenderedTarget } from '../../server/src/protocol/rendered.ts';
import { startLsp, temporaryFolder, type LspSession, type TemporaryFolder } from '../harness/lspClient.ts';

const open: { folder: TemporaryFolder; session: LspSession }[] = [];

afterEach(async () => {
  for (const { folder, session } of open.splice(0)) {
    await session.dispose();
    folder.dispose();
  }
});

const kustomization = `apiVersion: kustomize.toolkit.fluxcd.io/v1
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
  postBuild:
    substitute:
      WHO: world
`;

async function start(): Promise<{ folder: TemporaryFolder; session: LspSession; target: RenderedTarget }> {
  const folder = temporaryFolder({
    'clusters/dev/flux-system/gotk-sync.yaml': '# written by flux\n',
    'clusters/dev/apps.yaml': kustomization,
    'apps/kustomization.yaml': 'namespace: shop\nresources:\n  - all.yaml\nimages:\n  - name: web\n    newTag: "2.0"\n',
    'apps/all.yaml': 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n    - name: web\n      image: web:1.0\n      args: ["hello ${WHO}"]\n---\napiVersion: v1\nkind: Secret\nmetadata:\n  name: s\nstringData:\n  password: hunter2\n',
  });
  const git = (...args: readonly string[]): string => execFileSync('git', ['-C', folder.path, '-c', 'user.name=t', '-c', 'user.email=t@example.invalid', ...args], { encoding: 'utf8' });
  git('init', '-q', '-b', 'main');
  git('add', '.');
  git('commit', '-q', '-m', 'first');
  const session = await startLsp([folder.uri]);
  open.push({ folder, session });
  return { folder, session, target: { kind: 'fluxKustomization', entryUri: folder.uriOf('clusters/dev'), namespace: 'flux-system', name: 'apps' } };
}

async function textOf(session: LspSession, target: RenderedTarget): Promise<string> {
  const answer: { text: string } = await session.connection.sendRequest('flightdeck/renderedText', { uri: renderedUri(target) });
  return answer.text;
}

/** A hover's text without what Markdown needs to show it as it is. */
function wordsOf(hover: Hover | null): string {
  return JSON.stringify(hover?.contents).replaceAll('\\', '');
}

function positionIn(text: string, part: string): { line: number; character: number } {
  const before = text.slice(0, text.indexOf(part)).split('\n');
  return { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
}

describe('rendered manifests', () => {
  test('are what the cluster gets, Secrets masked', async () => {
    const { session, target } = await start();
    const text = await textOf(session, target);
    expect(text).toContain('image: web:2.0');
    expect(text).toContain('hello world');
    expect(text).toContain('namespace: shop');
    expect(text).toContain('password: •••');
    expect(text).not.toContain('hunter2');
  });

  test('hide a Secret that came in as a variable, in the text and in hovers', async () => {
    const { folder, session, target } = await start();
    folder.write('clusters/dev/secret.yaml', 'apiVersion: v1\nkind: Secret\nmetadata:\n  name: vars\n  namespace: flux-system\nstringData:\n  TOKEN: hunter3\n');
    folder.write('clusters/dev/apps.yaml', `${kustomization}    substituteFrom:\n      - kind: Secret\n        name: vars\n`);
    folder.write('apps/all.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c\ndata:\n  url: https://x/${TOKEN}\n  who: ${WHO}\n');
    await session.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: ['clusters/dev/secret.yaml', 'clusters/dev/apps.yaml', 'apps/all.yaml'].map((file) => ({ uri: folder.uriOf(file), type: 2 })) });
    const text = await textOf(session, target);
    expect(text).toContain('who: world');
    expect(text).toContain('url: •••');
    expect(text).not.toContain('hunter3');
    const rendered: Hover | null = await session.connection.sendRequest('textDocument/hover', { textDocument: { uri: renderedUri(target) }, position: positionIn(text, '•••') });
    const source: Hover | null = await session.connection.sendRequest('textDocument/hover', { textDocument: { uri: folder.uriOf('apps/all.yaml') }, position: { line: 5, character: 20 } });
    expect(JSON.stringify(rendered?.contents)).toContain('TOKEN');
    expect(JSON.stringify(source?.contents)).toContain('•••');
    expect(JSON.stringify([rendered, source])).not.toContain('hunter3');
  });

  test('lead from a line to where it is written, the last change first', async () => {
    const { folder, session, target } = await start();
    const text = await textOf(session, target);
    const at = (part: string) => ({ textDocument: { uri: renderedUri(target) }, position: positionIn(text, part) });
    const image: Location[] = await session.connection.sendRequest('textDocument/definition', at('web:2.0'));
    expect(image.map(({ uri, range }) => [uri, range.start.line])).toEqual([
      [folder.uriOf('apps/kustomization.yaml'), 5],
      [folder.uriOf('apps/all.yaml'), 7],
    ]);
    const hover: Hover | null = await session.connection.sendRequest('textDocument/hover', at('hello world'));
    expect(wordsOf(hover)).toContain('substitution');
    expect(wordsOf(hover)).toContain('apps/all.yaml:9');
  });

  test('of HEAD stay as committed while the working tree changes', async () => {
    const { folder, session, target } = await start();
    const uri = folder.uriOf('apps/kustomization.yaml');
    await session.connection.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId: 'yaml', version: 1, text: 'namespace: shop\nresources:\n  - all.yaml\n' } });
    expect(await textOf(session, target)).toContain('image: web:1.0');
    expect(await textOf(session, { ...target, revision: 'HEAD' })).toContain('image: web:2.0');
  });

  test('of an unknown revision, folder or Kustomization say so', async () => {
    const { folder, session, target } = await start();
    expect(await textOf(session, { ...target, revision: 'nope' })).toMatch(/^# .*(nope|revision)/);
    expect(await textOf(session, { kind: 'folder', uri: folder.uriOf('no/such') })).toContain('does not exist');
    expect(await textOf(session, { kind: 'fluxKustomization', entryUri: folder.uriOf('clusters/dev'), namespace: 'flux-system', name: 'nope' })).toContain('flux-system/nope');
    const failing = await textOf(session, { kind: 'folder', uri: folder.uriOf('apps') });
    expect(failing).toContain('hello ${WHO}');
  });

  test('are compared with HEAD: the same, hidden values, something else, no such revision', async () => {
    const { folder, session, target } = await start();
    const compare = (revision: string): Promise<RenderedComparison> =>
      session.connection.sendRequest('flightdeck/renderedComparison', { left: renderedUri({ ...target, revision }), right: renderedUri(target) });
    const edit = (text: string, version: number) =>
      session.connection.sendNotification('textDocument/didOpen', { textDocument: { uri: folder.uriOf('apps/all.yaml'), languageId: 'yaml', version, text } });
    expect(await compare('HEAD')).toEqual({ same: true, secrets: [] });
    await edit('apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n    - name: web\n      image: web:1.0\n      args: ["hello ${WHO}"]\n---\napiVersion: v1\nkind: Secret\nmetadata:\n  name: s\nstringData:\n  password: changed\n', 1);
    expect(await compare('HEAD')).toEqual({ same: true, secrets: ['Secret shop/s'] });
    await edit('apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n', 2);
    expect(await compare('HEAD')).toMatchObject({ same: false });
    expect((await compare('v9')).problem).toMatch(/ has no revision v9\.$/);
  });

  test('cannot be compared where there is no Git repository, or nothing is committed', async () => {
    const folder = temporaryFolder({ 'apps/kustomization.yaml': 'resources: []\n' });
    const session = await startLsp([folder.uri]);
    open.push({ folder, session });
    const target: RenderedTarget = { kind: 'folder', uri: folder.uriOf('apps') };
    const compare = (): Promise<RenderedComparison> => session.connection.sendRequest('flightdeck/renderedComparison', { left: renderedUri({ ...target, revision: 'HEAD' }), right: renderedUri(target) });
    expect((await compare()).problem).toMatch(/ is not in a Git repository\.$/);
    execFileSync('git', ['-C', folder.path, 'init', '-q']);
    expect((await compare()).problem).toMatch(/ has no commits yet\.$/);
  });

  test('have an outline and folding of their own', async () => {
    const { session, target } = await start();
    const textDocument = { uri: renderedUri(target) };
    const symbols: { name: string }[] = await session.connection.sendRequest('textDocument/documentSymbol', { textDocument });
    expect(symbols.map(({ name }) => name)).toEqual(['Pod shop/web', 'Secret shop/s']);
    const folds: { startLine: number }[] = await session.connection.sendRequest('textDocument/foldingRange', { textDocument });
    expect(folds.length).toBeGreaterThan(2);
  });

  test('know where a place of a source is in them', async () => {
    const { folder, session, target } = await start();
    const lines = (await textOf(session, target)).split('\n');
    const place: { start: { line: number } } | null = await session.connection.sendRequest('flightdeck/renderedPlace', { rendered: renderedUri(target), uri: folder.uriOf('apps/all.yaml'), position: { line: 7, character: 10 } });
    expect(lines[place?.start.line ?? -1]?.trim()).toBe('image: web:2.0');
  });

  test('hover in the source says what a value becomes', async () => {
    const { folder, session } = await start();
    const hover: Hover | null = await session.connection.sendRequest('textDocument/hover', { textDocument: { uri: folder.uriOf('apps/all.yaml') }, position: { line: 7, character: 15 } });
    expect(wordsOf(hover)).toContain('becomes **web:2.0** in *apps*');
  });

  test('lead to the line inside a block and a file, to the key of a mapping, and tell what made a key', async () => {
    const { folder, session, target } = await start();
    folder.write('apps/kustomization.yaml', 'resources: [all.yaml]\nconfigMapGenerator:\n- name: pages\n  files: [page.html]\n');
    folder.write('apps/page.html', '<h1>\n  hello\n</h1>\n');
    folder.write('apps/all.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c\ndata:\n  ${WHO}-key: a\n  text: |\n    first\n    of ${WHO}\n');
    await session.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: ['apps/kustomization.yaml', 'apps/page.html', 'apps/all.yaml'].map((file) => ({ uri: folder.uriOf(file), type: 2 })) });
    const text = await textOf(session, target);
    const placesAt = async (part: string): Promise<string[]> => {
      const found: Location[] = await session.connection.sendRequest('textDocument/definition', { textDocument: { uri: renderedUri(target) }, position: positionIn(text, part) });
      return found.map(({ uri, range }) => `${uri.slice(folder.uri.length + 1)}:${range.start.line + 1}`);
    };
    expect(await placesAt('first')).toEqual(['clusters/dev/apps.yaml:15', 'apps/all.yaml:8']);
    expect(await placesAt('of world')).toEqual(['clusters/dev/apps.yaml:15', 'apps/all.yaml:9']);
    expect(await placesAt('hello')).toEqual(['apps/page.html:2']);
    expect(await placesAt('metadata:')).toEqual(['apps/all.yaml:3']);
    const hover: Hover | null = await session.connection.sendRequest('textDocument/hover', { textDocument: { uri: renderedUri(target) }, position: positionIn(text, 'world-key') });
    expect(wordsOf(hover)).toContain('changed by **substitution** WHO');
    expect(wordsOf(hover)).toContain('before: `${WHO}-key`');
    const source: Hover | null = await session.connection.sendRequest('textDocument/hover', { textDocument: { uri: folder.uriOf('apps/all.yaml') }, position: { line: 7, character: 6 } });
    expect(wordsOf(source)).toContain('it becomes');
    expect(wordsOf(source)).toContain('of world');
  });

  test('name each hole with its place, which the remark leads to, and the entry says so itself', async () => {
    const { folder, session, target } = await start();
    folder.write('apps/kustomization.yaml', 'resources:\n  - all.yaml\n  - https://github.com/acme/base//web?ref=v1\nhelmCharts:\n  - name: podinfo\n    repo: https://charts.example.com\n');
    await session.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri: folder.uriOf('apps/kustomization.yaml'), type: 2 }] });
    const text = await textOf(session, target);
    expect(text).toContain('# unresolved remote: https://github.com/acme/base//web?ref=v1 (apps/kustomization.yaml:3)\n# unresolved helm: podinfo (apps/kustomization.yaml:5)\n---\n');
    expect(text).toContain('image: web:1.0');
    const places: Location[] = await session.connection.sendRequest('textDocument/definition', { textDocument: { uri: renderedUri(target) }, position: positionIn(text, 'podinfo') });
    expect(places.map(({ uri, range }) => [uri, range.start.line])).toEqual([[folder.uriOf('apps/kustomization.yaml'), 4]]);
    for (const [line, words] of [[2, 'is fetched from elsewhere'], [4, 'is a Helm chart']] as const) {
      const hover: Hover | null = await session.connection.sendRequest('textDocument/hover', { textDocument: { uri: folder.uriOf('apps/kustomization.yaml') }, position: { line, character: 12 } });
      expect(wordsOf(hover)).toContain(words);
      expect(wordsOf(hover)).toContain('missing in *apps*');
    }
  });

  test('the targets of a file are the Kustomizations that apply it and its folder', async () => {
    const { folder, session } = await start();
    const targets: { label: string; target: RenderedTarget }[] = await session.connection.sendRequest('flightdeck/renderedTargets', { uri: folder.uriOf('apps/kustomization.yaml') });
    expect(targets.map(({ target, label }) => `${target.kind} ${label}`)).toEqual(['fluxKustomization apps', 'folder apps']);
  });
});
