// What is hidden in a rendered object stays hidden in the live one beside it.
import { describe, expect, test } from 'vitest';
import { hideAlike } from '../../../client/src/liveDiff/liveObject.ts';

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
