// Menus of writing commands go where the user may not write, and rows that stay the same stay the same object.
import { expect, test } from 'vitest';
import { OfferedRows } from '../../../client/src/views/offeredRows.ts';
import type { ContextFlag, TreeNodeModel } from '../../../client/src/views/treeModel.ts';

const row = (name: string, contextFlags: readonly ContextFlag[], children: readonly TreeNodeModel[] = []): TreeNodeModel => ({
  id: name,
  label: name,
  description: '',
  tooltip: '',
  accessibleLabel: name,
  icon: { id: 'x' },
  contextFlags,
  expanded: false,
  children,
  object: { kind: 'Kustomization', namespace: name, name },
});

const flags: readonly ContextFlag[] = ['fluxKustomization', 'controlled', 'reconcilable', 'hasSource', 'suspendable'];

test('what may not be written is not offered, also below; all else stays', () => {
  const inner = row('inner', flags);
  const free = row('free', flags);
  const rows = [row('outer', flags, [inner, free]), row('plain', ['object'])];
  const offered = new OfferedRows();
  const seen = offered.offer(rows, { isReadOnly: false, mayWrite: ({ name }) => name !== 'inner' });
  expect(seen[0]?.contextFlags).toEqual(flags);
  expect(seen[0]?.children[0]?.contextFlags).toEqual(['fluxKustomization', 'controlled']);
  expect(seen[0]?.children[1]).toBe(free);
  expect(seen[1]).toBe(rows[1]);
});

test('where everything may be written the rows are the very same, and what was made once is made once', () => {
  const rows = [row('outer', flags, [row('inner', flags)])];
  const offered = new OfferedRows();
  expect(offered.offer(rows, { isReadOnly: false, mayWrite: () => true })[0]).toBe(rows[0]);
  const refused = offered.offer(rows, { isReadOnly: false, mayWrite: () => false });
  expect(offered.offer(rows, { isReadOnly: false, mayWrite: () => false })[0]).toBe(refused[0]);
  expect(refused[0]?.contextFlags).toEqual(['fluxKustomization', 'controlled']);
  expect(offered.offer(rows, { isReadOnly: false, mayWrite: () => true })[0]).toBe(rows[0]);
});

test('in a read-only context a gate is not offered to be opened nor a Canary to be resumed; what can be done in Git stays', () => {
  const rows = [row('gated', ['canary', 'rollingOut', 'openableGate']), row('held', ['canary', 'paused']), row('failed', ['canary', 'rolledBack'])];
  const flagsIn = (isReadOnly: boolean) => new OfferedRows().offer(rows, { isReadOnly, mayWrite: () => false }).map(({ contextFlags }) => contextFlags);
  expect(flagsIn(true)).toEqual([['canary', 'rollingOut'], ['canary'], ['canary', 'rolledBack']]);
  expect(flagsIn(false)).toEqual(rows.map(({ contextFlags }) => contextFlags));
});
