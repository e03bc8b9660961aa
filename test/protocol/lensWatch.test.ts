// Lenses follow what happens in other files: the editor is asked to ask again only when their words changed.
import { expect, test } from 'vitest';
import { LensWatch } from '../../server/src/lsp/lensWatch.ts';
import { bootstrap, configMap, fluxKustomization, memoryWorkspace } from '../harness/memoryWorkspace.ts';

test('a document is noticed when another file changed its lenses, and not for an edit that leaves them', () => {
  const { session } = memoryWorkspace(`${bootstrap('clusters/dev')}//- clusters/dev/apps.yaml\n${fluxKustomization('apps', './apps')}//- apps/a.yaml\n${configMap('a', 'shop')}`);
  const uri = 'file:///w/repo/apps/a.yaml';
  const watch = new LensWatch();
  expect(watch.changed(session.snapshot, [uri], undefined)).toBe(false);
  session.apply({ kind: 'text', uri, text: `# first\n${configMap('a', 'shop', { more: 'data' })}` });
  expect(watch.changed(session.snapshot, [uri], undefined)).toBe(false);
  session.apply({ kind: 'text', uri: 'file:///w/repo/clusters/dev/apps.yaml', text: fluxKustomization('renamed', './apps') });
  expect(watch.changed(session.snapshot, [uri], undefined)).toBe(true);
  expect(watch.changed(session.snapshot, [uri], undefined)).toBe(false);
});
