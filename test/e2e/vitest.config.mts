import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: {
    include: ['test/e2e/**/*.e2e.ts'],
    globalSetup: ['test/e2e/globalSetup.ts'],
    // One VS Code at a time: each takes about 1.2 GB and a core and a half.
    fileParallelism: false,
    // A real editor in a real browser: a second try is told at the end of the run (`.ci/sum.mjs`), never silent.
    retry: process.env['CI'] ? 1 : 0,
    testTimeout: 120_000,
    hookTimeout: 180_000,
    reporters: ['default', 'json'],
    outputFile: { json: 'test/results/e2e.json' },
  },
});
