// Keeps what helps to understand a failed test: a picture of the window and what page and server said.
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach } from 'vitest';
import { toldNotifications } from './feedback.ts';
import type { VscodeSession } from './session.ts';

const FAILED = join(dirname(fileURLToPath(import.meta.url)), '..', 'shots', 'failed');

/** After each failed test of this file, saves a screenshot and the logs under `test/e2e/shots/failed`. */
export function keepEvidenceOfFailures(session: () => VscodeSession | undefined): void {
  afterEach(async (context) => {
    const current = session();
    if (context.task.result?.state !== 'fail' || current === undefined) return;
    const name = context.task.name.replaceAll(/[^A-Za-z0-9]+/g, '-').slice(0, 80);
    await mkdir(FAILED, { recursive: true });
    await current.page.screenshot({ path: join(FAILED, `${name}.png`) });
    await writeFile(join(FAILED, `${name}.txt`), ['--- notifications', ...(await toldNotifications(current.page)), '--- console', ...current.consoleLines.slice(-200), '--- server', current.serverOutput().slice(-8000), '--- extension', ...(await extensionLogs(current.folder))].join('\n'));
  });
}

/** What our own output channel holds, of each window that was open. */
async function extensionLogs(folder: string): Promise<string[]> {
  const files = (await readdir(folder, { recursive: true }).catch(() => [])).filter((file) => file.endsWith('Flightdeck.log'));
  return Promise.all(files.map(async (file) => (await readFile(join(folder, file), 'utf8')).slice(-16_000)));
}
