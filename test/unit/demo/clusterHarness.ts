/** A demo cluster with a clock that a test moves, and short ways to look at what its stand-ins do. */
import { startDemoCluster } from '../../../client/src/demo/startDemoCluster.ts';
import type { DemoCluster, DemoClusterOptions } from '../../../client/src/demo/startDemoCluster.ts';
import { annotationsOf } from '../../../client/src/demo/kubeApi/clusterApi.ts';
import { numberAt, objectsAt, textAt } from '../../../client/src/demo/kubeApi/json.ts';
import type { JsonObject } from '../../../client/src/demo/kubeApi/json.ts';
import { ManualScheduler } from '../../../client/src/demo/scheduler.ts';

/** A cluster and its clock. */
export class ClusterHarness {
  readonly cluster: DemoCluster;
  readonly clock: ManualScheduler;

  constructor(cluster: DemoCluster, clock: ManualScheduler) {
    this.cluster = cluster;
    this.clock = clock;
  }

  static async start(options: DemoClusterOptions = {}): Promise<ClusterHarness> {
    const clock = new ManualScheduler();
    return new ClusterHarness(await startDemoCluster({ ...options, scheduler: clock, protocol: 'http' }), clock);
  }

  stop(): Promise<void> {
    return this.cluster.stop();
  }

  advance(seconds: number): Promise<void> {
    return this.clock.advance(seconds * 1000);
  }

  /** Moves the clock second by second until something holds; fails after so many seconds. */
  async advanceUntil(what: string, holds: () => boolean, maxSeconds = 300): Promise<number> {
    for (let second = 0; second <= maxSeconds; second++) {
      if (holds()) return second;
      await this.advance(1);
    }
    throw new Error(`not within ${maxSeconds} s: ${what}`);
  }

  find(resource: string, namespace: string, name: string): JsonObject | undefined {
    const kind = this.cluster.api.kinds.findById(resource);
    return kind && this.cluster.api.find(kind, { namespace, name });
  }

  get(resource: string, namespace: string, name: string): JsonObject {
    const object = this.find(resource, namespace, name);
    if (object === undefined) throw new Error(`there is no ${resource} ${namespace}/${name}`);
    return object;
  }

  list(resource: string): readonly JsonObject[] {
    const kind = this.cluster.api.kinds.findById(resource);
    return kind === undefined ? [] : this.cluster.api.list(kind);
  }

  /** The messages of the events about an object, oldest first. */
  events(kind: string, name: string): readonly string[] {
    return this.list('events')
      .filter((event) => textAt(event, 'involvedObject', 'kind') === kind && textAt(event, 'involvedObject', 'name') === name)
      .sort((left, right) => Number(textAt(left, 'metadata', 'resourceVersion')) - Number(textAt(right, 'metadata', 'resourceVersion')))
      .map((event) => textAt(event, 'message') ?? '');
  }

  annotate(resource: string, namespace: string, name: string, annotations: JsonObject): void {
    const kind = this.cluster.api.kinds.findById(resource);
    if (kind !== undefined) this.cluster.api.patch(kind, { namespace, name }, { metadata: { annotations } }, 'merge', { manager: 'test' });
  }

  patch(resource: string, namespace: string, name: string, patch: JsonObject): void {
    const kind = this.cluster.api.kinds.findById(resource);
    if (kind !== undefined) this.cluster.api.patch(kind, { namespace, name }, patch, 'merge', { manager: 'test' });
  }
}

/** A condition of an object. */
export function conditionOf(object: JsonObject, type: string): JsonObject | undefined {
  return objectsAt(object, 'status', 'conditions').find((condition) => condition['type'] === type);
}

/** `phase weight/failed/iterations` of a Canary, for short comparisons. */
export function canaryState(canary: JsonObject): string {
  const number = (field: string): number => numberAt(canary, 'status', field) ?? 0;
  return `${textAt(canary, 'status', 'phase') ?? '-'} ${number('canaryWeight')}/${number('failedChecks')}/${number('iterations')}`;
}

/** The weights that an SMI TrafficSplit routes by: primary/canary. */
export function splitWeights(split: JsonObject): string {
  const weight = (suffix: string): string => textAt(objectsAt(split, 'spec', 'backends').find((backend) => textAt(backend, 'service')?.endsWith(suffix) === true), 'weight') ?? '?';
  return `${weight('-primary')}/${weight('-canary')}`;
}

/** The annotations of an object. */
export function readAnnotations(object: JsonObject): Readonly<Record<string, string>> {
  return annotationsOf(object);
}
