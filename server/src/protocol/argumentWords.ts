/** What a command line lacks, as one sentence: Node's parser says it in several, with advice about dashes. */

/** The fault that `parseArgs` (node:util) found: lower case, without a final stop. */
export function describeArgumentFault(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const unknown = /^Unknown option '([^']+)'/.exec(message)?.[1];
  if (unknown !== undefined) return `knows no option \`${unknown}\``;
  // `argument missing`, and `argument is ambiguous` where the next word is an option too.
  const without = /^Option '(?:-\w, )?(--?[\w-]+)(?: <value>)?' argument/.exec(message)?.[1];
  if (without !== undefined) return `${without} needs a value`;
  const surplus = /^Option '(?:-\w, )?(--[\w-]+)' does not take an argument/.exec(message)?.[1];
  return surplus === undefined ? message : `${surplus} takes no value`;
}
