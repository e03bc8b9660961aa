// What the connected cluster's definitions say of open files, as often as it is asked.
import { afterEach, expect, test, vi } from 'vitest';
import { DirectoryTree } from '../../../server/src/files/directoryTree.ts';
import { readServedSchemas } from '../../../server/src/features/wantedKinds.ts';
import { checkSnapshot } from '../../../server/src/rules/checkSnapshot.ts';
import { RuleCache } from '../../../server/src/rules/ruleCache.ts';
import { memoryWorkspace } from '../../harness/memoryWorkspace.ts';

afterEach(() => vi.restoreAllMocks());

const served = readServedSchemas({
  contextName: 'prod',
  kinds: [{ apiVersion: 'example.com/v1', kind: 'Shop', root: 'Shop', schemas: { Shop: { type: 'object', properties: { apiVersion: { type: 'string' }, kind: { type: 'string' }, metadata: { type: 'object' }, spec: { type: 'object', properties: { size: { type: 'integer' } } } } } } }],
});
const shop = 'apiVersion: example.com/v1\nkind: Shop\nmetadata:\n  name: a\nspec:\n  size: big\n';

test('each check judges the open files, visible ones only, and leaves nothing behind in the folders', () => {
  const { session } = memoryWorkspace(`//- shops/a.yaml\n${shop}//- shops/b.yaml\n${shop}//- .old/c.yaml\n${shop}//- shops/d.txt\n${shop}`);
  session.apply({ kind: 'served', served });
  const keys = new Set<unknown>();
  const select = vi.spyOn(DirectoryTree.prototype, 'selectYamlFiles');
  const cache = new RuleCache();
  const check = (): readonly string[] => {
    const found = checkSnapshot(session.snapshot, { cache, facts: undefined, open: ['shops/a.yaml', '.old/c.yaml', 'shops/d.txt', 'gone.yaml'].map((path) => `file:///w/repo/${path}`), log: () => undefined });
    for (const [key] of select.mock.calls) keys.add(key);
    return [...found].flatMap(([uri, findings]) => findings.map(({ rule }) => `${uri} ${rule}`));
  };
  expect(check()).toEqual(['file:///w/repo/shops/a.yaml schema/wrong-type']);
  const { size } = keys;
  expect(check()).toEqual(['file:///w/repo/shops/a.yaml schema/wrong-type']);
  session.apply({ kind: 'text', uri: 'file:///w/repo/shops/b.yaml', text: `${shop}# more\n` });
  expect(check()).toEqual(['file:///w/repo/shops/a.yaml schema/wrong-type']);
  expect(keys.size).toBe(size);
});
