/** A reason for which a command cannot run, in words for the person who typed it. */

/** Ends a command with exit code 2 and its message. */
export class CliError extends Error {}
