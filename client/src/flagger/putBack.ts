// Whether the version that serves has been put back after a rollout failed: the phase stays Failed then, and nothing is left to roll out. Pure.
import type { CanaryStatus } from '../../../server/src/flagger/canaryObject.ts';
import { readList, readMember, readPath, readString, readStringMap } from '../../../server/src/flagger/jsonRead.ts';

/** The two workloads of a Canary as far as they may be read. */
export interface Workloads {
  readonly target: unknown;
  readonly primary: unknown;
}

/**
 * Whether Flagger's last look at a failed Canary found the pod template that it promoted last: it notes the hash of what it finds
 * in phase Failed too (pkg/controller/scheduler.go `shouldAdvance`) and starts no analysis of that one (pkg/canary/spec.go `hasSpecChanged`).
 * A change of a ConfigMap or Secret alone leaves both hashes equal, whatever came of it; where a promotion failed, the weight stays on the canary.
 */
export function foundPromotedTemplate({ phase, weight, lastAppliedSpec = '', lastPromotedSpec }: CanaryStatus): boolean {
  return phase === 'Failed' && weight === 0 && lastAppliedSpec !== '' && lastAppliedSpec === lastPromotedSpec;
}

/** How far a failed Canary (as the API server gives it) is back at what serves: `all`, or the `template` while ConfigMaps or Secrets that Flagger compares may differ; undefined where it is not. */
export function findPutBack(canary: unknown, status: CanaryStatus, workloads: Workloads): 'all' | 'template' | undefined {
  if (!foundPromotedTemplate(status) || compareWorkloads(workloads) !== 'same') return undefined;
  return Object.keys(readStringMap(readPath(canary, 'status', 'trackedConfigs'))).length === 0 ? 'all' : 'template';
}

/** How the pod templates of target and primary differ, leaving out the `-primary` names that Flagger makes. */
export function compareWorkloads({ target, primary }: Workloads): 'same' | 'otherImages' | 'otherSpec' | 'unknown' {
  const targetSpec = readPath(target, 'spec', 'template', 'spec');
  const primarySpec = readPath(primary, 'spec', 'template', 'spec');
  if (targetSpec === undefined || primarySpec === undefined) return 'unknown';
  if (imagesOf(targetSpec) !== imagesOf(primarySpec)) return 'otherImages';
  const isSame = normalized(targetSpec) === normalized(primarySpec) && normalized(annotationsOf(target)) === normalized(annotationsOf(primary));
  return isSame ? 'same' : 'otherSpec';
}

/** A change in these alone starts a rollout too, as `kubectl rollout restart` makes one; Flagger puts an id of its own on the primary's pods. */
function annotationsOf(workload: unknown): unknown {
  const annotations = readPath(workload, 'spec', 'template', 'metadata', 'annotations');
  if (typeof annotations !== 'object' || annotations === null) return {};
  return Object.fromEntries(Object.entries(annotations).filter(([key]) => key !== 'flagger-id'));
}

function imagesOf(podSpec: unknown): string {
  const containers = [...readList(readMember(podSpec, 'initContainers')), ...readList(readMember(podSpec, 'containers'))];
  return containers.map((container) => `${readString(readMember(container, 'name')) ?? ''}=${readString(readMember(container, 'image')) ?? ''}`).sort().join(' ');
}

/** Flagger gives ConfigMaps, Secrets and labels of the primary the suffix `-primary`. */
function normalized(podSpec: unknown): string {
  return JSON.stringify(sortKeys(podSpec)).replaceAll('-primary"', '"');
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)).map(([key, entry]) => [key, sortKeys(entry)]));
}
