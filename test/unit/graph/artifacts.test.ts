// The folder that an artifact was made of, by the paths that are looked for in it.
import { expect, test } from 'vitest';
import { DirectoryTree } from '../../../server/src/files/directoryTree.ts';
import { inferArtifactRoot } from '../../../server/src/graph/artifacts.ts';
import type { FluxKustomization } from '../../../server/src/manifests/fluxKustomization.ts';
import { readFluxKustomization } from '../../../server/src/manifests/fluxKustomization.ts';
import { manifestsOf } from '../../../server/src/manifests/manifest.ts';
import { TextFile } from '../../../server/src/text/textFile.ts';
import { fluxKustomization } from '../../harness/memoryWorkspace.ts';

function looksFor(path: string): readonly FluxKustomization[] {
  return manifestsOf(new TextFile('file:///w/a.yaml', 'a.yaml', fluxKustomization('a', path))).flatMap((manifest) => readFluxKustomization(manifest) ?? []);
}

test('spellings of a path that is being typed are forgotten', () => {
  const rootUri = 'file:///w/repo';
  const tree = DirectoryTree.ofTexts(rootUri, { 'artifact/apps/a.yaml': '' });
  const repository = { rootUri, name: 'repo', tree, remotes: [], branch: 'main' };
  for (let count = 0; count < 1000; count++) expect(inferArtifactRoot(repository, looksFor(`./typed-${count}`))).toBeUndefined();
  expect(inferArtifactRoot(repository, looksFor('./apps'))).toBe('artifact');
  const known: ReadonlyMap<string, string | undefined> = tree.shape.derived(inferArtifactRoot, () => new Map<string, string | undefined>());
  expect(known.get('apps')).toBe('artifact');
  expect(known.size).toBeLessThan(1000);
});
