/** What the client reads of the connected cluster's OpenAPI, for kinds of which the server has no structure of its own. No object and no credential crosses. */
import type { NotificationName } from './requests.ts';

/** A kind in one version of its API. */
export interface VersionedKind {
  readonly apiVersion: string;
  readonly kind: string;
}

/** The definition of one kind: OpenAPI v3 schemas by name, `root` and all that it refers to. */
export interface ServedSchema extends VersionedKind {
  readonly root: string;
  readonly schemas: Readonly<Record<string, unknown>>;
}

/** The definitions that were asked for and found, in one context. */
export interface ServedSchemas {
  readonly contextName: string;
  readonly kinds: readonly ServedSchema[];
}

/** The server says which kinds stand in open files without a structure of its own; each message replaces the one before it. */
export const wantedKindsNotification: NotificationName<{ readonly kinds: readonly VersionedKind[] }> = { method: 'flightdeck/wantedKinds' };

/** The client's answer, whole each time; `null` when nothing is connected. */
export const servedSchemasNotification: NotificationName<ServedSchemas | null> = { method: 'flightdeck/servedSchemas' };
