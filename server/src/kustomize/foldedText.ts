/** What a folded block (`>`) becomes when go-yaml writes and reads it. */

/**
 * The text after go-yaml's emitter and scanner (yaml v3 emitterc.go `write_folded_scalar`, scannerc.go `scan_block_scalar`).
 * The emitter looks at the first character of the whole text where it means the next line, so lines before
 * more indented ones gain a line break.
 */
export function foldedAgain(text: string): string {
  if (!text.slice(0, -1).includes('\n') || !isBlockAllowed(text)) return text;
  const chomp = !text.endsWith('\n') ? 'strip' : text === '\n' || text.endsWith('\n\n') ? 'keep' : 'clip';
  return scan(emit(text).split('\n'), chomp);
}

/** Whether go-yaml's emitter writes a text as a block. */
export function isBlockAllowed(text: string): boolean {
  return !text.endsWith(' ') && !/ [\n\r\u0085\u2028\u2029]/.test(text) && !/[\u0000-\u0008\u000b-\u001f\u007f-\u0084\u0086-\u009f\ufeff\ud800-\udfff\ufffe\uffff]/.test(text.replace(/[\ud800-\udbff][\udc00-\udfff]/g, ''));
}

function emit(text: string): string {
  const start = text.replace(/^\n+/, '')[0] ?? ' ';
  const folds = start !== ' ' && start !== '\t';
  let result = '';
  let afterBreak = true;
  let leadingSpaces = true;
  for (const character of text) {
    if (character === '\n') {
      if (!afterBreak && !leadingSpaces && folds) result += '\n';
      result += '\n';
      afterBreak = true;
    } else {
      if (afterBreak) leadingSpaces = character === ' ' || character === '\t';
      result += character;
      afterBreak = false;
    }
  }
  return result;
}

function scan(lines: readonly string[], chomp: 'strip' | 'keep' | 'clip'): string {
  let result = '';
  let pending = 0;
  let isFirst = true;
  let wasBlank = false;
  for (const line of lines) {
    if (line === '') {
      pending++;
      continue;
    }
    const isBlank = line.startsWith(' ') || line.startsWith('\t');
    if (isFirst) result += '\n'.repeat(pending);
    else if (!wasBlank && !isBlank) result += pending === 0 ? ' ' : '\n'.repeat(pending);
    else result += '\n'.repeat(pending + 1);
    result += line;
    isFirst = false;
    wasBlank = isBlank;
    pending = 0;
  }
  // The text ends with a line break of its own before `pending` empty lines; one of nothing but line breaks has none before them.
  const trailing = isFirst ? pending - 1 : pending;
  if (chomp === 'strip' || trailing === 0) return result;
  return result + (chomp === 'clip' ? '\n' : '\n'.repeat(trailing));
}
