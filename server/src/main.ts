/** Process entry of the language server: the only file, with the CLI, that touches the process's own streams. */
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { startServer } from './lsp/server.ts';

startServer(createConnection(ProposedFeatures.all));
