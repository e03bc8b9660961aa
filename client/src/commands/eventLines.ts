// The events of an object as lines of a log, the newest first. Pure.
import type { KubeEvent } from '../cluster/objects/kubeEvent.ts';

/** `2026-03-01T12:00:00Z  WARN   BuildFailed ×3  kustomize-controller: message`. */
export function eventLines(events: readonly KubeEvent[]): readonly string[] {
  return [...events].sort((one, other) => (one.lastSeen < other.lastSeen ? 1 : -1)).map((event) => {
    const times = event.count > 1 ? ` ×${event.count}` : '';
    const reporter = event.reporter === '' ? '' : `${event.reporter}: `;
    return `${event.lastSeen}  ${event.type === 'Warning' ? 'WARN ' : 'INFO '}  ${event.reason}${times}  ${reporter}${event.message.replaceAll(/\s*\n\s*/g, ' ⏎ ')}`;
  });
}
