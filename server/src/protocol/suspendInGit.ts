/** What Git says of suspending an object, and the edit that would make it say something else. Types. */
import type { ObjectId } from './objectId.ts';
import type { Place } from './repositoryTree.ts';
import type { RequestName } from './requests.ts';

/** The answer about one object of the connected cluster. */
export interface SuspendInGit {
  /** `spec.suspend` as the cluster gets it, after all patches; undefined where Git does not say. */
  readonly says: boolean | undefined;
  /** The Flux Kustomization that applies it, and puts back what Git says; undefined where none does, or only itself. */
  readonly appliedBy: ObjectId | undefined;
  /** Where it is said, or where the object stands. */
  readonly place: Place;
  /** The edit that makes Git say what is wanted; undefined where no small one does. */
  readonly edit?: Place & { readonly newText: string };
}

/** Asks about an object; `null` where the workspace does not write it, or several clusters do and differ. */
export const suspendInGitRequest: RequestName<{ readonly object: ObjectId; readonly wanted: boolean }, SuspendInGit | null> = { method: 'flightdeck/suspendInGit' };
