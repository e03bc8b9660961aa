// Asks the metrics server what Flagger asks it, through the API server's service proxy, once for each change of a Canary whose panel is open: no polling.
import { analysisIntervalSeconds, readCanarySpec } from '../../../server/src/flagger/canarySpec.ts';
import type { ClusterSession } from '../cluster/clusterSession.ts';
import { parseJson, readString, type JsonObject } from '../cluster/jsonValue.ts';
import { describeKubeError } from '../cluster/kubeError.ts';
import type { LiveCanary } from '../cluster/objects/canary.ts';
import type { ServedKind } from '../cluster/servedKind.ts';
import type { AskedMetric, MetricSample } from '../flagger/checkViews.ts';
import { readServiceUrl } from '../flagger/gateAddress.ts';
import { metricQueries, metricsServerOf, readMetricAnswer, templateKey } from '../flagger/metricQueries.ts';
import { findFlaggerValue, findMeshProvider } from './meshProvider.ts';

/** What was read. */
export interface MetricsReading {
  readonly samples: readonly MetricSample[];
  /** What was asked, whether an answer came or not. */
  readonly queries: readonly AskedMetric[];
  /** Why some or all values are missing; empty where nothing is. */
  readonly words: string;
}

/** A metrics server that hangs must not leave the panel waiting. Milliseconds. */
const answerMs = 5000;
/** The course of a rollout is asked for, at most so far back. Milliseconds. */
const longestMs = 6 * 3_600_000;

interface Kept {
  /** Of the Canary that was asked about last. */
  resourceVersion: string;
  reading: MetricsReading;
  /** Who is told of the answer that is under way; absent while nothing is asked. */
  waiting?: Set<() => void>;
}

/** Remembers the last reading of each Canary. */
export class MetricsReader {
  readonly #kept = new WeakMap<ClusterSession, Map<string, Kept>>();

  /**
   * The last known values; where the Canary has changed since, they are asked for anew and `again` is called when they have come.
   * `startedAt`: when the rollout began; `routing`: the object that holds the weights, with Knative its newest revision.
   */
  read(session: ClusterSession, live: LiveCanary, startedAt: number | undefined, now: number, again: () => void, routing?: unknown): MetricsReading {
    const readings = this.#kept.get(session) ?? new Map<string, Kept>();
    this.#kept.set(session, readings);
    const { uid, resourceVersion } = live.object;
    const kept = readings.get(uid) ?? { resourceVersion: '', reading: { samples: [], queries: [], words: '' } };
    readings.set(uid, kept);
    // One question at a time: a Canary changes faster than a server that hangs is given up, and each change would throw away what was to be told of the last.
    kept.waiting?.add(again);
    if (kept.waiting !== undefined || kept.resourceVersion === resourceVersion) return kept.reading;
    const waiting = new Set([again]);
    Object.assign(kept, { resourceVersion, waiting });
    void readMetrics(session, live, startedAt, now, readString(routing, 'status', 'latestCreatedRevisionName') || undefined)
      .then((reading) => {
        kept.reading = reading;
      })
      .finally(() => {
        delete kept.waiting;
        for (const tell of waiting) tell();
      });
    return kept.reading;
  }
}

/** Asks for all metrics of a Canary. Exported for tests on a real cluster. */
export async function readMetrics(session: Pick<ClusterSession, 'connection' | 'helmReleases' | 'servedKind' | 'discovery'>, live: LiveCanary, startedAt: number | undefined, now: number, revision?: string): Promise<MetricsReading> {
  const { content } = live.object;
  const spec = readCanarySpec(content);
  if (spec === undefined || (spec.analysis?.metrics ?? []).length === 0) return { samples: [], queries: [], words: '' };
  const meshProvider = findMeshProvider(session.helmReleases);
  const templates = new Map<string, unknown>();
  for (const metric of spec.analysis?.metrics ?? []) {
    const template = metric.templateRef === undefined ? undefined : await readTemplate(session, templateKey(spec, metric));
    if (template !== undefined) templates.set(templateKey(spec, metric), template);
  }
  const asking = { templates, ...(meshProvider === undefined ? {} : { meshProvider }), ...(revision === undefined ? {} : { revision }) };
  const server = metricsServerOf(content, findFlaggerValue(session.helmReleases, 'metricsServer'));
  const stepSeconds = Math.max(5, analysisIntervalSeconds(spec.analysis));
  const from = Math.max(now - longestMs, startedAt ?? now - stepSeconds * 30_000);
  const questions = metricQueries(spec, asking);
  const answers = await Promise.all(questions.map(async (asked): Promise<Answer> => {
    if ('why' in asked) return { samples: [], words: `${asked.metric}: ${asked.why}` };
    return ask(session.connection, asked, asked.address ?? server, { from, to: now, stepSeconds });
  }));
  return {
    samples: answers.flatMap(({ samples }) => samples),
    queries: questions.flatMap((asked) => ('why' in asked ? [] : [{ metric: asked.metric, query: asked.query }])),
    words: [...new Set(answers.map(({ words }) => words).filter((words) => words !== ''))].join('; '),
  };
}

type Answer = Pick<MetricsReading, 'samples' | 'words'>;

/** `from` and `to`: milliseconds. */
async function ask(connection: ClusterSession['connection'], { metric, query }: AskedMetric, address: string | undefined, { from, to, stepSeconds }: { readonly from: number; readonly to: number; readonly stepSeconds: number }): Promise<Answer> {
  if (address === undefined) return { samples: [], words: 'the address of the metrics server is not known: no HelmRelease of Flagger says it' };
  const place = readServiceUrl(address);
  if (place === undefined) return { samples: [], words: `the metrics server ${hostOf(address)} is no Service of this cluster` };
  const range = new URLSearchParams({ query, start: String(Math.floor(from / 1000)), end: String(Math.ceil(to / 1000)), step: String(stepSeconds) });
  const path = `${place.path.replace(/\/$/, '')}/api/v1/query_range?${range.toString()}`;
  const answer = await connection.proxyService({ namespace: place.namespace, service: place.service, port: place.port, path, method: 'GET', timeoutMs: answerMs });
  const name = `metrics server ${place.namespace}/${place.service}`;
  if (!answer.ok) return { samples: [], words: `${name}: ${describeKubeError(answer.error)}` };
  const samples = answer.value.status >= 300 ? undefined : readMetricAnswer(metric, parseJson(answer.value.body));
  return samples === undefined ? { samples: [], words: `${name}: answered ${answer.value.status} and no values` } : { samples, words: '' };
}

async function readTemplate(session: Pick<ClusterSession, 'connection' | 'servedKind'>, key: string): Promise<JsonObject | undefined> {
  const canaries = session.servedKind('flagger.app', 'Canary');
  if (canaries === undefined) return undefined;
  const served: ServedKind = { ...canaries, kind: 'MetricTemplate', plural: 'metrictemplates' };
  const [namespace = '', name = ''] = key.split('/');
  const answer = await session.connection.get(served, namespace, name, { timeoutMs: answerMs });
  return answer.ok && readString(answer.value, 'kind') === 'MetricTemplate' ? answer.value : undefined;
}

/** The host alone: an address may hold a password. */
function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).host : 'without a valid address';
}
