// The command line of `npm start`.
import { describe, expect, test } from 'vitest';
import { readStartArguments } from '../../../client/scripts/start/arguments.mjs';

describe('readStartArguments', () => {
  test('without arguments the demo opens in a window', () => {
    expect(readStartArguments([])).toEqual({ folder: undefined, open: true, port: 0, speed: 1, help: false });
  });

  test('a folder, no window and a port, in any order and both spellings', () => {
    const expected = { folder: '../my fleet', open: false, port: 8137, speed: 1, help: false };
    expect(readStartArguments(['--no-open', '../my fleet', '--port', '8137'])).toEqual(expected);
    expect(readStartArguments(['--port=8137', '../my fleet', '--no-open'])).toEqual(expected);
  });

  test.each([
    [['--prot', '80'], '--prot'],
    [['--port'], '--port'],
    [['--port', 'eighty'], 'eighty'],
    [['--port', '70000'], '70000'],
    [['--port='], '--port'],
    [['--speed', '0'], '--speed'],
    [['one', 'two'], 'two'],
  ])('%j is refused with a message that quotes it', (args, quoted) => {
    expect(() => readStartArguments(args)).toThrow(quoted);
  });
});
