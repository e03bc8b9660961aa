// Moving files and folders: every path that leads to them, and every path that they write.
import { describe, expect, test } from 'vitest';
import { planMoves } from '../../../server/src/features/fileMoves/moveFiles.ts';
import { textsAfter } from '../../../server/src/features/rename/textsAfter.ts';
import { bootstrap, configMap, fluxKustomization, memoryWorkspace } from '../../harness/memoryWorkspace.ts';

const workspace = memoryWorkspace(`${bootstrap('clusters/prod')}//- clusters/prod/apps.yaml
${fluxKustomization('apps', './apps/prod/')}//- apps/prod/kustomization.yaml
resources:
  - ../base # shared
  - ./extra.yaml
components: [../../components/tls/]
configMapGenerator:
  - name: settings
    files: [settings.json, key=other.txt]
//- apps/prod/extra.yaml
${configMap('extra', 'shop')}//- apps/prod/settings.json
{}
//- apps/prod/other.txt
x
//- apps/base/kustomization.yaml
resources: [a.yaml]
//- apps/base/a.yaml
${configMap('a', 'shop')}//- components/tls/kustomization.yaml
apiVersion: kustomize.config.k8s.io/v1alpha1
kind: Component
resources: [b.yaml]
//- components/tls/b.yaml
${configMap('b', 'shop')}`);

function moved(from: string, to: string): { readonly texts: Readonly<Record<string, string>>; readonly warnings: readonly string[] } {
  const plan = planMoves(workspace.snapshot, [{ oldUri: `file:///w/repo/${from}`, newUri: `file:///w/repo/${to}` }]);
  return { texts: Object.fromEntries([...textsAfter(plan.edits)].map(([uri, text]) => [uri.replace('file:///w/repo/', ''), text])), warnings: plan.warnings.map(({ label }) => label) };
}

describe('a folder', () => {
  test('that is a base changes who includes it', () => {
    const { texts, warnings } = moved('apps/base', 'base/apps');
    expect(Object.keys(texts)).toEqual(['apps/prod/kustomization.yaml']);
    expect(texts['apps/prod/kustomization.yaml']).toContain('  - ../../base/apps # shared\n  - ./extra.yaml\n');
    expect(warnings).toEqual([]);
  });
  test('that a Flux Kustomization builds changes its path, in its style, and its own paths to others', () => {
    const { texts, warnings } = moved('apps/prod', 'prod');
    expect(texts['clusters/prod/apps.yaml']).toContain('path: ./prod/\n');
    expect(texts['apps/prod/kustomization.yaml']).toContain('  - ../apps/base # shared\n  - ./extra.yaml\ncomponents: [../components/tls/]\n');
    expect(warnings).toEqual([]);
  });
  test('above several changes only what crosses its border', () => {
    const { texts } = moved('apps', 'things');
    expect(Object.keys(texts)).toEqual(['clusters/prod/apps.yaml']);
  });
  test('that Flux syncs is told of', () => {
    expect(moved('clusters/prod', 'clusters/live').warnings).toContain('clusters/prod is the folder that Flux syncs');
  });
});

describe('a file', () => {
  test('of a generator keeps its key', () => {
    expect(moved('apps/prod/settings.json', 'apps/prod/app.json').texts['apps/prod/kustomization.yaml']).toContain('files: [settings.json=app.json, key=other.txt]');
    expect(moved('apps/prod/other.txt', 'apps/prod/o.txt').texts['apps/prod/kustomization.yaml']).toContain('key=o.txt]');
  });
  test('that leaves its kustomize folder is followed, with a word about `kustomize build`', () => {
    const { texts, warnings } = moved('apps/prod/extra.yaml', 'shared/extra.yaml');
    expect(texts['apps/prod/kustomization.yaml']).toContain('  - ../../shared/extra.yaml\n');
    expect(warnings).toEqual(['A file lies outside its kustomize folder now']);
  });
  test('that no path names, in a folder that Flux reads whole, is told of when it leaves', () => {
    expect(moved('clusters/prod/apps.yaml', 'drafts/apps.yaml').warnings.some((label) => label.includes('no longer applied'))).toBe(true);
  });
  test('that nothing reads is nobody’s business', () => {
    expect(moved('README.md', 'docs/README.md')).toEqual({ texts: {}, warnings: [] });
  });
});

describe('an artifact that a generator makes', () => {
  const artifacts = memoryWorkspace(`${bootstrap('clusters/prod')}//- clusters/prod/artifacts.yaml
apiVersion: source.extensions.fluxcd.io/v1beta1
kind: ArtifactGenerator
metadata: {name: g, namespace: flux-system}
spec:
  sources: [{alias: repo, kind: GitRepository, name: flux-system}]
  artifacts:
    - name: apps
      copy:
        - {from: "@repo/apps/base/**", to: "@artifact/base/"}
        - {from: "@repo/apps/prod/**", to: "@artifact/prod/"}
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: apps, namespace: flux-system}
spec:
  interval: 10m
  path: ./prod
  prune: true
  sourceRef: {kind: ExternalArtifact, name: apps}
//- apps/prod/kustomization.yaml
resources: [../base]
//- apps/base/kustomization.yaml
resources: [a.yaml]
//- apps/base/a.yaml
${configMap('a', 'shop')}`);
  test('goes on mirroring the repository, so that paths between its folders hold', () => {
    const plan = planMoves(artifacts.snapshot, [{ oldUri: 'file:///w/repo/apps/prod', newUri: 'file:///w/repo/apps/live/eu' }]);
    const texts = textsAfter(plan.edits);
    expect(texts.get('file:///w/repo/clusters/prod/artifacts.yaml')).toContain('{from: "@repo/apps/live/eu/**", to: "@artifact/live/eu/"}');
    expect(texts.get('file:///w/repo/clusters/prod/artifacts.yaml')).toContain('path: ./live/eu\n');
    expect(texts.get('file:///w/repo/apps/prod/kustomization.yaml')).toBe('resources: [../../base]\n');
    expect(plan.warnings).toEqual([]);
  });
});

describe('a path with a variable in it', () => {
  const fleet = memoryWorkspace(`${bootstrap('clusters/prod')}//- clusters/prod/tenants.yaml
${fluxKustomization('tenants', './tenants', '  postBuild:\n    substitute:\n      ENV: production\n')}//- tenants/backend.yaml
${fluxKustomization('backend', './components/backend/${ENV}')}//- components/backend/production/a.yaml
${configMap('a', 'shop')}`);
  const plan = (from: string, to: string): ReturnType<typeof planMoves> => planMoves(fleet.snapshot, [{ oldUri: `file:///w/repo/${from}`, newUri: `file:///w/repo/${to}` }]);
  test('follows with the folders before the variable', () => {
    const { edits, warnings } = plan('components', 'parts');
    expect(textsAfter(edits).get('file:///w/repo/tenants/backend.yaml')).toContain('path: ./parts/backend/${ENV}\n');
    expect(warnings).toEqual([]);
  });
  test('says that it cannot follow where the variable leads', () => {
    const { edits, warnings } = plan('components/backend/production', 'components/backend/live');
    expect(edits).toEqual([]);
    expect(warnings[0]).toMatchObject({ label: 'A path is made of a variable', description: expect.stringContaining('tenants/backend.yaml:8') as string });
  });
});
