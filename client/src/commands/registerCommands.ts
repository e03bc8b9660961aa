// Registers a table of commands; one that throws is logged with its id and ends in one message.
import * as vscode from 'vscode';
import { describeError } from '../log.ts';
import { readCallArguments } from './commandArguments.ts';

/** What runs when a command is called; arguments come from anywhere and are unchecked. */
export type CommandHandler = (...args: readonly unknown[]) => Promise<void> | void;

/** Registers each command of the table. */
export function registerCommands(table: Readonly<Record<string, CommandHandler>>, log: vscode.LogOutputChannel): vscode.Disposable {
  return vscode.Disposable.from(...Object.entries(table).map(([id, handler]) => vscode.commands.registerCommand(id, guard(id, handler, log))));
}

function guard(id: string, handler: CommandHandler, log: vscode.LogOutputChannel): CommandHandler {
  return async (...args) => {
    try {
      await handler(...readCallArguments(args));
    } catch (error) {
      log.error(`${id}: ${describeError(error)}`, error);
      void vscode.window.showErrorMessage(`Flightdeck: ${describeError(error)}`);
    }
  };
}
