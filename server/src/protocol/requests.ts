/** All requests and notifications beyond LSP that cross between client and server, with their names. Types only. */
import type { ClusterFacts } from './clusterFacts.ts';
import type { ObjectId } from './objectId.ts';
import type { Place, RepositoryTree } from './repositoryTree.ts';

/** A message's name together with the types it carries (`_` is never set). */
export interface RequestName<Params, Result> {
  readonly method: string;
  readonly _?: (params: Params) => Result;
}
/** A notification's name together with the type it carries (`_` is never set). */
export interface NotificationName<Params> {
  readonly method: string;
  readonly _?: (params: Params) => void;
}

/** The Repository view's content. Waits for the first reading of the workspace. */
export const repositoryTreeRequest: RequestName<Record<string, never>, RepositoryTree> = { method: 'flightdeck/repositoryTree' };

/** The server says that the Repository view's content changed; the client asks again when the view is visible. */
export const repositoryTreeChanged: NotificationName<Record<string, never>> = { method: 'flightdeck/repositoryTreeChanged' };

/** Where an object is written in the workspace: every manifest that yields it, the nearest first. */
export const objectPlacesRequest: RequestName<{ readonly object: ObjectId }, readonly Place[]> = { method: 'flightdeck/objectPlaces' };

/** What stands at a place of a file, and which Flux Kustomizations apply it (the innermost first). */
export const objectAtRequest: RequestName<
  { readonly uri: string; readonly position: { readonly line: number; readonly character: number } },
  { readonly object: ObjectId | undefined; readonly appliedBy: readonly ObjectId[] }
> = { method: 'flightdeck/objectAt' };

/** What the client sees in the cluster. Sent whole after each batch of changes; `null` when nothing is connected. */
export const clusterFactsNotification: NotificationName<ClusterFacts | null> = { method: 'flightdeck/clusterFacts' };

/** Every image line that holds the version of a failed rollout, and those that hold the one that serves while the cluster still has the failed one. Asked again after {@link repositoryTreeChanged}, which also follows the facts about the cluster. */
export const rolledBackRequest: RequestName<Record<string, never>, readonly RolledBackImage[]> = { method: 'flightdeck/rolledBack' };

/** Git still asks for an image whose rollout failed, or the cluster still has it while the files in front of the user ask for the one that serves. */
export interface RolledBackImage {
  readonly canary: { readonly namespace: string; readonly name: string };
  /** The image whose rollout failed: what Git asks for, or what the cluster still has. */
  readonly desired: string;
  /** The image that the primary serves. */
  readonly serving: string;
  /** The scalar that the version comes from. */
  readonly place: Place;
  /** The files hold the version that serves, saved or not; the cluster has not got it yet. Whether Git ever had the failed one is not known. */
  readonly isPutBack?: true;
}

/** Where it stands in the files that live Flux objects failed or wait. Asked again after {@link repositoryTreeChanged}, which also follows the facts about the cluster. */
export const liveCausesRequest: RequestName<Record<string, never>, readonly LiveCause[]> = { method: 'flightdeck/liveCauses' };

/** A line that keeps a live object from being ready. */
export interface LiveCause {
  readonly object: ObjectId;
  /** `failed`: the line that the object's own failure is about; `waits`: its reference to what it waits for. */
  readonly state: 'failed' | 'waits';
  readonly place: Place;
}

/** Which live sources deliver a repository: those that the files say take from it, and those of which the URL is one of its remotes. */
export const repositorySourcesRequest: RequestName<{ readonly rootUri: string; readonly sources: readonly (ObjectId & { readonly url: string })[] }, readonly ObjectId[]> = { method: 'flightdeck/repositorySources' };

/** The dependency graph of each entry point, out of files alone. */
export const graphRequest: RequestName<Record<string, never>, readonly GraphAnswer[]> = { method: 'flightdeck/graph' };

/** What one entry point leads to; node ids are `Kind/namespace/name`, unique in one entry point only. */
export interface GraphAnswer {
  /** Stable over edits. */
  readonly entry: string;
  /** The entry point for people, such as `clusters/prod`. */
  readonly label: string;
  /** `spec.path` of its root Kustomizations by node id: by it the connected cluster is recognised. */
  readonly roots: Readonly<Record<string, string>>;
  readonly nodes: readonly (ObjectId & { readonly id: string; readonly place?: Place })[];
  readonly edges: readonly { readonly from: string; readonly to: string; readonly kind: string; readonly place?: Place; readonly resolved: boolean }[];
}
