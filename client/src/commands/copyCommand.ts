// Command "Copy kubectl or flux Command": the line that does in a terminal what this object's commands do here.
import * as vscode from 'vscode';
import { chooseTarget } from './chooseTarget.ts';
import { clusterAtHand } from './clusterAtHand.ts';
import type { FluxCommandTools } from './fluxCommandTools.ts';
import { terminalCommands } from './terminalCommands.ts';

/** Makes the command. */
export function copyCommandCommand(tools: FluxCommandTools): (argument: unknown) => Promise<void> {
  return async (argument) => {
    const session = await clusterAtHand(tools.link, argument);
    if (session === undefined) return;
    const object = await chooseTarget(argument, 'any', 'Copy Command', session, tools.server);
    if (object === undefined) return;
    const choice = await vscode.window.showQuickPick([...terminalCommands(object, session.contextName)], { title: `Copy a command for ${object.kind} ${object.name}` });
    if (choice === undefined) return;
    await vscode.env.clipboard.writeText(choice);
    vscode.window.setStatusBarMessage(`Copied: ${choice}`, 5000);
  };
}
