// Finds a Chromium that Playwright can drive.
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const MAC_APPLICATIONS = ['/Applications/Chromium.app/Contents/MacOS/Chromium', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'];

/**
 * Finds a browser: the one named by FLIGHTDECK_CHROMIUM, else one on PATH, else one where macOS keeps it.
 * @param {NodeJS.ProcessEnv} environment Read for FLIGHTDECK_CHROMIUM and PATH.
 * @returns {string | undefined} Absolute path of the program.
 */
export function findChromium(environment) {
  const named = environment['FLIGHTDECK_CHROMIUM'];
  if (named) return named;
  const folders = (environment['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const onPath = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...onPath, ...MAC_APPLICATIONS].find((file) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      // Not there: the next candidate.
      return false;
    }
  });
}
