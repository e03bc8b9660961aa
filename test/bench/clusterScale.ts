// Measures how long a change in a large cluster takes to the tree: the product's own session, stores, watcher and view model against a real API server.
import { readFile } from 'node:fs/promises';
import { systemClock } from '../../client/src/cluster/clock.ts';
import { ClusterSession } from '../../client/src/cluster/clusterSession.ts';
import { runProgramWithNode } from '../../client/src/cluster/execCredential.ts';
import { readKubeconfig, resolveContext } from '../../client/src/cluster/kubeconfig.ts';
import { KubeConnection } from '../../client/src/cluster/kubeConnection.ts';
import type { ClusterLink } from '../../client/src/kubeContext/clusterLink.ts';
import { newClusterRowCaches } from '../../client/src/views/cluster/clusterViewInput.ts';
import { buildClusterView } from '../../client/src/views/cluster/clusterViewModel.ts';
import { OnScreenObjects } from '../../client/src/views/cluster/onScreenObjects.ts';
import { readViewInput } from '../../client/src/views/cluster/readViewInput.ts';
import { SessionWatcher } from '../../client/src/views/cluster/sessionWatcher.ts';
import { findTreeChange, type TreeNodeModel } from '../../client/src/views/treeModel.ts';
import { auditLines } from '../cluster/harness/auditLog.ts';
import { ensureBinaries } from '../cluster/harness/binaries.ts';
import { startControlPlane, type ControlPlane } from '../cluster/harness/controlPlane.ts';
import { fillLarge, kustomizationName, kustomizationPath, largeCluster, namespaceOf } from '../cluster/harness/scale.ts';
import { waitUntil } from '../cluster/harness/waitUntil.ts';

/** What was found. Times in milliseconds. */
export interface ScaleMeasurement {
  /** From sending the change to the tree that shows it, for each change. */
  readonly changeToTree: readonly number[];
  /** Building the rows anew and finding what changed, for each change: part of the above. */
  readonly drawing: readonly number[];
  readonly untilLive: number;
  /** Beside watches that begin anew after their time. */
  readonly requestsAtRest: number;
  readonly heapMegabytes: number;
  /** Processor time of this process for one change, the sending of it included. */
  readonly cpuPerChange: number;
}

const changes = 60;

/** Starts a control plane, fills it, measures, and removes it; a string says why it cannot be measured here. */
export async function measureClusterScale(): Promise<ScaleMeasurement | string> {
  // Building takes minutes: that belongs to the suite, which says so.
  const outcome = await ensureBinaries({ ...process.env, PATH: '' }, () => undefined);
  if (outcome.type === 'missing') return 'run `npm run test:cluster` first';
  // The control plane's processes keep nobody alive, so that a crash ends them; here somebody waits for them.
  const awake = setInterval(() => undefined, 1000);
  try {
    const plane = await startControlPlane({ binaries: outcome.binaries, parts: [] });
    try {
      await fillLarge(plane.api, largeCluster);
      return await measure(plane);
    } finally {
      await plane.stop();
    }
  } finally {
    clearInterval(awake);
  }
}

async function measure(plane: ControlPlane): Promise<ScaleMeasurement> {
  const startedAt = performance.now();
  const session = await openSession(plane);
  const screen = new Screen(session);
  try {
    await waitUntil('the tree shows everything', () => session.state.type === 'live' && session.helmReleases.length === largeCluster.helmReleases && screen.isDrawn, { withinMs: 120_000 });
    const untilLive = performance.now() - startedAt;
    await waitUntil('nothing is asked any more', async () => {
      const before = requestsOf(plane);
      await new Promise((resolve) => setTimeout(resolve, 2000));
      return requestsOf(plane) === before;
    }, { withinMs: 30_000 });
    const cpuBefore = process.cpuUsage();
    const atRest = requestsOf(plane);
    const changeToTree: number[] = [];
    const drawing: number[] = [];
    for (let index = 0; index < changes; index += 1) {
      const path = `./round/${index}`;
      const shown = screen.untilShown(namespaceOf(index), kustomizationName(index), path);
      const sentAt = performance.now();
      await plane.api.merge(kustomizationPath(index), { spec: { path } });
      const { at, drawnIn } = await shown;
      changeToTree.push(at - sentAt);
      drawing.push(drawnIn);
    }
    const { user, system } = process.cpuUsage(cpuBefore);
    return { cpuPerChange: (user + system) / 1000 / changes, changeToTree, drawing, untilLive, requestsAtRest: requestsOf(plane) - atRest, heapMegabytes: process.memoryUsage().heapUsed / 1024 / 1024 };
  } finally {
    screen.dispose();
    session.dispose();
  }
}

function requestsOf({ info }: ControlPlane): number {
  return auditLines(info, 'admin').filter(({ verb }) => verb !== 'watch').length;
}

async function openSession(plane: ControlPlane): Promise<ClusterSession> {
  const kubeconfig = await readKubeconfig({ settingPath: plane.info.kubeconfig, env: {}, homeDirectory: '/', pathDelimiter: ':', readFile: (path) => readFile(path, 'utf8') });
  const resolved = resolveContext(kubeconfig, 'admin');
  if (!resolved.ok) throw new Error(`the kubeconfig of the suite has no context admin: ${resolved.error.type}`);
  const connection = new KubeConnection(resolved.value, { clock: systemClock, env: {}, runProgram: runProgramWithNode });
  return new ClusterSession(connection, { timing: { clock: systemClock, random: Math.random } });
}

/** The Cluster view without an editor: it draws when the product's watcher says so. */
class Screen {
  readonly #session: ClusterSession;
  readonly #watcher: SessionWatcher;
  readonly #caches = newClusterRowCaches();
  readonly #onScreen = new OnScreenObjects();
  #rows: readonly TreeNodeModel[] = [];
  #onDrawn: (drawnIn: number) => void = () => undefined;

  constructor(session: ClusterSession) {
    this.#session = session;
    // The watcher takes nothing else of the link.
    const link = { session, onDidChangeState: () => ({ dispose: () => undefined }) } as unknown as ClusterLink;
    this.#watcher = new SessionWatcher(link, () => this.#draw());
  }

  get isDrawn(): boolean {
    return this.#rows.length > 0;
  }

  /** When a drawing has shown the path of a Kustomization. */
  untilShown(namespace: string, name: string, path: string): Promise<{ readonly at: number; readonly drawnIn: number }> {
    return new Promise((resolve) => {
      this.#onDrawn = (drawnIn) => {
        if (this.#session.findKustomization(namespace, name)?.path === path) resolve({ at: performance.now(), drawnIn });
      };
    });
  }

  dispose(): void {
    this.#watcher.dispose();
    this.#onScreen.release();
  }

  #draw(): void {
    const startedAt = performance.now();
    const model = buildClusterView({ ...readViewInput(this.#session, Date.now()), onScreen: this.#onScreen.look(this.#session) }, this.#caches);
    findTreeChange(this.#rows, model.rows);
    this.#rows = model.rows;
    this.#onDrawn(performance.now() - startedAt);
  }
}
