// Sets what the metrics stand-in answers, from whichever process a test runs in.
import { metricsControlPaths, type AskedQuery, type MetricRule } from './metricsStandIn.ts';

/** The other end of a `MetricsStandIn`. */
export class MetricsControl {
  readonly url: string;

  constructor(url: string) {
    this.url = url;
  }

  /** Answers queries that contain all texts of the rule with its values, from now on. */
  async set(rule: MetricRule): Promise<void> {
    const answer = await fetch(`${this.url}${metricsControlPaths.rules}`, { method: 'POST', body: JSON.stringify(rule) });
    if (!answer.ok) throw new Error(`the metrics stand-in answered ${answer.status}`);
  }

  /** All queries so far that contain the text, the oldest first. */
  async queries(containing: string): Promise<readonly AskedQuery[]> {
    const answer: unknown = await (await fetch(`${this.url}${metricsControlPaths.queries}`)).json();
    if (!Array.isArray(answer)) throw new TypeError('the metrics stand-in gave no list');
    return answer.filter(isAskedQuery).filter(({ query }) => query.includes(containing));
  }
}

function isAskedQuery(value: unknown): value is AskedQuery {
  return typeof value === 'object' && value !== null && 'query' in value && typeof value.query === 'string';
}
