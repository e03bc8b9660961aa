/** Files and folders that a kustomize file does not list yet. */
import { dirName, relativePath } from '../../files/paths.ts';
import { isKustomizeFileName, kustomizeFileOf } from '../../manifests/kustomizeFile.ts';
import type { CompletionScene, Proposal } from './completion.ts';

/** Proposals for the entries of `resources` and `components`. */
export function completeResources(scene: CompletionScene): readonly Proposal[] {
  const { cursor, file, snapshot } = scene;
  const [field, item] = cursor.keys;
  if (cursor.keys.length !== 2 || item !== '*' || (field !== 'resources' && field !== 'components')) return [];
  const tree = snapshot.repositoryOf(file.uri)?.repository.tree;
  if (tree === undefined) return [];
  const own = dirName(file.path);
  const typed = cursor.word.includes('/') ? cursor.word.slice(0, cursor.word.lastIndexOf('/')) : '';
  const directory = `${own}/${typed}`.split('/').reduce<string[]>((path, segment) => (segment === '..' ? path.slice(0, -1) : segment === '' || segment === '.' ? path : [...path, segment]), []).join('/');
  const listed = new Set((kustomizeFileOf(file)?.paths ?? []).map(({ value }) => value.replace(/^\.\//, '').replace(/\/$/, '')));
  return (tree.list(directory) ?? []).flatMap(({ name, kind }): readonly Proposal[] => {
    const path = directory === '' ? name : `${directory}/${name}`;
    const label = relativePath(own, path);
    if (name.startsWith('.') || isKustomizeFileName(name) || listed.has(label) || path === own) return [];
    if (kind === 'directory') {
      const holdsKustomizeFile = (tree.list(path) ?? []).some((entry) => isKustomizeFileName(entry.name));
      return [{ label, detail: holdsKustomizeFile ? 'kustomize folder' : 'folder', documentation: '', insert: label, replace: cursor.replace, kind: 'folder', order: holdsKustomizeFile ? 0 : 2 }];
    }
    if (field === 'components' || !/\.(ya?ml|json)$/.test(name)) return [];
    return [{ label, detail: 'file', documentation: '', insert: label, replace: cursor.replace, kind: 'file', order: 1 }];
  });
}
