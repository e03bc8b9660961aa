/** What a metric check of a Canary accepts, in words and as a verdict on whether it can ever fail (pkg/controller/scheduler_metrics.go). */
import type { CanaryMetric } from './canarySpec.ts';

/** The metrics whose queries Flagger brings itself. */
export const BUILTIN_METRICS = ['request-success-rate', 'request-duration'] as const;

/** The range of values that pass; absent ends are open. Units are the metric's own: percent, milliseconds or the query's. */
export interface MetricBounds {
  readonly min?: number;
  readonly max?: number;
}

/** The bounds that Flagger applies: the range where there is one, otherwise the old threshold (0 where that is absent too). */
export function metricBounds(metric: CanaryMetric): MetricBounds {
  if (metric.thresholdRange !== undefined) return metric.thresholdRange;
  const threshold = metric.threshold ?? 0;
  return metric.name === 'request-success-rate' ? { min: threshold } : { max: threshold };
}

/** Where the value of a metric comes from; `nowhere` makes the check fail in every tick since Flagger 1.36. */
export function metricSource(metric: CanaryMetric): 'builtin' | 'query' | 'template' | 'nowhere' {
  if (metric.templateRef !== undefined) return 'template';
  if (BUILTIN_METRICS.some((name) => name === metric.name)) return 'builtin';
  return metric.query === undefined ? 'nowhere' : 'query';
}

/** Whether any value of the metric can fail. Missing values fail every metric and do not count here. */
export function canValueFail(metric: CanaryMetric): boolean {
  const { min, max } = metricBounds(metric);
  if (metric.name === 'request-success-rate') return (min !== undefined && min > 0) || (max !== undefined && max < 100);
  if (metric.name === 'request-duration') return (min !== undefined && min > 0) || max !== undefined;
  return min !== undefined || max !== undefined;
}

/** The unit of a metric as shown after its value; empty where only the query knows. */
export function metricUnit(metric: Pick<CanaryMetric, 'name'>): string {
  if (metric.name === 'request-success-rate') return '%';
  return metric.name === 'request-duration' ? 'ms' : '';
}

/** The demand of a check: `must be ≥ 70 %`, `must be ≤ 500 ms`, `must be between 1 and 5`, `passes with any value`. */
export function metricDemand(metric: CanaryMetric): string {
  const { min, max } = metricBounds(metric);
  const unit = metricUnit(metric);
  const value = (number: number): string => (unit === '' ? String(number) : `${number} ${unit}`);
  if (min !== undefined && max !== undefined) return `must be between ${value(min)} and ${value(max)}`;
  if (min !== undefined) return `must be ≥ ${value(min)}`;
  return max === undefined ? 'passes with any value' : `must be ≤ ${value(max)}`;
}
