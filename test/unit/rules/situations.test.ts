import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkFixture } from '../../harness/fixtures/checkFixture.ts';

const folder = new URL('../../fixtures/situations', import.meta.url).pathname;

// Whole repositories as people keep them, each with a README that says what is special: all rules together find what is marked, and nothing else.
describe('situations', () => {
  test.each(readdirSync(folder))('%s', (name) => {
    expect(checkFixture(join(folder, name)).report).toBe('');
  });
});
