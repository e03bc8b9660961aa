// The demo's workspace: its file, the mark by which a window knows that it has to run the demo, and the running of it.
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { describeError } from '../log.ts';
import { startDemoProcess, type DemoProcess, type DemoReady } from './demoProcess.ts';

const workspaceName = 'flightdeck-demo.code-workspace';
const markName = 'flightdeck-demo.json';
/** The mark of a demo that no window has shown yet, and of one that has been shown. */
const newMark = 'new\n';
const shownMark = 'shown\n';
/** The marks of a demo that `npm start` runs beside VS Code (`client/scripts/start/demo.mjs`): no window has shown it yet, or one has. */
const servedMark = 'served\n';
const servedShownMark = 'served shown\n';

/** Writes workspace file and mark beside the demo's repositories; gives the path of the workspace file. */
export async function writeDemoWorkspace(folder: string, demo: DemoReady): Promise<string> {
  const file = join(folder, workspaceName);
  const workspace = {
    folders: [
      { name: 'fleet', path: demo.fleet },
      { name: 'bookshop', path: demo.application },
    ],
    // Commit and push are one click each, and no server is there to be fetched from: questions of the Git extension are not what the demo shows.
    settings: { 'flightdeck.kubeconfig': demo.kubeconfig, 'git.enableSmartCommit': true, 'git.confirmSync': false, 'git.autofetch': false },
  };
  await writeFile(join(folder, markName), newMark);
  await writeFile(file, `${JSON.stringify(workspace, undefined, 2)}\n`);
  return file;
}

/** Runs the demo for as long as its window is open, in a window whose workspace our own command has made; in all others it does nothing. `onReady`: the demo answers, and its kubeconfig names where. */
export function runDemoOfWorkspace(script: string, log: vscode.LogOutputChannel, onReady: () => void): vscode.Disposable {
  let running: Promise<DemoProcess | undefined> = Promise.resolve(undefined);
  const file = vscode.workspace.workspaceFile;
  if (file?.scheme !== 'file' || !file.path.endsWith(`/${workspaceName}`)) return vscode.Disposable.from();
  const start = () => {
    running = startIfMarked(script, dirname(file.fsPath), log, onReady);
  };
  // Nothing of a workspace runs before its user trusts it, our own demo's included.
  const trusted = vscode.workspace.isTrusted ? undefined : vscode.workspace.onDidGrantWorkspaceTrust(start);
  if (trusted === undefined) start();
  return new vscode.Disposable(() => {
    trusted?.dispose();
    void running.then((demo) => demo?.stop());
  });
}

async function startIfMarked(script: string, folder: string, log: vscode.LogOutputChannel, onReady: () => void): Promise<DemoProcess | undefined> {
  const mark = await readMark(folder, log);
  if (mark === undefined || mark === servedShownMark) return undefined;
  if (mark === servedMark) {
    await showFirst(folder, servedShownMark);
    return undefined;
  }
  try {
    const demo = await startDemoProcess(script, folder);
    log.info(`the demo cluster answers at ${demo.url}`);
    onReady();
    if (mark === newMark) await showFirst(folder, shownMark);
    return demo;
  } catch (error) {
    log.error(describeError(error));
    void vscode.window.showErrorMessage(`The demo cluster did not start: ${describeError(error)}`);
    return undefined;
  }
}

async function readMark(folder: string, log: vscode.LogOutputChannel): Promise<string | undefined> {
  try {
    return await readFile(join(folder, markName), 'utf8');
  } catch (error) {
    log.debug(`no demo of our own here: ${describeError(error)}`);
    return undefined;
  }
}

/** Whoever has just asked for the demo wants to see it; later windows stay as the user left them. */
async function showFirst(folder: string, mark: string): Promise<void> {
  await writeFile(join(folder, markName), mark);
  await vscode.commands.executeCommand('workbench.view.extension.flightdeck');
}
