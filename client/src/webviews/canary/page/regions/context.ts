/** What every region of the page is rendered with. */
import type { CanaryView, ObjectLink, PageRequest } from '../../messages.ts';

/** The inputs of a region; regions are functions of this alone. */
export interface RegionContext {
  readonly view: CanaryView;
  /** The time to show ages against: now, or the time of the snapshot when it is stale. */
  readonly now: number;
  /** The snapshot is current: countdowns run and icons may spin. */
  readonly live: boolean;
  readonly post: (message: PageRequest) => void;
}

/** The name of an object for a label: `Deployment face`. */
export function objectName(object: ObjectLink): string {
  return `${object.kind} ${object.name}`;
}
