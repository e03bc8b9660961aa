/** The part of a Flagger Canary that decides how a rollout goes, read tolerantly from plain JSON. */
import { parseGoDuration } from './durations.ts';
import { readBoolean, readList, readMember, readNumber, readObject, readPath, readString, readStringMap } from './jsonRead.ts';

/** A reference to an object of the Canary's own namespace. */
export interface LocalReference {
  readonly apiVersion?: string;
  readonly kind: string;
  readonly name: string;
}

/** How one header value is compared. */
export interface StringMatch {
  readonly operator: 'exact' | 'prefix' | 'suffix' | 'regex';
  readonly value: string;
}

/** One alternative of `analysis.match`: all of its conditions must hold. */
export interface CanaryMatch {
  readonly headers: Readonly<Record<string, StringMatch>>;
  readonly queryParams: Readonly<Record<string, StringMatch>>;
  readonly sourceLabels: Readonly<Record<string, string>>;
}

/** One metric check of the analysis. */
export interface CanaryMetric {
  readonly name: string;
  readonly interval?: string;
  /** The old single threshold: the minimum for `request-success-rate`, the maximum for everything else. */
  readonly threshold?: number;
  readonly thresholdRange?: { readonly min?: number; readonly max?: number };
  readonly query?: string;
  readonly templateRef?: { readonly name: string; readonly namespace?: string };
  /** What the template's query is filled with. */
  readonly templateVariables?: Readonly<Record<string, string>>;
}

/** The hook types of Flagger; an empty type in YAML is `rollout`. */
export const HOOK_TYPES = ['confirm-rollout', 'pre-rollout', 'rollout', 'confirm-traffic-increase', 'confirm-promotion', 'post-rollout', 'rollback', 'event'] as const;

/** One of {@link HOOK_TYPES}. */
export type HookType = (typeof HOOK_TYPES)[number];

/** One webhook of the analysis. */
export interface CanaryHook {
  readonly name: string;
  /** `unknown` is a type that Flagger never calls. */
  readonly type: HookType | 'unknown';
  readonly url?: string;
  readonly timeout?: string;
}

/** `spec.analysis` with nothing filled in. */
export interface CanaryAnalysis {
  readonly interval?: string;
  readonly threshold?: number;
  readonly maxWeight?: number;
  readonly stepWeight?: number;
  readonly stepWeights: readonly number[];
  readonly stepWeightPromotion?: number;
  readonly iterations?: number;
  readonly mirror: boolean;
  readonly mirrorWeight?: number;
  readonly match: readonly CanaryMatch[];
  readonly metrics: readonly CanaryMetric[];
  readonly hooks: readonly CanaryHook[];
  readonly sessionAffinity?: { readonly cookieName?: string; readonly maxAge?: number };
}

/** A Canary's identity and the part of its spec that decides the rollout. */
export interface CanarySpec {
  readonly name: string;
  readonly namespace?: string;
  /** Overrides the controller's `-mesh-provider`; absent means that the controller's applies. */
  readonly provider?: string;
  readonly targetRef: LocalReference;
  readonly autoscalerRef?: LocalReference;
  readonly ingressRef?: LocalReference;
  readonly routeRef?: LocalReference;
  readonly service: {
    readonly name?: string;
    readonly port?: number;
    readonly appProtocol?: string;
    readonly hosts: readonly string[];
  };
  /** Absent means that Flagger promotes without analysis. */
  readonly analysis?: CanaryAnalysis;
  readonly skipAnalysis: boolean;
  readonly suspend: boolean;
  readonly progressDeadlineSeconds?: number;
}

/**
 * Reads a Canary object (as YAML or the API server gives it) into a {@link CanarySpec}.
 * Missing or mistyped fields become absent; only something without a name is no Canary.
 */
export function readCanarySpec(canary: unknown): CanarySpec | undefined {
  const name = readString(readPath(canary, 'metadata', 'name'));
  if (name === undefined) return undefined;
  const spec = readObject(readMember(canary, 'spec')) ?? {};
  const analysis = readObject(spec['analysis']) ?? readObject(spec['canaryAnalysis']);
  return {
    name,
    ...optional('namespace', readString(readPath(canary, 'metadata', 'namespace'))),
    ...optional('provider', readString(spec['provider'])),
    targetRef: readReference(spec['targetRef']) ?? { kind: 'Deployment', name },
    ...optional('autoscalerRef', readReference(spec['autoscalerRef'])),
    ...optional('ingressRef', readReference(spec['ingressRef'])),
    ...optional('routeRef', readReference(spec['routeRef'])),
    service: readService(spec['service']),
    ...optional('analysis', analysis && readAnalysis(analysis)),
    skipAnalysis: readBoolean(spec['skipAnalysis']) ?? false,
    suspend: readBoolean(spec['suspend']) ?? false,
    ...optional('progressDeadlineSeconds', readNumber(spec['progressDeadlineSeconds'])),
  };
}

/** Flagger's analysis interval in seconds: at least 10, and 60 where it is absent or no Go duration (canary.go GetAnalysisInterval). */
export function analysisIntervalSeconds(analysis: CanaryAnalysis | undefined): number {
  const seconds = analysis?.interval === undefined ? undefined : parseGoDuration(analysis.interval);
  return seconds === undefined ? 60 : Math.max(10, seconds);
}

/** How many failed checks end the rollout; zero and negative mean 1 (canary.go GetAnalysisThreshold). */
export function analysisThreshold(analysis: CanaryAnalysis | undefined): number {
  const threshold = analysis?.threshold ?? 0;
  return threshold > 0 ? threshold : 1;
}

/** The weight at which the canary is promoted (scheduler.go maxWeight). */
export function analysisMaxWeight(analysis: CanaryAnalysis | undefined): number {
  const lastStep = analysis?.stepWeights.at(-1);
  if (lastStep !== undefined) return Math.min(100, lastStep);
  const maxWeight = analysis?.maxWeight ?? 0;
  return maxWeight > 0 ? maxWeight : 100;
}

/** Whether a rollout is promoted without analysis (canary.go SkipAnalysis). */
export function skipsAnalysis(spec: CanarySpec): boolean {
  return spec.analysis === undefined || spec.skipAnalysis;
}

/** The names of the three Services of a Canary (canary.go GetServiceNames). */
export function serviceNames(spec: CanarySpec): { readonly apex: string; readonly primary: string; readonly canary: string } {
  const apex = spec.service.name ?? spec.targetRef.name;
  return { apex, primary: `${apex}-primary`, canary: `${apex}-canary` };
}

function readAnalysis(analysis: Readonly<Record<string, unknown>>): CanaryAnalysis {
  const affinity = readObject(analysis['sessionAffinity']);
  return {
    ...optional('interval', readString(analysis['interval'])),
    ...optional('threshold', readNumber(analysis['threshold'])),
    ...optional('maxWeight', readNumber(analysis['maxWeight'])),
    ...optional('stepWeight', readNumber(analysis['stepWeight'])),
    stepWeights: readList(analysis['stepWeights']).map(readNumber).filter((weight) => weight !== undefined),
    ...optional('stepWeightPromotion', readNumber(analysis['stepWeightPromotion'])),
    ...optional('iterations', readNumber(analysis['iterations'])),
    mirror: readBoolean(analysis['mirror']) ?? false,
    ...optional('mirrorWeight', readNumber(analysis['mirrorWeight'])),
    match: readList(analysis['match']).map(readMatch),
    metrics: readList(analysis['metrics']).map(readMetric).filter((metric) => metric !== undefined),
    hooks: readList(analysis['webhooks']).map(readHook).filter((hook) => hook !== undefined),
    ...optional('sessionAffinity', affinity && {
      ...optional('cookieName', readString(affinity['cookieName'])),
      ...optional('maxAge', readNumber(affinity['maxAge'])),
    }),
  };
}

function readService(value: unknown): CanarySpec['service'] {
  return {
    ...optional('name', readString(readMember(value, 'name'))),
    ...optional('port', readNumber(readMember(value, 'port'))),
    ...optional('appProtocol', readString(readMember(value, 'appProtocol'))),
    hosts: readList(readMember(value, 'hosts')).map(readString).filter((host) => host !== undefined),
  };
}

function readReference(value: unknown): LocalReference | undefined {
  const name = readString(readMember(value, 'name'));
  if (name === undefined) return undefined;
  return { ...optional('apiVersion', readString(readMember(value, 'apiVersion'))), kind: readString(readMember(value, 'kind')) ?? '', name };
}

function readMetric(value: unknown): CanaryMetric | undefined {
  const name = readString(readMember(value, 'name'));
  if (name === undefined) return undefined;
  const range = readObject(readMember(value, 'thresholdRange'));
  const templateName = readString(readPath(value, 'templateRef', 'name'));
  return {
    name,
    ...optional('interval', readString(readMember(value, 'interval'))),
    ...optional('threshold', readNumber(readMember(value, 'threshold'))),
    ...optional('thresholdRange', range && { ...optional('min', readNumber(range['min'])), ...optional('max', readNumber(range['max'])) }),
    ...optional('query', readString(readMember(value, 'query'))),
    ...optional('templateRef', templateName === undefined ? undefined : {
      name: templateName,
      ...optional('namespace', readString(readPath(value, 'templateRef', 'namespace'))),
    }),
    ...optional('templateVariables', readObject(readMember(value, 'templateVariables')) === undefined ? undefined : readStringMap(readMember(value, 'templateVariables'))),
  };
}

function readHook(value: unknown): CanaryHook | undefined {
  const name = readString(readMember(value, 'name'));
  if (name === undefined) return undefined;
  return {
    name,
    type: readHookType(readMember(value, 'type')),
    ...optional('url', readString(readMember(value, 'url'))),
    ...optional('timeout', readString(readMember(value, 'timeout'))),
  };
}

function readHookType(value: unknown): CanaryHook['type'] {
  const type = readString(value) ?? 'rollout';
  return HOOK_TYPES.find((known) => known === type) ?? 'unknown';
}

function readMatch(value: unknown): CanaryMatch {
  return {
    headers: readStringMatches(readMember(value, 'headers')),
    queryParams: readStringMatches(readMember(value, 'queryParams')),
    sourceLabels: readStringMap(readMember(value, 'sourceLabels')),
  };
}

function readStringMatches(value: unknown): Readonly<Record<string, StringMatch>> {
  const matches: Record<string, StringMatch> = {};
  for (const [key, match] of Object.entries(readObject(value) ?? {})) {
    const operator = (['exact', 'prefix', 'suffix', 'regex'] as const).find((each) => typeof readMember(match, each) === 'string');
    if (operator !== undefined) matches[key] = { operator, value: String(readMember(match, operator)) };
  }
  return matches;
}

/** An object with `key` only when there is a value, so that absent stays absent. */
function optional<K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } {
  return (value === undefined ? {} : { [key]: value }) as { readonly [P in K]?: V };
}
