/** Runs the work of a controller object by object: one run at a time for each, requests in between become one later run. */
import type { ObjectName } from '../kubeApi/clusterApi.ts';
import type { CancelTask, Scheduler } from '../scheduler.ts';

/** One run; gives the milliseconds until the next one, or `undefined` when only an event shall start it. */
export type Reconcile = (name: ObjectName) => Promise<number | undefined> | number | undefined;

const retryAfterFaultMs = 10_000;

interface Planned {
  readonly at: number;
  readonly cancel: CancelTask;
}

/** The queue of one controller. */
export class ReconcileQueue {
  readonly #scheduler: Scheduler;
  readonly #reconcile: Reconcile;
  readonly #planned = new Map<string, Planned>();
  readonly #running = new Map<string, { again: boolean }>();

  constructor(scheduler: Scheduler, reconcile: Reconcile) {
    this.#scheduler = scheduler;
    this.#reconcile = reconcile;
  }

  /** Plans a run; an earlier one that is planned already stays. */
  add(name: ObjectName, delayMs = 0): void {
    const key = `${name.namespace}/${name.name}`;
    const running = this.#running.get(key);
    if (running !== undefined && delayMs === 0) {
      running.again = true;
      return;
    }
    const at = this.#scheduler.elapsed() + delayMs;
    const planned = this.#planned.get(key);
    if (planned !== undefined && planned.at <= at) return;
    planned?.cancel();
    this.#planned.set(key, { at, cancel: this.#scheduler.after(delayMs, () => this.#run(key, name)) });
  }

  /** Drops all planned runs. */
  stop(): void {
    for (const { cancel } of this.#planned.values()) cancel();
    this.#planned.clear();
  }

  async #run(key: string, name: ObjectName): Promise<void> {
    this.#planned.delete(key);
    const running = { again: false };
    this.#running.set(key, running);
    try {
      const delayMs = await this.#reconcile(name);
      this.#running.delete(key);
      if (running.again) this.add(name);
      else if (delayMs !== undefined) this.add(name, delayMs);
    } catch (error) {
      // An unexpected fault must not silence the object for ever: it is told, and tried again.
      this.#running.delete(key);
      this.add(name, retryAfterFaultMs);
      throw error;
    }
  }
}
