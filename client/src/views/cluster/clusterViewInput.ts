// What the cluster views are made from: plain values, taken from the stores at one moment.
import type { ObjectId } from '../../../../server/src/protocol/objectId.ts';
import type { ConnectionState } from '../../cluster/connectionState.ts';
import type { LiveCanary } from '../../cluster/objects/canary.ts';
import type { LiveFluxKustomization } from '../../cluster/objects/fluxKustomization.ts';
import type { LiveFluxSource } from '../../cluster/objects/fluxSource.ts';
import type { LiveHelmRelease } from '../../cluster/objects/helmRelease.ts';
import type { LiveImageObject } from '../../cluster/objects/imageObject.ts';
import type { FluxLookup } from '../../flux/dependencies.ts';
import type { StatedWorkload } from '../../flux/workloadState.ts';
import type { CauseLine } from './causeLine.ts';
import type { TreeNodeModel } from '../treeModel.ts';
import type { Entries, Entry } from './clusterEntries.ts';
import { ListMemo, RowCache, RowVariants } from './rowCache.ts';
import { defaultViewOptions, type ClusterViewOptions } from './viewOptions.ts';
import { WorkloadRollups } from './workloadRollups.ts';

/** Everything that the Cluster and Rollouts views show. */
export interface ClusterViewInput {
  readonly contextName: string;
  /** By our clock, as the connection is told. Milliseconds. */
  readonly now: number;
  /** By the cluster's clock, as its objects tell their times; where absent, both agree. */
  readonly clusterNow?: number;
  readonly connection: ConnectionState;
  /** Kinds that the cluster serves; undefined before it has said so. */
  readonly servedKinds: ReadonlySet<string> | undefined;
  readonly kustomizations: readonly LiveFluxKustomization[];
  readonly sources: readonly LiveFluxSource[];
  readonly helmReleases: readonly LiveHelmRelease[];
  readonly canaries: readonly LiveCanary[];
  readonly lookup: FluxLookup;
  /** What the Cluster view alone looks at while it is on screen. */
  readonly onScreen?: OnScreen;
  /** The line of YAML that keeps an object from being ready, where one is known. */
  readonly findCauseLine?: (object: ObjectId) => CauseLine | undefined;
  /** Full hash of HEAD in the workspace's clone of a source; undefined where there is none. */
  readonly findHead?: (source: ObjectId) => string | undefined;
  /** The command line that would bootstrap the cluster with the open repository; undefined where there is no such repository. */
  readonly bootstrap?: string;
  readonly options?: ClusterViewOptions;
  /** Whether an object may be patched; where absent, all may. */
  readonly mayWrite?: (object: ObjectId) => boolean;
}

/** Objects that are watched only while the Cluster view is seen; undefined where they are not known (yet, or not at all). */
export interface OnScreen {
  readonly workloads: readonly StatedWorkload[] | undefined;
  readonly images: readonly LiveImageObject[];
  /** Why workloads cannot be read; empty where they can. */
  readonly trouble: string;
}

/** Rows of earlier drawings. */
export interface ClusterRowCaches {
  readonly objects: RowCache;
  readonly applied: RowCache;
  /** Kustomizations with those below them, and the same as far as a filter lets them through. */
  readonly nested: RowVariants;
  readonly filtered: RowVariants;
  /** What filters, groups and order ask of a row. */
  readonly entries: WeakMap<TreeNodeModel, Entry>;
  /** The sections of the last drawing: filtered and in order, and as rows. */
  readonly sections: Readonly<Record<keyof Entries, ListMemo<Entry, readonly Entry[]>>>;
  readonly sectionRows: WeakMap<readonly Entry[], readonly TreeNodeModel[]>;
  /** Rows in the section of what is suspended, and in groups. */
  readonly suspended: RowVariants;
  readonly grouped: RowVariants;
  /** Rows with a countdown, and the groups of the last drawing of the Rollouts view: in order, and as rows. */
  readonly counting: RowVariants;
  readonly rollouts: Readonly<Record<RolloutGroup, { readonly order: ListMemo<LiveCanary, readonly LiveCanary[]>; readonly rows: ListMemo<TreeNodeModel, readonly TreeNodeModel[]> }>>;
}

/** Which group of the Rollouts view a Canary stands in, in the order of the view. */
export type RolloutGroup = 'waiting' | 'progress' | 'failed' | 'suspended' | 'idle';

/** Caches for one view. */
export function newClusterRowCaches(): ClusterRowCaches {
  const section = () => new ListMemo<Entry, readonly Entry[]>();
  const group = () => ({ order: new ListMemo<LiveCanary, readonly LiveCanary[]>(), rows: new ListMemo<TreeNodeModel, readonly TreeNodeModel[]>() });
  return {
    objects: new RowCache(),
    applied: new RowCache(),
    nested: new RowVariants(),
    filtered: new RowVariants(),
    entries: new WeakMap(),
    sections: { sources: section(), helmReleases: section(), workloads: section(), images: section(), canaries: section() },
    sectionRows: new WeakMap(),
    suspended: new RowVariants(),
    grouped: new RowVariants(),
    counting: new RowVariants(),
    rollouts: { waiting: group(), progress: group(), failed: group(), suspended: group(), idle: group() },
  };
}

/** What a row is made with beside its object. Whatever is asked of the functions is noted with the row, so that it is made again when an answer changes. */
export interface RowReads {
  /** The context that the rows are of: what is started from one of them acts on no other. */
  readonly contextName: string;
  /** By the cluster's clock. */
  readonly now: number;
  readonly lookup: FluxLookup;
  readonly findCauseLine: (object: ObjectId) => CauseLine | undefined;
  readonly findHead: (source: ObjectId) => string | undefined;
  readonly mayWrite: (object: ObjectId) => boolean;
  readonly workloads: Pick<WorkloadRollups, 'find' | 'of' | 'rollUp'>;
  /** Whether the connection is lost, so that the rows only tell how it was. */
  readonly isStale: boolean;
}

/** What all rows of one drawing share. */
export interface RowSetting extends RowReads {
  readonly options: ClusterViewOptions;
  readonly caches: ClusterRowCaches;
  /** Changes whenever a row of an unchanged object may look different although all answers are the same: another age, a lost connection. */
  readonly cacheKey: string;
}

/** Ages are redrawn in steps of this length. Milliseconds. */
const ageStepMs = 30_000;

/** The settings that follow from the input. */
export function rowSetting(input: ClusterViewInput, caches: ClusterRowCaches): RowSetting {
  const isStale = input.connection.type === 'stale';
  const now = input.clusterNow ?? input.now;
  return {
    contextName: input.contextName,
    now,
    lookup: input.lookup,
    findCauseLine: input.findCauseLine ?? (() => undefined),
    findHead: input.findHead ?? (() => undefined),
    options: input.options ?? defaultViewOptions,
    mayWrite: input.mayWrite ?? (() => true),
    workloads: new WorkloadRollups(input.onScreen?.workloads ?? []),
    isStale,
    caches,
    cacheKey: `${Math.floor(now / ageStepMs)} ${isStale} ${input.contextName}`,
  };
}
