/** Rendered manifests: what a Flux Kustomization or a kustomize folder gives, as virtual documents. Types and URIs. */
import type { ObjectId } from './objectId.ts';
import type { Place } from './repositoryTree.ts';
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

/**
 * The URI of a virtual document. Its path ends in a name for the editor's tab, such as `apps (prod).rendered.yaml`:
 * the editor shows no more of it, and every cluster may have an `apps`.
 */
export function renderedUri(target: RenderedTarget): string {
  const segments = segmentsOf(target.kind === 'fluxKustomization' ? target.entryUri : target.uri);
  const name = target.kind === 'fluxKustomization' ? target.name : (segments.pop() ?? '');
  const folder = segments.at(-1);
  // A revision such as `origin/main` must not split the name.
  const revision = target.revision === undefined ? '' : `@${target.revision.replaceAll('/', '-')}`;
  const label = `${name}${folder === undefined ? '' : ` (${folder})`}${revision}.rendered.yaml`;
  return `${renderedScheme}:/${[...segments.slice(-2), label].map(encodeURIComponent).join('/')}?${encodeURIComponent(JSON.stringify(target))}`;
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

/** Whether a value from outside (a command's argument, a URI) is a target. */
export function isRenderedTarget(value: unknown): value is RenderedTarget {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return false;
  if ('revision' in value && typeof value.revision !== 'string') return false;
  if (value.kind === 'folder') return 'uri' in value && typeof value.uri === 'string';
  return value.kind === 'fluxKustomization' && 'entryUri' in value && typeof value.entryUri === 'string' && 'namespace' in value && typeof value.namespace === 'string' && 'name' in value && typeof value.name === 'string';
}

/** The decoded segments of a `file:` URI's path. */
function segmentsOf(uri: string): string[] {
  return uri.replace(/^[a-z]+:\/\/[^/]*/i, '').split('/').filter((segment) => segment !== '').map(decodeURIComponent);
}

/** A virtual document's text. Secret values are masked. A document that cannot be made says why in comments. */
export const renderedTextRequest: RequestName<{ readonly uri: string }, { readonly text: string }> = { method: 'flightdeck/renderedText' };

/** A virtual document's objects as plain JSON in the order of the text. Secret values are masked with {@link hiddenValue}. */
export interface RenderedObjects {
  readonly objects: readonly Readonly<Record<string, unknown>>[];
  /** Why these are not all or none, in one sentence: the build fails, parts are unresolved. */
  readonly problem?: string;
  /** Prints (`valuePrints.ts`) of the values of each Secret, by `namespace/name` and key; only where a key for them was given. */
  readonly secretPrints?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** JSON pointers of fields that the Flux Kustomization leaves alone (`spec.ignore`), by the object's index; only of objects that have some. */
  readonly ignoredPaths?: Readonly<Record<number, readonly string[]>>;
  /** The Flux Kustomizations that this one applies, and those that they apply, the nearest first. */
  readonly below?: readonly RenderedTarget[];
  /** Which Flux Kustomization of the same entry point applies each object now, as `namespace/name` by object id; only of those asked for that some other one applies. */
  readonly appliedElsewhere?: Readonly<Record<string, string>>;
}

/** Asks for the objects behind a virtual document; `printKey` for prints of Secret values, `whoApplies` for the appliers of objects that may have moved. */
export const renderedObjectsRequest: RequestName<{ readonly uri: string; readonly printKey?: string; readonly whoApplies?: readonly ObjectId[] }, RenderedObjects> = { method: 'flightdeck/renderedObjects' };

/** What stands in place of a Secret's value. */
export const hiddenValue = '•••';

/** Something that can be shown rendered, with words for a person who picks. */
export interface RenderedChoice {
  readonly target: RenderedTarget;
  readonly label: string;
  readonly description: string;
}

/** Which of what can be shown at a place is meant: the Flux Kustomization that stands there, or what applies or uses the document. */
export type RenderedRelation = 'standing' | 'applying';

/** A place of a file that is to be shown rendered; the argument of the commands behind lenses. */
export interface RenderedPlace {
  readonly uri: string;
  readonly position: Place['range']['start'];
  readonly relation?: RenderedRelation;
}

/**
 * What can be shown rendered at a place of a file: the Flux Kustomization that stands there, those that apply the document, and its kustomize folder.
 * Without a file every Flux Kustomization of the workspace.
 */
export const renderedTargetsRequest: RequestName<Partial<RenderedPlace>, readonly RenderedChoice[]> = { method: 'flightdeck/renderedTargets' };

/** Where in a virtual document that stands which a place of a file yields or changes; `null` where it yields nothing there. */
export const renderedPlaceRequest: RequestName<{ readonly rendered: string; readonly uri: string; readonly position: Place['range']['start'] }, Place['range'] | null> = { method: 'flightdeck/renderedPlace' };

/** How two virtual documents differ. */
export interface RenderedComparison {
  /** Why one of them cannot be made, as one sentence: no repository, an unknown revision, nothing that can be rendered. */
  readonly problem?: string;
  /** Whether the texts are the same. */
  readonly same: boolean;
  /** Where the texts are the same: objects, as `Secret namespace/name`, of which hidden values differ. */
  readonly secrets: readonly string[];
}

/** Compares two virtual documents, so that an empty diff need not be opened. */
export const renderedComparisonRequest: RequestName<{ readonly left: string; readonly right: string }, RenderedComparison> = { method: 'flightdeck/renderedComparison' };

/** The server says that rendered texts may have changed; the client asks again for those that are open. */
export const renderedChanged: NotificationName<Record<string, never>> = { method: 'flightdeck/renderedChanged' };
