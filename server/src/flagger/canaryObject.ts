/** A live Canary object of the API server as a typed status. */
import { readCanarySpec } from './canarySpec.ts';
import type { CanarySpec } from './canarySpec.ts';
import { readList, readMember, readNumber, readPath, readString, readTime } from './jsonRead.ts';

/** The status of a Canary; times are milliseconds since 1970. */
export interface CanaryStatus {
  /** As written; empty before Flagger has seen the object. */
  readonly phase: string;
  /** Flagger keeps 0 here in A/B and blue/green and may write 0 while traffic still flows: the routing object is the truth. */
  readonly weight: number;
  readonly failedChecks: number;
  /** May be -1, or one more than the spec's in blue/green. */
  readonly iterations: number;
  /** The last write of the status, which is not the last change of the phase. */
  readonly writtenAt?: number;
  /** Hash of the pod template that Flagger saw last. */
  readonly lastAppliedSpec?: string;
  /** Hash of the pod template that the primary runs. */
  readonly lastPromotedSpec?: string;
  /** The one condition, `Promoted`; its time is that of its last change of status. */
  readonly promoted?: { readonly status: string; readonly reason: string; readonly message: string; readonly updatedAt?: number };
}

/** A live Canary. */
export interface LiveCanary {
  readonly spec: CanarySpec;
  readonly uid?: string;
  readonly createdAt?: number;
  readonly deletedAt?: number;
  readonly status: CanaryStatus;
}

/** Reads a live Canary object; `undefined` for something without a name. */
export function readLiveCanary(object: unknown): LiveCanary | undefined {
  const spec = readCanarySpec(object);
  if (spec === undefined) return undefined;
  const uid = readString(readPath(object, 'metadata', 'uid'));
  const createdAt = readTime(readPath(object, 'metadata', 'creationTimestamp'));
  const deletedAt = readTime(readPath(object, 'metadata', 'deletionTimestamp'));
  return {
    spec,
    ...(uid === undefined ? {} : { uid }),
    ...(createdAt === undefined ? {} : { createdAt }),
    ...(deletedAt === undefined ? {} : { deletedAt }),
    status: readStatus(readMember(object, 'status')),
  };
}

function readStatus(status: unknown): CanaryStatus {
  const writtenAt = readTime(readMember(status, 'lastTransitionTime'));
  const lastAppliedSpec = readString(readMember(status, 'lastAppliedSpec'));
  const lastPromotedSpec = readString(readMember(status, 'lastPromotedSpec'));
  const condition = readList(readMember(status, 'conditions')).find((each) => readMember(each, 'type') === 'Promoted');
  const updatedAt = readTime(readMember(condition, 'lastUpdateTime'));
  return {
    phase: readString(readMember(status, 'phase')) ?? '',
    weight: readNumber(readMember(status, 'canaryWeight')) ?? 0,
    failedChecks: readNumber(readMember(status, 'failedChecks')) ?? 0,
    iterations: readNumber(readMember(status, 'iterations')) ?? 0,
    ...(writtenAt === undefined ? {} : { writtenAt }),
    ...(lastAppliedSpec === undefined ? {} : { lastAppliedSpec }),
    ...(lastPromotedSpec === undefined ? {} : { lastPromotedSpec }),
    ...(condition === undefined ? {} : {
      promoted: {
        status: readString(readMember(condition, 'status')) ?? 'Unknown',
        reason: readString(readMember(condition, 'reason')) ?? '',
        message: readString(readMember(condition, 'message')) ?? '',
        ...(updatedAt === undefined ? {} : { updatedAt }),
      },
    }),
  };
}
