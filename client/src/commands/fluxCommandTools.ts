// What the commands that speak with the cluster need.
import type { LogOutputChannel } from 'vscode';
import type { ClusterLink } from '../kubeContext/clusterLink.ts';
import type { LanguageServer } from '../languageServer.ts';

/** The link to the cluster, the language server, and the log. */
export interface FluxCommandTools {
  readonly link: ClusterLink;
  readonly server: LanguageServer;
  readonly log: LogOutputChannel;
}
