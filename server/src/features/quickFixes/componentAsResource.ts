/** Moves an entry between `resources` and `components`. */
import { yamlOf } from '../../yaml/parseYaml.ts';
import { appendItem, insertAfter, itemAt, removeEntry, removeItem } from '../../yaml/yamlEdit.ts';
import type { TextFile } from '../../text/textFile.ts';
import type { QuickFix, QuickFixProvider } from './quickFix.ts';

/** One fix. */
export const componentAsResourceFixes: QuickFixProvider = ({ span: { file, start, end } }) => {
  const whole = renamedList(file, start, end);
  if (whole !== undefined) return [whole];
  const found = itemAt(file, start);
  const root = yamlOf(file).documents[0]?.root;
  if (found === undefined || root?.kind !== 'map' || found.seq.flow) return [];
  const from = found.pair;
  if (from === undefined || found.map !== root) return [];
  const to = from.key.text === 'components' ? 'resources' : 'components';
  // A comment behind the entry goes along with it.
  const text = file.text.slice(start, end) + (/^[ \t]+#[^\r\n]*/.exec(file.text.slice(end))?.[0] ?? '');
  const target = root.pair(to);
  const add = target?.value.kind === 'seq' ? appendItem(target.value, text) : target === undefined ? insertAfter(root, from, to, '', [`- ${text}`]) : undefined;
  const remove = found.seq.items.length === 1 ? removeEntry(root, from) : removeItem(found.seq, found.item);
  return add === undefined || remove === undefined ? [] : [{ title: `Move to ${to}`, edits: [remove, add], preferred: true }];
};

/** The fix where all of `components` is wrong: the list is called `resources`, if there is none yet. */
function renamedList(file: TextFile, start: number, end: number): QuickFix | undefined {
  const root = yamlOf(file).documents[0]?.root;
  const key = root?.kind === 'map' ? root.pair('components')?.key : undefined;
  if (root?.kind !== 'map' || key?.start !== start || key.end !== end || root.pair('resources') !== undefined) return undefined;
  return { title: 'Change components to resources', edits: [{ span: key, text: 'resources' }], preferred: true };
}
