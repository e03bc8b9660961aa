/** What every stand-in for a controller works with. */
import type { ClusterApi } from '../kubeApi/clusterApi.ts';
import type { KindInfo } from '../kubeApi/kindInfo.ts';
import type { ServiceProxy } from '../kubeApi/serviceProxy.ts';
import type { Scheduler } from '../scheduler.ts';
import type { EventRecorder } from './eventRecorder.ts';

/** The cluster as a controller sees it. */
export interface StandInContext {
  readonly api: ClusterApi;
  readonly scheduler: Scheduler;
  readonly services: ServiceProxy;
  readonly events: EventRecorder;
}

/** A controller that works until it is stopped. */
export interface StandIn {
  stop(): void;
}

/** A kind by the name of its resource (`canaries.flagger.app`), or `undefined` while its definition is not installed. */
export function findKind(context: StandInContext, resourceId: string): KindInfo | undefined {
  return context.api.kinds.findById(resourceId);
}
