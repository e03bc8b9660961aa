// When `npm start` may use desktop VS Code, and that ending it ends the window.
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { findDesktopCode, openDesktopCode } from '../../../client/scripts/start/desktopCode.mjs';
import { isRunning } from '../../harness/processState.ts';

/** Stands for `code --wait`: starts a main process of its own, as VS Code does, and waits for it. */
const STAND_IN = `#!/bin/sh
while [ $# -gt 0 ]; do
  case "$1" in --user-data-dir) shift; data="$1";; esac
  last="$1"; shift
done
setsid sleep 600 &
echo $! > "$data/code.lock"
echo "$last" > "$data/opened"
wait
`;

describe.skipIf(process.platform === 'win32')('desktop VS Code', () => {
  let folder: string;
  let command: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fd-desktop-'));
    command = join(folder, 'code');
    await writeFile(command, STAND_IN);
    await chmod(command, 0o755);
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  test('is used when it is on PATH and a display exists', () => {
    expect(findDesktopCode({ PATH: `/nowhere:${folder}`, DISPLAY: ':0' }, 'linux')).toBe(command);
    expect(findDesktopCode({ PATH: folder, WAYLAND_DISPLAY: 'wayland-0' }, 'linux')).toBe(command);
    expect(findDesktopCode({ PATH: folder }, 'darwin')).toBe(command);
  });

  test('is not used without a display, without the command, or inside a remote window', () => {
    expect(findDesktopCode({ PATH: folder }, 'linux')).toBeUndefined();
    expect(findDesktopCode({ PATH: '/nowhere', DISPLAY: ':0' }, 'linux')).toBeUndefined();
    expect(findDesktopCode({ PATH: folder, DISPLAY: ':0', VSCODE_IPC_HOOK_CLI: '/tmp/x.sock' }, 'linux')).toBeUndefined();
  });

  test('stopping ends the window, whose process left the group', async () => {
    const profile = join(folder, 'profile');
    const window = await openDesktopCode({ command, extension: folder, target: '/some/folder', profile, trusted: true });
    const lock = await vi.waitFor(async () => {
      expect((await readFile(join(profile, 'user', 'opened'), 'utf8')).trim()).toBe('/some/folder');
      return Number(await readFile(join(profile, 'user', 'code.lock'), 'utf8'));
    });
    expect(isRunning(lock)).toBe(true);
    await window.stop();
    await window.closed;
    await vi.waitFor(() => expect(isRunning(lock)).toBe(false));
  });
});
