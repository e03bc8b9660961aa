/** Tells whole objects from fragments of them, such as patches, in files that no build tells apart. */
import type { Manifest } from '../manifests/manifest.ts';
import { readMap } from '../yaml/yamlReader.ts';

/** Keys of `spec` that a whole object of a kind always has, in Git or from a parent's patch. */
const marks: Readonly<Record<string, readonly string[]>> = {
  Kustomization: ['sourceRef', 'path'],
  GitRepository: ['url', 'interval'],
  OCIRepository: ['url', 'interval'],
  Bucket: ['endpoint', 'bucketName'],
  HelmRepository: ['url'],
  HelmRelease: ['interval'],
  Canary: ['targetRef', 'analysis'],
};

/** Folders and files that hold patches by their names. */
const patchPath = /(^|[/._-])patch(es)?([/._-]|$)/i;

/** Whether an object says by itself, or its file by its name, that it is a patch. */
export function isPatch({ root }: Manifest): boolean {
  return root.get('$patch') !== undefined || root.get('spec', '$patch') !== undefined || patchPath.test(root.file.path);
}

/** Whether an object that stands alone in a file is likely a patch for another and not an object that is applied. */
export function isFragment(manifest: Manifest): boolean {
  const spec = readMap(manifest.root, 'spec');
  if (isPatch(manifest)) return true;
  if (manifest.kind === 'HelmRelease' && spec?.get('chart') === undefined && spec?.get('chartRef') === undefined) return true;
  return marks[manifest.kind]?.some((key) => spec?.get(key) === undefined) === true;
}

/** Whether an object that no build holds has what only a whole object has. */
export function isSurelyWhole(manifest: Manifest): boolean {
  return marks[manifest.kind] !== undefined && !isFragment(manifest);
}
