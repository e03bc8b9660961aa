// Finds the programs that ours is compared with. None is needed: a row says which ones were not here.
import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

/** What to say about a program that is not here. */
const hints = {
  kustomize: 'name it in KUSTOMIZE, or let `npm run test:oracle` or `npm run test:cluster` build it',
  flux: 'name it in FLUX, or let `npm run test:cluster` build it',
  'flux-local': 'name it in FLUX_LOCAL, or `pip install flux-local` (Python 3.12 or newer)',
};

/**
 * The path of a program: what its variable names, what the suites of this checkout have built, or what the PATH holds.
 * @param {keyof typeof hints} name Such as `flux-local`, whose variable is `FLUX_LOCAL`.
 * @param {string} root The checkout.
 * @returns {string | undefined} `undefined` when it is not here.
 */
export function findTool(name, root) {
  const named = process.env[name.toUpperCase().replace('-', '_')];
  if (named !== undefined && named !== '') return existsSync(named) ? named : undefined;
  const folders = [join(root, 'node_modules', '.cache', 'oracle'), ...builtForClusters(), ...(process.env.PATH ?? '').split(delimiter)];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

/** @param {keyof typeof hints} name A program. @returns {string} That it is not here, and what to do. */
export function missingTool(name) {
  return `there is no \`${name}\` here: ${hints[name]}`;
}

/** Folders of programs that the cluster suite has built, one for each set of versions. @returns {readonly string[]} */
export function builtForClusters() {
  const own = process.env.FLIGHTDECK_CACHE;
  const cache = own ? join(own, 'cluster') : join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'flightdeck', 'cluster');
  if (!existsSync(cache)) return [];
  return readdirSync(cache).map((version) => join(cache, version, 'bin')).filter((folder) => existsSync(folder));
}
