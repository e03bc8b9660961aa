/** Where the server writes what a person may want to read later. */

/** Log channel; the client shows it. */
export interface Logger {
  error(message: string): void;
  info(message: string): void;
}
