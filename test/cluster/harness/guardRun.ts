// One way to set an image, tried on a running Flux and Flagger: pushed good, pushed bad, rolled back, flagged on its line, put back by the fix, quiet.
import { expect } from 'vitest';
import { systemClock } from '../../../client/src/cluster/clock.ts';
import type { ClusterSession } from '../../../client/src/cluster/clusterSession.ts';
import { buildClusterFacts } from '../../../client/src/flux/clusterFacts.ts';
import { runReconcile } from '../../../client/src/flux/reconcile.ts';
import { planReconcile, type ReconcileTarget } from '../../../client/src/flux/reconcilePlan.ts';
import { reconcileWorldOf } from '../../../client/src/flux/sessionReconcile.ts';
import type { ClusterFacts } from '../../../server/src/protocol/clusterFacts.ts';
import { rolledBackRule } from '../../../server/src/rules/cluster/rolledBackImages.ts';
import { fixWay, guardFindings, isByHelm, lineOf, markedLine, openWay, readWay, saysOf, type WayTexts } from '../../harness/guardWays.ts';
import type { ApiClient } from './apiClient.ts';
import type { ControlPlaneInfo } from './controlPlaneInfo.ts';
import { GitRepository } from './gitRepository.ts';
import type { MetricsControl } from './metricsControl.ts';
import { createNamespace } from './suite.ts';
import { waitUntil } from './waitUntil.ts';

/** Where it is tried. */
export interface GuardPlace {
  readonly info: ControlPlaneInfo;
  readonly api: ApiClient;
  readonly metrics: MetricsControl;
  readonly session: ClusterSession;
  /** Makes what the namespace of a way needs beside the files of the way, and tells what stands for it in them. */
  readonly prepare?: (namespace: string) => Promise<Readonly<Record<string, string>>>;
}

/** The facts as the client sends them, of the Canary of a namespace alone. */
export function factsOfNamespace(session: ClusterSession, namespace: string): ClusterFacts {
  const facts = buildClusterFacts(session, Date.now());
  return { ...facts, canaries: facts.canaries.filter((canary) => canary.namespace === namespace) };
}

/** One way, pushed to its repositories at a version. */
class PushedWay {
  readonly namespace: string;
  readonly urls: { readonly fleet: string; readonly shop: string };
  readonly #place: GuardPlace;
  readonly #way: string;
  readonly #replacements: Readonly<Record<string, string>>;
  readonly #repositories: ReadonlyMap<keyof WayTexts, GitRepository>;

  private constructor(place: GuardPlace, way: string, namespace: string, urls: PushedWay['urls'], replacements: Readonly<Record<string, string>>, repositories: ReadonlyMap<keyof WayTexts, GitRepository>) {
    this.#place = place;
    this.#way = way;
    this.namespace = namespace;
    this.urls = urls;
    this.#replacements = replacements;
    this.#repositories = repositories;
  }

  static async create(place: GuardPlace, way: string): Promise<PushedWay> {
    const { api, info, prepare } = place;
    const namespace = await createNamespace(api, `guard-${way}`);
    const replacements = (await prepare?.(namespace)) ?? {};
    const urls = { fleet: `${info.gitUrl}/${namespace}-fleet.git`, shop: `${info.gitUrl}/${namespace}-shop.git` };
    const texts = PushedWay.#textsOf(way, namespace, urls, replacements, '1.0.0');
    const repositories = new Map<keyof WayTexts, GitRepository>();
    for (const name of ['fleet', 'shop'] as const) {
      if (Object.keys(texts[name]).length > 0) repositories.set(name, await GitRepository.create(info, `${namespace}-${name}`, texts[name]));
    }
    await api.applyYaml(texts.fleet['root.yaml'] ?? '');
    return new PushedWay(place, way, namespace, urls, replacements, repositories);
  }

  texts(version: string): WayTexts {
    return PushedWay.#textsOf(this.#way, this.namespace, this.urls, this.#replacements, version);
  }

  /** Pushes, and lets Flux apply it from above. */
  async push(texts: WayTexts, version: string): Promise<void> {
    const { session } = this.#place;
    for (const [name, repository] of this.#repositories) await repository.commitAndPush(texts[name], version);
    for (const name of ['root', 'app']) await this.#reconcile(`Kustomization ${name}`, session.findKustomization(this.namespace, name));
    if (isByHelm(this.#way)) await this.#reconcile('HelmRelease web', session.findHelmRelease(this.namespace, 'web'));
  }

  async #reconcile(name: string, target: ReconcileTarget | undefined): Promise<void> {
    const { session } = this.#place;
    if (target === undefined) throw new Error(`there is no ${name}`);
    const plan = planReconcile(target, 'withSource', session);
    if (!plan.ok) throw new Error(plan.error.message);
    const end = await runReconcile(plan.value, reconcileWorldOf(session, systemClock, Math.random), { signal: new AbortController().signal, onProgress: () => undefined, stepDeadlineMs: 60_000 });
    if (end.type !== 'done') throw new Error(`the reconcile of ${name} ended: ${JSON.stringify(end)}`);
  }

  static #textsOf(way: string, namespace: string, urls: PushedWay['urls'], replacements: Readonly<Record<string, string>>, version: string): WayTexts {
    return readWay(way, (text) => Object.entries(replacements).reduce((all, [from, to]) => all.replaceAll(from, to), text).replaceAll('guard-way', namespace).replace('https://git.example/fleet.git', urls.fleet).replace('https://git.example/shop.git', urls.shop).replace(/^(.*)1\.1\.0(.*# here)$/m, `$1${version}$2`));
  }
}

/** Goes through the whole story of one way and expects the guard to say what is so, at each point. */
export async function proveWay(place: GuardPlace, way: string): Promise<void> {
  const { session, metrics } = place;
  const pushed = await PushedWay.create(place, way);
  const { namespace, urls } = pushed;
  const facts = () => factsOfNamespace(session, namespace);
  await waitUntil('the Canary is set up', () => session.findCanary(namespace, 'web')?.phase === 'Initialized', { withinMs: 200_000, onTimeout: () => JSON.stringify(facts().canaries) });
  expect(guardFindings(openWay(pushed.texts('1.0.0'), urls), facts())).toEqual([]);

  await metrics.set({ containing: [namespace], successRate: 61 });
  const bad = pushed.texts('1.1.0');
  const workspace = openWay(bad, urls);
  expect(guardFindings(workspace, facts()).map(({ rule }) => rule)).toEqual(isByHelm(way) ? [] : ['canary/git-ahead']);
  await pushed.push(bad, '1.1.0');
  const failed = await waitUntil('the rollout is over', () => {
    const seen = facts();
    // While it is under way nothing is said, in no moment.
    if (seen.canaries[0]?.phase !== 'Failed') expect(guardFindings(workspace, seen).filter(({ rule }) => rule === rolledBackRule)).toEqual([]);
    return seen.canaries[0]?.phase === 'Failed' && seen.canaries[0].failureReason !== '' ? seen : undefined;
  }, { withinMs: 150_000, everyMs: 200, onTimeout: () => JSON.stringify(facts().canaries) });
  const findings = guardFindings(workspace, failed);
  expect(findings.map(lineOf)).toEqual([markedLine(bad)]);
  const [finding] = findings;
  expect(finding?.message).toMatch(new RegExp(`^${saysOf(way)} \`registry\\.invalid/web:1\\.1\\.0\`, the cluster serves \`registry\\.invalid/web:1\\.0\\.0\`: the rollout failed \\(success rate 61(\\.0+)? ?% < 99 ?%\\)$`));

  const fixed = finding === undefined ? bad : fixWay(bad, workspace, finding);
  expect(fixed).toEqual(pushed.texts('1.0.0'));
  await pushed.push(fixed, '1.0.0');
  await waitUntil('it is quiet', () => guardFindings(openWay(fixed, urls), facts()).length === 0, { withinMs: 60_000 });
  // Git says the new version once more, by hand in the editor: it is ahead, and nobody is accused before it was tried.
  await waitUntil('the old version is back in the target', () => facts().canaries[0]?.canaryImages?.['web'] === 'registry.invalid/web:1.0.0', { withinMs: 60_000 });
  expect(guardFindings(workspace, facts()).filter(({ rule }) => rule === rolledBackRule)).toEqual([]);
}
