// `npm start`: builds, starts the demo cluster and opens VS Code on it; Ctrl-C ends all that was started.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, realpath, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildBundles, packExtension } from './package.mjs';
import { readStartArguments, USAGE } from './start/arguments.mjs';
import { installExtension, makeProfile, startCodeServer, workbenchUrl } from './start/codeServer.mjs';
import { installCodeServer } from './start/codeServerInstall.mjs';
import { startDemo, writeDemoWorkspace } from './start/demo.mjs';
import { findDesktopCode, hasDisplay, openDesktopCode } from './start/desktopCode.mjs';
import { runToEnd } from './start/processGroup.mjs';
import { StartProblem } from './start/startProblem.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/**
 * All that has to be ended, in the order in which it was started.
 * @typedef {(() => Promise<void>)[]} Endings
 */

/**
 * Says a step on stderr: stdout carries the address alone.
 * @param {string} line A few words.
 */
function progress(line) {
  process.stderr.write(`flightdeck: ${line}\n`);
}

/**
 * Does what the command line asks, until the window is closed or `signal` fires.
 * @param {Endings} endings Filled with what must be ended.
 * @param {AbortSignal} signal Fires on Ctrl-C.
 */
async function main(endings, signal) {
  const args = readStartArguments(process.argv.slice(2));
  if (args.help) {
    console.log(USAGE);
    return;
  }
  await checkNeeds(args.folder);
  // VS Code compares paths, and a temporary folder behind a symbolic link (macOS) would open files under two names.
  const run = await realpath(await mkdtemp(join(tmpdir(), 'flightdeck-')));
  endings.push(() => rm(run, { recursive: true, force: true, maxRetries: 3 }));
  progress('building');
  await buildBundles();
  signal.throwIfAborted();
  const opened = args.folder === undefined ? await openDemo(run, args.speed, endings) : { target: resolve(args.folder), trusted: false, exited: undefined };
  signal.throwIfAborted();
  const desktop = args.open ? findDesktopCode(process.env, process.platform) : undefined;
  const window = desktop === undefined ? serveBrowser(run, opened, args, endings, signal) : showDesktop(desktop, run, opened, endings);
  await Promise.race([window, opened.exited ?? new Promise(() => undefined), aborted(signal)]);
  if (!signal.aborted) progress('ended');
}

/**
 * Checks what the rest cannot do without.
 * @param {string | undefined} folder The folder asked for.
 */
async function checkNeeds(folder) {
  const major = Number.parseInt(process.versions.node, 10);
  if (major < 20) throw new StartProblem(`Node ${process.versions.node} is too old: Flightdeck needs Node 20 or later.`, 'Get it from https://nodejs.org or from your package manager.');
  if (!existsSync(join(root, 'node_modules', 'esbuild'))) throw new StartProblem('The dependencies are not installed.', 'Run `npm ci` first.');
  if (folder !== undefined) {
    const found = await stat(folder).catch(() => undefined);
    if (found === undefined) throw new StartProblem(`There is no folder ${resolve(folder)}.`);
    if (!found.isDirectory() && !folder.endsWith('.code-workspace')) throw new StartProblem(`${resolve(folder)} is neither a folder nor a .code-workspace file.`);
    return;
  }
  const git = await runToEnd('git', ['--version']);
  if (git.code !== 0) throw new StartProblem('Git is missing: the demo is made of two Git repositories.', 'Install it (https://git-scm.com/downloads, or `apt-get install git`, `brew install git`), then run this again.');
}

/**
 * Starts the demo and writes its workspace.
 * @param {string} run Folder of this run.
 * @param {number} speed How many times faster than real time.
 * @param {Endings} endings Filled with the demo's end.
 * @returns {Promise<{ target: string, trusted: boolean, exited: Promise<void> }>} What VS Code is to open.
 */
async function openDemo(run, speed, endings) {
  progress('starting the demo cluster');
  const demo = await startDemo({ script: join(root, 'dist', 'demo.js'), folder: join(run, 'demo'), flags: ['--speed', String(speed)] });
  endings.push(demo.stop);
  return { target: await writeDemoWorkspace(demo, run), trusted: true, exited: demo.exited };
}

/**
 * Opens desktop VS Code.
 * @param {string} command The `code` command.
 * @param {string} run Folder of this run.
 * @param {{ target: string, trusted: boolean }} opened What to open.
 * @param {Endings} endings Filled with the window's end.
 * @returns {Promise<void>} Settles when the window is closed.
 */
async function showDesktop(command, run, opened, endings) {
  const window = await openDesktopCode({ command, extension: root, target: opened.target, profile: join(run, 'vscode'), trusted: opened.trusted });
  endings.push(window.stop);
  progress(`VS Code opens on ${opened.target}; close its window or press Ctrl-C to end everything`);
  await window.closed;
}

/**
 * Installs and runs the browser build, and prints its address.
 * @param {string} run Folder of this run.
 * @param {{ target: string, trusted: boolean }} opened What to open.
 * @param {import('./start/arguments.mjs').StartArguments} args What was asked for.
 * @param {Endings} endings Filled with the server's end.
 * @param {AbortSignal} signal Fires on Ctrl-C.
 * @returns {Promise<void>} Settles when the server ends.
 */
async function serveBrowser(run, opened, args, endings, signal) {
  const codeServer = await installCodeServer({ progress, signal });
  const vsix = join(run, 'flightdeck.vsix');
  progress('installing the extension');
  const [profile] = await Promise.all([makeProfile(join(run, 'vscode')), packExtension(vsix)]);
  await installExtension(codeServer, profile, vsix);
  signal.throwIfAborted();
  const server = await startCodeServer(codeServer, profile, { port: args.port, flags: opened.trusted ? ['--disable-workspace-trust'] : [] });
  endings.push(server.stop);
  const url = workbenchUrl(server.port, opened.target);
  progress('VS Code answers; open this address, press Ctrl-C here to end everything');
  console.log(url);
  if (args.open && hasDisplay(process.env, process.platform)) openBrowser(url);
  await server.exited;
  if (!signal.aborted) throw new StartProblem(`The browser build of VS Code ended:\n${server.output().trim().split('\n').slice(-12).join('\n')}`);
}

/**
 * Shows an address in the user's browser; where that fails, the printed address is all that is needed.
 * @param {string} url The address.
 */
function openBrowser(url) {
  const opener = process.platform === 'darwin' ? 'open' : 'xdg-open';
  const child = spawn(opener, [url], { stdio: 'ignore', detached: true });
  child.once('error', () => progress(`${opener} is missing: open the address yourself`));
  child.unref();
}

/**
 * @param {AbortSignal} signal A signal.
 * @returns {Promise<void>} Settles when it fires.
 */
function aborted(signal) {
  return new Promise((resolvePromise) => {
    if (signal.aborted) resolvePromise();
    else signal.addEventListener('abort', () => resolvePromise(), { once: true });
  });
}

/**
 * Ends everything, last started first; one that fails does not keep the others alive.
 * @param {Endings} endings What to end.
 */
async function endAll(endings) {
  for (let end = endings.pop(); end !== undefined; end = endings.pop()) {
    try {
      await end();
    } catch (error) {
      progress(error instanceof Error ? error.message : String(error));
    }
  }
}

/** @type {Endings} */
const endings = [];
const interruption = new AbortController();
for (const name of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(name, () => {
    if (!interruption.signal.aborted) progress('ending');
    interruption.abort();
  });
}
try {
  await main(endings, interruption.signal);
} catch (error) {
  if (!interruption.signal.aborted) {
    console.error(error instanceof StartProblem ? error.message : error);
    process.exitCode = 1;
  }
} finally {
  await endAll(endings);
}
// The demo's or the server's streams may still be open; nothing is left to wait for.
process.exit();
