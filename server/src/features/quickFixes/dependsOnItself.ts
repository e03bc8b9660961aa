/** Removes an entry of `dependsOn`, and the whole list with its last entry. */
import { entryAt, itemAt, removeEntry, removeItem } from '../../yaml/yamlEdit.ts';
import type { QuickFixProvider } from './quickFix.ts';

/** One fix. */
export const dependsOnItselfFixes: QuickFixProvider = ({ span: { file, start } }) => {
  const found = itemAt(file, start);
  if (found === undefined) return [];
  const list = found.seq.items.length === 1 ? entryAt(file, found.seq.start - 1) : undefined;
  const edit = list?.pair.value === found.seq ? removeEntry(list.map, list.pair) : removeItem(found.seq, found.item);
  return edit === undefined ? [] : [{ title: list === undefined ? 'Remove this entry' : 'Remove dependsOn', edits: [edit], preferred: true }];
};
