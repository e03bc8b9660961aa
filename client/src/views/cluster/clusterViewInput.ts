// What the cluster views are made from: plain values, taken from the stores at one moment.
import type { ConnectionState } from '../../cluster/connectionState.ts';
import type { LiveCanary } from '../../cluster/objects/canary.ts';
import type { LiveFluxKustomization } from '../../cluster/objects/fluxKustomization.ts';
import type { LiveFluxSource } from '../../cluster/objects/fluxSource.ts';
import type { LiveHelmRelease } from '../../cluster/objects/helmRelease.ts';
import type { FluxLookup } from '../../flux/dependencies.ts';
import type { ObjectId } from '../../../../server/src/protocol/objectId.ts';
import type { Place } from '../../../../server/src/protocol/repositoryTree.ts';
import { RowCache } from '../rowCache.ts';

/** Everything that the Cluster and Rollouts views show. */
export interface ClusterViewInput {
  readonly contextName: string;
  /** Milliseconds. */
  readonly now: number;
  readonly connection: ConnectionState;
  /** Kinds that the cluster serves; undefined before it has said so. */
  readonly servedKinds: ReadonlySet<string> | undefined;
  readonly kustomizations: readonly LiveFluxKustomization[];
  readonly sources: readonly LiveFluxSource[];
  readonly helmReleases: readonly LiveHelmRelease[];
  readonly canaries: readonly LiveCanary[];
  readonly lookup: FluxLookup;
  /** The line of YAML that keeps an object from being ready, where one is known. */
  readonly findCauseLine?: (object: ObjectId) => { readonly label: string; readonly place: Place } | undefined;
}

/** Rows of earlier drawings. */
export interface ClusterRowCaches {
  readonly objects: RowCache;
  readonly applied: RowCache;
}

/** Caches for one view. */
export function newClusterRowCaches(): ClusterRowCaches {
  return { objects: new RowCache(), applied: new RowCache() };
}

/** What all rows of one drawing share. */
export type RowSetting = Pick<ClusterViewInput, 'now' | 'lookup' | 'findCauseLine'> & {
  /** Whether the connection is lost, so that the rows only tell how it was. */
  readonly isStale: boolean;
  readonly caches: ClusterRowCaches;
  /** Changes whenever a row of an unchanged object may look different: another age, a lost connection. */
  readonly cacheKey: string;
};

/** Ages are redrawn in steps of this length. Milliseconds. */
const ageStepMs = 30_000;

/** The settings that follow from the input. */
export function rowSetting(input: ClusterViewInput, caches: ClusterRowCaches): RowSetting {
  const isStale = input.connection.type === 'stale';
  return { now: input.now, lookup: input.lookup, ...(input.findCauseLine === undefined ? {} : { findCauseLine: input.findCauseLine }), isStale, caches, cacheKey: `${Math.floor(input.now / ageStepMs)} ${isStale}` };
}
