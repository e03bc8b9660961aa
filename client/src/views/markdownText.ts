// Parts of tooltips in Markdown that only the client makes: links that run commands, tables.
import { escapeMarkdown } from '../../../server/src/protocol/markdownText.ts';

/** A link that runs a command. Its arguments become JSON in the address. */
export function commandLink(label: string, command: string, args: readonly unknown[]): string {
  return `[${escapeMarkdown(label)}](command:${command}?${encodeURIComponent(JSON.stringify(args)).replace(/[()]/g, (bracket) => `%${bracket.charCodeAt(0).toString(16)}`)})`;
}

/** A table of two columns without a head; rows with an empty right side are left out. */
export function factTable(rows: readonly (readonly [string, string])[]): string {
  const filled = rows.filter(([, value]) => value !== '');
  return filled.length === 0 ? '' : ['| | |', '|---|---|', ...filled.map(([name, value]) => `| ${name} | ${value.replace(/\n+/g, ' ')} |`)].join('\n');
}
