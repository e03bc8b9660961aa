/** Revisions of one repository beside others that go on changing. */
import { execFileSync } from 'node:child_process';
import { afterEach, expect, test } from 'vitest';
import { DirectoryTree } from '../../server/src/files/directoryTree.ts';
import { RenderedDocuments } from '../../server/src/lsp/renderedDocuments.ts';
import { Revisions } from '../../server/src/lsp/revisions.ts';
import { renderedUri } from '../../server/src/protocol/rendered.ts';
import { Session } from '../../server/src/workspace/session.ts';
import { temporaryFolder, type TemporaryFolder } from '../harness/lspClient.ts';
import { configMap } from '../harness/memoryWorkspace.ts';

let fleet: TemporaryFolder;

afterEach(() => fleet.dispose());

const flux = `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata:
  name: shop
  namespace: flux-system
spec:
  interval: 1m
  url: https://git.example/shop
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: shop
  namespace: flux-system
spec:
  interval: 10m
  path: ./deploy
  prune: true
  sourceRef:
    kind: GitRepository
    name: shop
`;

function git(...args: readonly string[]): string {
  return execFileSync('git', ['-C', fleet.path, '-c', 'user.name=t', '-c', 'user.email=t@example.invalid', ...args], { encoding: 'utf8', stdio: 'pipe' }).trim();
}

/** A session over a committed repository that applies a folder of another one. */
async function openFleet(): Promise<Session> {
  fleet = temporaryFolder({ 'clusters/dev/flux-system/gotk-sync.yaml': '# written by flux\n', 'clusters/dev/shop.yaml': flux });
  git('init', '-q', '-b', 'main');
  git('add', '.');
  git('commit', '-q', '-m', 'first');
  const session = new Session();
  await session.openFolder(fleet.uri);
  return session;
}

test('a revision of one repository is shown with the other repositories as they are now', async () => {
  const session = await openFleet();
  session.openTree({ rootUri: 'file:///w/shop', name: 'shop', tree: DirectoryTree.ofTexts('file:///w/shop', { 'deploy/a.yaml': configMap('a', 'shop', { color: 'red' }) }), remotes: ['https://git.example/shop'], branch: 'main' });
  const uri = renderedUri({ kind: 'fluxKustomization', entryUri: fleet.uriOf('clusters/dev'), namespace: 'flux-system', name: 'shop', revision: 'HEAD' });
  const documents = new RenderedDocuments();
  expect((await documents.find(session.snapshot, uri))?.file.text).toContain('color: red');
  session.apply({ kind: 'text', uri: 'file:///w/shop/deploy/a.yaml', text: configMap('a', 'shop', { color: 'blue' }) });
  expect((await documents.find(session.snapshot, uri))?.file.text).toContain('color: blue');
});

test('a revision is read once while only its own repository changes', async () => {
  const session = await openFleet();
  const uri = renderedUri({ kind: 'folder', uri: fleet.uriOf('clusters/dev'), revision: 'HEAD' });
  const documents = new RenderedDocuments();
  const before = await documents.find(session.snapshot, uri);
  session.apply({ kind: 'text', uri: fleet.uriOf('clusters/dev/shop.yaml'), text: '' });
  expect(await documents.find(session.snapshot, uri)).toBe(before);
});

test('the last commits are forgotten once there are newer ones, other revisions are kept', async () => {
  const { snapshot } = await openFleet();
  const uri = fleet.uriOf('clusters/dev');
  const revisions = new Revisions();
  const first = git('rev-parse', 'HEAD');
  const atFirst = await revisions.heads(snapshot);
  expect(await revisions.at(snapshot, uri, 'HEAD')).toBe(atFirst);
  git('commit', '-q', '--allow-empty', '-m', 'second');
  const atSecond = await revisions.heads(snapshot);
  expect(atSecond).not.toBe(atFirst);
  const asked = await revisions.at(snapshot, uri, first);
  expect(asked).not.toBe(atFirst);
  expect(await revisions.at(snapshot, uri, first)).toBe(asked);
  expect(await revisions.at(snapshot, uri, 'HEAD')).toBe(atSecond);
});
