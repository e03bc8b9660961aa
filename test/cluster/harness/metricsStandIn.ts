// Stands in for Prometheus: answers Flagger's queries with values that a test sets, and remembers what was asked.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { listenLocally, readBody, type RunningServer } from './httpServer.ts';

/** What queries are answered with. */
export interface MetricValues {
  /** Per cent; `none`: the query yields no values, as where there is no traffic. */
  readonly successRate?: number | 'none';
  /** Milliseconds, or `none`. */
  readonly durationMs?: number | 'none';
  /** For any query, whatever it asks. */
  readonly anyValue?: number | 'none';
  /** Answer 500, hold the answer back for ever, or answer something that is no JSON. */
  readonly fault?: 'error' | 'hang' | 'garbage';
}

/** Values for the queries that contain all the given texts, such as a namespace or the name of a custom metric. */
export interface MetricRule extends MetricValues {
  readonly containing: readonly string[];
}

/** A question that was asked. */
export interface AskedQuery {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly query: string;
  readonly answer: string;
}

/** What queries are answered with where no rule fits: everything is well. */
const healthy = { successRate: 100, durationMs: 50 } as const;

/** The HTTP paths of `MetricsControl`. */
export const metricsControlPaths = { rules: '/flightdeck/rules', queries: '/flightdeck/queries' } as const;

/** The server. */
export class MetricsStandIn {
  /** The latest first: what a test sets later hides what stood before. */
  #rules: MetricRule[] = [];
  #queries: AskedQuery[] = [];

  /** Begins to listen. */
  start(): Promise<RunningServer> {
    return listenLocally((request, response) => void this.#answer(request, response));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const body = await readBody(request);
    if (url.pathname === metricsControlPaths.rules) {
      this.#addRule(JSON.parse(body));
      response.end('{}');
    } else if (url.pathname === metricsControlPaths.queries) {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(this.#queries));
    } else if (/\/api\/v1\/query(_range)?$/.test(url.pathname)) {
      const asked = new URLSearchParams(`${url.search.slice(1)}&${body}`);
      this.#answerQuery(asked.get('query') ?? '', url.pathname.endsWith('_range') ? timesOf(asked) : undefined, response);
    } else {
      response.statusCode = 404;
      response.end();
    }
  }

  #addRule(rule: unknown): void {
    if (!isRule(rule)) throw new TypeError('a rule names the texts that a query contains');
    const name = JSON.stringify(rule.containing);
    this.#rules = [rule, ...this.#rules.filter((old) => JSON.stringify(old.containing) !== name)];
  }

  /** `times`: seconds of a question for a range; `undefined` for one for now. */
  #answerQuery(query: string, times: readonly number[] | undefined, response: ServerResponse): void {
    const values: MetricValues = this.#rules.find((rule) => rule.containing.every((text) => query.includes(text))) ?? {};
    const value = query.includes('vector(1)') ? 1 : (values.anyValue ?? builtInValue(query, values));
    this.#queries.push({ at: Date.now(), query, answer: values.fault ?? String(value) });
    if (values.fault === 'hang') return;
    response.setHeader('content-type', 'application/json');
    if (values.fault !== undefined) {
      response.statusCode = values.fault === 'error' ? 500 : 200;
      response.end(values.fault === 'error' ? 'the metrics server is out of order' : 'this is no JSON');
      return;
    }
    const text = String(value);
    const series = times === undefined ? { metric: {}, value: [Date.now() / 1000, text] } : { metric: {}, values: times.map((time) => [time, text]) };
    response.end(JSON.stringify({ status: 'success', data: { resultType: times === undefined ? 'vector' : 'matrix', result: value === 'none' ? [] : [series] } }));
  }
}

/** The moments of a range, as Prometheus takes them. */
function timesOf(asked: URLSearchParams): readonly number[] {
  const [start = 0, end = 0, step = 1] = ['start', 'end', 'step'].map((name) => Number(asked.get(name)));
  return Array.from({ length: Math.max(0, Math.floor((end - start) / Math.max(1, step)) + 1) }, (_, index) => start + index * step);
}

/** Flagger has two metrics of its own; the words of their queries differ by provider (pkg/metrics/observers). */
function builtInValue(query: string, values: MetricValues): number | 'none' {
  if (!/_bucket|_latency_seconds_sum/.test(query)) return values.successRate ?? healthy.successRate;
  const duration = values.durationMs ?? healthy.durationMs;
  const isInSeconds = query.includes('_seconds_bucket') && !query.includes('* 1000');
  return isInSeconds && duration !== 'none' ? duration / 1000 : duration;
}

function isRule(value: unknown): value is MetricRule {
  return typeof value === 'object' && value !== null && 'containing' in value && Array.isArray(value.containing);
}
