// Places pictures in a worker thread, which is started with the first one and ended with the panel: a large layout must not hold up the extension host.
import { Worker } from 'node:worker_threads';
import type { Placement } from '../../graphPicture/layout.ts';
import { structureKey, type Picture } from '../../graphPicture/picture.ts';

/** Keeps the placement of the newest structure. */
export class PictureLayouts {
  readonly #script: string;
  readonly #placed: () => void;
  readonly #failed: (error: Error) => void;
  #worker: Worker | undefined;
  #wanted = '';
  #round = 0;
  #known: { readonly key: string; readonly placement: Placement } | undefined;

  /** `script`: absolute path of the bundled worker. `placed` is called when a placement has come that was asked for. */
  constructor(script: string, placed: () => void, failed: (error: Error) => void) {
    this.#script = script;
    this.#placed = placed;
    this.#failed = failed;
  }

  /** The placement of a picture; undefined while it is being made. */
  find(picture: Picture): Placement | undefined {
    const key = structureKey(picture);
    if (this.#known?.key === key) return this.#known.placement;
    if (this.#wanted !== key) this.#ask(key, picture);
    return undefined;
  }

  /** Ends the worker. */
  dispose(): void {
    void this.#worker?.terminate();
    this.#worker = undefined;
    this.#wanted = '';
  }

  #ask(key: string, { nodes, edges }: Picture): void {
    this.#wanted = key;
    this.#round += 1;
    const round = this.#round;
    const worker = (this.#worker ??= this.#start());
    worker.postMessage({ round, picture: { nodes: nodes.map(({ id }) => ({ id })), edges: edges.map(({ from, to }) => ({ from, to })) } });
  }

  #start(): Worker {
    const worker = new Worker(this.#script);
    worker.on('message', ({ round, placement }: { readonly round: number; readonly placement: Placement }) => {
      // Of several structures that came while it worked only the newest counts.
      if (round !== this.#round) return;
      this.#known = { key: this.#wanted, placement };
      this.#placed();
    });
    worker.on('error', (error) => {
      this.#worker = undefined;
      // The same structure would fail again; another one is tried.
      this.#failed(error);
    });
    return worker;
  }
}
