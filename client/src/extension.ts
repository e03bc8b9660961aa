// Entry of the extension: a list of registrations. Everything heavy is loaded when it is needed, not here.
import type * as vscode from 'vscode';
import { linkCommands } from './commands/clientCommandIds.ts';
import { commandTable } from './commands/commandTable.ts';
import { registerCommands } from './commands/registerCommands.ts';
import { LanguageServer } from './languageServer.ts';
import { createLog } from './log.ts';
import { startServerWhenNeeded } from './serverStarter.ts';
import { registerProblemBadges } from './views/problemBadges.ts';
import { RepositoryView } from './views/repository/repositoryView.ts';

/** Called by VS Code at the first YAML file, view or command of Flightdeck. */
export function activate(context: vscode.ExtensionContext): void {
  const log = createLog();
  const server = new LanguageServer({ serverModule: context.asAbsolutePath('dist/server.js'), log, linkCommands });
  const repositoryView = new RepositoryView(server, linkCommands);
  context.subscriptions.push(
    log,
    server,
    repositoryView,
    registerProblemBadges(),
    registerCommands(commandTable({ server, log, repositoryView }), log),
    startServerWhenNeeded(server, () => repositoryView.showEmpty()),
  );
}
