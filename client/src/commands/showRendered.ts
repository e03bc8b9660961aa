// Command "Show Rendered Manifests": what the cluster gets from a Flux Kustomization or a kustomize folder, beside the source.
import type { LanguageServer } from '../languageServer.ts';
import { openRendered } from '../rendered/openRendered.ts';
import { chooseRendered } from './chooseRendered.ts';

/** Makes the command. */
export function showRenderedCommand(server: LanguageServer): (argument: unknown) => Promise<void> {
  return async (argument) => {
    const chosen = await chooseRendered(argument, 'Show Rendered Manifests', server);
    if (chosen !== undefined) await openRendered(chosen, server);
  };
}
