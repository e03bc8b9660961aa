/** Puts words that come from files and clusters into Markdown, which is how hovers and tooltips cross the border. */

/** Text as it is, without being read as Markdown, as a link or as an icon. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!|<>~$&]/g, '\\$&');
}

/** Text as code within a line; line breaks become spaces. */
export function codeSpan(text: string): string {
  const line = text.replace(/\s*[\r\n]+\s*/g, ' ');
  const fence = fenceAround(line, 1);
  // CommonMark takes one space away at both sides; with it the text may begin or end with a backtick.
  const pad = /^`|`$|^ .* $/.test(line) ? ' ' : '';
  return line.trim() === '' ? escapeMarkdown(line) : `${fence}${pad}${line}${pad}${fence}`;
}

/** Several lines as they are, for messages of controllers. */
export function codeBlock(text: string): string {
  const fence = fenceAround(text, 3);
  return `${fence}text\n${text}\n${fence}`;
}

/** A message whose quoted words stand between backticks, as findings have them. */
export function messageMarkdown(message: string): string {
  return spelled(message, codeSpan, escapeMarkdown);
}

/** The same message where nothing reads Markdown, such as the Problems view: the quoted words stand between quotation marks. */
export function messageText(message: string): string {
  return spelled(message, (quoted) => `“${quoted}”`, (part) => part);
}

function spelled(message: string, quoted: (part: string) => string, plain: (part: string) => string): string {
  return message
    .split('`')
    .map((part, index, parts) => (index % 2 === 1 && index < parts.length - 1 ? quoted(part) : plain(part)))
    .join('');
}

/** A fence longer than any in the text cannot be closed by it. */
function fenceAround(text: string, least: number): string {
  const longest = Math.max(least - 1, ...[...text.matchAll(/`+/g)].map((match) => match[0].length));
  return '`'.repeat(longest + 1);
}
