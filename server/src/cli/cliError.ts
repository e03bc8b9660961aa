/** A reason for which a command cannot run, in words for the person who typed it. */

/** Ends a command with exit code 2 and its message. */
export class CliError extends Error {
  readonly isForPeople = true;
}

/** Whether an error is one of these, also when the command that threw it lies in a bundle of its own, which has a class of its own. */
export function isCliError(error: unknown): error is CliError {
  return error instanceof Error && 'isForPeople' in error && error.isForPeople === true;
}

/** Says that a file cannot be read, and why in a few words. */
export function unreadable(file: string, error: unknown): CliError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const why = code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a folder' : error instanceof Error ? error.message : String(error);
  return new CliError(`cannot read \`${file}\`: ${why}`);
}
