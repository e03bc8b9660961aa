// A story in real VS Code on a real control plane: repositories on its Git server, in one workspace that is connected to it. Whatever it started ends with it.
import { mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ApiClient } from '../../cluster/harness/apiClient.ts';
import type { Binaries } from '../../cluster/harness/binaries.ts';
import { startControlPlane, type ControlPlane, type Part } from '../../cluster/harness/controlPlane.ts';
import { harnessClient, type ControlPlaneInfo } from '../../cluster/harness/controlPlaneInfo.ts';
import { FaultProxy } from '../../cluster/harness/faultProxy.ts';
import type { GitRepository } from '../../cluster/harness/gitRepository.ts';
import { shoot, wear, widenSideBar } from '../driver/appearance.ts';
import { openSession, type VscodeSession } from '../driver/session.ts';
import { focusView } from '../driver/tree.ts';

/** What a story begins with. */
export interface StoryBeginning<Repositories extends Readonly<Record<string, GitRepository>>> {
  readonly binaries: Binaries;
  readonly parts: readonly Part[];
  /** Made before anything else; also the name of the workspace. */
  readonly namespace: string;
  /** Makes the repositories, each a folder of the workspace, and brings the cluster to where the story begins. */
  readonly prepare: (info: ControlPlaneInfo, api: ApiClient) => Promise<Repositories>;
  /** Beside those that connect. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** The view that is looked at first, and the width of its side bar. */
  readonly view: string;
  readonly sideBar: number;
  /** Whether what VS Code is connected through can be cut. */
  readonly canBeCut?: boolean;
}

/** A story that runs. */
export class RealStory<Repositories extends Readonly<Record<string, GitRepository>>> {
  readonly plane: ControlPlane;
  readonly api: ApiClient;
  readonly repositories: Repositories;
  readonly session: VscodeSession;
  readonly #proxy: FaultProxy | undefined;
  readonly #folder: string;

  private constructor(plane: ControlPlane, api: ApiClient, repositories: Repositories, session: VscodeSession, folder: string, proxy: FaultProxy | undefined) {
    this.plane = plane;
    this.api = api;
    this.repositories = repositories;
    this.session = session;
    this.#folder = folder;
    this.#proxy = proxy;
  }

  /** Starts everything. */
  static async begin<Repositories extends Readonly<Record<string, GitRepository>>>(beginning: StoryBeginning<Repositories>): Promise<RealStory<Repositories>> {
    const { binaries, parts, namespace, view, sideBar } = beginning;
    const folder = await realpath(await mkdtemp(join(tmpdir(), `fd-${namespace}-`)));
    const plane = await startControlPlane({ binaries, parts });
    const { info } = plane;
    const api = harnessClient(info);
    await api.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
    const repositories = await beginning.prepare(info, api);
    const proxy = beginning.canBeCut === true ? await FaultProxy.start(info.apiServerUrl) : undefined;
    const kubeconfig = join(folder, 'kubeconfig');
    await writeFile(kubeconfig, (await readFile(info.kubeconfig, 'utf8')).replaceAll(info.apiServerUrl, proxy?.url ?? info.apiServerUrl), { mode: 0o600 });
    const target = join(folder, `${namespace}.code-workspace`);
    const settings = { 'flightdeck.kubeconfig': kubeconfig, 'flightdeck.context': 'admin', 'flightdeck.afterPush': 'nothing', ...beginning.settings };
    await writeFile(target, JSON.stringify({ folders: Object.entries(repositories).map(([name, repository]) => ({ name, path: repository.folder })), settings }));
    const session = await openSession({ target, window: { width: 1600, height: 1100 } });
    await focusView(session.page, view);
    await widenSideBar(session.page, sideBar);
    return new RealStory(plane, api, repositories, session, folder, proxy);
  }

  /** The way to the API server, where it can be cut. */
  get proxy(): FaultProxy {
    if (this.#proxy === undefined) throw new Error('this story cannot be cut');
    return this.#proxy;
  }

  /** A picture in both looks. */
  async shootBoth(name: string): Promise<void> {
    for (const look of ['light', 'dark'] as const) {
      await wear(this.session, look);
      await shoot(this.session.page, `${name}-${look}`);
    }
  }

  /** Ends everything. */
  async end(): Promise<void> {
    await this.session.close();
    await this.#proxy?.close();
    await this.plane.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
