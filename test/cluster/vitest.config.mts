import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: {
    include: ['test/cluster/**/*.test.ts'],
    globalSetup: ['test/cluster/globalSetup.ts'],
    // Real controllers take their time, and most of a test is waiting.
    testTimeout: 120_000,
    hookTimeout: 180_000,
    // Real programs on a shared machine: a second try is told at the end of the run (`.ci/sum.mjs`), never silent.
    retry: process.env['CI'] ? 1 : 0,
    pool: 'forks',
    maxWorkers: 4,
    reporters: ['default', 'json'],
    outputFile: { json: process.env['FLIGHTDECK_CLUSTER_REPORT'] ?? 'test/results/cluster.json' },
  },
});
