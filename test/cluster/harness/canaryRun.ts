// Follows one Canary of a session and writes down what it and its routing object say, tick by tick.
import type { ClusterSession } from '../../../client/src/cluster/clusterSession.ts';
import { readTrafficWeights } from '../../../client/src/flagger/trafficWeights.ts';
import { readCanarySpec, type CanarySpec } from '../../../server/src/flagger/canarySpec.ts';
import { routingObject } from '../../../server/src/flagger/providers.ts';
import { effectiveProvider } from '../../../server/src/flagger/strategy.ts';
import type { ApiClient } from './apiClient.ts';
import { waitUntil } from './waitUntil.ts';

/** What was true at one moment. */
export interface CanaryMoment {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly phase: string;
  /** Per cent that the routing object sends to the canary; undefined where the provider has none. */
  readonly weight: number | undefined;
  readonly iterations: number;
  readonly failedChecks: number;
}

/** Flagger's interval in all tests, in milliseconds. */
export const tickMs = 10_000;

/** Changes that follow each other within this time belong to one tick: Flagger writes several times in each. */
const withinTickMs = 4000;

const paths: Readonly<Record<string, string>> = {
  TrafficSplit: '/apis/split.smi-spec.io/v1alpha2/namespaces/{namespace}/trafficsplits/',
  HTTPRoute: '/apis/gateway.networking.k8s.io/v1/namespaces/{namespace}/httproutes/',
  Ingress: '/apis/networking.k8s.io/v1/namespaces/{namespace}/ingresses/',
};

/** Records one rollout. */
export class CanaryRecorder {
  readonly #session: ClusterSession;
  readonly #api: ApiClient;
  readonly #namespace: string;
  readonly #name: string;
  readonly #moments: CanaryMoment[] = [];
  #reading: Promise<void> = Promise.resolve();
  readonly #unsubscribe: () => void;

  constructor(session: ClusterSession, api: ApiClient, namespace: string, name: string) {
    this.#session = session;
    this.#api = api;
    this.#namespace = namespace;
    this.#name = name;
    this.#unsubscribe = session.subscribe((change) => {
      const key = `${namespace}/${name}`;
      if (change.type === 'objects' && change.kind === 'Canary' && (change.change.changed.includes(key) || change.change.added.includes(key))) this.#look();
    });
    this.#look();
  }

  /** All that was seen, the oldest first. */
  get moments(): readonly CanaryMoment[] {
    return this.#moments;
  }

  /** The last moment of each tick. */
  get ticks(): readonly CanaryMoment[] {
    return this.#moments.filter((moment, index) => {
      const next = this.#moments[index + 1];
      return next === undefined || next.at - moment.at > withinTickMs;
    });
  }

  /** Waits until the Canary is in one of the phases. */
  async until(phases: readonly string[], withinMs: number): Promise<void> {
    await waitUntil(`${this.#namespace}/${this.#name} is ${phases.join(' or ')}`, () => phases.includes(this.#session.findCanary(this.#namespace, this.#name)?.phase ?? ''), {
      withinMs,
      everyMs: 100,
      onTimeout: () => `it was: ${this.#moments.map(({ phase, weight, failedChecks }) => `${phase} ${weight ?? '-'} (${failedChecks})`).join(', ')}`,
    });
    await this.#reading;
  }

  /** Forgets what was seen, so that the next rollout stands alone. */
  restart(): void {
    this.#moments.splice(0);
  }

  stop(): void {
    this.#unsubscribe();
  }

  /** Flagger sets the routes first and its status afterwards, so a changed status finds the routes of its tick. */
  #look(): void {
    const canary = this.#session.findCanary(this.#namespace, this.#name);
    if (canary === undefined) return;
    const at = Date.now();
    const { phase, iterations, failedChecks } = canary;
    const spec = readCanarySpec(canary.object.content);
    this.#reading = this.#reading.then(async () => {
      this.#moments.push({ at, phase, weight: spec === undefined ? undefined : await this.#weight(spec), iterations, failedChecks });
    });
  }

  async #weight(spec: CanarySpec): Promise<number | undefined> {
    const routing = routingObject(spec, effectiveProvider(spec, undefined));
    const path = routing === undefined ? undefined : paths[routing.kind];
    if (routing === undefined || path === undefined) return undefined;
    const answer = await this.#api.send('GET', `${path.replace('{namespace}', this.#namespace)}${routing.name}`);
    return answer.status === 200 ? readTrafficWeights(spec, answer.body)?.canary : undefined;
  }
}
