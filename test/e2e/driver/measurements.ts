// Times that a suite measured on its way. They are kept for the bench table and never asserted.
import { appendFile, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const RESULTS = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'results');

/** Adds one measured time, in milliseconds, to `test/results/e2e-times.jsonl`. */
export async function recordTime(what: string, milliseconds: number): Promise<void> {
  await mkdir(RESULTS, { recursive: true });
  await appendFile(join(RESULTS, 'e2e-times.jsonl'), `${JSON.stringify({ what, milliseconds: Math.round(milliseconds) })}\n`);
}
