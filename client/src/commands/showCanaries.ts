// Command "Show Canaries Side by Side": opens the panel of several canaries, for the selected rows or for all that need a look.
import type { CanaryKey } from '../webviews/canary/messages.ts';
import { clusterAtHand } from './clusterAtHand.ts';
import { readSelectedObjects } from './commandArguments.ts';
import type { FluxCommandTools } from './fluxCommandTools.ts';

/** Makes the command. `show` opens the panel. */
export function showCanariesCommand(tools: FluxCommandTools, show: (chosen: readonly CanaryKey[] | undefined) => void): (argument?: unknown, selection?: unknown) => Promise<void> {
  return async (argument, selection) => {
    if ((await clusterAtHand(tools.link, argument)) === undefined) return;
    const canaries = readSelectedObjects(selection).filter(({ kind }) => kind === 'Canary');
    show(canaries.length < 2 ? undefined : canaries.map(({ namespace = '', name }) => ({ namespace, name })));
  };
}
