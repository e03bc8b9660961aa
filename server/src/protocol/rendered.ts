/** Rendered manifests: what a Flux Kustomization or a kustomize folder gives, as virtual documents. Types and URIs. */
import type { NotificationName, RequestName } from './requests.ts';

/** Scheme of the virtual documents. Language features work in them: definition leads to the origin of a line, hover tells its changes. */
export const renderedScheme = 'flightdeck-rendered';

/** What a virtual document shows. */
export type RenderedSubject =
  /** A Flux Kustomization as one entry point's cluster gets it. */
  | { readonly kind: 'fluxKustomization'; readonly entryUri: string; readonly namespace: string; readonly name: string }
  /** A folder with a kustomize file, by its URI. */
  | { readonly kind: 'folder'; readonly uri: string };

/** A virtual document's subject together with the Git revision that it shows; no revision means the files as they are now. */
export type RenderedTarget = RenderedSubject & { readonly revision?: string };

/** The URI of a virtual document; its path ends in a name for the editor's tab. */
export function renderedUri(target: RenderedTarget): string {
  const name = target.kind === 'fluxKustomization' ? target.name : lastSegment(target.uri);
  const label = target.revision === undefined ? `${name}.rendered.yaml` : `${name}@${target.revision}.rendered.yaml`;
  return `${renderedScheme}:/${encodeURIComponent(label)}?${encodeURIComponent(JSON.stringify(target))}`;
}

/** Reads what `renderedUri` writes; `undefined` for other URIs. */
export function parseRenderedUri(uri: string): RenderedTarget | undefined {
  if (!uri.startsWith(`${renderedScheme}:`)) return undefined;
  const query = uri.slice(uri.indexOf('?') + 1);
  try {
    const value: unknown = JSON.parse(decodeURIComponent(query));
    return isRenderedTarget(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof URIError) return undefined;
    throw error;
  }
}

function isRenderedTarget(value: unknown): value is RenderedTarget {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return false;
  if ('revision' in value && typeof value.revision !== 'string') return false;
  if (value.kind === 'folder') return 'uri' in value && typeof value.uri === 'string';
  return value.kind === 'fluxKustomization' && 'entryUri' in value && typeof value.entryUri === 'string' && 'namespace' in value && typeof value.namespace === 'string' && 'name' in value && typeof value.name === 'string';
}

function lastSegment(uri: string): string {
  const trimmed = uri.replace(/\/+$/, '');
  return decodeURIComponent(trimmed.slice(trimmed.lastIndexOf('/') + 1));
}

/** A virtual document's text. Secret values are masked. A document that cannot be made says why in comments. */
export const renderedTextRequest: RequestName<{ readonly uri: string }, { readonly text: string }> = { method: 'flightdeck/renderedText' };

/** What can be shown rendered at a place of a file: Flux Kustomizations that apply it, and its kustomize folder. */
export const renderedTargetsRequest: RequestName<{ readonly uri: string; readonly position?: { readonly line: number; readonly character: number } }, readonly { readonly target: RenderedTarget; readonly label: string; readonly description: string }[]> = {
  method: 'flightdeck/renderedTargets',
};

/** The server says that rendered texts may have changed; the client asks again for those that are open. */
export const renderedChanged: NotificationName<Record<string, never>> = { method: 'flightdeck/renderedChanged' };
