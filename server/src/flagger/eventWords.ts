/** One event of Flagger in plain words for lists and histories. */
import type { EventFact } from './events.ts';
import { failedCheckWords } from './failedCheckWords.ts';

/** What kind of news an event is; views map it to an icon and a colour. */
export type EventTone = 'good' | 'step' | 'waiting' | 'bad' | 'quiet';

/** The fact in a few words, lower case, no stop: `advanced to 25 %`. */
export function eventWords(fact: EventFact): string {
  switch (fact.kind) {
    case 'initialized': return 'set up and ready';
    case 'metricsAvailable': return 'all metric providers answer';
    case 'metricsUnavailable': return `a metric provider does not answer: ${fact.error}`;
    case 'newRevision': return fact.restart ? 'the target changed again: the analysis starts anew' : 'new revision detected, scaling up';
    case 'analysisStarted': return 'analysis started';
    case 'hookPassed': return fact.type === 'rollback' ? `webhook ${fact.hook} asked for a rollback` : `webhook ${fact.hook} (${fact.type}) passed`;
    case 'rollbackHookQuiet': return `webhook ${fact.hook} asks for no rollback`;
    case 'postRolloutFailed': return `webhook ${fact.hook} (post-rollout) failed: ${fact.error}`;
    case 'weight': return `advanced to ${fact.weight} %`;
    case 'iteration': return `advanced to iteration ${fact.iteration} of ${fact.of}`;
    case 'primaryWeight': return `${fact.weight} % back on the primary`;
    case 'copied': return 'copied the new version to the primary';
    case 'routedToCanary': return fact.mirrored ? 'mirroring stopped, all traffic to the canary' : 'all traffic to the canary';
    case 'routedToPrimary': return 'all traffic back to the primary';
    case 'promoted': return fact.skipped ? 'promoted without analysis' : 'promoted';
    case 'metricHalt':
    case 'noValues':
    case 'queryFailed':
    case 'hookHalt': return `failed check: ${failedCheckWords(fact)}`;
    case 'gateClosed': return `gate ${fact.hook}${fact.hook === fact.type ? '' : ` (${fact.type})`} is closed`;
    case 'rollingBack': return `rolling back: ${rollbackWords(fact)}`;
    case 'failed': return 'rolled back, scaling the canary down';
    case 'promotionFailed': return `promotion failed, all traffic to the canary: ${fact.error}`;
    case 'notReady': return `${fact.workload} is not ready: ${fact.detail.replace(/^waiting for rollout to finish: /, '')}`;
    case 'suspended': return 'suspended, nothing done';
    case 'terminating': return 'being deleted, giving the target back';
    case 'terminated': return 'the target was given back';
    case 'strategyForced': return { 'match-dropped': 'match was dropped: provider kubernetes knows no A/B testing', 'weights-dropped': 'provider kubernetes shifts no traffic', 'iterations-set': 'iterations were set to 10' }[fact.what];
    case 'blocked':
    case 'other': return fact.message;
  }
}

/** The tone of a fact; unknown facts take it from the event's own type. */
export function eventTone(fact: EventFact, warning: boolean): EventTone {
  switch (fact.kind) {
    case 'promoted':
    case 'initialized': return 'good';
    case 'metricHalt': case 'noValues': case 'queryFailed': case 'hookHalt': case 'rollingBack': case 'failed': case 'promotionFailed': case 'postRolloutFailed': case 'metricsUnavailable': return 'bad';
    case 'gateClosed': case 'notReady': case 'blocked': case 'suspended': return 'waiting';
    case 'weight': case 'iteration': case 'primaryWeight': case 'copied': case 'routedToCanary': case 'routedToPrimary': case 'newRevision': case 'analysisStarted': return 'step';
    case 'hookPassed': return fact.type === 'rollback' ? 'bad' : 'quiet';
    case 'rollbackHookQuiet': case 'metricsAvailable': case 'terminating': case 'terminated': return 'quiet';
    case 'strategyForced': return 'waiting';
    case 'other': return warning ? 'waiting' : 'quiet';
  }
}

function rollbackWords(fact: Extract<EventFact, { kind: 'rollingBack' }>): string {
  if (fact.reason === 'threshold') return fact.failedChecks === 1 ? '1 failed check' : `${fact.failedChecks ?? 0} failed checks`;
  return fact.reason === 'deadline' ? 'the pods did not get ready in time' : 'a rollback webhook asked for it';
}
