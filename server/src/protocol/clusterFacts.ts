// What the client tells the server about the selected cluster: small plain facts, never a credential and never a whole object.
import type { ObjectId } from './objectId.ts';

/** Method name of the notification (client → server) that replaces everything the server knew about the cluster. */
export const clusterFactsMethod = 'flightdeck/clusterFacts';

/**
 * Readiness in the words of the user interface.
 * `waiting` is not a failure: a dependency, a source or a gate is not there yet. `stalled` means that the controller will not retry.
 */
export type ReadyState = 'ready' | 'reconciling' | 'waiting' | 'failed' | 'stalled' | 'suspended' | 'unknown';

/**
 * A whole snapshot: each message replaces the one before it.
 * `connection: 'none'` comes with empty lists and means that no live statement may be made at all.
 */
export interface ClusterFacts {
  readonly version: 1;
  /** Name of the kubeconfig context; empty when no context is selected. */
  readonly contextName: string;
  /** `live`: as of now; `stale`: true as of `asOf`, the connection is lost or not complete; `none`: not connected. */
  readonly connection: 'live' | 'stale' | 'none';
  /** When these facts were last known to be true, as RFC 3339. */
  readonly asOf: string;
  /** What has to be added to our time to get the cluster's, by which its objects tell theirs; absent where both agree. */
  readonly clockOffsetMs?: number;
  readonly kustomizations: readonly FluxKustomizationFacts[];
  readonly sources: readonly FluxSourceFacts[];
  readonly helmReleases: readonly HelmReleaseFacts[];
  readonly canaries: readonly CanaryFacts[];
  /** `group/version/Kind` of each Flux and Flagger kind that the cluster serves; undefined where discovery has not answered yet. */
  readonly servedKinds?: readonly string[];
}

/** What every reconciled object has in common. */
export interface ReconciledFacts {
  readonly namespace: string;
  readonly name: string;
  readonly state: ReadyState;
  /** One sentence in the controller's own words, without a final stop; empty where the controller said nothing. */
  readonly sentence: string;
  /** The Ready condition's reason, message and time of last change (RFC 3339); empty where there is no such condition. */
  readonly reason: string;
  readonly message: string;
  readonly readyChangedAt: string;
  readonly suspended: boolean;
  /** spec.interval as written (a Go duration such as `10m`); empty where the kind has none. */
  readonly interval: string;
  /** When it was asked to reconcile (RFC 3339), where no controller has handled that for a minute. */
  readonly unhandledSince?: string;
  /** Why it waits, where it waits for others. */
  readonly cause?: CauseFacts;
}

/** What keeps an object from being ready. `running`: it is only not done yet; `oldRevision`: it has not applied what the source holds; `unknown`: the controller alone can tell. */
export type CauseKind = 'failed' | 'stalled' | 'suspended' | 'missing' | 'cycle' | 'running' | 'oldRevision' | 'unknown';

/** The first real cause why an object waits, by the controller's own test of sources and dependencies. */
export interface CauseFacts {
  readonly kind: CauseKind;
  /** The objects on the way, without the waiting one itself; the one at fault is the last, also where it does not exist. */
  readonly way: readonly ObjectId[];
  /** For people, for example `flux-system/linkerd: ca.crt does not exist`. */
  readonly sentence: string;
}

/** A live Flux Kustomization. Revisions are the artifact's revision strings verbatim (`main@sha1:…`); empty where none is known. */
export interface FluxKustomizationFacts extends ReconciledFacts {
  readonly lastAppliedRevision: string;
  readonly lastAttemptedRevision: string;
  /** End of the last run as far as status.history tells (RFC 3339), otherwise empty. */
  readonly lastReconciledAt: string;
  /** Raw ids of status.inventory, `<namespace>_<name>_<group>_<kind>`, in the controller's order. */
  readonly inventory: readonly string[];
  /** `spec.path` as written. */
  readonly path: string;
}

/** Kinds that can be the source of a Flux Kustomization or of a chart. */
export type FluxSourceKind = 'GitRepository' | 'OCIRepository' | 'Bucket' | 'HelmRepository' | 'HelmChart' | 'ExternalArtifact';

/** A live source. */
export interface FluxSourceFacts extends ReconciledFacts {
  readonly kind: FluxSourceKind;
  /** status.artifact.revision verbatim; empty while nothing was fetched. */
  readonly revision: string;
  /** status.artifact.lastUpdateTime (RFC 3339), or empty. */
  readonly fetchedAt: string;
  /** spec.url, or a Bucket's spec.bucketName, as written; empty where the kind has none. */
  readonly url: string;
}

/** A live HelmRelease. */
export interface HelmReleaseFacts extends ReconciledFacts {
  /** Chart version of the newest release in status.history; empty where nothing is released. */
  readonly chartVersion: string;
  readonly lastAttemptedRevision: string;
  readonly inventory: readonly string[];
}

/** Phases as Flagger writes them; the empty string before Flagger looked at the object, any other string from a newer Flagger. */
export type CanaryPhase =
  | ''
  | 'Initializing'
  | 'Initialized'
  | 'Waiting'
  | 'Progressing'
  | 'WaitingPromotion'
  | 'Promoting'
  | 'Finalising'
  | 'Succeeded'
  | 'Failed'
  | 'Terminating'
  | 'Terminated'
  | (string & {});

/** Container name → image as written in the pod template. */
export type ContainerImages = Readonly<Record<string, string>>;

/** A live Canary with the images on both sides: what serves (primary) and what was last asked for (canary, the target itself). */
export interface CanaryFacts {
  readonly namespace: string;
  readonly name: string;
  readonly phase: CanaryPhase;
  readonly suspended: boolean;
  /** Percent of traffic to the canary as in status; stays 0 during A/B and blue/green. */
  readonly weight: number;
  readonly iterations: number;
  readonly failedChecks: number;
  /** Time of Flagger's last status write (not of the last phase change), RFC 3339, or empty. */
  readonly lastTransitionTime: string;
  readonly targetRef: { readonly apiVersion: string; readonly kind: string; readonly name: string };
  /** Images of `<target>-primary`; undefined where that workload is not known (not read yet, forbidden, or not there). */
  readonly primaryImages?: ContainerImages;
  /** Images of the target's own pod template; undefined as above. */
  readonly canaryImages?: ContainerImages;
  /** The HelmRelease that makes the target, where its labels or an inventory tell. */
  readonly targetRelease?: { readonly namespace: string; readonly name: string; readonly chart?: ChartChange };
  /** Why Flagger cannot set the Canary up, in its own words with what they are about; only in the phases before `Initialized`. */
  readonly blocked?: { readonly what: 'target' | 'selectorLabel' | 'ingressBackend' | 'gatewayRefs' | 'ingressRef' | 'object' | 'primaryNotReady' | 'other'; readonly message: string };
  /** Why the last check failed or the rollout halted, from events, for example `success rate 61.00% < 70%`; empty where unknown. */
  readonly failureReason: string;
}

/** One released version of a chart. */
export interface ChartVersion {
  readonly version: string;
  /** Of the app that the chart brings; empty where the chart does not say. */
  readonly appVersion: string;
}

/** How the newest release of a chart differs from the one before it (HelmRelease status.history). */
export interface ChartChange {
  readonly name: string;
  readonly newest: ChartVersion;
  readonly previous: ChartVersion;
  /** Whether both were made of the same values (equal `configDigest`), so that the chart alone can have changed what they made. */
  readonly isByChartAlone: boolean;
}

/** The facts before any context is selected. */
export function noClusterFacts(asOf: string): ClusterFacts {
  return { version: 1, contextName: '', connection: 'none', asOf, kustomizations: [], sources: [], helmReleases: [], canaries: [] };
}
