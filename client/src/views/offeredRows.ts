// Takes from rows the words on which the menus of writing commands hang, where the user may not write. Pure.
import type { ObjectId } from '../../../server/src/protocol/objectId.ts';
import type { ContextFlag, TreeNodeModel } from './treeModel.ts';

/** Words of actions that patch the row's object. */
const writing: ReadonlySet<ContextFlag> = new Set(['reconcilable', 'hasSource', 'suspendable', 'resumable']);

/** Rows with what may be offered; a row stays the same object as long as it is made of the same row and nothing is taken from it or from what is below. */
export class OfferedRows {
  readonly #made = new WeakMap<TreeNodeModel, TreeNodeModel>();

  /** `mayWrite` answers for the object of a row. */
  offer(rows: readonly TreeNodeModel[], mayWrite: (object: ObjectId) => boolean): readonly TreeNodeModel[] {
    return rows.map((row) => this.#offerRow(row, mayWrite));
  }

  #offerRow(row: TreeNodeModel, mayWrite: (object: ObjectId) => boolean): TreeNodeModel {
    const children = this.offer(row.children, mayWrite);
    const isRefused = row.object !== undefined && row.contextFlags.some((flag) => writing.has(flag)) && !mayWrite(row.object);
    const contextFlags = isRefused ? row.contextFlags.filter((flag) => !writing.has(flag)) : row.contextFlags;
    const sameChildren = children.every((child, index) => child === row.children[index]);
    if (!isRefused && sameChildren) return row;
    const before = this.#made.get(row);
    if (before?.contextFlags.length === contextFlags.length && before.children.every((child, index) => child === children[index])) return before;
    const made = { ...row, contextFlags, children: sameChildren ? row.children : children };
    this.#made.set(row, made);
    return made;
  }
}
