/** Removes the entry at fault, key and value. */
import { entryAt, removeEntry } from '../../yaml/yamlEdit.ts';
import type { QuickFixProvider } from './quickFix.ts';

/** One fix, named for the key. */
export const removeEntryFixes: QuickFixProvider = ({ span: { file, start } }) => {
  const entry = entryAt(file, start);
  const edit = entry === undefined ? undefined : removeEntry(entry.map, entry.pair);
  return entry === undefined || edit === undefined ? [] : [{ title: `Remove ${entry.pair.key.text}`, edits: [edit], preferred: true }];
};
