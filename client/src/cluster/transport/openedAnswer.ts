// An answer whose headers are there, whatever HTTP it came over.
import type { KubeError } from '../kubeError.ts';

/** `read` feeds decoded text to the callback until the end; undefined means a clean end. Call it once. */
export interface OpenedAnswer {
  readonly status: number;
  /** The header that says when it was written. */
  readonly date: string | undefined;
  read(onText: (text: string) => void): Promise<KubeError | undefined>;
}
