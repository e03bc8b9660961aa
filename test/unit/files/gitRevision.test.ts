import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readRevision } from '../../../server/src/files/gitRevision.ts';

let folder: string;

const git = (at: string, ...args: readonly string[]): string => execFileSync('git', ['-C', at, '-c', 'user.name=t', '-c', 'user.email=t@example.invalid', ...args], { encoding: 'utf8', stdio: 'pipe' });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'flightdeck-revision-'));
  const origin = join(folder, 'origin');
  git(folder, 'init', '-q', '-b', 'main', 'origin');
  writeFileSync(join(origin, 'a.yaml'), 'a: 1\n');
  git(origin, 'add', '.');
  git(origin, 'commit', '-q', '-m', 'first');
  git(origin, 'config', 'uploadpack.allowFilter', 'true');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a revision', () => {
  test('is read as a tree', async () => {
    const read = await readRevision(join(folder, 'origin'), 'file:///r', 'HEAD');
    expect('tree' in read ? read.tree.file('a.yaml')?.text : read.error).toBe('a: 1\n');
  });

  test('of a partial clone is never fetched: the remote is not contacted, and the answer says what is missing', async () => {
    const clone = join(folder, 'clone');
    git(folder, 'clone', '-q', '--no-checkout', '--filter=blob:none', pathToFileURL(join(folder, 'origin')).href, 'clone');
    const missing = (): string => git(clone, 'rev-list', '--objects', '--missing=print', 'HEAD').split('\n').filter((line) => line.startsWith('?')).join();
    expect(missing()).not.toBe('');
    const read = await readRevision(clone, 'file:///r', 'HEAD');
    expect(read).toEqual({ error: 'This partial clone of clone does not hold the files of HEAD.' });
    expect(missing()).not.toBe('');
  });
});
