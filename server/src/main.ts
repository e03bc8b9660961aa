/** Process entry of the language server: the only file, with the CLI, that touches the process's own streams. */
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { tuneForServer } from './engineFlags.ts';
import { startServer } from './lsp/server.ts';

tuneForServer();

startServer(createConnection(ProposedFeatures.all));
