/** Keeps one failing feature from taking the others down. */
import { LSPErrorCodes, ResponseError } from 'vscode-languageserver';
import type { Logger } from './logger.ts';

/** Runs a handler; an exception is logged with the method's name and answered with `empty`. Cancellation passes through. */
export async function guarded<T>(log: Logger, method: string, empty: T, run: () => T | Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof ResponseError && error.code === LSPErrorCodes.RequestCancelled) throw error;
    log.error(`${method}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    return empty;
  }
}
