// What is hidden in a rendered object stays hidden in the live one beside it.
import { describe, expect, test } from 'vitest';
import { hideAlike, withLiveValues } from '../../../client/src/liveDiff/liveObject.ts';

const hidden = '•••';
const secret = 'open sesame';

describe('what a Secret brought in is hidden in the live object', () => {
  test('at the same place', () => {
    expect(hideAlike({ a: secret, b: 'plain' }, { a: hidden, b: 'other' })).toEqual({ a: hidden, b: 'plain' });
  });

  test('in a list whose items stand elsewhere, by their names', () => {
    const live = { env: [{ name: 'PORT', value: '80' }, { name: 'TOKEN', value: secret }] };
    expect(hideAlike(live, { env: [{ name: 'TOKEN', value: hidden }] })).toEqual({ env: [{ name: 'PORT', value: '80' }, { name: 'TOKEN', value: hidden }] });
  });

  test.each([
    ['items without names', ['--port=80', `--token=${secret}`], [hidden]],
    ['a mapping where a list is wanted', { args: secret }, [hidden]],
    ['a text where a mapping is wanted', secret, { token: hidden }],
    ['one item without a name', [{ host: secret }, { name: 'x', host: secret }], [{ name: 'x', host: hidden }, { host: hidden }]],
  ])('%s: every text there', (_, live, wanted) => {
    expect(JSON.stringify(hideAlike({ at: live }, { at: wanted }))).not.toContain(secret);
  });

  test('nothing else', () => {
    const live = { args: ['a', 'b'], env: [{ name: 'A', value: '1' }], more: { b: 1 }, none: null };
    expect(hideAlike(live, { args: ['c'], env: [{ name: 'A', value: '2' }], more: 'text', none: {} })).toEqual(live);
  });
});

describe('what the API server is asked about where Git’s value is hidden', () => {
  test('is the cluster’s own value at the same place, also in lists whose items have names', () => {
    const wanted = { host: hidden, env: [{ name: 'TOKEN', value: hidden }], args: ['a', hidden], plain: 'new' };
    const live = { host: 'h.example', env: [{ name: 'PORT', value: '80' }, { name: 'TOKEN', value: secret }], args: ['a', 'b'], plain: 'old' };
    expect(withLiveValues(wanted, live)).toEqual({ host: 'h.example', env: [{ name: 'TOKEN', value: secret }], args: ['a', 'b'], plain: 'new' });
  });

  test('stays hidden where the cluster has none there', () => {
    expect(withLiveValues({ host: hidden, args: ['a', hidden] }, { args: ['b'] })).toEqual({ host: hidden, args: ['a', hidden] });
  });
});
