// A Kubernetes event as a typed view.
import { readNumber, readObject, readString } from '../jsonValue.ts';
import { groupOfApiVersion, type ObjectRef } from '../servedKind.ts';
import type { ClusterObject } from './clusterObject.ts';

/** Something that a controller said about an object. Kubernetes merges repeated events, so one may stand for many. */
export interface KubeEvent {
  readonly about: ObjectRef;
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
  /** How often it was seen. */
  readonly count: number;
  /** First and last time seen (RFC 3339). */
  readonly firstSeen: string;
  readonly lastSeen: string;
  /** Which controller said it; may be empty. */
  readonly reporter: string;
  readonly key: string;
}

/** Reads the view. */
export function readKubeEvent(object: ClusterObject): KubeEvent {
  const { content } = object;
  const about = readObject(content, 'involvedObject');
  const series = readObject(content, 'series');
  const eventTime = readString(content, 'eventTime');
  const lastSeen = readString(series, 'lastObservedTime') || readString(content, 'lastTimestamp') || eventTime || object.createdAt;
  return {
    about: { group: groupOfApiVersion(readString(about, 'apiVersion')), kind: readString(about, 'kind'), namespace: readString(about, 'namespace'), name: readString(about, 'name') },
    type: readString(content, 'type') === 'Warning' ? 'Warning' : 'Normal',
    reason: readString(content, 'reason'),
    message: readString(content, 'message'),
    count: readNumber(series, 'count') ?? readNumber(content, 'count') ?? 1,
    firstSeen: readString(content, 'firstTimestamp') || eventTime || lastSeen,
    lastSeen,
    reporter: readString(content, 'reportingComponent') || readString(content, 'source', 'component'),
    key: object.uid || `${object.namespace}/${object.name}`,
  };
}
