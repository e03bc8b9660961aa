/** Folders for `spec.path`, of the very source that the Flux Kustomization names. */
import { isKustomizeFileName } from '../../manifests/kustomizeFile.ts';
import { securePath } from '../../files/paths.ts';
import type { SourceTree } from '../../files/sourceTree.ts';
import type { CompletionScene, Proposal } from './completion.ts';

const mostFolders = 2_000;

/** Proposals for `spec.path`: folders below what is typed so far, ones with a kustomize file first. */
export function completePath(scene: CompletionScene): readonly Proposal[] {
  const { keys, word, replace } = scene.cursor;
  if (keys.length !== 2 || keys[0] !== 'spec' || keys[1] !== 'path') return [];
  const tree = sourceTreeOf(scene);
  if (tree === undefined) return [];
  const typedFolder = word.includes('/') ? securePath('', word.slice(0, word.lastIndexOf('/'))) : '';
  const start = tree.kindOf(typedFolder) === 'directory' ? typedFolder : '';
  return foldersBelow(tree, start).map(({ path, holdsKustomizeFile, holdsYaml }) => ({
    label: `./${path}`,
    detail: holdsKustomizeFile ? 'kustomize folder' : holdsYaml ? 'folder with manifests' : 'folder',
    documentation: '',
    insert: `./${path}`,
    replace,
    kind: 'folder',
    order: (holdsKustomizeFile ? 0 : holdsYaml ? 1 : 2) * 100 + Math.min(99, path.split('/').length),
  }));
}

/** The files of the named source: by the graph where the object is in it, otherwise by another user of the same source. */
function sourceTreeOf({ readings, manifest, snapshot, file }: CompletionScene): SourceTree | undefined {
  const name = manifest?.root.get('spec', 'sourceRef', 'name');
  for (const { cluster, node } of readings) {
    const own = node === undefined ? undefined : cluster.deliveries.get(node.id);
    if (own?.source.state === 'local') return own.source.artifact.tree;
    if (own?.source.state === 'external') return undefined;
    for (const { kustomization, source } of cluster.deliveries.values()) {
      if (source.state === 'local' && name?.kind === 'scalar' && kustomization.sourceRef?.name?.value === name.text) return source.artifact.tree;
    }
  }
  // While the name is still to be typed, the source that the entry point was given is the likeliest.
  const unnamed = name?.kind !== 'scalar' || name.text === '';
  const given = unnamed ? readings.flatMap(({ cluster }) => [...cluster.deliveries.values()]).find(({ source }) => source.state === 'local')?.source : undefined;
  if (given?.state === 'local') return given.artifact.tree;
  return readings.length === 0 ? snapshot.repositoryOf(file.uri)?.repository.tree : undefined;
}

interface Folder {
  readonly path: string;
  readonly holdsKustomizeFile: boolean;
  readonly holdsYaml: boolean;
}

function foldersBelow(tree: SourceTree, start: string): readonly Folder[] {
  const found: Folder[] = [];
  let level = [start];
  while (level.length > 0 && found.length < mostFolders) {
    const next: string[] = [];
    for (const directory of level) {
      const entries = tree.list(directory) ?? [];
      const files = entries.filter(({ kind }) => kind === 'file').map(({ name }) => name);
      if (directory !== '') found.push({ path: directory, holdsKustomizeFile: files.some(isKustomizeFileName), holdsYaml: files.some((name) => /\.ya?ml$/.test(name)) });
      for (const { name, kind } of entries) if (kind === 'directory' && !name.startsWith('.')) next.push(directory === '' ? name : `${directory}/${name}`);
    }
    level = next;
  }
  return found;
}
