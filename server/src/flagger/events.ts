/** Turns Flagger's event messages into typed facts: all of Flagger's events share one reason, so the message is the meaning. */

/** The gates that can hold a rollout. */
export type GateType = 'confirm-rollout' | 'confirm-traffic-increase' | 'confirm-promotion';

/** What one event of Flagger says. `other` keeps a message that no template fits. */
export type EventFact =
  | { readonly kind: 'initialized' }
  | { readonly kind: 'metricsAvailable' }
  | { readonly kind: 'metricsUnavailable'; readonly error: string }
  | { readonly kind: 'newRevision'; readonly target: string; readonly restart: boolean }
  | { readonly kind: 'analysisStarted'; readonly target: string }
  | { readonly kind: 'hookPassed'; readonly type: 'pre-rollout' | 'confirm-rollout' | 'confirm-traffic-increase' | 'confirm-promotion' | 'post-rollout' | 'rollback'; readonly hook: string }
  | { readonly kind: 'rollbackHookQuiet'; readonly hook: string }
  | { readonly kind: 'postRolloutFailed'; readonly hook: string; readonly error: string }
  | { readonly kind: 'weight'; readonly weight: number }
  | { readonly kind: 'iteration'; readonly iteration: number; readonly of: number }
  | { readonly kind: 'primaryWeight'; readonly weight: number }
  | { readonly kind: 'copied' }
  | { readonly kind: 'routedToCanary'; readonly mirrored: boolean }
  | { readonly kind: 'routedToPrimary' }
  | { readonly kind: 'promoted'; readonly skipped: boolean }
  | { readonly kind: 'metricHalt'; readonly metric: string; readonly value: string; readonly operator: '<' | '>'; readonly bound: string }
  | { readonly kind: 'noValues'; readonly metric: string; readonly target?: string }
  | { readonly kind: 'queryFailed'; readonly metric?: string; readonly error: string }
  | { readonly kind: 'hookHalt'; readonly type: 'rollout' | 'pre-rollout'; readonly hook: string; readonly error: string }
  | { readonly kind: 'gateClosed'; readonly type: GateType; readonly hook: string }
  | { readonly kind: 'rollingBack'; readonly reason: 'threshold' | 'deadline' | 'hook'; readonly failedChecks?: number; readonly error?: string }
  | { readonly kind: 'failed' }
  | { readonly kind: 'promotionFailed'; readonly error: string }
  | { readonly kind: 'notReady'; readonly which: 'primary' | 'canary'; readonly workload: string; readonly detail: string }
  | { readonly kind: 'suspended' }
  | { readonly kind: 'terminating' }
  | { readonly kind: 'terminated' }
  | { readonly kind: 'strategyForced'; readonly what: 'match-dropped' | 'weights-dropped' | 'iterations-set' }
  | { readonly kind: 'blocked'; readonly what: 'target' | 'selectorLabel' | 'ingressBackend' | 'gatewayRefs' | 'ingressRef' | 'object'; readonly message: string }
  | { readonly kind: 'other'; readonly message: string };

/** The message of an event without what the API server put before it, and whether it stands for several similar ones. */
export function splitCombined(message: string): { readonly message: string; readonly combined: boolean } {
  const prefix = '(combined from similar events): ';
  return message.startsWith(prefix) ? { message: message.slice(prefix.length), combined: true } : { message, combined: false };
}

/** The fact of one message (without the "combined" prefix). The templates are those of Flagger 1.36 to 1.44. */
export function readEventFact(message: string): EventFact {
  const text = message.trim();
  for (const [pattern, build] of TEMPLATES) {
    const match = pattern.exec(text);
    if (match !== null) return build((index) => match[index] ?? '');
  }
  return { kind: 'other', message };
}

/** A failed check: it adds one to `status.failedChecks`. */
export function isFailedCheck(fact: EventFact): boolean {
  return fact.kind === 'metricHalt' || fact.kind === 'noValues' || fact.kind === 'queryFailed' || fact.kind === 'hookHalt';
}

/** Something that ends a rollout badly or says why. */
export function isRollback(fact: EventFact): boolean {
  return fact.kind === 'rollingBack' || fact.kind === 'failed' || fact.kind === 'promotionFailed';
}

type Group = (index: number) => string;
type Template = readonly [pattern: RegExp, build: (group: Group) => EventFact];

const PASSED_HOOKS = { 'Pre-rollout': 'pre-rollout', 'Confirm-rollout': 'confirm-rollout', 'Confirm-traffic-increase': 'confirm-traffic-increase', 'Confirm-promotion': 'confirm-promotion', 'Post-rollout': 'post-rollout', 'Rollback': 'rollback' } as const;

const PROGRESS: readonly Template[] = [
  [/^Initialization done! \S+$/, () => ({ kind: 'initialized' })],
  [/^all the metrics providers are available!$/i, () => ({ kind: 'metricsAvailable' })],
  [/^Error checking metric providers: (.*)$/s, (group) => ({ kind: 'metricsUnavailable', error: group(1) })],
  [/^New revision detected! Scaling up (\S+)$/, (group) => ({ kind: 'newRevision', target: group(1), restart: false })],
  [/^New revision detected! Restarting analysis for (\S+)$/, (group) => ({ kind: 'newRevision', target: group(1), restart: true })],
  [/^Starting canary analysis for (\S+)$/, (group) => ({ kind: 'analysisStarted', target: group(1) })],
  [/^Advance \S+ canary weight (\d+)$/, (group) => ({ kind: 'weight', weight: Number(group(1)) })],
  [/^Advance \S+ canary iteration (-?\d+)\/(\d+)$/, (group) => ({ kind: 'iteration', iteration: Number(group(1)), of: Number(group(2)) })],
  [/^Advance \S+ primary weight (\d+)$/, (group) => ({ kind: 'primaryWeight', weight: Number(group(1)) })],
  [/^Copying \S+ template spec to \S+$/, () => ({ kind: 'copied' })],
  [/^Routing all traffic to canary$/, () => ({ kind: 'routedToCanary', mirrored: false })],
  [/^Stop traffic mirroring and route all traffic to canary$/, () => ({ kind: 'routedToCanary', mirrored: true })],
  [/^Routing all traffic to primary$/, () => ({ kind: 'routedToPrimary' })],
  [/^Promotion completed! Scaling down \S+$/, () => ({ kind: 'promoted', skipped: false })],
  [/^Promotion completed! Canary analysis was skipped for \S+$/, () => ({ kind: 'promoted', skipped: true })],
  [/^skipping canary run as object is suspended$/, () => ({ kind: 'suspended' })],
  [/^Terminating canary \S+$/, () => ({ kind: 'terminating' })],
  [/^Terminated canary \S+$/, () => ({ kind: 'terminated' })],
];

const HOOKS: readonly Template[] = [
  [/^(Pre-rollout|Confirm-rollout|Confirm-traffic-increase|Confirm-promotion|Post-rollout|Rollback) check (.+) passed$/, (group) => ({ kind: 'hookPassed', type: passedHookType(group(1)), hook: group(2) })],
  [/^Rollback hook (.+) not signaling a rollback$/, (group) => ({ kind: 'rollbackHookQuiet', hook: group(1) })],
  [/^Post-rollout hook (\S+) failed\s?(.*)$/s, (group) => ({ kind: 'postRolloutFailed', hook: group(1), error: group(2) })],
  [/^Halt \S+ advancement waiting for approval (.+)$/, (group) => ({ kind: 'gateClosed', type: 'confirm-rollout', hook: group(1) })],
  [/^Halt \S+ advancement waiting for promotion approval (.+)$/, (group) => ({ kind: 'gateClosed', type: 'confirm-promotion', hook: group(1) })],
  [/^Halt \S+ advancement waiting for traffic increase approval (.+)$/, (group) => ({ kind: 'gateClosed', type: 'confirm-traffic-increase', hook: group(1) })],
  [/^Halt \S+ advancement external check (.+?) failed\s?(.*)$/s, (group) => ({ kind: 'hookHalt', type: 'rollout', hook: group(1), error: group(2) })],
  [/^Halt \S+ advancement pre-rollout check (.+?) failed\s?(.*)$/s, (group) => ({ kind: 'hookHalt', type: 'pre-rollout', hook: group(1), error: group(2) })],
];

const CHECKS: readonly Template[] = [
  [/^Halt advancement no values found for custom metric: (.+?)(?:: .*)?$/s, (group) => ({ kind: 'noValues', metric: group(1) })],
  [/^Halt advancement no values found for metric: (.+)$/, (group) => ({ kind: 'noValues', metric: group(1) })],
  [/^Halt advancement no values found for \S+ metric (\S+) probably (\S+) is not receiving traffic/, (group) => ({ kind: 'noValues', metric: group(1), target: group(2) })],
  [/^Halt \S+ advancement success rate (\S+?)% ([<>]) (\S+?)%$/, (group) => metricHalt('request-success-rate', `${group(1)} %`, group(2), `${group(3)} %`)],
  [/^Halt \S+ advancement request duration (\S+) ([<>]) (\S+)$/, (group) => metricHalt('request-duration', spacedDuration(group(1)), group(2), spacedDuration(group(3)))],
  [/^Halt \S+ advancement (.+) (\S+) ([<>]) (\S+)$/, (group) => metricHalt(group(1), group(2), group(3), group(4))],
  [/^(?:Prometheus|Metric) query failed for (no usable .+)$/, (group) => ({ kind: 'queryFailed', error: group(1) })],
  [/^(?:Prometheus|Metric) query failed for (.+?): (.*)$/s, (group) => ({ kind: 'queryFailed', metric: group(1), error: group(2) })],
  [/^Prometheus query failed: (.*)$/s, (group) => ({ kind: 'queryFailed', error: group(1) })],
  [/^Error building Prometheus client for (.*)$/s, (group) => ({ kind: 'queryFailed', error: `no client for ${group(1)}` })],
  [/^(Metric template \S+ .*error: .*)$/s, (group) => ({ kind: 'queryFailed', error: group(1) })],
  [/^(Error fetching Knative service .*)$/s, (group) => ({ kind: 'queryFailed', error: group(1) })],
];

const ENDS: readonly Template[] = [
  [/^Rolling back \S+ failed checks threshold reached (\d+)$/, (group) => ({ kind: 'rollingBack', reason: 'threshold', failedChecks: Number(group(1)) })],
  [/^Rolling back \S+ progress deadline exceeded\s?(.*)$/s, (group) => ({ kind: 'rollingBack', reason: 'deadline', error: group(1) })],
  [/^Rolling back \S+ manual webhook invoked$/, () => ({ kind: 'rollingBack', reason: 'hook' })],
  [/^Canary failed! Scaling down \S+$/, () => ({ kind: 'failed' })],
  [/^Promotion of \S+ failed, primary not ready: (.*)$/s, (group) => ({ kind: 'promotionFailed', error: group(1) })],
];

// Flagger: pkg/canary/*_ready.go; "damonset" is spelled so upstream.
const READINESS: readonly Template[] = [
  [/^canary (?:deployment|da?e?monset) (\S+) not ready(?: with retryable \w+)?: (.*)$/s, (group) => ({ kind: 'notReady', which: 'canary', workload: withoutNamespace(group(1)), detail: group(2) })],
  [/^(?:primary daemonset )?(\S+-primary\.\S+) not ready: (.*)$/s, (group) => ({ kind: 'notReady', which: 'primary', workload: withoutNamespace(group(1)), detail: group(2) })],
];

const SETUP: readonly Template[] = [
  [/^A\/B testing is not supported when using the kubernetes provider$/, () => ({ kind: 'strategyForced', what: 'match-dropped' })],
  [/^Progressive traffic is not supported when using the kubernetes provider$/, () => ({ kind: 'strategyForced', what: 'weights-dropped' })],
  [/^Setting canaryAnalysis\.iterations: \d+$/, () => ({ kind: 'strategyForced', what: 'iterations-set' })],
  [/^((?:\w+ failed: )*(?:deployment|daemonset) (?!\S+-primary\.)\S+ get query error.*)$/s, (group) => ({ kind: 'blocked', what: 'target', message: group(1) })],
  [/^((?:\w+ failed: )?(?:deployment|daemonset) \S+ spec\.selector\.matchLabels must contain one of .*)$/s, (group) => ({ kind: 'blocked', what: 'selectorLabel', message: group(1) })],
  [/^(backend \S+ not found in ingress \S+)$/, (group) => ({ kind: 'blocked', what: 'ingressBackend', message: group(1) })],
  [/^(ingress selector is empty)$/, (group) => ({ kind: 'blocked', what: 'ingressRef', message: group(1) })],
  [/^(GatewayRefs must be specified.*)$/s, (group) => ({ kind: 'blocked', what: 'gatewayRefs', message: group(1) })],
  [/^(scaling down canary \S+ \S+ failed: .*)$/s, (group) => ({ kind: 'blocked', what: 'object', message: group(1) })],
  [/^(.*\b(?:get|query|create|update) error\b.*)$/s, (group) => ({ kind: 'blocked', what: 'object', message: group(1) })],
];

const TEMPLATES: readonly Template[] = [...PROGRESS, ...HOOKS, ...CHECKS, ...ENDS, ...READINESS, ...SETUP];

function passedHookType(word: string): (typeof PASSED_HOOKS)[keyof typeof PASSED_HOOKS] {
  const entry = Object.entries(PASSED_HOOKS).find(([key]) => key === word);
  return entry === undefined ? 'pre-rollout' : entry[1];
}

function metricHalt(metric: string, value: string, operator: string, bound: string): EventFact {
  return { kind: 'metricHalt', metric, value: trimZeros(value), operator: operator === '<' ? '<' : '>', bound };
}

/** Go's `1.205s` reads better as `1.205 s`; compound durations stay as they are. */
function spacedDuration(duration: string): string {
  return duration.replace(/^([\d.]+)([a-zµ]+)$/, '$1 $2');
}

/** `61.00 %` reads better as `61 %`. */
function trimZeros(value: string): string {
  return value.replace(/(\.\d*?)0+(?=\D|$)/, '$1').replace(/\.(?=\D|$)/, '');
}

/** Flagger writes `name.namespace`; names may hold dots, namespaces may not. */
function withoutNamespace(qualified: string): string {
  const dot = qualified.lastIndexOf('.');
  return dot === -1 ? qualified : qualified.slice(0, dot);
}
