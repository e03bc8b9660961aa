// Makes Markdown for tooltips out of words that come from clusters and files.

/** Text as it is, without being read as Markdown or as an icon. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!|<>~$&]/g, '\\$&');
}

/** Several lines as they are, for messages of controllers. */
export function codeBlock(text: string): string {
  // A fence longer than any in the text cannot be closed by it.
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map((match) => match[0].length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${text}\n${fence}`;
}

/** A link that runs a command. Its arguments become JSON in the address. */
export function commandLink(label: string, command: string, args: readonly unknown[]): string {
  return `[${escapeMarkdown(label)}](command:${command}?${encodeURIComponent(JSON.stringify(args)).replace(/[()]/g, (bracket) => `%${bracket.charCodeAt(0).toString(16)}`)})`;
}

/** A table of two columns without a head; rows with an empty right side are left out. */
export function factTable(rows: readonly (readonly [string, string])[]): string {
  const filled = rows.filter(([, value]) => value !== '');
  return filled.length === 0 ? '' : ['| | |', '|---|---|', ...filled.map(([name, value]) => `| ${name} | ${value.replace(/\n+/g, ' ')} |`)].join('\n');
}
