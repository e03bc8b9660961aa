// Starts a whole control plane on 127.0.0.1: etcd, API server, and on request the controllers, Flux, Flagger, Git and metrics. It leaves nothing behind.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { request as sendPlain } from 'node:http';
import { request as sendSecure } from 'node:https';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ApiClient, listAt, textAt } from './apiClient.ts';
import { accountIssuer, apiServerFlags, auditLogFile, certificateFolder, etcdFlags } from './apiServerFlags.ts';
import type { Binaries } from './binaries.ts';
import { applierFlags, controllerManagerFlags, flaggerFlags, kwokFlags, schedulerFlags, sourceControllerFlags } from './componentFlags.ts';
import { harnessClient, type ControlPlaneInfo } from './controlPlaneInfo.ts';
import { printKubeconfig, writeCredentials, type CredentialFiles } from './credentials.ts';
import { applyDefinitions, untilDefinitionsServed } from './definitions.ts';
import { findFreePorts } from './freePorts.ts';
import { startGitServer } from './gitServer.ts';
import type { Closable } from './httpServer.ts';
import { loadTesterService, metricsService, publishService } from './proxiedServices.ts';
import { MetricsStandIn } from './metricsStandIn.ts';
import { ProcessGroup, type Component } from './processGroup.ts';
import { egressConfiguration, startPodNetwork, startServiceNames } from './serviceNames.ts';

/** What runs beside etcd and the API server. */
export type Part =
  /** controller-manager, scheduler and kwok: Deployments get pods, and pods become ready. */
  | 'workloads'
  /** source-controller and kustomize-controller. */
  | 'flux'
  /** helm-controller, beside `flux`. */
  | 'helm'
  /** Flagger and its load tester. */
  | 'flagger';

/** How a control plane is started. */
export interface ControlPlaneOptions {
  readonly binaries: Binaries;
  readonly parts: readonly Part[];
  /** More flags for the API server. */
  readonly apiServerFlags?: readonly string[];
  /** What else answers at addresses of Pods: ports on 127.0.0.1 by address. */
  readonly podPorts?: ReadonlyMap<string, number>;
  /** Told of each step. */
  readonly tell?: (line: string) => void;
}

const ownDefinitions = fileURLToPath(new URL('../definitions', import.meta.url));

/** A running control plane, in the process that started it. */
export class ControlPlane {
  readonly info: ControlPlaneInfo;
  readonly api: ApiClient;
  readonly #group: ProcessGroup;
  readonly #servers: readonly Closable[];
  readonly #startApiServer: () => Promise<Component>;
  #apiServer: Component;

  constructor(parts: { readonly info: ControlPlaneInfo; readonly group: ProcessGroup; readonly servers: readonly Closable[]; readonly apiServer: Component; readonly startApiServer: () => Promise<Component> }) {
    this.info = parts.info;
    this.api = harnessClient(parts.info);
    this.#group = parts.group;
    this.#servers = parts.servers;
    this.#apiServer = parts.apiServer;
    this.#startApiServer = parts.startApiServer;
  }

  /** The API server's process, to freeze it. */
  get apiServer(): Component {
    return this.#apiServer;
  }

  /** Ends the API server as a crash does. */
  killApiServer(): Promise<void> {
    return this.#apiServer.kill();
  }

  /** Starts the API server again, on the same port and the same data, and waits until it is ready. */
  async restartApiServer(): Promise<void> {
    this.#apiServer = await this.#startApiServer();
  }

  /** Ends everything and removes the folder. */
  async stop(): Promise<void> {
    await Promise.all(this.#servers.map((server) => server.close()));
    await this.#group.stop();
  }
}

/** Starts it and waits until all parts are ready. A part that fails throws with the last lines of its log, after everything was stopped. */
export async function startControlPlane(options: ControlPlaneOptions): Promise<ControlPlane> {
  const group = new ProcessGroup();
  const servers: Closable[] = [];
  try {
    return await new Starter(options, group, servers).start();
  } catch (error) {
    await Promise.all(servers.map((server) => server.close()));
    await group.stop();
    throw error;
  }
}

/** The steps of one start. */
class Starter {
  readonly #options: ControlPlaneOptions;
  readonly #group: ProcessGroup;
  readonly #servers: Closable[];
  readonly #tell: (line: string) => void;

  constructor(options: ControlPlaneOptions, group: ProcessGroup, servers: Closable[]) {
    this.#options = options;
    this.#group = group;
    this.#servers = servers;
    const started = Date.now();
    this.#tell = (line) => options.tell?.(`${((Date.now() - started) / 1000).toFixed(1)} s  ${line}`);
  }

  async start(): Promise<ControlPlane> {
    const { folder } = this.#group;
    const [apiPort = 0, etcdPort = 0, peerPort = 0, loadTesterPort = 0, ...ports] = await findFreePorts(15);
    const credentials = writeCredentials(folder);
    this.#start('etcd', 'etcd', etcdFlags(folder, etcdPort, peerPort));
    const metrics = await new MetricsStandIn().start();
    const names = await startServiceNames(servicePorts(loadTesterPort, metrics.port));
    const socketFile = join(folder, 'pods.sock');
    const pods = await startPodNetwork(new Map([...servicePorts(loadTesterPort, metrics.port), ...(this.#options.podPorts ?? [])]), socketFile);
    this.#servers.push(metrics, names, pods);
    const startApiServer = () => this.#startApiServer(apiPort, etcdPort, credentials, socketFile);
    const apiServer = await startApiServer();
    this.#tell('the API server is ready');
    const info = await this.#describe(apiPort, loadTesterPort, metrics.url, credentials);
    await this.#applyDefinitions(harnessClient(info));
    this.#tell('the resource definitions are served');
    await this.#startParts(info, { port: loadTesterPort, namesUrl: names.url }, ports);
    writeFileSync(join(folder, 'control-plane.json'), JSON.stringify(info, undefined, 2));
    this.#tell('everything is ready');
    return new ControlPlane({ info, group: this.#group, servers: this.#servers, apiServer, startApiServer });
  }

  #start(name: string, program: Parameters<Binaries['path']>[0], args: readonly string[], env: Readonly<Record<string, string>> = {}): Component {
    return this.#group.start({ name, program: this.#options.binaries.path(program), args, env });
  }

  async #startApiServer(port: number, etcdPort: number, credentials: CredentialFiles, socketFile: string): Promise<Component> {
    const { folder } = this.#group;
    const egressFile = join(folder, 'egress.yaml');
    writeFileSync(egressFile, egressConfiguration(socketFile));
    const flags = apiServerFlags({ folder, port, etcdPort, credentials, moreFlags: [`--egress-selector-config-file=${egressFile}`, ...(this.#options.apiServerFlags ?? [])] });
    const component = this.#start('kube-apiserver', 'kube-apiserver', flags);
    const caFile = caFileOf(folder);
    await component.untilReady(async () => {
      if (!existsSync(caFile)) return false;
      const client = new ApiClient({ url: accountIssuer(port), ca: readFileSync(caFile, 'utf8'), token: credentials.tokens.harness });
      return (await client.send('GET', '/readyz', { timeoutMs: 2000 })).status === 200;
    });
    return component;
  }

  /** Starts the small servers of our own, and writes the kubeconfigs. */
  async #describe(apiPort: number, loadTesterPort: number, metricsUrl: string, { tokens, accountKeyFile }: CredentialFiles): Promise<ControlPlaneInfo> {
    const { folder } = this.#group;
    const gitFolder = join(folder, 'git');
    const cloneFolder = join(folder, 'clones');
    for (const path of [gitFolder, cloneFolder, join(folder, 'artifacts')]) mkdirSync(path);
    const git = await startGitServer(gitFolder);
    this.#servers.push(git);
    const url = accountIssuer(apiPort);
    const caFile = caFileOf(folder);
    const kubeconfig = join(folder, 'kubeconfig');
    writeFileSync(kubeconfig, printKubeconfig(url, caFile, { admin: tokens.admin, viewer: tokens.viewer }), { mode: 0o600 });
    for (const user of ['controllers', 'flux', 'flagger'] as const) writeFileSync(componentKubeconfig(folder, user), printKubeconfig(url, caFile, { [user]: tokens[user] }), { mode: 0o600 });
    return {
      folder,
      kubeconfig,
      apiServerUrl: url,
      caFile,
      tokens,
      accountKeyFile,
      accountIssuer: accountIssuer(apiPort),
      gitFolder,
      gitUrl: git.url,
      cloneFolder,
      metricsUrl,
      loadTesterUrl: this.#options.parts.includes('flagger') ? `http://127.0.0.1:${loadTesterPort}` : '',
      logFolder: join(folder, 'logs'),
      auditLog: auditLogFile(folder),
      programFolder: join(this.#options.binaries.path('kubectl'), '..'),
    };
  }

  async #applyDefinitions(api: ApiClient): Promise<void> {
    const { definitionsFolder } = this.#options.binaries;
    const files = [...readdirSync(definitionsFolder).map((name) => join(definitionsFolder, name)), join(ownDefinitions, 'trafficsplits.yaml')];
    await Promise.all(files.map((file) => applyDefinitions(api, readFileSync(file, 'utf8'))));
    await untilDefinitionsServed(api);
    await api.applyYaml(readFileSync(join(ownDefinitions, 'base.yaml'), 'utf8'));
  }

  /** All at once: each is slow to start, and none needs another to do so. */
  async #startParts(info: ControlPlaneInfo, loadTester: LoadTesterPlace, ports: readonly number[]): Promise<void> {
    const { parts } = this.#options;
    await Promise.all([
      ...(parts.includes('workloads') ? [this.#startWorkloads(info, ports.slice(0, 3))] : []),
      ...(parts.includes('flux') ? [this.#startFlux(info, ports.slice(3, 8))] : []),
      ...(parts.includes('helm') ? [this.#startHelm(ports.slice(9, 11))] : []),
      ...(parts.includes('flagger') ? [this.#startFlagger(info, loadTester, ports[8] ?? 0)] : []),
    ]);
  }

  async #startWorkloads(info: ControlPlaneInfo, [managerPort = 0, schedulerPort = 0, kwokPort = 0]: readonly number[]): Promise<void> {
    const { folder } = this.#group;
    const kubeconfig = componentKubeconfig(folder, 'controllers');
    const manager = this.#start('kube-controller-manager', 'kube-controller-manager', controllerManagerFlags(kubeconfig, managerPort, info));
    const scheduler = this.#start('kube-scheduler', 'kube-scheduler', schedulerFlags(kubeconfig, schedulerPort));
    const kwok = this.#start('kwok', 'kwok', kwokFlags(kubeconfig, kwokPort, this.#options.binaries.stagesFile));
    const api = harnessClient(info);
    const isNodeReady = async () => listAt(await api.get('/api/v1/nodes/fake-0'), 'status', 'conditions').some((condition) => textAt(condition, 'type') === 'Ready' && textAt(condition, 'status') === 'True');
    await Promise.all([manager.untilReady(() => answersWell(`https://127.0.0.1:${managerPort}/healthz`)), scheduler.untilReady(() => answersWell(`https://127.0.0.1:${schedulerPort}/healthz`)), kwok.untilReady(isNodeReady)]);
    this.#tell('controller-manager, scheduler and kwok are ready');
  }

  async #startFlux(info: ControlPlaneInfo, [sourceMetrics = 0, sourceHealth = 0, artifacts = 0, applyMetrics = 0, applyHealth = 0]: readonly number[]): Promise<void> {
    const { folder } = this.#group;
    const env = { KUBECONFIG: componentKubeconfig(folder, 'flux'), RUNTIME_NAMESPACE: 'flux-system', TMPDIR: folder };
    const source = this.#start('source-controller', 'source-controller', sourceControllerFlags(sourceMetrics, sourceHealth, artifacts, join(folder, 'artifacts')), env);
    const apply = this.#start('kustomize-controller', 'kustomize-controller', applierFlags(applyMetrics, applyHealth), env);
    await Promise.all([source.untilReady(() => answersWell(`http://127.0.0.1:${sourceHealth}/readyz`)), apply.untilReady(() => answersWell(`http://127.0.0.1:${applyHealth}/readyz`))]);
    this.#tell('source-controller and kustomize-controller are ready');
  }

  async #startHelm([metrics = 0, health = 0]: readonly number[]): Promise<void> {
    const { folder } = this.#group;
    const helm = this.#start('helm-controller', 'helm-controller', applierFlags(metrics, health), { KUBECONFIG: componentKubeconfig(folder, 'flux'), RUNTIME_NAMESPACE: 'flux-system', TMPDIR: folder, HOME: folder });
    await helm.untilReady(() => answersWell(`http://127.0.0.1:${health}/readyz`));
    this.#tell('helm-controller is ready');
  }

  async #startFlagger(info: ControlPlaneInfo, { port: loadTesterPort, namesUrl }: LoadTesterPlace, flaggerPort: number): Promise<void> {
    const { folder } = this.#group;
    const loadTester = this.#start('flagger-loadtester', 'flagger-loadtester', ['-port', String(loadTesterPort), '-log-level', 'info']);
    const flagger = this.#start('flagger', 'flagger', flaggerFlags(componentKubeconfig(folder, 'flagger'), info.metricsUrl, flaggerPort), { HTTP_PROXY: namesUrl, NO_PROXY: '127.0.0.1' });
    for (const service of [loadTesterService, metricsService]) await publishService(harnessClient(info), service);
    await Promise.all([flagger.untilReady(() => answersWell(`http://127.0.0.1:${flaggerPort}/healthz`)), loadTester.untilReady(() => answersWell(`http://127.0.0.1:${loadTesterPort}/healthz`))]);
    this.#tell('Flagger and its load tester are ready');
  }
}

/** Where the load tester listens, and the HTTP proxy that knows it by name. */
interface LoadTesterPlace {
  readonly port: number;
  readonly namesUrl: string;
}

/** What answers under which name and address. */
function servicePorts(loadTester: number, metrics: number): ReadonlyMap<string, number> {
  return new Map([['loadtester.test', loadTester], ['flagger-loadtester.test', loadTester], [loadTesterService.address, loadTester], ['prometheus.monitoring', metrics], [metricsService.address, metrics]]);
}

function caFileOf(folder: string): string {
  return join(certificateFolder(folder), 'apiserver.crt');
}

function componentKubeconfig(folder: string, user: 'controllers' | 'flux' | 'flagger'): string {
  return join(folder, `${user}.kubeconfig`);
}

/** Whether a health address answers 200; certificates of health ports are nobody's business. */
function answersWell(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const onResponse = (incoming: { readonly statusCode?: number; resume(): void }) => {
      incoming.resume();
      resolve(incoming.statusCode === 200);
    };
    const sent = address.startsWith('https:') ? sendSecure(address, { rejectUnauthorized: false, agent: false }, onResponse) : sendPlain(address, { agent: false }, onResponse);
    sent.setTimeout(2000, () => sent.destroy(new Error('no answer')));
    sent.on('error', () => resolve(false));
    sent.end();
  });
}
