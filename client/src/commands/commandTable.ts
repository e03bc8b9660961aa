// Which function runs for which command id.
import type { LogOutputChannel } from 'vscode';
import type { LanguageServer } from '../languageServer.ts';
import type { RepositoryView } from '../views/repository/repositoryView.ts';
import { clientCommandIds as ids, type ClientCommandId } from './clientCommandIds.ts';
import { copyNameCommand } from './copyName.ts';
import { openInRepositoryCommand } from './openInRepository.ts';
import { openPlaceCommand } from './openPlace.ts';
import type { CommandHandler } from './registerCommands.ts';
import { restartServerCommand } from './restartServer.ts';

/** What the commands act on. */
export interface CommandTargets {
  readonly server: LanguageServer;
  readonly log: LogOutputChannel;
  readonly repositoryView: RepositoryView;
}

/** The whole table: the compiler refuses a contributed command without a function. */
export function commandTable({ server, log, repositoryView }: CommandTargets): Partial<Readonly<Record<ClientCommandId, CommandHandler>>> {
  return {
    [ids.openPlace]: openPlaceCommand,
    [ids.openInRepository]: openInRepositoryCommand(server, () => Promise.resolve(undefined)),
    [ids.copyName]: copyNameCommand,
    [ids.refreshRepository]: () => repositoryView.refresh(),
    [ids.restartServer]: restartServerCommand(server),
    [ids.showLog]: () => log.show(),
  };
}
