/** Starts a demo cluster in this process: a Kubernetes API with stand-ins for Flux, Flagger and the workloads behind it. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { buildWithEngine } from './fluxStandIn/engineBuilder.ts';
import { startHelmStandIn } from './fluxStandIn/helmStandIn.ts';
import { startKustomizeStandIn } from './fluxStandIn/kustomizeStandIn.ts';
import type { ManifestBuilder } from './fluxStandIn/manifestBuilder.ts';
import { RevisionStore } from './fluxStandIn/revisions.ts';
import { startSourceStandIn } from './fluxStandIn/sourceStandIn.ts';
import { startFlaggerStandIn } from './flaggerStandIn/flaggerStandIn.ts';
import { LoadTester } from './flaggerStandIn/loadTester.ts';
import { metricsServer } from './flaggerStandIn/metricsServer.ts';
import type { RequestRecord } from './kubeApi/apiServer.ts';
import { nameOf } from './kubeApi/clusterApi.ts';
import type { ClusterApi } from './kubeApi/clusterApi.ts';
import { createKubeApi } from './kubeApi/createKubeApi.ts';
import type { DemoTokens, KubeApi } from './kubeApi/createKubeApi.ts';
import type { FaultInjector } from './kubeApi/faults.ts';
import { textAt } from './kubeApi/json.ts';
import type { JsonObject } from './kubeApi/json.ts';
import { demoContextName, printKubeconfig } from './kubeApi/kubeconfig.ts';
import { createServerCertificate } from './kubeApi/selfSignedCertificate.ts';
import { demoGitBase, demoGitUrl, demoRepositoryNames } from './repositories/demoNames.ts';
import { RealTimeScheduler } from './scheduler.ts';
import type { Scheduler } from './scheduler.ts';
import { EventRecorder } from './standIns/eventRecorder.ts';
import { findKind, type StandInContext } from './standIns/standInContext.ts';
import { startDeploymentStandIn } from './workloads/deploymentStandIn.ts';

/** How a demo cluster is started; everything has a default. */
export interface DemoClusterOptions {
  /** Folder of the bare remotes, as `createDemoRepositories` makes it. Without it no Git source can be fetched and nothing is bootstrapped. */
  readonly remotes?: string;
  /** When Flux begins: at once, or when somebody asks the API for the first time, so that a person sees the cluster come up. */
  readonly bootstrapAt?: 'start' | 'firstRequest';
  /** How much faster than real time the controllers are; 1 where absent. */
  readonly speed?: number;
  /** 0, the default, takes a free port. */
  readonly port?: number;
  /** A clock of the test's own; `speed` does not count then. */
  readonly scheduler?: Scheduler;
  /** `http` is for tests with plain `fetch`; kubectl sends no token over that. */
  readonly protocol?: 'https' | 'http';
  /** Builds manifests; Flightdeck's own engine where absent. */
  readonly build?: ManifestBuilder;
  /** Where a stand-in's unexpected error goes; standard error where absent. */
  readonly onError?: (error: unknown) => void;
}

/** A running demo cluster. */
export interface DemoCluster {
  readonly url: string;
  /** The text of a kubeconfig; its context is {@link demoContextName}. */
  readonly kubeconfig: string;
  readonly contextName: string;
  readonly tokens: DemoTokens;
  readonly api: ClusterApi;
  /** Breaks things on purpose. */
  readonly faults: FaultInjector;
  readonly loadTester: LoadTester;
  /** The requests answered so far. */
  readonly requests: readonly RequestRecord[];
  /** Creates or changes an object as a person with kubectl would. */
  apply(object: JsonObject): JsonObject;
  /** Ends everything: timers, connections, port, temporary files. */
  stop(): Promise<void>;
}

/** Starts a demo cluster; rejects when the port is taken. */
export async function startDemoCluster(options: DemoClusterOptions = {}): Promise<DemoCluster> {
  const scheduler = options.scheduler ?? new RealTimeScheduler(options.speed ?? 1, options.onError ?? reportError);
  const tokens = { admin: randomBytes(16).toString('hex'), viewer: randomBytes(16).toString('hex') };
  const certificate = options.protocol === 'http' ? undefined : createServerCertificate(Date.now());
  const kube = await createKubeApi(scheduler, tokens, { port: options.port ?? 0, certificate });
  const revisions = new RevisionStore(await mkdtemp(join(tmpdir(), 'flightdeck-artifacts-')));
  const loadTester = new LoadTester();
  const stopStandIns = startStandIns(kube, scheduler, revisions, loadTester, options);
  if (options.remotes !== undefined) {
    if (options.bootstrapAt === 'firstRequest') kube.server.onFirstRequest(() => bootstrap(kube.api));
    else bootstrap(kube.api);
  }
  return {
    url: kube.server.url,
    kubeconfig: printKubeconfig({ url: kube.server.url, certificate: certificate?.certificate, adminToken: tokens.admin, viewerToken: tokens.viewer }),
    contextName: demoContextName,
    tokens,
    api: kube.api,
    faults: kube.faults,
    loadTester,
    requests: kube.server.requests,
    apply: (object) => apply(kube.api, object),
    stop: async () => {
      stopStandIns();
      scheduler.stop();
      await kube.close();
      await revisions.close();
    },
  };
}

function startStandIns(kube: KubeApi, scheduler: Scheduler, revisions: RevisionStore, loadTester: LoadTester, options: DemoClusterOptions): () => void {
  const context: StandInContext = { api: kube.api, scheduler, services: kube.services, events: new EventRecorder(kube.api, scheduler) };
  // A controller's Pods are labelled with its name, and so are its lines.
  kube.podLogs.readFrom((pod) => context.events.logs.read(textAt(pod, 'metadata', 'labels', 'app') ?? ''));
  const findRemote = (url: string): string | undefined => findDemoRemote(options.remotes, url);
  kube.services.register('flagger-system', 'flagger-loadtester', loadTester.handle);
  kube.services.register('linkerd-viz', 'prometheus', metricsServer((namespace, name) => {
    const kind = findKind(context, 'deployments.apps');
    return kind === undefined ? undefined : kube.api.find(kind, { namespace, name });
  }));
  const standIns = [
    startDeploymentStandIn(context),
    startSourceStandIn(context, revisions, findRemote),
    startHelmStandIn(context),
    startKustomizeStandIn(context, options.build ?? buildWithEngine, (source) => unpackArtifact(source, revisions, findRemote)),
    startFlaggerStandIn(context),
  ];
  return () => {
    for (const standIn of standIns) standIn.stop();
  };
}

/** Only the demo's own repositories are known; nothing is ever fetched from the network. */
function findDemoRemote(remotes: string | undefined, url: string): string | undefined {
  if (remotes === undefined || !url.startsWith(demoGitBase)) return undefined;
  const name = url.slice(demoGitBase.length).replace(/\.git$/, '');
  return /^[\w-]+$/.test(name) ? join(remotes, `${name}.git`) : undefined;
}

async function unpackArtifact(source: JsonObject, revisions: RevisionStore, findRemote: (url: string) => string | undefined): Promise<string | undefined> {
  const remote = findRemote(textAt(source, 'spec', 'url') ?? '');
  const commit = /sha1:([0-9a-f]{40})$/.exec(textAt(source, 'status', 'artifact', 'revision') ?? '')?.[1];
  return remote === undefined || commit === undefined ? undefined : revisions.unpack(remote, commit);
}

/** What `flux bootstrap` leaves in a cluster: the namespace, the source and the first Kustomization. */
function bootstrap(api: ClusterApi): void {
  const namespace = 'flux-system';
  const metadata = { name: namespace, namespace };
  apply(api, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  apply(api, { apiVersion: 'source.toolkit.fluxcd.io/v1', kind: 'GitRepository', metadata, spec: { interval: '1m0s', ref: { branch: 'main' }, url: demoGitUrl(demoRepositoryNames.fleet) } });
  apply(api, { apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization', metadata, spec: { interval: '10m0s', path: './clusters/demo', prune: true, sourceRef: { kind: 'GitRepository', name: namespace } } });
}

function apply(api: ClusterApi, object: JsonObject): JsonObject {
  const kind = api.kinds.findByManifest(textAt(object, 'apiVersion') ?? '', textAt(object, 'kind') ?? '');
  if (kind === undefined) throw new Error(`no matches for kind "${textAt(object, 'kind') ?? ''}" in version "${textAt(object, 'apiVersion') ?? ''}"`);
  const name = { ...nameOf(object), namespace: kind.namespaced ? nameOf(object).namespace : '' };
  return api.patch(kind, name, object, 'apply-force', { manager: 'kubectl' });
}

function reportError(error: unknown): void {
  process.stderr.write(`demo cluster: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
}
