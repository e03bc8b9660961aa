/** The `kustomization.yaml` of kustomize: known by its name and its shape, not by a kind alone. */
import { baseName } from '../files/paths.ts';
import type { TextFile } from '../text/textFile.ts';
import { yamlOf } from '../yaml/parseYaml.ts';
import { readMaps, readStrings, readString, type Located } from '../yaml/yamlReader.ts';
import type { YamlMap } from '../yaml/yamlNode.ts';
import { groupOf } from './manifest.ts';

/** The names that kustomize and Flux look for, in order. */
export const kustomizeFileNames: readonly string[] = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/** Whether a path has a name that kustomize reads. */
export function isKustomizeFileName(path: string): boolean {
  return kustomizeFileNames.includes(baseName(path));
}

/** A kustomize file, located. Paths are relative to its directory. */
export interface KustomizeFile {
  readonly root: YamlMap;
  readonly kind: 'Kustomization' | 'Component';
  readonly namespace: Located<string> | undefined;
  readonly resources: readonly Located<string>[];
  readonly bases: readonly Located<string>[];
  readonly components: readonly Located<string>[];
  /** Every local path that the file names: the three above, patches, generator inputs, configurations and the like. */
  readonly paths: readonly Located<string>[];
}

/** The kustomize file that a file holds; `undefined` when it is none (a Flux Kustomization by mistake, say) or is empty. */
export function kustomizeFileOf(file: TextFile): KustomizeFile | undefined {
  return file.derived(readKustomizeFile);
}

function readKustomizeFile(file: TextFile): KustomizeFile | undefined {
  const root = yamlOf(file).documents.find((document) => document.root !== undefined)?.root;
  if (root?.kind !== 'map') return undefined;
  const apiVersion = readString(root, 'apiVersion')?.value;
  if (apiVersion !== undefined && groupOf(apiVersion) !== 'kustomize.config.k8s.io') return undefined;
  if (apiVersion === undefined && !isKustomizeFileName(file.path)) return undefined;
  return {
    root,
    kind: readString(root, 'kind')?.value === 'Component' ? 'Component' : 'Kustomization',
    namespace: readString(root, 'namespace'),
    resources: readStrings(root, 'resources'),
    bases: readStrings(root, 'bases'),
    components: readStrings(root, 'components'),
    paths: readPaths(root),
  };
}

const pathLists = ['resources', 'bases', 'components', 'configurations', 'crds', 'patchesStrategicMerge', 'generators', 'transformers', 'validators'];

function readPaths(root: YamlMap): readonly Located<string>[] {
  const lists = pathLists.flatMap((field) => readStrings(root, field));
  const patches = ['patches', 'patchesJson6902', 'replacements'].flatMap((field) => readMaps(root, field).flatMap((entry) => readString(entry, 'path') ?? []));
  const generators = ['configMapGenerator', 'secretGenerator'].flatMap((field) => readMaps(root, field));
  const inputs = generators.flatMap((generator) => [...readStrings(generator, 'files').map(afterKey), ...readStrings(generator, 'envs'), ...[readString(generator, 'env') ?? []].flat()]);
  const openapi = readString(root, 'openapi', 'path');
  const all = [...lists, ...patches, ...inputs, ...(openapi === undefined ? [] : [openapi])];
  return all.filter(({ value }) => !value.includes('\n') && !/^[a-z][a-z0-9+.-]*:\/\//i.test(value));
}

/** The path of a `key=path` entry. */
function afterKey(entry: Located<string>): Located<string> {
  return { value: entry.value.slice(entry.value.indexOf('=') + 1), node: entry.node };
}
