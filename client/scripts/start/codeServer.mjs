// Runs the installed browser build of VS Code on 127.0.0.1, quiet and in folders of its own.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { runToEnd, spawnGroup } from './processGroup.mjs';
import { StartProblem } from './startProblem.mjs';

/** User settings without which VS Code shows tips, asks for accounts or looks for updates. */
export const QUIET_SETTINGS = {
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'workbench.enableExperiments': false,
  'chat.disableAIFeatures': true,
  'chat.commandCenter.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'remote.autoForwardPorts': false,
  'json.schemaDownload.enable': false,
  'git.openRepositoryInParentFolders': 'never',
  // In a browser VS Code saves by itself after a second; on the desktop it waits for the user, and so it does here.
  'files.autoSave': 'off',
};

/**
 * The folders of one running server.
 * @typedef {object} Profile
 * @property {string} config code-server's own configuration file.
 * @property {string} userData Settings and state.
 * @property {string} extensions Installed extensions.
 */

/**
 * A running server.
 * @typedef {object} RunningCodeServer
 * @property {number} port The port on 127.0.0.1.
 * @property {() => string} output All that it wrote so far.
 * @property {Promise<void>} exited Settles when it has ended, for whatever reason.
 * @property {() => Promise<void>} stop Ends it with all its children.
 */

/**
 * Lays out the folders of a server and writes its user settings.
 * @param {string} folder A folder of the caller's own; it is made when missing.
 * @param {Record<string, unknown>} [settings] User settings beside the quiet ones.
 * @returns {Promise<Profile>} The folders, all existing.
 */
export async function makeProfile(folder, settings = {}) {
  const profile = { config: join(folder, 'config.yaml'), userData: join(folder, 'user'), extensions: join(folder, 'extensions') };
  await mkdir(join(profile.userData, 'User'), { recursive: true });
  await mkdir(profile.extensions, { recursive: true });
  await writeFile(profile.config, 'auth: none\n');
  await writeFile(join(profile.userData, 'User', 'settings.json'), `${JSON.stringify({ ...QUIET_SETTINGS, ...settings }, null, 2)}\n`);
  return profile;
}

/**
 * Installs an extension into a profile.
 * @param {import('./codeServerInstall.mjs').CodeServer} codeServer The installed server.
 * @param {Profile} profile Its folders.
 * @param {string} vsix The packaged extension.
 * @param {NodeJS.ProcessEnv} [environment] Variables beside those of this process.
 * @returns {Promise<string>} What the installer said.
 */
export async function installExtension(codeServer, profile, vsix, environment = {}) {
  const args = [codeServer.entry, ...profileArguments(profile), '--install-extension', vsix, '--force'];
  const { code, output } = await runToEnd(codeServer.node, args, { env: { ...serverEnvironment(process.env), ...environment } });
  if (code !== 0) throw new StartProblem(`VS Code did not take the extension:\n${output.trim()}`);
  return output;
}

/**
 * Starts the server and waits until it answers.
 * @param {import('./codeServerInstall.mjs').CodeServer} codeServer The installed server.
 * @param {Profile} profile Its folders.
 * @param {object} [options]
 * @param {number} [options.port] Port on 127.0.0.1; 0, the default, takes a free one.
 * @param {readonly string[]} [options.flags] Further flags, such as `--disable-workspace-trust`.
 * @param {NodeJS.ProcessEnv} [options.environment] Variables beside those of this process.
 * @param {number} [options.timeoutMs] How long it may take to answer, default 60 s.
 * @returns {Promise<RunningCodeServer>} The server, which answers.
 */
export async function startCodeServer(codeServer, profile, { port = 0, flags = [], environment = {}, timeoutMs = 60_000 } = {}) {
  const args = [
    codeServer.entry,
    ...profileArguments(profile),
    ...['--auth', 'none', '--bind-addr', `127.0.0.1:${port}`],
    ...['--disable-telemetry', '--disable-update-check', '--disable-getting-started-override', '--disable-proxy', '--ignore-last-opened'],
    ...flags,
  ];
  const leader = spawnGroup(codeServer.node, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...serverEnvironment(process.env), ...environment } });
  let said = '';
  for (const stream of [leader.child.stdout, leader.child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text) => {
      said += text;
    });
  }
  let ended = false;
  /** @type {Promise<void>} */
  const exited = new Promise((resolve) => {
    const end = () => {
      ended = true;
      resolve();
    };
    leader.child.once('exit', end);
    leader.child.once('error', (error) => {
      said += error.message;
      end();
    });
  });
  try {
    const actual = await waitForAnswer(() => said, () => ended, port, timeoutMs);
    return { port: actual, output: () => said, exited, stop: leader.stop };
  } catch (error) {
    await leader.stop();
    throw error;
  }
}

/**
 * The address that opens a folder or a workspace file.
 * @param {number} port The server's port.
 * @param {string} path Absolute path of a folder or of a `.code-workspace` file.
 * @returns {string} A URL on 127.0.0.1.
 */
export function workbenchUrl(port, path) {
  const url = new URL(`http://127.0.0.1:${port}/`);
  url.searchParams.set(path.endsWith('.code-workspace') ? 'workspace' : 'folder', path);
  return url.href.replaceAll('%2F', '/');
}

/**
 * @param {Profile} profile A server's folders.
 * @returns {string[]} The flags that name them.
 */
function profileArguments(profile) {
  return ['--config', profile.config, '--user-data-dir', profile.userData, '--extensions-dir', profile.extensions];
}

/**
 * The environment of the server: without what would make it join another VS Code or listen elsewhere.
 * @param {NodeJS.ProcessEnv} environment The environment of this process.
 * @returns {NodeJS.ProcessEnv} A copy.
 */
function serverEnvironment(environment) {
  const foreign = /^(VSCODE_|CODE_SERVER_|ELECTRON_|npm_|PORT$|PASSWORD$|HASHED_PASSWORD$|NODE_OPTIONS$|INIT_CWD$)/;
  const kept = Object.entries(environment).filter(([name]) => !foreign.test(name));
  // An empty gallery address keeps the workbench from asking an extension gallery on the network.
  return { ...Object.fromEntries(kept), EXTENSIONS_GALLERY: '{"serviceUrl":""}' };
}

/**
 * Waits until the server listens and its health page answers.
 * @param {() => string} output What it wrote so far.
 * @param {() => boolean} hasEnded Whether its process is gone.
 * @param {number} wanted The port asked for, 0 for any.
 * @param {number} timeoutMs The limit.
 * @returns {Promise<number>} The port it listens on.
 */
async function waitForAnswer(output, hasEnded, wanted, timeoutMs) {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    if (output().includes('EADDRINUSE')) throw new StartProblem(`Port ${wanted} on 127.0.0.1 is taken.`, 'Choose another one with `--port N`, or leave `--port` out to get a free one.');
    if (hasEnded()) throw new StartProblem(`The browser build of VS Code ended at once:\n${output().trim().split('\n').slice(-12).join('\n')}`);
    const port = /HTTP server listening on http:\/\/127\.0\.0\.1:(\d+)/.exec(output())?.[1];
    if (port !== undefined && (await answers(Number(port)))) return Number(port);
    if (Date.now() > deadline) throw new StartProblem(`The browser build of VS Code did not answer within ${timeoutMs / 1000} s:\n${output().trim()}`);
    await wait(50);
  }
}

/**
 * @param {number} port A port on 127.0.0.1.
 * @returns {Promise<boolean>} Whether the server's health page answers there.
 */
async function answers(port) {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/healthz`, { signal: AbortSignal.timeout(2000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    // Not listening yet: the caller asks again until its deadline.
    return false;
  }
}
