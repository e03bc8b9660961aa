/** A session over real folders: what changes on disk, what cannot be read, links, and repositories inside one another. */
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { Session } from '../../../server/src/workspace/session.ts';
import { temporaryFolder, type TemporaryFolder } from '../../harness/lspClient.ts';

const folders: TemporaryFolder[] = [];

function folderOf(files: Readonly<Record<string, string>>): TemporaryFolder {
  const folder = temporaryFolder(files);
  folders.push(folder);
  return folder;
}

async function openSession(folder: TemporaryFolder): Promise<Session> {
  const session = new Session();
  await session.openFolder(folder.uri);
  return session;
}

/** All file paths of the outermost repository. */
function filesOf(session: Session): readonly string[] {
  return [...(session.snapshot.repositories[0]?.tree.filesBelow() ?? [])];
}

afterEach(() => {
  for (const folder of folders.splice(0)) folder.dispose();
});

describe('what cannot be read', () => {
  test('one folder with a `.git` that leads nowhere keeps no other from being read', async () => {
    const folder = folderOf({ 'good/a.yaml': 'a: 1\n', 'odd/b.yaml': 'b: 1\n' });
    symlinkSync('.git', join(folder.path, 'odd', '.git'));
    const session = await openSession(folder);
    expect(filesOf(session)).toContain('good/a.yaml');
  });

  test('a change at a place that cannot be looked at keeps the others of its batch', async () => {
    const folder = folderOf({ 'a.yaml': 'a: 1\n' });
    const session = await openSession(folder);
    folder.write('b.yaml', 'b: 1\n');
    session.apply({ kind: 'disk', uris: [folder.uriOf('a.yaml/below'), folder.uriOf(`${'x'.repeat(300)}.yaml`), folder.uriOf('b.yaml')] });
    expect(filesOf(session)).toEqual(['a.yaml', 'b.yaml']);
  });
});

describe('changes on disk', () => {
  test('a folder that went stays away when the news of its files come after it', async () => {
    const folder = folderOf({ 'apps/a.yaml': 'a: 1\n', 'b.yaml': '' });
    const session = await openSession(folder);
    rmSync(join(folder.path, 'apps'), { recursive: true });
    session.apply({ kind: 'disk', uris: [folder.uriOf('apps')] });
    session.apply({ kind: 'disk', uris: [folder.uriOf('apps/a.yaml')] });
    expect(session.snapshot.repositories[0]?.tree.kindOf('apps')).toBeUndefined();
  });

  test('installed packages do not become manifests', async () => {
    const folder = folderOf({ 'a.yaml': '' });
    const session = await openSession(folder);
    folder.write('node_modules/package/b.yaml', 'b: 1\n');
    session.apply({ kind: 'disk', uris: [folder.uriOf('node_modules'), folder.uriOf('node_modules/package/b.yaml')] });
    expect(filesOf(session)).toEqual(['a.yaml']);
  });

  test('a link stays a link', async () => {
    const folder = folderOf({ 'base/a.yaml': 'a: 1\n' });
    symlinkSync('base', join(folder.path, 'link'));
    const session = await openSession(folder);
    session.apply({ kind: 'disk', uris: [folder.uriOf('link')] });
    expect(session.snapshot.repositories[0]?.tree.list('')).toContainEqual({ name: 'link', kind: 'symlink' });
  });
});

describe('links', () => {
  test('an editor on a file behind a linked folder changes that file, and the folder stays whole', async () => {
    const folder = folderOf({ 'base/a.yaml': 'a: 1\n', 'base/b.yaml': 'b: 1\n' });
    symlinkSync('base', join(folder.path, 'link'));
    const session = await openSession(folder);
    const { snapshot } = session;
    session.apply({ kind: 'text', uri: folder.uriOf('link/a.yaml'), text: 'a: 2\n' });
    expect(session.snapshot.file(folder.uriOf('base/a.yaml'))?.text).toBe('a: 2\n');
    expect(session.snapshot.file(folder.uriOf('link/b.yaml'))?.text).toBe('b: 1\n');
    expect(snapshot.file(folder.uriOf('base/a.yaml'))?.text).toBe('a: 1\n');
  });

  test('an editor on a file behind a link that leaves the repository adds nothing to it', async () => {
    const outside = folderOf({ 'a.yaml': 'a: 1\n' });
    const folder = folderOf({ 'b.yaml': '' });
    symlinkSync(outside.path, join(folder.path, 'link'));
    const session = await openSession(folder);
    session.apply({ kind: 'text', uri: folder.uriOf('link/a.yaml'), text: 'a: 2\n' });
    expect(filesOf(session)).toEqual(['b.yaml']);
    expect(session.snapshot.repositories[0]?.tree.kindOf('link')).toBeUndefined();
  });
});

describe('a repository inside another', () => {
  function nested(): TemporaryFolder {
    const folder = folderOf({ 'a.yaml': 'a: 1\n', 'inner/b.yaml': 'b: 1\n' });
    mkdirSync(join(folder.path, 'inner', '.git'));
    return folder;
  }

  test('an open editor on its file does not bring that file into the outer one', async () => {
    const folder = nested();
    const session = new Session();
    session.apply({ kind: 'text', uri: folder.uriOf('inner/b.yaml'), text: 'b: 2\n' });
    await session.openFolder(folder.uri);
    expect(filesOf(session)).toEqual(['a.yaml']);
    expect(session.snapshot.file(folder.uriOf('inner/b.yaml'))?.text).toBe('b: 2\n');
  });

  test('goes when the outer one is closed', async () => {
    const folder = nested();
    const session = await openSession(folder);
    expect(session.snapshot.repositories).toHaveLength(2);
    session.closeFolder(folder.uri);
    expect(session.snapshot.repositories).toEqual([]);
  });
});
