/** What the files as they are now change in the clusters, against the last commits. Types. */
import type { ObjectId } from './objectId.ts';
import type { RequestName } from './requests.ts';

/** How one object differs between the last commit and the files as they are now. */
export interface ChangedObject {
  readonly object: ObjectId;
  /** `movedHere` and `movedAway`: another Flux Kustomization of the same cluster had it, or has it now. */
  readonly change: 'created' | 'changed' | 'removed' | 'movedHere' | 'movedAway';
  /** The other Flux Kustomization of a move, as `namespace/name`; empty otherwise. */
  readonly other: string;
  /** The Canary, as `namespace/name`, of which a rollout starts; empty where none does. */
  readonly rollout: string;
  /** Whether a removed object stays in the cluster, since nothing prunes it. */
  readonly stays: boolean;
  /** What stops serving with a Canary that goes, in one sentence; empty where nothing does. */
  readonly outage: string;
}

/** A Flux Kustomization of one cluster of which something changes. */
export interface ChangedKustomization {
  /** The cluster, as people read it. */
  readonly cluster: string;
  readonly namespace: string;
  readonly name: string;
  /** Of the Flux Kustomization itself: it is new, goes, or is there on both sides. */
  readonly change: 'created' | 'removed' | 'kept';
  readonly objects: readonly ChangedObject[];
  /** Why it cannot be built as the files are now, in one sentence. */
  readonly problem?: string;
  /** URIs of the rendered documents, before and now. */
  readonly before: string;
  readonly now: string;
}

/** The answer; without changes the list is empty. */
export interface WhatChanges {
  /** Why there is nothing to compare with, as one sentence. */
  readonly problem?: string;
  readonly kustomizations: readonly ChangedKustomization[];
}

/** Compares all Flux Kustomizations of all clusters with the last commits of all open repositories. */
export const whatChangesRequest: RequestName<Record<string, never>, WhatChanges> = { method: 'flightdeck/whatChanges' };
