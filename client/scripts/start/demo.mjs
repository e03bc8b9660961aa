// Runs the demo cluster and makes a workspace of its two repositories.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { spawnGroup } from './processGroup.mjs';
import { StartProblem } from './startProblem.mjs';

/**
 * What the demo says when it is ready.
 * @typedef {object} DemoReady
 * @property {string} kubeconfig Absolute path of the file that leads to the demo cluster.
 * @property {string} fleet Absolute path of the fleet repository.
 * @property {string} application Absolute path of the application repository.
 * @property {string} url Address of its Kubernetes API.
 */

/**
 * Starts the demo and waits until it is ready.
 * @param {object} options
 * @param {string} options.script The bundled demo, `dist/demo.js`.
 * @param {string} options.folder Where it makes its repositories.
 * @param {readonly string[]} [options.flags] Further arguments.
 * @returns {Promise<DemoReady & { exited: Promise<void>, stop: () => Promise<void> }>} The running demo.
 */
export async function startDemo({ script, folder, flags = [] }) {
  const leader = spawnGroup(process.execPath, [script, '--dir', folder, ...flags], { stdio: ['pipe', 'pipe', 'pipe'] });
  let complaints = '';
  leader.child.stderr?.setEncoding('utf8').on('data', (text) => {
    complaints = `${complaints}${text}`.slice(-8000);
  });
  /** @type {Promise<void>} */
  const exited = new Promise((resolve) => {
    leader.child.once('exit', () => resolve());
    leader.child.once('error', () => resolve());
  });
  /** @type {Promise<DemoReady>} */
  const ready = new Promise((resolve, reject) => {
    if (leader.child.stdout === null) return;
    createInterface({ input: leader.child.stdout }).on('line', (line) => {
      const said = readReady(line);
      if (said !== undefined) resolve(said);
    });
    void exited.then(() => reject(new StartProblem(`The demo cluster ended before it was ready:\n${complaints.trim()}`)));
  });
  try {
    return { ...(await ready), exited, stop: leader.stop };
  } catch (error) {
    await leader.stop();
    throw error;
  }
}

/**
 * Writes the workspace file that opens both repositories and selects the demo's cluster.
 * @param {DemoReady} demo The running demo.
 * @param {string} folder Where to write it.
 * @param {Record<string, unknown>} [settings] Workspace settings beside the demo's own.
 * @returns {Promise<string>} Absolute path of the file.
 */
export async function writeDemoWorkspace(demo, folder, settings = {}) {
  const file = join(folder, 'flightdeck-demo.code-workspace');
  const workspace = {
    folders: [
      { name: 'fleet', path: demo.fleet },
      { name: 'bookshop', path: demo.application },
    ],
    // Commit and push are one click each, and no server is there to be fetched from: questions of the Git extension are not what the demo shows.
    settings: { 'flightdeck.kubeconfig': demo.kubeconfig, 'git.enableSmartCommit': true, 'git.confirmSync': false, 'git.autofetch': false, ...settings },
  };
  // Read by `client/src/demoHost/demoWorkspace.ts`: the first window shows Flightdeck and starts no second cluster.
  await writeFile(join(folder, 'flightdeck-demo.json'), 'served\n');
  await writeFile(file, `${JSON.stringify(workspace, null, 2)}\n`);
  return file;
}

/**
 * Reads the demo's ready line.
 * @param {string} line One line of its output.
 * @returns {DemoReady | undefined} Undefined for any other line.
 */
function readReady(line) {
  if (!line.startsWith('{')) return undefined;
  /** @type {unknown} */
  const said = JSON.parse(line);
  if (typeof said !== 'object' || said === null) return undefined;
  const fields = new Map(Object.entries(said));
  const [kubeconfig, fleet, application, url] = ['kubeconfig', 'fleet', 'application', 'url'].map((name) => fields.get(name));
  if (typeof kubeconfig !== 'string' || typeof fleet !== 'string' || typeof application !== 'string' || typeof url !== 'string') return undefined;
  return { kubeconfig, fleet, application, url };
}
