// The lens that says what applies a manifest: names, clusters, what it stays silent on, and 500 documents in one file.
import { describe, expect, test } from 'vitest';
import { appliersInWords } from '../../../server/src/features/appliedBy.ts';
import { findCodeLenses, unconnected } from '../../../server/src/features/codeLens.ts';
import { defaultSettings } from '../../../server/src/protocol/settings.ts';
import { rangeOfSpan } from '../../../server/src/text/textFile.ts';
import { bootstrap, configMap, fluxKustomization, memoryWorkspace, type MemoryWorkspace } from '../../harness/memoryWorkspace.ts';

const twoClusters = `${bootstrap('clusters/prod')}${bootstrap('clusters/staging')}//- clusters/prod/apps.yaml
${fluxKustomization('apps', './apps/prod')}//- clusters/staging/apps.yaml
${fluxKustomization('apps', './apps/staging')}//- apps/prod/kustomization.yaml
resources: [../base]
patches:
  - path: patch.yaml
    target:
      kind: ConfigMap
//- apps/prod/patch.yaml
apiVersion: v1
kind: ConfigMap
metadata:
  name: a
data:
  b: c
//- apps/staging/kustomization.yaml
resources: [../base]
//- apps/base/kustomization.yaml
resources: [a.yaml]
//- apps/base/a.yaml
${configMap('a', 'shop')}---
${configMap('b', 'shop')}//- apps/base/unused.yaml
${configMap('c', 'shop')}`;

function lensesOf(workspace: MemoryWorkspace, path: string): readonly string[] {
  const file = workspace.snapshot.file(`file:///w/repo/${path}`);
  if (file === undefined) throw new Error(`no file ${path}`);
  return findCodeLenses(workspace.snapshot, file, unconnected).map(({ title, span }) => `${rangeOfSpan(span).start.line}: ${title}`);
}

describe('the lens over a manifest', () => {
  const workspace = memoryWorkspace(twoClusters);
  test('names the Kustomization and all clusters, once a document', () => {
    expect(lensesOf(workspace, 'apps/base/a.yaml')).toEqual(['3: applied by apps · clusters/prod, clusters/staging', '9: applied by apps · clusters/prod, clusters/staging']);
  });
  test('stands beside what a Flux Kustomization offers', () => {
    expect(lensesOf(workspace, 'clusters/prod/apps.yaml')).toEqual(['3: Rendered', '3: Compare', '3: applied by flux-system · clusters/prod']);
  });
  test('says of kustomize files and patches what uses them', () => {
    expect(lensesOf(workspace, 'apps/base/kustomization.yaml')).toEqual(['0: used by apps · clusters/prod, clusters/staging', '0: included by apps/prod, apps/staging']);
    expect(lensesOf(workspace, 'apps/prod/patch.yaml')).toEqual(['0: used by apps · clusters/prod']);
  });
  test('says nothing where nothing is known to apply a file', () => {
    expect(lensesOf(workspace, 'apps/base/unused.yaml')).toEqual([]);
  });
  test('a click shows what becomes of it there', () => {
    const file = workspace.snapshot.file('file:///w/repo/apps/base/a.yaml');
    const [lens] = file === undefined ? [] : findCodeLenses(workspace.snapshot, file, unconnected);
    expect(lens).toMatchObject({ command: 'flightdeck.showRendered', argument: { uri: 'file:///w/repo/apps/base/a.yaml', position: { line: 3 }, relation: 'applying' } });
  });
  test('can be switched off', () => {
    const off = memoryWorkspace(twoClusters);
    off.session.apply({ kind: 'settings', settings: { ...defaultSettings, codeLens: false } });
    expect(lensesOf(off, 'apps/base/a.yaml')).toEqual([]);
  });
  test('stands over each of 500 documents', () => {
    const documents = Array.from({ length: 500 }, (_, index) => configMap(`c${index}`, 'shop')).join('---\n');
    const many = memoryWorkspace(`${bootstrap('clusters/prod')}//- clusters/prod/apps.yaml\n${fluxKustomization('apps', './apps')}//- apps/all.yaml\n${documents}`);
    const lenses = lensesOf(many, 'apps/all.yaml');
    expect(lenses).toHaveLength(500);
    expect(lenses[499]).toBe(`${499 * 6 + 3}: applied by apps · clusters/prod`);
  });
});

describe('words', () => {
  const in_ = (kustomization: string, ...clusters: readonly string[]) => clusters.map((cluster) => ({ kustomization, cluster }));
  test('join what is the same everywhere, and keep apart what is not', () => {
    expect(appliersInWords([...in_('apps', 'prod', 'dev'), ...in_('more', 'prod', 'dev')])).toBe('apps, more · prod, dev');
    expect(appliersInWords([...in_('apps', 'prod'), ...in_('apps-eu', 'eu')])).toBe('apps · prod; apps-eu · eu');
  });
  test('count many', () => {
    expect(appliersInWords(in_('apps', '1', '2', '3', '4'))).toBe('apps · 4 clusters');
    expect(appliersInWords([...in_('a', '1'), ...in_('b', '1'), ...in_('c', '1')])).toBe('3 Kustomizations · 1');
  });
});
