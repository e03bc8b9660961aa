/**
 * Builds of folders that only list files, in which kustomize changes nothing: what a file brings is found once for each
 * version of it, so that an edit of one file of hundreds costs one file.
 */
import { joinPath } from '../files/paths.ts';
import type { SourceTree } from '../files/sourceTree.ts';
import { kustomizeFileNames } from '../manifests/kustomizeFile.ts';
import type { TextFile } from '../text/textFile.ts';
import type { YamlMap } from '../yaml/yamlNode.ts';
import { emptyAccumulation } from './accumulation.ts';
import type { BuiltObject, KustomizeBuild } from './build.ts';
import { Findings, isUrl, tryStep } from './context.ts';
import { Draft } from './draft.ts';
import { pathIn, type KustomizeFields } from './kustomizeFile.ts';
import { apiVersionOf, idKey } from './objectId.ts';
import { objectsOfFile } from './readObjects.ts';
import { reprinted } from './reprintedText.ts';
import { SchemaHolder } from './schemaHolder.ts';
import { defaultConfig } from './transformerConfig.ts';
import { finishObject } from './transformers/finish.ts';
import { dropLocalConfig } from './transformers/localConfig.ts';
import { fixNameReferences } from './transformers/nameReferences.ts';

/** What a file brings into every build that changes nothing. */
interface PlainFile {
  readonly objects: readonly BuiltObject[];
  /** Their identities. */
  readonly keys: readonly string[];
}

const plainFields: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'resources']);

/** The build of a directory whose kustomization only lists files in which nothing is wrong; `undefined` where kustomize's steps must be gone through. */
export function plainBuild(tree: SourceTree, directory: string, read: KustomizeFields): KustomizeBuild | undefined {
  if (read.isComponent || read.problems.length > 0 || !read.fields.map.pairs.every(({ key }) => plainFields.has(key.text))) return undefined;
  const reads = new Set(kustomizeFileNames.map((name) => pathIn(directory, name)));
  const objects: BuiltObject[] = [];
  const keys = new Set<string>();
  let count = 0;
  for (const { text } of read.fields.texts('resources')) {
    const path = text.startsWith('/') || isUrl(text) ? undefined : joinPath(directory, text);
    const plain = path === undefined ? undefined : tree.file(path)?.derived(readPlainFile);
    if (path === undefined || plain === undefined) return undefined;
    reads.add(path);
    for (const object of plain.objects) objects.push(object);
    for (const key of plain.keys) keys.add(key);
    count += plain.keys.length;
  }
  return keys.size === count ? { objects, problems: [], unresolved: [], hits: [], reads, secrets: new Set() } : undefined;
}

/** An object as it leaves a build. */
export function builtObject(draft: Pick<Draft, 'root' | 'id' | 'origin' | 'isFragile'>): BuiltObject {
  const { id } = draft;
  return {
    root: draft.isFragile ? reprinted(finishObject(draft.root)) : finishObject(draft.root),
    apiVersion: apiVersionOf(id),
    kind: id.kind,
    name: id.name,
    namespace: id.namespace === '' ? undefined : id.namespace,
    origin: draft.origin,
  };
}

/** Objects in the middle of a build, each version of which is finished once, when it is first asked for. */
export function builtObjectsLater(): (drafts: readonly Draft[]) => () => readonly BuiltObject[] {
  const finished = new Map<YamlMap, BuiltObject>();
  return (drafts) => {
    const versions = drafts.map((draft) => ({ root: draft.root, id: draft.id, origin: draft.origin, isFragile: draft.isFragile }));
    return () =>
      versions.map((version) => {
        let object = finished.get(version.root);
        if (object === undefined) finished.set(version.root, (object = builtObject(version)));
        return object;
      });
  };
}

/** Where no object of a build was renamed, the last steps look at each object by itself: what they say of one file holds for all. */
function readPlainFile(file: TextFile): PlainFile | undefined {
  const { objects, fault } = objectsOfFile(file);
  if (fault !== undefined || objects.some(({ flaws }) => flaws.length > 0)) return undefined;
  const { drafts } = emptyAccumulation();
  const findings = new Findings();
  const schema = new SchemaHolder();
  const wholly = tryStep(findings, () => {
    drafts.appendAll(objects.map(({ root, origin, flaws, isFragile }) => new Draft(root, origin, flaws, isFragile, schema)), ({ origin }) => origin);
    fixNameReferences({ drafts, config: defaultConfig, findings });
    dropLocalConfig(drafts);
  });
  if (!wholly || findings.problems.length > 0 || drafts.all.length !== objects.length) return undefined;
  if (!drafts.all.every((draft, index) => draft.root === objects[index]?.root && !draft.hasMemory)) return undefined;
  return { objects: drafts.all.map(builtObject), keys: drafts.all.map(({ id }) => idKey(id)) };
}
