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

/** Whether an object that stands alone in a file is likely a patch for another and not an object that is applied. */
export function isFragment(manifest: Manifest): boolean {
  const spec = readMap(manifest.root, 'spec');
  const expected = marks[manifest.kind];
  if (manifest.root.get('$patch') !== undefined || spec?.get('$patch') !== undefined || patchPath.test(manifest.root.file.path)) return true;
  if (manifest.kind === 'HelmRelease' && spec?.get('chart') === undefined && spec?.get('chartRef') === undefined) return true;
  return expected !== undefined && expected.some((key) => spec?.get(key) === undefined);
}
