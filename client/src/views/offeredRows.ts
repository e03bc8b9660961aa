// Takes from rows the words on which the menus of writing commands hang, where the user may not write. Pure.
import type { ContextFlag, TreeNodeModel } from './treeModel.ts';
import type { WriteJudge } from './writeJudge.ts';

/** Words of actions that patch the row's object. */
const writing: ReadonlySet<ContextFlag> = new Set(['reconcilable', 'hasSource', 'suspendable', 'resumable']);
/** Words of actions that ask other rights, or others' rights: they go only where nothing is sent at all. Promote, abort and retry stay there too: they can be done in Git. */
const sending: ReadonlySet<ContextFlag> = new Set(['openableGate', 'gated', 'paused']);

/** Rows with what may be offered; a row stays the same object as long as it is made of the same row and nothing is taken from it or from what is below. */
export class OfferedRows {
  readonly #made = new WeakMap<TreeNodeModel, TreeNodeModel>();
  /** Lists of rows that offer nothing to write, and nothing below them either: most of a large tree. */
  readonly #harmless = new WeakSet<readonly TreeNodeModel[]>();

  /** The rows as far as the judge lets them be offered. */
  offer(rows: readonly TreeNodeModel[], judge: WriteJudge): readonly TreeNodeModel[] {
    return this.#areHarmless(rows) ? rows : rows.map((row) => this.#offerRow(row, judge));
  }

  #offerRow(row: TreeNodeModel, judge: WriteJudge): TreeNodeModel {
    const children = this.offer(row.children, judge);
    const mayPatch = row.object === undefined || !row.contextFlags.some((flag) => writing.has(flag)) || judge.mayWrite(row.object);
    const isTaken = (flag: ContextFlag) => (!mayPatch && writing.has(flag)) || (judge.isReadOnly && sending.has(flag));
    const isRefused = row.contextFlags.some(isTaken);
    const sameChildren = children === row.children || children.every((child, index) => child === row.children[index]);
    if (!isRefused && sameChildren) return row;
    const contextFlags = row.contextFlags.filter((flag) => !isTaken(flag));
    const before = this.#made.get(row);
    if (before?.contextFlags.length === contextFlags.length && before.children.length === children.length && before.children.every((child, index) => child === children[index])) return before;
    const made = { ...row, contextFlags, children: sameChildren ? row.children : children };
    this.#made.set(row, made);
    return made;
  }

  #areHarmless(rows: readonly TreeNodeModel[]): boolean {
    if (rows.length === 0 || this.#harmless.has(rows)) return true;
    const areHarmless = rows.every(({ contextFlags, children }) => !contextFlags.some((flag) => writing.has(flag) || sending.has(flag)) && this.#areHarmless(children));
    if (areHarmless) this.#harmless.add(rows);
    return areHarmless;
  }
}
