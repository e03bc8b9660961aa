/** One step of the strategy of a Canary: more weight, one more iteration, or the promotion. */
import { numberAt, objectAt } from '../kubeApi/json.ts';
import { analysisMaxWeight } from '../../../../server/src/flagger/canarySpec.ts';
import { effectiveProvider, effectiveStrategy } from '../../../../server/src/flagger/strategy.ts';
import { promoteToPrimary } from './canaryObjects.ts';
import { canaryLabel, findTarget, say, statusNumber, targetLabel, writePhase, writeStatus } from './canaryRun.ts';
import type { CanaryRun } from './canaryRun.ts';
import { passesConfirmPromotion, passesConfirmTrafficIncrease } from './canaryHooks.ts';
import { readCanaryWeight, writeCanaryWeight } from './canaryRoutes.ts';

/** Advances a Canary whose checks have passed. */
export function takeStep(run: CanaryRun): void {
  const strategy = effectiveStrategy(run.spec, effectiveProvider(run.spec, undefined));
  switch (strategy.base) {
    case 'ab':
      { stepAbTest(run, strategy.iterations); return; }
    case 'bluegreen':
      { stepBlueGreen(run, strategy.iterations); return; }
    case 'canary':
      { stepWeight(run); return; }
  }
}

/** Brings the traffic back to the promoted primary, at once or in steps. */
export function stepPromotionTraffic(run: CanaryRun): void {
  const step = run.spec.analysis?.stepWeightPromotion ?? 0;
  const weight = readCanaryWeight(run);
  if (step > 0 && weight > step) {
    writeCanaryWeight(run, weight - step);
    say(run, 'Normal', `Advance ${canaryLabel(run)} primary weight ${100 - weight + step}`);
    return;
  }
  say(run, 'Normal', 'Routing all traffic to primary');
  writeCanaryWeight(run, 0);
  writePhase(run, 'Finalising');
}

function stepWeight(run: CanaryRun): void {
  const weight = readCanaryWeight(run);
  if (weight < analysisMaxWeight(run.spec.analysis)) {
    if (!passesConfirmTrafficIncrease(run)) return;
    const next = Math.min(100, weight + nextStep(run, weight));
    writeCanaryWeight(run, next);
    writeStatus(run, { canaryWeight: next });
    say(run, 'Normal', `Advance ${canaryLabel(run)} canary weight ${next}`);
    return;
  }
  if (passesConfirmPromotion(run)) promote(run);
}

/** Steps with `stepWeights` are absolute; a weight that is not in the list jumps to 100. */
function nextStep(run: CanaryRun, weight: number): number {
  const step = run.spec.analysis?.stepWeight ?? 0;
  const steps = run.spec.analysis?.stepWeights ?? [];
  if (step > 0 || steps.length === 0) return step;
  if (weight === 0) return steps[0] ?? 100;
  const following = steps[steps.indexOf(weight) + 1];
  return steps.includes(weight) && following !== undefined ? following - weight : 100 - weight;
}

function stepAbTest(run: CanaryRun, iterations: number): void {
  const done = statusNumber(run, 'iterations');
  if (done < iterations) {
    writeCanaryWeight(run, 100);
    countIteration(run, done + 1, iterations);
    return;
  }
  if (passesConfirmPromotion(run)) promote(run);
}

function stepBlueGreen(run: CanaryRun, iterations: number): void {
  const done = statusNumber(run, 'iterations');
  if (done < iterations) { countIteration(run, done + 1, iterations); return; }
  if (!passesConfirmPromotion(run)) return;
  if (done > iterations) { promote(run); return; }
  if (run.spec.provider !== 'kubernetes') {
    say(run, 'Normal', 'Routing all traffic to canary');
    writeCanaryWeight(run, 100);
  }
  writeStatus(run, { iterations: done + 1 });
}

function countIteration(run: CanaryRun, iteration: number, iterations: number): void {
  writeStatus(run, { iterations: iteration });
  say(run, 'Normal', `Advance ${canaryLabel(run)} canary iteration ${iteration}/${iterations}`);
}

function promote(run: CanaryRun): void {
  const target = findTarget(run);
  if (target === undefined) return;
  say(run, 'Normal', `Copying ${targetLabel(run)} template spec to ${run.spec.targetRef.name}-primary.${run.name.namespace}`);
  promoteToPrimary(run, target);
  writePhase(run, 'Promoting');
}

/** The replicas to scale the target up to. */
export function replicasFor(run: CanaryRun, primaryReplicas: number | undefined): number {
  const wanted = numberAt(objectAt(findTarget(run), 'spec'), 'replicas') ?? 0;
  return wanted > 0 ? wanted : (primaryReplicas ?? 1);
}
