// Command "Start Demo Cluster": makes the demo in a temporary folder and opens its workspace, where it runs for as long as the window is open.
import { mkdtemp, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { startDemoProcess } from '../demoHost/demoProcess.ts';
import { nudgeWorkspaceFile } from '../demoHost/nudgeWorkspaceFile.ts';
import { writeDemoWorkspace } from '../demoHost/demoWorkspace.ts';

/** Makes the command. `script` is the bundled demo. */
export function startDemoClusterCommand(script: string): () => Promise<void> {
  return async () => {
    const title = 'Flightdeck: making the demo';
    const file = await vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title }, () => makeDemo(script));
    // Only the browser build loses the folders of a workspace file.
    if (vscode.env.uiKind === vscode.UIKind.Web) nudgeWorkspaceFile(file);
    // The present window is left alone where something is open in it.
    const forceNewWindow = (vscode.workspace.workspaceFolders ?? []).length > 0;
    await vscode.commands.executeCommand('vscode.openFolder', vscode.Uri.file(file), { forceNewWindow });
  };
}

/** Runs the demo once, so that its repositories exist when the window opens; the window then runs it again. */
async function makeDemo(script: string): Promise<string> {
  // VS Code compares paths: a temporary folder behind a symbolic link (macOS) would open files under two names.
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'flightdeck-demo-')));
  const demo = await startDemoProcess(script, folder);
  await demo.stop();
  return writeDemoWorkspace(folder, demo);
}
