// Remembers rows by the object they were made of, so that what did not change is neither built nor compared again.
import type { TreeNodeModel } from './treeModel.ts';

/** One cache for one kind of row. Live objects are immutable: a changed one is another one, and its old row is forgotten with it. */
export class RowCache {
  readonly #rows = new WeakMap<object, { readonly key: string; readonly row: TreeNodeModel }>();

  /** The remembered row of `live`, or a new one where there is none or it was made under another `key` (what else the row depends on). */
  get(live: object, key: string, build: () => TreeNodeModel): TreeNodeModel {
    const known = this.#rows.get(live);
    if (known?.key === key) return known.row;
    const row = build();
    this.#rows.set(live, { key, row });
    return row;
  }
}
