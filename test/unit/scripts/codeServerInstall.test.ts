// Where the browser build is kept and where it can run. The install itself is exercised by the end-to-end run.
import { describe, expect, test } from 'vitest';
import { cacheFolder, unsupportedPlatform } from '../../../client/scripts/start/codeServerInstall.mjs';

describe('the browser build of VS Code', () => {
  test('is kept outside of the checkout', () => {
    expect(cacheFolder({ XDG_CACHE_HOME: '/home/a/.c' })).toBe('/home/a/.c/flightdeck');
    expect(cacheFolder({ XDG_CACHE_HOME: '/home/a/.c', FLIGHTDECK_CACHE: '/mnt/big' })).toBe('/mnt/big');
    expect(cacheFolder({})).toMatch(/\.cache.flightdeck$/);
  });

  test.each(['linux x64', 'linux arm64', 'darwin x64', 'darwin arm64'])('runs on %s', (name) => {
    const [platform = '', architecture = ''] = name.split(' ');
    expect(unsupportedPlatform(platform, architecture)).toBeUndefined();
  });

  test('says so where it cannot run', () => {
    expect(unsupportedPlatform('win32', 'x64')).toContain('not on win32 x64');
  });
});
