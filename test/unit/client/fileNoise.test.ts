import { describe, expect, test } from 'vitest';
import { isNoise } from '../../../client/src/fileNoise.ts';

describe('changes on disk that the server hears of', () => {
  test.each(['file:///w/fleet/apps/a.yaml', 'file:///w/fleet/.git/HEAD', 'file:///w/fleet/.git/config', 'file:///w/fleet/.gitignore'])('%s', (uri) => {
    expect(isNoise(uri)).toBe(false);
  });
  test.each(['file:///w/fleet/.git/index.lock', 'file:///w/fleet/.git/refs/heads/main', 'file:///w/fleet/.git/modules/config/x', 'file:///w/fleet/node_modules/a/b.yaml'])('not of %s', (uri) => {
    expect(isNoise(uri)).toBe(true);
  });
});
