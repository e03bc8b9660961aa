// The demo cluster alone, for the launch configuration "Extension on the demo": its workspace file lies where the configuration expects it.
import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildBundles } from './package.mjs';
import { startDemo, writeDemoWorkspace } from './start/demo.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const folder = join(root, '.vscode-test', 'demo');

try {
  console.log('flightdeck: building');
  await buildBundles();
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const demo = await startDemo({ script: join(root, 'dist', 'demo.js'), folder: join(folder, 'demo') });
  for (const name of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.once(name, () => void demo.stop().then(() => process.exit()));
  await writeDemoWorkspace(demo, folder);
  console.log('flightdeck: the demo is ready');
} catch (error) {
  console.error(`flightdeck: error: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
