// The guard on real Flux and real Flagger: for each way to set an image a bad version is pushed, rolled back, flagged on its line, put back by the fix, pushed, and quiet again.
import { beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../client/src/cluster/clock.ts';
import type { ClusterSession } from '../../client/src/cluster/clusterSession.ts';
import { buildClusterFacts } from '../../client/src/flux/clusterFacts.ts';
import { runReconcile } from '../../client/src/flux/reconcile.ts';
import { planReconcile } from '../../client/src/flux/reconcilePlan.ts';
import { reconcileWorldOf } from '../../client/src/flux/sessionReconcile.ts';
import type { ClusterFacts } from '../../server/src/protocol/clusterFacts.ts';
import { rolledBackRule } from '../../server/src/rules/cluster/rolledBackImages.ts';
import { fixWay, guardFindings, guardWays, isByHelm, lineOf, markedLine, openWay, readWay, type WayTexts } from '../harness/guardWays.ts';
import { deploymentObject } from './harness/canaryObjects.ts';
import { GitRepository } from './harness/gitRepository.ts';
import { createNamespace, SessionOpener, sharedControlPlane } from './harness/suite.ts';
import { waitUntil } from './harness/waitUntil.ts';

const { info, api, metrics } = sharedControlPlane();
const opener = new SessionOpener(info);
let session: ClusterSession;

beforeAll(async () => {
  session = await opener.session('admin');
  await waitUntil('the session is live', () => session.state.type === 'live');
});

/** One way, pushed to its repositories at a version. */
class PushedWay {
  readonly namespace: string;
  readonly urls: { readonly fleet: string; readonly shop: string };
  readonly #way: string;
  readonly #repositories: ReadonlyMap<keyof WayTexts, GitRepository>;

  private constructor(way: string, namespace: string, urls: PushedWay['urls'], repositories: ReadonlyMap<keyof WayTexts, GitRepository>) {
    this.#way = way;
    this.namespace = namespace;
    this.urls = urls;
    this.#repositories = repositories;
  }

  static async create(way: string): Promise<PushedWay> {
    const namespace = await createNamespace(api, `guard-${way}`);
    const urls = { fleet: `${info.gitUrl}/${namespace}-fleet.git`, shop: `${info.gitUrl}/${namespace}-shop.git` };
    const texts = PushedWay.#textsOf(way, namespace, urls, '1.0.0');
    const repositories = new Map<keyof WayTexts, GitRepository>();
    for (const name of ['fleet', 'shop'] as const) {
      if (Object.keys(texts[name]).length > 0) repositories.set(name, await GitRepository.create(info, `${namespace}-${name}`, texts[name]));
    }
    const pushed = new PushedWay(way, namespace, urls, repositories);
    await pushed.#helmRuns('1.0.0');
    await api.applyYaml(texts.fleet['root.yaml'] ?? '');
    return pushed;
  }

  texts(version: string): WayTexts {
    return PushedWay.#textsOf(this.#way, this.namespace, this.urls, version);
  }

  /** Pushes, and lets Flux apply it from above. */
  async push(texts: WayTexts, version: string): Promise<void> {
    for (const [name, repository] of this.#repositories) await repository.commitAndPush(texts[name], version);
    for (const name of ['root', 'app']) {
      const target = session.findKustomization(this.namespace, name);
      if (target === undefined) throw new Error(`there is no Kustomization ${name}`);
      const plan = planReconcile(target, 'withSource', session);
      if (!plan.ok) throw new Error(plan.error.message);
      const end = await runReconcile(plan.value, reconcileWorldOf(session, systemClock, Math.random), { signal: new AbortController().signal, onProgress: () => undefined, stepDeadlineMs: 60_000 });
      if (end.type !== 'done') throw new Error(`the reconcile of ${name} ended: ${JSON.stringify(end)}`);
    }
    await this.#helmRuns(version);
  }

  /** helm-controller does not run here, where nothing serves the charts: what one would make of the values is applied, with Helm's labels. */
  async #helmRuns(version: string): Promise<void> {
    if (!isByHelm(this.#way)) return;
    const deployment = deploymentObject(this.namespace, version);
    const labels = { app: 'web', 'helm.toolkit.fluxcd.io/name': 'web', 'helm.toolkit.fluxcd.io/namespace': this.namespace };
    await api.apply({ ...deployment, metadata: { namespace: this.namespace, name: 'web', labels } });
  }

  static #textsOf(way: string, namespace: string, urls: PushedWay['urls'], version: string): WayTexts {
    return readWay(way, (text) => text.replaceAll('guard-way', namespace).replace('https://git.example/fleet.git', urls.fleet).replace('https://git.example/shop.git', urls.shop).replace(/^(.*)1\.1\.0(.*# here)$/m, `$1${version}$2`));
  }
}

/** The facts as the client sends them, of this Canary alone. */
function factsOf(namespace: string): ClusterFacts {
  const facts = buildClusterFacts(session, Date.now());
  return { ...facts, canaries: facts.canaries.filter((canary) => canary.namespace === namespace) };
}

const phaseOf = (namespace: string): string | undefined => session.findCanary(namespace, 'web')?.phase;

describe.concurrent('the guard', () => {
  test.each(guardWays)('%s: flagged on its line, and quiet again after the fix', { timeout: 400_000 }, async (way) => {
    const pushed = await PushedWay.create(way);
    const { namespace, urls } = pushed;
    await waitUntil('the Canary is set up', () => phaseOf(namespace) === 'Initialized', { withinMs: 200_000, onTimeout: () => JSON.stringify(factsOf(namespace).canaries) });
    expect(guardFindings(openWay(pushed.texts('1.0.0'), urls), factsOf(namespace))).toEqual([]);

    await metrics.set({ containing: [namespace], successRate: 61 });
    const bad = pushed.texts('1.1.0');
    const workspace = openWay(bad, urls);
    expect(guardFindings(workspace, factsOf(namespace)).map(({ rule }) => rule)).toEqual(isByHelm(way) ? [] : ['canary/git-ahead']);
    await pushed.push(bad, '1.1.0');
    const seenRunning = await waitUntil('the rollout is over', () => {
      const facts = factsOf(namespace);
      // While it is under way nothing is said, in no moment.
      if (facts.canaries[0]?.phase !== 'Failed') expect(guardFindings(workspace, facts).filter(({ rule }) => rule === rolledBackRule)).toEqual([]);
      return facts.canaries[0]?.phase === 'Failed' && facts.canaries[0].failureReason !== '' ? facts : undefined;
    }, { withinMs: 150_000, everyMs: 200 });
    const findings = guardFindings(workspace, seenRunning);
    expect(findings.map(lineOf)).toEqual([markedLine(bad)]);
    const [finding] = findings;
    expect(finding?.message).toMatch(/^Git says `registry\.invalid\/web:1\.1\.0`, the cluster serves `registry\.invalid\/web:1\.0\.0`: the rollout failed \(success rate 61(\.0+)? ?% < 99 ?%\)$/);

    const fixed = finding === undefined ? bad : fixWay(bad, workspace, finding);
    expect(fixed).toEqual(pushed.texts('1.0.0'));
    await pushed.push(fixed, '1.0.0');
    await waitUntil('it is quiet', () => guardFindings(openWay(fixed, urls), factsOf(namespace)).length === 0, { withinMs: 60_000 });
    // Git says the new version once more, by hand in the editor: it is ahead, and nobody is accused before it was tried.
    await waitUntil('the old version is back in the target', () => factsOf(namespace).canaries[0]?.canaryImages?.['web'] === 'registry.invalid/web:1.0.0', { withinMs: 60_000 });
    expect(guardFindings(workspace, factsOf(namespace)).filter(({ rule }) => rule === rolledBackRule)).toEqual([]);
  });
});

describe.concurrent('a Canary that cannot be set up', () => {
  const broken: readonly (readonly [name: string, way: string, change: (text: string) => string, place: RegExp, says: RegExp])[] = [
    ['no such target', 'plain', (text) => text.replace('    name: web\n  progressDeadlineSeconds', '    name: wbe\n  progressDeadlineSeconds'), /^fleet\/app\/canary\.yaml:10$/, /deployment wbe\.\S+ get query error/],
    ['no label that Flagger knows', 'plain', (text) => text.replaceAll('app: web', 'role: web'), /^fleet\/app\/web\.yaml:10$/, /matchLabels must contain one of/],
    ['no such autoscaler', 'plain', (text) => text.replace('  progressDeadlineSeconds', '  autoscalerRef:\n    apiVersion: autoscaling/v2\n    kind: HorizontalPodAutoscaler\n    name: scaler\n  progressDeadlineSeconds'), /^fleet\/app\/canary\.yaml:14$/, /scaler/],
    ['no such ConfigMap', 'plain', (text) => text.replace('          ports:', '          envFrom:\n            - configMapRef:\n                name: settings\n          ports:'), /^fleet\/app\/web\.yaml:21$/, /configmap settings\./i],
    ['no gateway named', 'plain', (text) => text.replace('provider: linkerd', 'provider: gatewayapi:v1'), /^fleet\/app\/canary\.yaml:1[0-9]$/, /GatewayRefs must be specified/],
    ['no such Ingress', 'plain', (text) => text.replace('provider: linkerd', 'provider: nginx').replace('  progressDeadlineSeconds', '  ingressRef:\n    apiVersion: networking.k8s.io/v1\n    kind: Ingress\n    name: front\n  progressDeadlineSeconds'), /^fleet\/app\/canary\.yaml:14$/, /ingress front\./i],
  ];

  test.each(broken)('%s', { timeout: 200_000 }, async (name, way, change, place, says) => {
    const namespace = await createNamespace(api, name.replaceAll(' ', '-').toLowerCase());
    const url = `${info.gitUrl}/${namespace}.git`;
    const texts = readWay(way, (text) => change(text.replaceAll('guard-way', namespace).replace('https://git.example/fleet.git', url)));
    await GitRepository.create(info, namespace, texts.fleet);
    await api.applyYaml(texts.fleet['root.yaml'] ?? '');
    const workspace = openWay(texts, { fleet: url, shop: '' });
    const finding = await waitUntil('Flagger says why', () => guardFindings(workspace, factsOf(namespace)).find(({ rule, message }) => rule === 'canary/cannot-start' && says.test(message)), { withinMs: 120_000, everyMs: 200, onTimeout: () => JSON.stringify(factsOf(namespace)) });
    expect(lineOf(finding)).toMatch(place);
    expect(finding.severity).toBe('warning');
  });
});
