/** Removes an entry of `dependsOn`, and the whole list with its last entry. */
import { itemAt, removeEntry, removeItem } from '../../yaml/yamlEdit.ts';
import type { QuickFixProvider } from './quickFix.ts';

/** One fix. */
export const dependsOnItselfFixes: QuickFixProvider = ({ span: { file, start } }) => {
  const found = itemAt(file, start);
  if (found === undefined) return [];
  const { seq, item, map, pair } = found;
  const isOnly = seq.items.length === 1 && map !== undefined && pair !== undefined;
  const edit = isOnly ? removeEntry(map, pair) : removeItem(seq, item);
  return edit === undefined ? [] : [{ title: isOnly ? `Remove ${pair.key.text}` : 'Remove this entry', edits: [edit], preferred: true }];
};
