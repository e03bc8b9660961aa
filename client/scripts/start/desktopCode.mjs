// Finds desktop VS Code and runs it on the extension in this checkout.
import { accessSync, constants } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { QUIET_SETTINGS } from './codeServer.mjs';
import { spawnGroup } from './processGroup.mjs';

/**
 * Finds the `code` command, unless it could not show a window.
 * @param {NodeJS.ProcessEnv} environment Read for PATH and the display.
 * @param {string} platform As `process.platform`.
 * @returns {string | undefined} Absolute path of the command.
 */
export function findDesktopCode(environment, platform) {
  // Inside a remote or browser VS Code, `code` talks to that window and knows no `--extensionDevelopmentPath`.
  if (environment['VSCODE_IPC_HOOK_CLI']) return undefined;
  if (!hasDisplay(environment, platform)) return undefined;
  const names = platform === 'win32' ? ['code.cmd', 'code.exe'] : ['code'];
  const folders = (environment['PATH'] ?? environment['Path'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find(isExecutable);
}

/**
 * @param {NodeJS.ProcessEnv} environment Read for the display's variables.
 * @param {string} platform As `process.platform`.
 * @returns {boolean} Whether a window can be shown.
 */
export function hasDisplay(environment, platform) {
  if (platform === 'win32' || platform === 'darwin') return true;
  return Boolean(environment['DISPLAY'] || environment['WAYLAND_DISPLAY']);
}

/**
 * Opens a window of its own, with a profile of its own, so that closing and Ctrl-C end exactly what was started.
 * @param {object} options
 * @param {string} options.command The `code` command.
 * @param {string} options.extension Root of the extension.
 * @param {string} options.target Folder or workspace file to open.
 * @param {string} options.profile Folder for the window's settings and state.
 * @param {boolean} options.trusted Whether the target needs no trust dialog.
 * @returns {Promise<{ closed: Promise<void>, stop: () => Promise<void> }>} `closed` settles when the window is gone.
 */
export async function openDesktopCode({ command, extension, target, profile, trusted }) {
  const userData = join(profile, 'user');
  await mkdir(join(userData, 'User'), { recursive: true });
  await writeFile(join(userData, 'User', 'settings.json'), `${JSON.stringify(QUIET_SETTINGS, null, 2)}\n`);
  const args = ['--new-window', '--wait', '--user-data-dir', userData, `--extensionDevelopmentPath=${extension}`, ...(trusted ? ['--disable-workspace-trust'] : []), target];
  const windows = process.platform === 'win32';
  const leader = spawnGroup(windows ? `"${command}"` : command, windows ? args.map((argument) => `"${argument}"`) : args, { stdio: 'ignore', shell: windows });
  /** @type {Promise<void>} */
  const closed = new Promise((resolve, reject) => {
    leader.child.once('error', reject);
    leader.child.once('exit', () => resolve());
  });
  const stop = async () => {
    await endWindow(userData);
    await leader.stop();
  };
  return { closed, stop };
}

/**
 * Ends the window's main process. `code --wait` is only its messenger; VS Code writes the main process' id into `code.lock`.
 * @param {string} userData The window's user data folder.
 */
async function endWindow(userData) {
  try {
    const mainProcess = Number.parseInt(await readFile(join(userData, 'code.lock'), 'utf8'), 10);
    if (mainProcess > 0) process.kill(mainProcess, 'SIGTERM');
  } catch (error) {
    // No lock file: the window never opened. No such process: it is closed already.
    if (!(error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH'))) throw error;
  }
}

/**
 * @param {string} file A path.
 * @returns {boolean} Whether it can be run.
 */
function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    // Absent or not executable are the same answer.
    return false;
  }
}
