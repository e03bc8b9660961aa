// Remembers rows by the object they were made of and by what else was asked to make them, so that what did not change is neither built nor compared again.
import { sameElements } from '../../cluster/sameElements.ts';
import type { TreeNodeModel } from '../treeModel.ts';
import type { RowReads } from './clusterViewInput.ts';
import { recordReadings, type Reading } from './recordedReadings.ts';

/** One cache for one kind of row. Live objects are immutable: a changed one is another one, and its old row is forgotten with it. */
export class RowCache {
  readonly #rows = new WeakMap<object, { readonly key: string; readonly readings: readonly Reading[]; readonly row: TreeNodeModel }>();

  /** The remembered row of `live` while `key` and every answer that it was made with are the same, or a new one. */
  get(live: object, key: string, setting: RowReads, build: (reads: RowReads) => TreeNodeModel): TreeNodeModel {
    const known = this.#rows.get(live);
    if (known?.key === key && known.readings.every((reading) => reading.isStill(setting))) return known.row;
    const readings: Reading[] = [];
    const row = build(recordReadings(setting, readings));
    this.#rows.set(live, { key, readings, row });
    return row;
  }
}

/** Rows that differ from others in some parts, such as what stands below them: the same object again as long as they are made of the same. */
export class RowVariants {
  readonly #made = new WeakMap<TreeNodeModel, TreeNodeModel>();

  /** The row with these parts. */
  vary(row: TreeNodeModel, parts: Pick<Partial<TreeNodeModel>, 'id' | 'description' | 'expanded' | 'children'>): TreeNodeModel {
    const before = this.#made.get(row);
    if (before !== undefined && hasParts(before, parts)) return before;
    const made = { ...row, ...parts };
    this.#made.set(row, made);
    return made;
  }
}

function hasParts(row: TreeNodeModel, { children, ...plain }: Partial<TreeNodeModel>): boolean {
  const isSame = Object.entries(plain).every(([name, value]) => row[name as keyof typeof plain] === value);
  return isSame && (children === undefined || sameElements(children, row.children));
}

/** What was made of a list: the very same again as long as the list holds the same elements. */
export class ListMemo<Element, Made> {
  #elements: readonly Element[] = [];
  #key = '';
  #made: Made | undefined;

  /** `key`: what else it is made of. */
  get(elements: readonly Element[], key: string, make: (elements: readonly Element[]) => Made): Made {
    if (this.#made !== undefined && this.#key === key && sameElements(elements, this.#elements)) return this.#made;
    this.#elements = elements;
    this.#key = key;
    this.#made = make(elements);
    return this.#made;
  }
}
