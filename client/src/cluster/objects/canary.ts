// A live Flagger Canary as a typed view: identity, target and status. What it means is the business of the pure flagger folders.
import type { CanaryPhase } from '../../../../server/src/protocol/clusterFacts.ts';
import { readFlag, readNumber, readObject, readString, type JsonObject } from '../jsonValue.ts';
import type { ClusterObject } from './clusterObject.ts';
import { readConditions, type Condition } from './conditions.ts';

/** A live Canary. */
export interface LiveCanary {
  readonly object: ClusterObject;
  readonly namespace: string;
  readonly name: string;
  /** spec.provider; empty means the controller's own. */
  readonly provider: string;
  readonly target: { readonly apiVersion: string; readonly kind: string; readonly name: string };
  readonly suspended: boolean;
  readonly skipAnalysis: boolean;
  readonly phase: CanaryPhase;
  readonly weight: number;
  readonly iterations: number;
  readonly failedChecks: number;
  /** Flagger's last status write, RFC 3339, or empty. */
  readonly lastTransitionTime: string;
  readonly lastAppliedSpec: string;
  readonly lastPromotedSpec: string;
  readonly conditions: readonly Condition[];
  /** The raw spec, for the schedule and the panel. */
  readonly spec: JsonObject;
}

/** Reads the view. */
export function readCanary(object: ClusterObject): LiveCanary {
  const { content } = object;
  const target = readObject(content, 'spec', 'targetRef');
  const status = readObject(content, 'status');
  return {
    object,
    namespace: object.namespace,
    name: object.name,
    provider: readString(content, 'spec', 'provider'),
    target: { apiVersion: readString(target, 'apiVersion'), kind: readString(target, 'kind'), name: readString(target, 'name') },
    suspended: readFlag(content, 'spec', 'suspend'),
    skipAnalysis: readFlag(content, 'spec', 'skipAnalysis'),
    phase: readString(status, 'phase'),
    weight: readNumber(status, 'canaryWeight') ?? 0,
    iterations: readNumber(status, 'iterations') ?? 0,
    failedChecks: readNumber(status, 'failedChecks') ?? 0,
    lastTransitionTime: readString(status, 'lastTransitionTime'),
    lastAppliedSpec: readString(status, 'lastAppliedSpec'),
    lastPromotedSpec: readString(status, 'lastPromotedSpec'),
    conditions: readConditions(content),
    spec: readObject(content, 'spec'),
  };
}
