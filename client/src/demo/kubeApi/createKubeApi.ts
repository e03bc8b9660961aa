/** Puts the parts of the demo API server together: an empty cluster with the kinds of Flux and Flagger installed. */
import type { Scheduler } from '../scheduler.ts';
import { ApiServer } from './apiServer.ts';
import type { ListenOptions } from './apiServer.ts';
import { adminUser, Authenticator, viewerUser } from './auth.ts';
import { builtinKinds } from './builtinKinds.ts';
import { ClusterApi } from './clusterApi.ts';
import { definitionsResource, followDefinitions } from './customDefinitions.ts';
import { fluxKinds, flaggerKinds, toDefinition } from './customKinds.ts';
import { FaultInjector } from './faults.ts';
import { KindRegistry } from './kindRegistry.ts';
import { ObjectStore } from './objectStore.ts';
import { PodLogs } from './podLogs.ts';
import { ServiceProxy } from './serviceProxy.ts';
import { WatchHub } from './watchHub.ts';

/** A running API server and what is behind it. */
export interface KubeApi {
  readonly api: ClusterApi;
  readonly server: ApiServer;
  readonly hub: WatchHub;
  readonly services: ServiceProxy;
  readonly podLogs: PodLogs;
  readonly faults: FaultInjector;
  readonly authenticator: Authenticator;
  close(): Promise<void>;
}

/** The tokens that are valid from the start. */
export interface DemoTokens {
  readonly admin: string;
  readonly viewer: string;
}

const manager = 'flightdeck-demo';
const bookmarkIntervalMs = 60_000;

/** Opens an API server on 127.0.0.1. */
export async function createKubeApi(scheduler: Scheduler, tokens: DemoTokens, listen: ListenOptions): Promise<KubeApi> {
  const store = new ObjectStore();
  const kinds = new KindRegistry(builtinKinds());
  const hub = new WatchHub(store);
  const unfollow = followDefinitions(store, kinds, hub);
  const api = new ClusterApi(store, kinds, scheduler);
  const authenticator = new Authenticator();
  authenticator.setToken(tokens.admin, adminUser);
  authenticator.setToken(tokens.viewer, viewerUser);
  const services = new ServiceProxy();
  const podLogs = new PodLogs();
  const faults = new FaultInjector(store, hub, authenticator);
  install(api);
  const server = new ApiServer({ api, hub, authenticator, services, podLogs, faults, scheduler }, listen);
  await server.open();
  repeatBookmarks(scheduler, hub);
  const close = async (): Promise<void> => {
    faults.resume();
    unfollow();
    hub.close();
    await server.close();
  };
  return { api, server, hub, services, podLogs, faults, authenticator, close };
}

function install(api: ClusterApi): void {
  const definitions = api.kinds.findById(definitionsResource);
  const namespaces = api.kinds.findById('namespaces');
  if (definitions === undefined || namespaces === undefined) return;
  for (const name of ['default', 'kube-system', 'kube-public']) api.create(namespaces, '', { metadata: { name } }, { manager });
  for (const kind of [...fluxKinds(), ...flaggerKinds()]) api.create(definitions, '', toDefinition(kind), { manager });
}

function repeatBookmarks(scheduler: Scheduler, hub: WatchHub): void {
  scheduler.after(bookmarkIntervalMs, () => {
    hub.sendBookmarks();
    repeatBookmarks(scheduler, hub);
  });
}
