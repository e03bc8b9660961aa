// What the Cluster view teaches where Flux is not installed: the command that would install it, with the rights that its token needs.
import { escapeMarkdown, codeBlock } from '../../../../server/src/protocol/markdownText.ts';
import { clientCommandIds } from '../../clientCommandIds.ts';
import { messageRow } from '../connection/connectionRows.ts';
import type { TreeNodeModel } from '../treeModel.ts';

const rights = 'The token needs read and write: Flux makes a deploy key';

/** The rows. `bootstrap` is the command line for the open repository; undefined where it is not known. */
export function notInstalledRows(contextName: string, bootstrap: string | undefined): readonly TreeNodeModel[] {
  const tooltip = [
    `Flux is not installed in ${escapeMarkdown(contextName)}: it does not serve the kind Kustomization of kustomize\\.toolkit\\.fluxcd\\.io\\.`,
    ...(bootstrap === undefined ? [] : ['This repository would be bootstrapped with:', codeBlock(bootstrap)]),
    `${rights}\\. Click to copy the command\\.`,
  ].join('\n\n');
  const click = { command: clientCommandIds.copyBootstrap, title: 'Copy', arguments: [] };
  return [
    { ...messageRow('flux', `Flux is not installed in ${contextName}`, { id: 'info' }), tooltip },
    { ...messageRow('bootstrap', bootstrap ?? 'Copy flux bootstrap for this repository', { id: 'copy' }, rights), tooltip, click },
  ];
}
