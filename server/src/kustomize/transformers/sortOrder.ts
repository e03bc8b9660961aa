/** The order of the result (kustomize SortOrderTransformer). */
import { BuildFault } from '../buildError.ts';
import type { Draft } from '../draft.ts';
import { compareText, legacyFirst, legacyLast, rankOfKinds, sortTextOfGvk, type ObjectId } from '../objectId.ts';
import type { Fields } from '../strictReader.ts';

/** Sorts as `sortOptions` says; without it as the caller says. Faults name the wrong field. */
export function sortDrafts(drafts: readonly Draft[], options: Fields | undefined, reorder: 'legacy' | 'none'): readonly Draft[] {
  if (options === undefined) return reorder === 'legacy' ? legacySort(drafts, legacyFirst, legacyLast) : drafts;
  const order = options.text('order');
  const legacy = options.fields('legacySortOptions');
  if (order !== 'legacy' && order !== 'fifo')
    throw new BuildFault('sort-order', `\`sortOptions.order\` must be \`legacy\` or \`fifo\`, not \`${order}\``, options.node('order') ?? options.map);
  if (order === 'fifo') {
    if (legacy === undefined) return drafts;
    throw new BuildFault('sort-order', '`legacySortOptions` needs `order: legacy`', legacy.map);
  }
  if (legacy === undefined) return legacySort(drafts, legacyFirst, legacyLast);
  const texts = (key: string) => legacy.texts(key).map((node) => node.text);
  return legacySort(drafts, texts('orderFirst'), texts('orderLast'));
}

function legacySort(drafts: readonly Draft[], first: readonly string[], last: readonly string[]): Draft[] {
  const ranks = rankOfKinds(first, last);
  return [...drafts].sort((left, right) => compareIds(left.id, right.id, ranks));
}

function compareIds(left: ObjectId, right: ObjectId, ranks: ReadonlyMap<string, number>): number {
  const rank = (ranks.get(left.kind) ?? 0) - (ranks.get(right.kind) ?? 0);
  if (rank !== 0) return rank;
  const kinds = compareText(sortTextOfGvk(left), sortTextOfGvk(right));
  // A Namespace of the core group goes before those of other groups, against the alphabet.
  if (kinds !== 0) return left.kind === 'Namespace' && right.kind === 'Namespace' && (left.group === '' || right.group === '') ? -kinds : kinds;
  return compareText(sortTextOfId(left), sortTextOfId(right));
}

function sortTextOfId(id: ObjectId): string {
  return `${id.namespace === '' ? '~X' : id.namespace}|${id.name === '' ? '~N' : id.name}`;
}
