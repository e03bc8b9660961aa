import { describe, expect, test } from 'vitest';
import { findDocumentSymbols } from '../../../server/src/features/documentSymbols.ts';
import { memoryWorkspace } from '../../harness/memoryWorkspace.ts';

describe('the outline', () => {
  test('of a Secret shows the keys and no value; of anything else the values too', () => {
    const { snapshot, cursor } = memoryWorkspace('//- a.yaml\n$0apiVersion: v1\nkind: Secret\nmetadata:\n  name: a\nstringData:\n  password: hunter2\n---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: b\ndata:\n  color: blue\n');
    const [secret, configMap] = findDocumentSymbols(snapshot, cursor.file).map((entry) => JSON.stringify(entry.children.map(({ name, detail, children }) => [name, detail, children.map((child) => [child.name, child.detail])])));
    expect(secret).toContain('password');
    expect(secret).not.toContain('hunter2');
    expect(configMap).toContain('blue');
  });
});
