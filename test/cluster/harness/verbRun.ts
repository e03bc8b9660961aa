// Verbs as a user of some session goes them: what is offered, one way of it, and how it ended; and the Canaries that they are tried on.
import { systemClock } from '../../../client/src/cluster/clock.ts';
import type { ClusterSession } from '../../../client/src/cluster/clusterSession.ts';
import { readVerbSituation } from '../../../client/src/flagger/verbs/readSituation.ts';
import { runVerb, type VerbEnd } from '../../../client/src/flagger/verbs/runVerb.ts';
import { planVerb, type CanaryVerb, type VerbPlan, type VerbWay } from '../../../client/src/flagger/verbs/verbPlan.ts';
import type { ApiClient, Json } from './apiClient.ts';
import { createCanary, workloadName, type CanaryShape } from './canaryObjects.ts';
import { CanaryRecorder } from './canaryRun.ts';
import { createNamespace } from './suite.ts';

const loadTester = 'http://loadtester.test';

/** A gate of each sort on the suite's load tester. */
export const gates = {
  start: { name: 'start', type: 'confirm-rollout', url: `${loadTester}/gate/check` },
  promotion: { name: 'promotion', type: 'confirm-promotion', url: `${loadTester}/gate/check` },
  back: { name: 'back', type: 'rollback', url: `${loadTester}/rollback/check` },
} as const;

const named = (namespace: string) => ({ namespace, name: workloadName });

/** What a session is offered for the Canary of a namespace. */
export async function planFor(session: ClusterSession, namespace: string, verb: CanaryVerb): Promise<VerbPlan> {
  const situation = await readVerbSituation(session, named(namespace), Date.now());
  if (!situation.ok) throw new Error(JSON.stringify(situation.error));
  return planVerb(verb, situation.value);
}

/** The ids of what is offered, or why nothing is. */
export async function offered(session: ClusterSession, namespace: string, verb: CanaryVerb): Promise<readonly string[]> {
  const found = await planFor(session, namespace, verb);
  return found.type === 'ways' ? found.ways.map(({ id }) => id) : [found.why];
}

/** One way that must be offered. */
export async function wayFor(session: ClusterSession, namespace: string, verb: CanaryVerb, id: string): Promise<VerbWay> {
  const found = await planFor(session, namespace, verb);
  const way = found.type === 'ways' ? found.ways.find((each) => each.id === id) : undefined;
  if (way === undefined) throw new Error(`no way ${id} to ${verb}: ${JSON.stringify(found)}`);
  return way;
}

/** Goes a way to its end, also one that is denied: the API server decides. */
export function goWay(session: ClusterSession, namespace: string, way: VerbWay): Promise<VerbEnd> {
  return runVerb(session, named(namespace), way, { clock: systemClock, signal: new AbortController().signal, deadlineMs: 90_000, onWait: () => undefined });
}

/** The Canary as the API server has it. */
export function canaryIn(api: ApiClient, namespace: string): Promise<Json> {
  return api.get(`/apis/flagger.app/v1beta1/namespaces/${namespace}/canaries/${workloadName}`);
}

/** The first image of a Deployment. */
export async function imageOf(api: ApiClient, namespace: string, deployment: string): Promise<string> {
  return /"image":"([^"]+)"/.exec(JSON.stringify(await api.get(`/apis/apps/v1/namespaces/${namespace}/deployments/${deployment}`)))?.[1] ?? '';
}

/** Canaries of one test file, and what was seen of them. */
export class TriedCanaries {
  readonly #session: () => ClusterSession;
  readonly #api: ApiClient;
  readonly #recorders: CanaryRecorder[] = [];

  /** `session` is asked once a Canary is there. */
  constructor(session: () => ClusterSession, api: ApiClient) {
    this.#session = session;
    this.#api = api;
  }

  /** A Canary that has been set up, with the analysis of the shape. */
  async initialized(name: string, analysis: Json): Promise<{ readonly namespace: string; readonly recorder: CanaryRecorder }> {
    const shape: CanaryShape = { name, provider: 'linkerd', analysis };
    const namespace = await createNamespace(this.#api, name);
    await createCanary(this.#api, namespace, shape);
    return { namespace, recorder: await this.recorded(namespace) };
  }

  /** Watches the Canary of a namespace from its set-up on. */
  async recorded(namespace: string): Promise<CanaryRecorder> {
    const recorder = new CanaryRecorder(this.#session(), this.#api, namespace, workloadName);
    this.#recorders.push(recorder);
    await recorder.until(['Initialized'], 150_000);
    return recorder;
  }

  /** Ends all watching. */
  stop(): void {
    for (const recorder of this.#recorders) recorder.stop();
  }
}
