// The size of the packed extension.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packExtension } from '../../../client/scripts/package.mjs';

/** @type {import('../bench.mjs').BenchRow} */
export const packageSize = {
  id: 'vsix',
  what: 'the .vsix',
  budget: '≤ 3 MB',
  async measure() {
    const folder = await mkdtemp(join(tmpdir(), 'fd-bench-'));
    try {
      const bytes = await packExtension(join(folder, 'flightdeck.vsix'));
      return { value: `${(bytes / 1e6).toFixed(2)} MB`, kept: bytes <= 3_000_000, numbers: { bytes } };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};
