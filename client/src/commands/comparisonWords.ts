// What the comparison of rendered manifests says. Pure.
import type { RenderedTarget } from '../../../server/src/protocol/rendered.ts';

/** How many Secrets a message names. */
const namedSecrets = 3;

/** What a target is called: the Kustomization's name, or the folder's. */
export function renderedName(target: RenderedTarget): string {
  if (target.kind === 'fluxKustomization') return target.name;
  const path = target.uri.replace(/\/+$/, '');
  return decodeURIComponent(path.slice(path.lastIndexOf('/') + 1));
}

/** A revision as a person says it: a full hash is cut to seven characters. */
export function shortRevisionName(revision: string): string {
  return /^[0-9a-f]{40}([0-9a-f]{24})?$/.test(revision) ? revision.slice(0, 7) : revision;
}

/** Why no diff is opened: nothing changed, or only what is never shown. */
export function sameWords(target: RenderedTarget, revision: string, secrets: readonly string[]): string {
  const [name, at] = [renderedName(target), shortRevisionName(revision)];
  if (secrets.length === 0) return `${name} renders the same as at ${at}: the cluster would get no change.`;
  const more = secrets.length > namedSecrets ? ` and ${secrets.length - namedSecrets} more` : '';
  return `${name} renders the same as at ${at}, but for hidden values of ${secrets.slice(0, namedSecrets).join(', ')}${more}.`;
}
