// The verbs where Flux holds the objects: what each way says beforehand of Flux is what real Flux does to it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ClusterSession } from '../../client/src/cluster/clusterSession.ts';
import { readVerbSituation } from '../../client/src/flagger/verbs/readSituation.ts';
import { restartAnnotation, type VerbWay } from '../../client/src/flagger/verbs/verbPlan.ts';
import { readReadiness } from '../../client/src/flux/readiness.ts';
import type { Json } from './harness/apiClient.ts';
import { canaryObject, deploymentObject, workloadName } from './harness/canaryObjects.ts';
import { gitRepositoryObject, kustomizationObject } from './harness/fluxObjects.ts';
import { GitRepository } from './harness/gitRepository.ts';
import { createNamespace, SessionOpener, sharedControlPlane, uniqueName } from './harness/suite.ts';
import { canaryIn, gates, goWay, imageOf, TriedCanaries, wayFor } from './harness/verbRun.ts';
import { waitUntil } from './harness/waitUntil.ts';

const { info, api } = sharedControlPlane();
const opener = new SessionOpener(info);
let session: ClusterSession;
const canaries = new TriedCanaries(() => session, api);

beforeAll(async () => {
  session = await opener.session('admin');
  await waitUntil('the session is live', () => session.state.type === 'live');
});
afterAll(() => canaries.stop());

const manifest = (...objects: readonly Json[]): string => objects.map((object) => JSON.stringify(object)).join('\n---\n');
const kustomizationPath = (namespace: string) => `/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/${namespace}/kustomizations/web`;
const liveCanary = (namespace: string) => session.findCanary(namespace, workloadName);
const specOf = async (namespace: string) => JSON.stringify((await canaryIn(api, namespace))['spec']);

/** Runs of the Kustomization that are over, as its controller logs them: the status names a run before it has applied everything. */
function finishedRuns(namespace: string): number {
  const lines = readFileSync(join(info.logFolder, 'kustomize-controller.log'), 'utf8').split('\n');
  return lines.filter((line) => line.includes('Reconciliation finished') && line.includes(`"namespace":"${namespace}"`)).length;
}

/** A workload with its Canary that a Kustomization `web` brings out of Git. */
class InGit {
  readonly namespace: string;
  readonly recorder: Awaited<ReturnType<TriedCanaries['recorded']>>;
  readonly #name: string;
  readonly #repository: GitRepository;
  readonly #analysis: Json;

  private constructor(namespace: string, name: string, repository: GitRepository, analysis: Json, recorder: InGit['recorder']) {
    this.namespace = namespace;
    this.#name = name;
    this.#repository = repository;
    this.#analysis = analysis;
    this.recorder = recorder;
  }

  static async create(name: string, interval: string, analysis: Json, spec: Json): Promise<InGit> {
    const namespace = await createNamespace(api, name);
    const canary = canaryObject(namespace, { name, provider: 'linkerd', analysis, more: spec });
    const repository = await GitRepository.create(info, namespace, { 'web.yaml': manifest(deploymentObject(namespace, '1.0.0'), canary) });
    await api.apply(gitRepositoryObject(namespace, 'shop', repository.url));
    await api.apply(kustomizationObject(namespace, 'web', { path: './', source: 'shop', more: { interval, wait: false } }));
    return new InGit(namespace, name, repository, analysis, await canaries.recorded(namespace));
  }

  /** Pushes a version and these fields of the Canary, and lets Flux apply them. */
  async push(version: string, spec: Json): Promise<void> {
    const { namespace } = this;
    const canary = canaryObject(namespace, { name: this.#name, provider: 'linkerd', analysis: this.#analysis, more: spec });
    const hash = await this.#repository.commitAndPush({ 'web.yaml': manifest(deploymentObject(namespace, version), canary) }, version);
    await api.requestReconcile(`/apis/source.toolkit.fluxcd.io/v1/namespaces/${namespace}/gitrepositories/shop`, hash);
    await waitUntil('Flux has applied it', () => session.findKustomization(namespace, 'web')?.lastAppliedRevision.includes(hash), { withinMs: 90_000 });
  }

  /** Lets Flux run once more on what it has. */
  async run(): Promise<void> {
    const { namespace } = this;
    const before = finishedRuns(namespace);
    const token = uniqueName('run');
    await api.requestReconcile(kustomizationPath(namespace), token);
    await waitUntil('Flux has run', async () => JSON.stringify((await api.get(kustomizationPath(namespace)))['status']).includes(token) && finishedRuns(namespace) > before, { withinMs: 60_000, everyMs: 100 });
  }

  async suspendKustomization(wanted: boolean): Promise<void> {
    await api.merge(kustomizationPath(this.namespace), { spec: { suspend: wanted } });
    await waitUntil('it is seen', () => session.findKustomization(this.namespace, 'web')?.suspended === wanted);
  }

  way(verb: Parameters<typeof wayFor>[2], id: string): Promise<VerbWay> {
    return wayFor(session, this.namespace, verb, id);
  }

  go(way: VerbWay) {
    return goWay(session, this.namespace, way);
  }
}

describe.concurrent('with Flux', () => {
  test('what Git sets comes back with the next run, whose time was told', { timeout: 400_000 }, async () => {
    const app = await InGit.create('verb-flux', '40s', { stepWeight: 5, maxWeight: 50 }, { suspend: false });
    const { namespace } = app;
    const runs = () => finishedRuns(namespace);
    // The first runs come by other reasons: a source that was not there yet, its first artifact.
    await waitUntil('it runs by its interval', () => runs() >= 3, { withinMs: 200_000, everyMs: 100 });
    const flux = () => {
      const found = session.findKustomization(namespace, 'web');
      if (found === undefined) throw new Error('there is no Kustomization web');
      return found;
    };
    const begun = { runs: runs(), at: flux().lastReconciledAt };
    await waitUntil('a run is just over', () => runs() > begun.runs && flux().lastReconciledAt !== begun.at && readReadiness(flux()).state === 'ready', { withinMs: 90_000, everyMs: 50 });
    const situation = await readVerbSituation(session, { namespace, name: workloadName }, Date.now());
    const told = situation.ok ? situation.value.flux.suspend : undefined;
    expect(told).toEqual({ type: 'reverted', owner: `Kustomization ${namespace}/web`, at: Date.parse(flux().lastReconciledAt) + 40_000, interval: '40s' });
    expect(situation.ok ? situation.value.flux.skipAnalysis : undefined).toEqual({ type: 'left', owner: `Kustomization ${namespace}/web` });
    const way = await app.way('pause', 'suspend');
    expect(way.flux).toContain(`(Kustomization ${namespace}/web, each 40s)`);
    const before = runs();
    expect(await app.go(way)).toMatchObject({ type: 'done' });
    await waitUntil('the pause is seen', () => liveCanary(namespace)?.suspended === true, { everyMs: 5 });
    expect(runs()).toBe(before);
    await waitUntil('Flux has put it back', () => liveCanary(namespace)?.suspended === false, { withinMs: 90_000 });
    const at = told?.type === 'reverted' ? (told.at ?? Number.NaN) : Number.NaN;
    process.stdout.write(`  put back ${((Date.now() - at) / 1000).toFixed(1)} s after the time that was told (interval 40 s)\n`);
    await waitUntil('that run is over', () => runs() > before);
    expect(runs(), 'it was the first run after the edit').toBe(before + 1);
  });

  test('an image put back in the cluster: Flagger takes it for a roll-back, Flux brings the new one again, and the analysis goes on with it', { timeout: 400_000 }, async () => {
    const app = await InGit.create('verb-image', '30s', { stepWeight: 5, maxWeight: 50 }, { suspend: false });
    const { namespace, recorder } = app;
    await app.push('1.1.0', { suspend: false });
    await recorder.until(['Progressing'], 120_000);
    const way = await app.way('abort', 'image');
    expect(way.flux).toContain('Flux puts the image back at ');
    expect(way.flux).toContain('the analysis goes on with the new version');
    expect(await app.go(way)).toMatchObject({ type: 'done' });
    expect(await imageOf(api, namespace, workloadName)).toBe('registry.invalid/web:1.0.0');
    await waitUntil('Flux has brought the new one again', async () => (await imageOf(api, namespace, workloadName)) === 'registry.invalid/web:1.1.0', { withinMs: 90_000, everyMs: 200 });
    await recorder.until(['Succeeded'], 180_000);
    expect(JSON.stringify(await api.get(`/api/v1/namespaces/${namespace}/events`))).not.toContain('Restarting analysis');
    expect(await imageOf(api, namespace, `${workloadName}-primary`)).toBe('registry.invalid/web:1.1.0');
  });

  test('what Flux does not hold stays through its runs: a gate, the end of a rollout, the annotation of a second try', { timeout: 400_000 }, async () => {
    const app = await InGit.create('verb-stays', '1h', { stepWeight: 50, maxWeight: 50, webhooks: [gates.start] }, {});
    const { namespace, recorder } = app;
    await app.push('1.1.0', {});
    await recorder.until(['Waiting'], 90_000);
    const open = await app.way('openGate', 'gate:start');
    expect(open.flux).toContain('Flux does not undo it');
    expect(await app.go(open)).toMatchObject({ type: 'done' });
    await recorder.until(['Progressing'], 60_000);
    const fail = await app.way('abort', 'failedChecks');
    expect(fail.flux).toBe('Flux never writes a status: it stays done.');
    expect(await app.go(fail)).toEqual({ type: 'done', phase: 'Failed', left: '' });
    await app.run();
    expect(liveCanary(namespace)?.phase).toBe('Failed');
    const again = await app.way('retry', 'annotation');
    expect(again.flux).toBe(`Flux leaves it alone: Kustomization ${namespace}/web does not set the annotation. It stays until somebody takes it away.`);
    // The gate is open as it was: it starts without waiting.
    expect(await app.go(again)).toMatchObject({ type: 'done', phase: 'Progressing' });
    await app.run();
    expect(JSON.stringify(await api.get(`/apis/apps/v1/namespaces/${namespace}/deployments/${workloadName}`))).toContain(`"${restartAnnotation}"`);
    await recorder.until(['Succeeded'], 120_000);
  });

  test('what Git sets otherwise is put back: a resume, also where the Kustomization is suspended meanwhile, and skipAnalysis', { timeout: 400_000 }, async () => {
    const app = await InGit.create('verb-back', '1h', { stepWeight: 5, maxWeight: 50 }, { suspend: false, skipAnalysis: false });
    const { namespace, recorder } = app;
    expect(await app.go(await app.way('pause', 'suspend'))).toMatchObject({ type: 'done' });
    await waitUntil('it is suspended by hand', () => liveCanary(namespace)?.suspended === true);
    // What we have written is ours now; Git says the same as our way back.
    const early = await app.way('resume', 'suspend');
    expect(early.flux).toMatch(new RegExp(`^Somebody else has set spec\\.suspend last\\. If Git sets it too: Flux puts spec\\.suspend back at \\d\\d:\\d\\d:\\d\\d \\(Kustomization ${namespace}/web, each 1h\\)`));
    await app.run();
    await waitUntil('Flux has put it back', () => liveCanary(namespace)?.suspended === false);
    await app.push('1.0.0', { suspend: true, skipAnalysis: false });
    await waitUntil('it is suspended', () => liveCanary(namespace)?.suspended === true);
    const resume = await app.way('resume', 'suspend');
    expect(resume.flux).toMatch(new RegExp(`^Flux puts spec\\.suspend back at \\d\\d:\\d\\d:\\d\\d \\(Kustomization ${namespace}/web, each 1h\\) or at the next reconcile\\.$`));
    expect(await app.go(resume)).toMatchObject({ type: 'done' });
    await waitUntil('it is resumed', () => liveCanary(namespace)?.suspended === false);
    await app.run();
    await waitUntil('Flux has suspended it again', () => liveCanary(namespace)?.suspended === true);

    await app.suspendKustomization(true);
    const meanwhile = await app.way('resume', 'suspend');
    expect(meanwhile.flux).toBe(`Kustomization ${namespace}/web is suspended: Flux puts spec.suspend back only after it is resumed.`);
    expect(await app.go(meanwhile)).toMatchObject({ type: 'done' });
    await waitUntil('it is resumed', () => liveCanary(namespace)?.suspended === false);
    await app.suspendKustomization(false);
    await waitUntil('Flux has suspended it again', () => liveCanary(namespace)?.suspended === true);

    await app.push('1.1.0', { suspend: false, skipAnalysis: false });
    await recorder.until(['Progressing'], 90_000);
    const skip = await app.way('promote', 'skipAnalysis');
    expect(skip.flux).toContain('Flux puts spec.skipAnalysis back at ');
    expect(await app.go(skip)).toEqual({ type: 'done', phase: 'Succeeded', left: '' });
    expect(await specOf(namespace)).toContain('"skipAnalysis":false');
    // As if the window had closed before it was taken back.
    expect(await app.go({ ...skip, reaches: [], afterwards: { phases: [], deeds: [] } })).toMatchObject({ type: 'done' });
    expect(await specOf(namespace)).toContain('"skipAnalysis":true');
    await app.run();
    expect(await specOf(namespace)).toContain('"skipAnalysis":false');
  });
});
