/** Finds and reads the kustomization file of a directory (kustomize api/internal/target/kusttarget.go, api/types/kustomization.go). */
import type { SourceTree } from '../files/sourceTree.ts';
import { kustomizeFileNames } from '../manifests/kustomizeFile.ts';
import { yamlOf } from '../yaml/parseYaml.ts';
import type { Span, TextFile } from '../text/textFile.ts';
import { YamlMap, YamlSeq } from '../yaml/yamlNode.ts';
import type { BuildProblem } from './build.ts';
import { withEntry, withoutEntry } from './editNodes.ts';
import { kustomizeShape } from './kustomizeShape.ts';
import { decode, Fields } from './strictReader.ts';

/** The path of a name in a directory. */
export function pathIn(directory: string, name: string): string {
  return directory === '' ? name : `${directory}/${name}`;
}

/** All kustomization files of a directory; kustomize refuses more than one. */
export function findKustomizeFiles(tree: SourceTree, directory: string): readonly TextFile[] {
  return kustomizeFileNames.flatMap((name) => {
    const path = pathIn(directory, name);
    return tree.kindOf(path) === 'file' ? (tree.file(path) ?? []) : [];
  });
}

/** The first kustomization file of a directory, which is the one that Flux takes. */
export function findKustomizeFile(tree: SourceTree, directory: string): TextFile | undefined {
  return findKustomizeFiles(tree, directory)[0];
}

/** A kustomization file whose fields have the right types; deprecated fields are moved to those that replaced them. */
export interface KustomizeFields {
  readonly fields: Fields;
  readonly isComponent: boolean;
  readonly problems: readonly BuildProblem[];
}

/** Reads a kustomization file strictly; what is wrong is listed, the rest is kept. */
export function readKustomizeFile(file: TextFile): KustomizeFields {
  return file.derived(readFile);
}

function readFile(file: TextFile): KustomizeFields {
  const yaml = yamlOf(file);
  const document = yaml.documents[0];
  const start: Span = { file, start: 0, end: 0 };
  const broken = yaml.problems.find((problem) => problem.code !== 'duplicate-key' && problem.start <= (document?.end ?? 0));
  const root = document?.root;
  const read = readKustomizeMap(root?.kind === 'map' ? root : new YamlMap(start, []));
  // What else seems wrong in a text that cannot be read is a guess.
  if (broken !== undefined) return { ...read, problems: [{ code: 'yaml', message: broken.message, span: broken }] };
  if (root !== undefined && root.kind !== 'map') return { ...read, problems: [{ code: 'wrong-type', message: 'a kustomization file must be a mapping', span: root }] };
  return read;
}

/** Reads a kustomization mapping that may stand anywhere, such as one that Flux generates. */
export function readKustomizeMap(map: YamlMap): KustomizeFields {
  return map.derived(decodeKustomizeMap);
}

function decodeKustomizeMap(map: YamlMap): KustomizeFields {
  const problems: BuildProblem[] = [];
  const decoded = decode(map, kustomizeShape, (fault) => problems.push(fault.problem));
  let fields = decoded?.kind === 'map' ? decoded : new YamlMap(map, []);
  fields = appended(fields, 'resources', 'bases');
  fields = appended(fields, 'images', 'imageTags');
  const read = new Fields(fields);
  const head: Span = { file: map.file, start: map.start, end: map.pairs[0]?.key.end ?? map.start };
  if (problems.length === 0 && fields.pairs.every(({ key, value }) => key.text === 'kind' || key.text === 'apiVersion' || isEmptyText(value)))
    problems.push({ code: 'kustomization-empty', message: 'this kustomization file is empty', span: head });
  const kind = read.text('kind') || 'Kustomization';
  const isComponent = kind === 'Component';
  if (kind !== 'Kustomization' && !isComponent)
    problems.push({ code: 'kustomization-kind', message: `\`kind\` must be \`Kustomization\` or \`Component\`, not \`${kind}\``, span: read.node('kind') ?? head });
  const wanted = isComponent ? 'kustomize.config.k8s.io/v1alpha1' : 'kustomize.config.k8s.io/v1beta1';
  const apiVersion = read.text('apiVersion') || wanted;
  if (apiVersion !== wanted)
    problems.push({ code: 'kustomization-kind', message: `\`apiVersion\` of a \`${kind}\` must be \`${wanted}\`, not \`${apiVersion}\``, span: read.node('apiVersion') ?? head });
  return { fields: read, isComponent, problems };
}

function isEmptyText(node: YamlMap['pairs'][number]['value']): boolean {
  return node.kind === 'scalar' && node.text === '';
}

/** Moves the items of a deprecated list behind those of the list that replaced it. */
function appended(map: YamlMap, list: string, deprecated: string): YamlMap {
  const old = map.get(deprecated);
  if (old?.kind !== 'seq') return map;
  const current = map.get(list);
  const items = [...(current?.kind === 'seq' ? current.items : []), ...old.items];
  return withoutEntry(withEntry(map, list, new YamlSeq(current ?? old, items)), deprecated);
}
