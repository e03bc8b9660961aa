import { describe, expect, test } from 'vitest';
import { judgeApiVersion, preferredApiVersion } from '../../../server/src/flux/apiVersions.ts';

describe('the apiVersion to write', () => {
  test('is the newest that the installed Flux serves', () => {
    expect(preferredApiVersion('helm.toolkit.fluxcd.io', 'HelmRelease', [0, 39])).toBe('helm.toolkit.fluxcd.io/v2beta1');
    expect(preferredApiVersion('helm.toolkit.fluxcd.io', 'HelmRelease', [2, 2])).toBe('helm.toolkit.fluxcd.io/v2beta2');
    expect(preferredApiVersion('helm.toolkit.fluxcd.io', 'HelmRelease', [2, 9])).toBe('helm.toolkit.fluxcd.io/v2');
  });
});

describe('judgement', () => {
  test('a version that came later is not served yet, one that was taken away not any more', () => {
    expect(judgeApiVersion('helm.toolkit.fluxcd.io/v2beta2', 'HelmRelease', [0, 39])).toEqual({ state: 'not-yet', since: [2, 2] });
    expect(judgeApiVersion('helm.toolkit.fluxcd.io/v2beta2', 'HelmRelease', [2, 7])).toEqual({ state: 'served' });
    expect(judgeApiVersion('helm.toolkit.fluxcd.io/v2beta2', 'HelmRelease', [2, 8])).toMatchObject({ state: 'removed' });
  });
});
