/** The checks of an analysis tick: load tests first, then metrics, whose values follow from the tag of the canary's image. */
import { numberAt, objectsAt, textAt } from '../kubeApi/json.ts';
import { printGoDuration } from '../standIns/goDuration.ts';
import { findKind } from '../standIns/standInContext.ts';
import { metricBounds, metricSource } from '../../../../server/src/flagger/metricChecks.ts';
import type { CanaryMetric } from '../../../../server/src/flagger/canarySpec.ts';
import { canaryLabel, findTarget, say, targetLabel } from './canaryRun.ts';
import type { CanaryRun } from './canaryRun.ts';
import { callHook, hooksOf } from './canaryHooks.ts';

/** What a version does under load. */
export interface Behaviour {
  readonly successRate: number;
  readonly durationMs: number;
  /** The value of every custom metric. */
  readonly custom: number;
}

const good: Behaviour = { successRate: 99.2, durationMs: 120, custom: 0.8 };
/** Images whose tag ends so answer with errors. */
const broken: Behaviour = { successRate: 61.53, durationMs: 140, custom: 38.47 };
/** Images whose tag ends so answer late. */
const slow: Behaviour = { successRate: 98.7, durationMs: 1200, custom: 1.3 };

/** Whether all checks of this tick pass; the first that does not is told and ends the tick. */
export function passesChecks(run: CanaryRun): boolean {
  for (const hook of hooksOf(run, 'rollout')) {
    const failure = callHook(run, hook, 'Progressing');
    if (failure === undefined) continue;
    say(run, 'Warning', `Halt ${canaryLabel(run)} advancement external check ${hook.name} failed ${failure}`);
    return false;
  }
  const behaviour = behaviourOf(run);
  const metrics = run.spec.analysis?.metrics ?? [];
  // Flagger looks at its own metrics first, then at those of templates and queries.
  const ordered = [...metrics.filter((metric) => metricSource(metric) === 'builtin'), ...metrics.filter((metric) => metricSource(metric) !== 'builtin')];
  return ordered.every((metric) => passesMetric(run, metric, behaviour));
}

function passesMetric(run: CanaryRun, metric: CanaryMetric, behaviour: Behaviour): boolean {
  const complaint = hooksOf(run, 'rollout').length === 0 ? noValues(run, metric) : findComplaint(run, metric, behaviour);
  if (complaint === undefined) return true;
  say(run, 'Warning', complaint);
  return false;
}

/** Without a load test there is no traffic, and nothing to measure. */
function noValues(run: CanaryRun, metric: CanaryMetric): string {
  if (metricSource(metric) !== 'builtin') return `Halt advancement no values found for custom metric: ${metric.name}: no values found`;
  return `Halt advancement no values found for ${run.spec.provider ?? 'linkerd'} metric ${metric.name} probably ${targetLabel(run)} is not receiving traffic`;
}

function findComplaint(run: CanaryRun, metric: CanaryMetric, behaviour: Behaviour): string | undefined {
  const { min, max } = metricBounds(metric);
  const halt = `Halt ${canaryLabel(run)} advancement`;
  if (metric.name === 'request-success-rate') {
    const value = `${halt} success rate ${behaviour.successRate.toFixed(2)}%`;
    if (min !== undefined && behaviour.successRate < min) return `${value} < ${min}%`;
    return max !== undefined && behaviour.successRate > max ? `${value} > ${max}%` : undefined;
  }
  if (metric.name === 'request-duration') {
    const value = `${halt} request duration ${printGoDuration(behaviour.durationMs)}`;
    if (min !== undefined && behaviour.durationMs < min) return `${value} < ${printGoDuration(min)}`;
    return max !== undefined && behaviour.durationMs > max ? `${value} > ${printGoDuration(max)}` : undefined;
  }
  const missing = findMissingTemplate(run, metric);
  if (missing !== undefined) return `Halt advancement no values found for custom metric: ${metric.name}: ${missing}`;
  const value = `${halt} ${metric.name} ${behaviour.custom.toFixed(2)}`;
  if (min !== undefined && behaviour.custom < min) return `${value} < ${min}`;
  return max !== undefined && behaviour.custom > max ? `${value} > ${max}` : undefined;
}

function findMissingTemplate(run: CanaryRun, metric: CanaryMetric): string | undefined {
  const kind = findKind(run.context, 'metrictemplates.flagger.app');
  const reference = metric.templateRef;
  if (kind === undefined || reference === undefined) return undefined;
  const namespace = reference.namespace ?? run.name.namespace;
  return run.context.api.find(kind, { namespace, name: reference.name }) === undefined ? `metric template ${reference.name}.${namespace} error: metrictemplates.flagger.app "${reference.name}" not found` : undefined;
}

function behaviourOf(run: CanaryRun): Behaviour {
  const target = findTarget(run);
  const images = objectsAt(target, 'spec', 'template', 'spec', 'containers').map((container) => textAt(container, 'image') ?? '');
  return (numberAt(target, 'spec', 'replicas') ?? 0) === 0 ? good : behaviourOfImages(images);
}

/** What pods with these images do under load. */
export function behaviourOfImages(images: readonly string[]): Behaviour {
  if (images.some((image) => image.endsWith('-broken'))) return broken;
  return images.some((image) => image.endsWith('-slow')) ? slow : good;
}
