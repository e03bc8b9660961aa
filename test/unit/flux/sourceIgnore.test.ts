// Ignore rules (FACTS B2) and artifacts.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ArtifactTree, artifactTree } from '../../../server/src/flux/artifactTree.ts';
import { alwaysExcluded, decidingPattern, excludedByDefault, parseIgnorePatterns } from '../../../server/src/flux/sourceIgnore.ts';
import { DirectoryTree, type LinkListing, type Listing } from '../../../server/src/files/directoryTree.ts';
import { readString } from '../../../server/src/yaml/yamlReader.ts';
import { mapOf, spanText, treeOf } from './fluxFixtures.ts';

interface Recorded {
  readonly lists: readonly { readonly text: string; readonly folder: string }[];
  readonly path: string;
  readonly folder: boolean;
  readonly excluded: boolean;
}

const recorded = JSON.parse(readFileSync(new URL('../../fixtures/flux/sourceIgnore.json', import.meta.url), 'utf8')) as readonly Recorded[];

function files(tree: ArtifactTree, folder = ''): string[] {
  return (tree.list(folder) ?? []).flatMap(({ name, kind }) => {
    const path = folder === '' ? name : `${folder}/${name}`;
    return kind === 'directory' ? files(tree, path) : [path];
  });
}

function artifact(paths: readonly string[], ignore?: string, sparse: readonly string[] = [], ignoreFiles: Readonly<Record<string, string>> = {}): ArtifactTree {
  const texts = { ...Object.fromEntries(paths.map((path) => [path, ''])), ...ignoreFiles };
  const spec = mapOf(`ignore: |\n${(ignore ?? '').replace(/^/gm, '  ')}\nsparseCheckout: ${JSON.stringify(sparse)}\n`, 'source.yaml');
  const checkout = spec.get('sparseCheckout');
  const located = checkout?.kind === 'seq' ? checkout.items.flatMap((node) => (node.kind === 'scalar' ? [{ value: node.text, node }] : [])) : [];
  return artifactTree(treeOf(texts), { ignore: ignore === undefined ? undefined : readString(spec, 'ignore'), sparseCheckout: located });
}

describe('patterns', () => {
  test('every recorded path is judged as the real matcher does', () => {
    const wrong = recorded.filter(({ lists, path, folder, excluded }) => {
      const own = lists.flatMap((list) => parseIgnorePatterns(list.text, list.folder));
      const deciding = decidingPattern([...alwaysExcluded, ...(own.length > 0 ? own : excludedByDefault)], path.split('/'), folder);
      return (deciding !== undefined && !deciding.includes) !== excluded;
    });
    expect(recorded.length).toBe(400);
    expect(wrong).toEqual([]);
  });
});

describe('artifacts', () => {
  test('without any pattern the default list applies', () => {
    const tree = artifact(['a.yaml', 'logo.png', '.github/ci.yaml', 'x/.sops.yaml', '.gitignore', 'x/b.yaml']);
    expect(files(tree)).toEqual(['a.yaml', 'x/b.yaml']);
  });

  test('one pattern anywhere switches the default list off, but not the list of version control', () => {
    const paths = ['a.yaml', 'logo.png', '.github/ci.yaml', '.gitignore', 'x/b.yaml'];
    expect(files(artifact(paths, 'nothing-at-all'))).toEqual(['.github/ci.yaml', 'a.yaml', 'logo.png', 'x/b.yaml']);
    expect(files(artifact(paths, undefined, [], { 'deep/er/.sourceignore': 'zzz' }))).toContain('logo.png');
    expect(files(artifact(paths, undefined, [], { 'deep/er/.sourceignore': '# only a comment' }))).not.toContain('logo.png');
  });

  test('a file below an excluded folder can be included again', () => {
    const tree = artifact(['README.md', 'k8s/00-base/x.yaml', 'k8s/01-base/faces.yaml', 'k8s/01-base/other.yaml'], '/*\n!/k8s/01-base/faces.yaml');
    expect(files(tree)).toEqual(['k8s/01-base/faces.yaml']);
    expect(tree.kindOf('k8s/00-base')).toBeUndefined();
  });

  test('an excluded folder is gone with all below it', () => {
    const tree = artifact(['a/b/c.yaml', 'd/a/e.yaml', 'f.yaml'], 'a/');
    expect(files(tree)).toEqual(['f.yaml']);
    expect(tree.file('a/b/c.yaml')).toBeUndefined();
    expect(tree.list('a')).toBeUndefined();
  });

  test('a nested .sourceignore counts in its folder only, and spec.ignore has the last word', () => {
    const nested = { 'x/.sourceignore': '*.txt\n!keep.txt\n' };
    expect(files(artifact(['a.txt', 'x/a.txt', 'x/keep.txt', 'x/y/b.txt'], undefined, [], nested))).toEqual(['a.txt', 'x/.sourceignore', 'x/keep.txt']);
    expect(files(artifact(['a.txt', 'x/a.txt', 'x/keep.txt'], '!x/a.txt', [], nested))).toEqual(['a.txt', 'x/.sourceignore', 'x/a.txt', 'x/keep.txt']);
  });

  test('sparse checkout keeps what begins with its texts', () => {
    const tree = artifact(['deploy/a.yaml', 'deploy-2/b.yaml', 'other/c.yaml', 'd.yaml', 'nested/deep/e.yaml'], undefined, ['./deploy', 'nested/deep']);
    expect(files(tree)).toEqual(['deploy/a.yaml', 'deploy-2/b.yaml', 'nested/deep/e.yaml']);
    expect(tree.whyExcluded('other/c.yaml')).toMatchObject({ kind: 'sparse-checkout' });
  });

  test('symbolic links are never delivered, nor what lies behind them', () => {
    const listing: Listing = new Map<string, 'file' | LinkListing | Listing>([
      ['real', new Map([['a.yaml', 'file' as const]])],
      ['link', { link: 'real' }],
    ]);
    const tree = new ArtifactTree(DirectoryTree.ofListing('file:///repo', listing, () => new Uint8Array()), { ignore: undefined, sparseCheckout: [] });
    expect(files(tree)).toEqual(['real/a.yaml']);
    expect(tree.kindOf('link/a.yaml')).toBeUndefined();
    expect(tree.whyExcluded('link/a.yaml')).toEqual({ kind: 'symlink', path: 'link' });
  });

  test('the pattern that excludes a path is named, with its line', () => {
    const tree = artifact(['a/x.yaml', 'b.yaml'], '# comment\nb.yaml\n/a/');
    const why = tree.whyExcluded('a/x.yaml');
    expect(why?.kind === 'pattern' && why.pattern.span && spanText(why.pattern.span)).toBe('/a/');
    const fromFile = artifact(['x/a.txt'], undefined, [], { 'x/.sourceignore': 'zz\n*.txt\n' }).whyExcluded('x/a.txt');
    expect(fromFile?.kind === 'pattern' && fromFile.pattern.span).toMatchObject({ file: { path: 'x/.sourceignore' }, start: 3, end: 8 });
    expect(artifact(['a.png']).whyExcluded('a.png')).toMatchObject({ kind: 'pattern', pattern: { text: '*.jpg'.replace('jpg', 'png'), span: undefined } });
    expect(tree.whyExcluded('nowhere')).toBeUndefined();
  });

  test('many stars in a pattern do not hang', () => {
    expect(files(artifact(['a'.repeat(200)], `${'*a'.repeat(60)}b`))).toHaveLength(1);
  });
});
