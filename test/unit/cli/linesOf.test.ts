import { PassThrough, Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { linesOf } from '../../../server/src/cli/linesOf.ts';

async function read(chunks: readonly (string | Uint8Array)[]): Promise<readonly string[]> {
  const input = new PassThrough();
  Readable.from(chunks).pipe(input);
  const lines: string[] = [];
  for await (const line of linesOf(input)) lines.push(line);
  return lines;
}

describe('lines of standard input', () => {
  test.each([
    ['nothing', [], []],
    ['lines with and without a carriage return, the last one without an end', ['a\nb\r\n', '\nc'], ['a', 'b', '', 'c']],
    ['a line that comes in parts', ['{"ro', 'ot": ', '"x"}\n{}'], ['{"root": "x"}', '{}']],
    ['a carriage return that is parted from its line feed', ['a\r', '\nb\n'], ['a', 'b']],
    ['separators that are no ends of lines', ['a\u2028b\u0085c\rd\n'], ['a\u2028b\u0085c\rd']],
  ])('%s', async (_, chunks, lines) => {
    expect(await read(chunks)).toEqual(lines);
  });

  test('a character that two chunks share', async () => {
    const bytes = new TextEncoder().encode('für\n');
    expect(await read([bytes.slice(0, 2), bytes.slice(2)])).toEqual(['für']);
  });
});
