// The demo cluster in the process of the tests, so that they can break it and change its objects; everything else is as in the demo that users start.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createDemoRepositories } from '../../../client/src/demo/repositories/createDemoRepositories.ts';
import type { DemoRepositories } from '../../../client/src/demo/repositories/createDemoRepositories.ts';
import type { ObjectName } from '../../../client/src/demo/kubeApi/clusterApi.ts';
import type { JsonObject } from '../../../client/src/demo/kubeApi/json.ts';
import type { KindInfo } from '../../../client/src/demo/kubeApi/kindInfo.ts';
import { startDemoCluster } from '../../../client/src/demo/startDemoCluster.ts';
import type { DemoCluster } from '../../../client/src/demo/startDemoCluster.ts';

/** A demo that runs here. */
export class DemoHere {
  readonly cluster: DemoCluster;
  readonly kubeconfig: string;
  readonly fleet: string;
  readonly application: string;

  private constructor(cluster: DemoCluster, kubeconfig: string, { fleet, application }: DemoRepositories) {
    this.cluster = cluster;
    this.kubeconfig = kubeconfig;
    this.fleet = fleet;
    this.application = application;
  }

  /** Starts it, with its repositories below a folder that exists. */
  static async start(folder: string, speed: number): Promise<DemoHere> {
    const repositories = await createDemoRepositories(folder);
    const cluster = await startDemoCluster({ remotes: repositories.remotes, speed });
    const kubeconfig = join(folder, 'kubeconfig');
    await writeFile(kubeconfig, cluster.kubeconfig, { mode: 0o600 });
    return new DemoHere(cluster, kubeconfig, repositories);
  }

  /** Address of its Kubernetes API. */
  get url(): string {
    return this.cluster.url;
  }

  /** An object as it is now. */
  get(apiVersion: string, kind: string, name: ObjectName): JsonObject {
    return this.cluster.api.get(this.#kind(apiVersion, kind), name);
  }

  /** Deletes an object as a person with kubectl would. */
  delete(apiVersion: string, kind: string, name: ObjectName): void {
    this.cluster.api.delete(this.#kind(apiVersion, kind), name);
  }

  /** Ends it. */
  stop(): Promise<void> {
    return this.cluster.stop();
  }

  #kind(apiVersion: string, kind: string): KindInfo {
    const found = this.cluster.api.kinds.findByManifest(apiVersion, kind);
    if (found === undefined) throw new Error(`the demo knows no ${kind} of ${apiVersion}`);
    return found;
  }
}
