/** Lines of standard input, without `node:readline`, whose loading costs a short command more than all of its reading. */

/** The lines of a stream of UTF-8 text, as they come in; `\n` and `\r\n` end a line, and the last one needs no end. */
export async function* linesOf(input: NodeJS.ReadableStream): AsyncGenerator<string> {
  input.setEncoding('utf8');
  let begun = '';
  for await (const chunk of input) {
    const lines = (begun + String(chunk)).split('\n');
    begun = lines.pop() ?? '';
    for (const line of lines) yield withoutReturn(line);
  }
  if (begun !== '') yield withoutReturn(begun);
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
