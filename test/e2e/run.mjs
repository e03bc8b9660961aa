// `npm run test:e2e`: drives the packaged extension in a real VS Code. `npm run test:e2e -- NAME` runs the suites whose file matches.
import { spawnSync } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findChromium } from '../../client/scripts/start/chromium.mjs';
import { installCodeServer } from '../../client/scripts/start/codeServerInstall.mjs';
import { StartProblem } from '../../client/scripts/start/startProblem.mjs';
import { printTestCounts, readTestCounts } from '../harness/testCounts.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const report = join(root, 'test', 'results', 'e2e.json');

/** Installs Chromium where that is ours to do: as root on a machine with apt. */
function ensureChromium() {
  if (findChromium(process.env) !== undefined) return;
  const mayInstall = process.getuid?.() === 0 && spawnSync('apt-get', ['--version']).status === 0;
  if (mayInstall) {
    console.error('installing chromium');
    for (let attempt = 1; attempt <= 3 && findChromium(process.env) === undefined; attempt++) {
      const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
      spawnSync('apt-get', ['update', '-qq'], { stdio: ['ignore', 'ignore', 'inherit'], env: environment });
      spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], { stdio: ['ignore', 'ignore', 'inherit'], env: environment });
    }
  }
  if (findChromium(process.env) === undefined) throw new StartProblem('No Chromium found.', 'Install one (such as `apt-get install chromium`), or name its program in FLIGHTDECK_CHROMIUM.');
}

try {
  ensureChromium();
  await installCodeServer({ progress: (line) => console.error(line) });
  await rm(report, { force: true });
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const run = spawnSync(process.execPath, [vitest, 'run', '--config', 'test/e2e/vitest.config.mts', ...process.argv.slice(2)], { cwd: root, stdio: 'inherit', env: { ...process.env, VITE_CONFIG_NATIVE_IGNORE_WARNING: 'true' } });
  const counts = await readTestCounts(report);
  console.log(printTestCounts(counts));
  process.exitCode = run.status === 0 && counts.failed === 0 ? 0 : 1;
} catch (error) {
  console.error(error instanceof StartProblem ? error.message : error);
  process.exitCode = 1;
}
