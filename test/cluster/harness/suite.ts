// What the test files share: the control plane of the whole run, the product's own connection and session to it, and namespaces of one's own.
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterAll, inject } from 'vitest';
import { systemClock, type Clock } from '../../../client/src/cluster/clock.ts';
import { ClusterSession } from '../../../client/src/cluster/clusterSession.ts';
import { runProgramWithNode, type RunProgram } from '../../../client/src/cluster/execCredential.ts';
import { readKubeconfig, resolveContext, type ResolvedContext } from '../../../client/src/cluster/kubeconfig.ts';
import { KubeConnection } from '../../../client/src/cluster/kubeConnection.ts';
import { namespacesToWatch } from '../../../client/src/cluster/namespaceScope.ts';
import type { WatchTiming } from '../../../client/src/cluster/objectWatch.ts';
import type { ApiClient } from './apiClient.ts';
import { harnessClient, parseControlPlaneInfo, type ControlPlaneInfo } from './controlPlaneInfo.ts';
import { MetricsControl } from './metricsControl.ts';

/** The shared control plane, as one test file sees it. */
export interface SharedControlPlane {
  readonly info: ControlPlaneInfo;
  /** Has all rights. */
  readonly api: ApiClient;
  readonly metrics: MetricsControl;
}

/** The control plane that `globalSetup` has started. */
export function sharedControlPlane(): SharedControlPlane {
  const info = parseControlPlaneInfo(inject('controlPlane'));
  return { info, api: harnessClient(info), metrics: new MetricsControl(info.metricsUrl) };
}

/** How a session is opened. */
export interface SessionOptions {
  /** `chosen`: as the extension chooses them where the settings name none. */
  readonly namespaces?: readonly string[] | 'chosen';
  /** In place of the context's default namespace. */
  readonly ownNamespace?: string;
  readonly timing?: Partial<WatchTiming>;
  /** In place of the API server, for example a proxy that disturbs. */
  readonly server?: string;
  /** In place of the context's own. */
  readonly token?: string;
  /** In place of a token. */
  readonly tokenFile?: string;
  readonly clock?: Clock;
  /** In place of starting credential programs. */
  readonly runProgram?: RunProgram;
}

/** Opens connections as the extension does, and closes them after the file's last test, unless the test does so itself. */
export class SessionOpener {
  readonly #info: ControlPlaneInfo;
  readonly #open: { dispose(): void }[] = [];

  constructor(info: ControlPlaneInfo, options: { readonly closeAfterAll: boolean } = { closeAfterAll: true }) {
    this.#info = info;
    if (options.closeAfterAll) afterAll(() => this.closeAll());
  }

  /** Closes everything. */
  closeAll(): void {
    for (const opened of this.#open.splice(0)) opened.dispose();
  }

  /** A session for a context of the suite's kubeconfig. */
  async session(contextName: string, options: SessionOptions = {}): Promise<ClusterSession> {
    const connection = await this.connection(contextName, options);
    const { namespaces } = options;
    const session = new ClusterSession(connection, { timing: { clock: options.clock ?? systemClock, random: Math.random, ...options.timing }, ...(namespaces === undefined ? {} : { chooseNamespaces: () => (namespaces === 'chosen' ? namespacesToWatch(connection, []) : Promise.resolve(namespaces)) }) });
    this.#open.push(session);
    return session;
  }

  /** A connection for a context of the suite's kubeconfig. */
  async connection(contextName: string, options: SessionOptions = {}): Promise<KubeConnection> {
    const resolved = await this.#resolve(contextName);
    const changed: ResolvedContext = {
      ...resolved,
      context: { ...resolved.context, namespace: options.ownNamespace ?? resolved.context.namespace },
      cluster: { ...resolved.cluster, server: options.server ?? resolved.cluster.server },
      user: { ...resolved.user, token: options.tokenFile === undefined ? (options.token ?? resolved.user.token) : '', tokenFile: options.tokenFile ?? '' },
    };
    const connection = new KubeConnection(changed, { clock: options.clock ?? systemClock, env: {}, runProgram: options.runProgram ?? runProgramWithNode });
    this.#open.push(connection);
    return connection;
  }

  async #resolve(contextName: string): Promise<ResolvedContext> {
    const kubeconfig = await readKubeconfig({ settingPath: '', env: { KUBECONFIG: this.#info.kubeconfig }, homeDirectory: '/', pathDelimiter: ':', readFile: (path) => readFile(path, 'utf8') });
    const resolved = resolveContext(kubeconfig, contextName);
    if (!resolved.ok) throw new Error(`the kubeconfig of the suite has no usable context ${contextName}: ${resolved.error.type}`);
    return resolved.value;
  }
}

/** A namespace that no other test knows. */
export async function createNamespace(api: ApiClient, prefix: string): Promise<string> {
  const name = uniqueName(prefix);
  await api.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  return name;
}

/** A name that no other test uses. */
export function uniqueName(prefix: string): string {
  return `${prefix}-${randomBytes(3).toString('hex')}`;
}
