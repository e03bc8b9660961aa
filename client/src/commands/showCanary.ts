// Command "Show Canary": opens the panel of a Canary.
import type { CanaryKey } from '../webviews/canary/messages.ts';
import { chooseTarget } from './chooseTarget.ts';
import { clusterAtHand } from './clusterAtHand.ts';
import type { FluxCommandTools } from './fluxCommandTools.ts';

/** Makes the command. `show` opens the panel. */
export function showCanaryCommand(tools: FluxCommandTools, show: (canary: CanaryKey) => void): (argument: unknown) => Promise<void> {
  return async (argument) => {
    const session = await clusterAtHand(tools.link, argument);
    if (session === undefined) return;
    const object = await chooseTarget(argument, 'canary', 'Show Canary', session, tools.server);
    if (object !== undefined) show({ namespace: object.namespace ?? '', name: object.name });
  };
}
