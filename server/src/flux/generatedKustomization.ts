/**
 * The kustomize file that Flux builds from: the folder's own or a generated one, with fields of the Flux Kustomization
 * written into it (fluxcd/pkg kustomize/kustomize_generator.go). Every value keeps the place where it is written.
 */
import { joinPath } from '../files/paths.ts';
import type { SourceTree } from '../files/sourceTree.ts';
import type { BuildProblem } from '../kustomize/build.ts';
import { findKustomizeFiles } from '../kustomize/kustomizeFile.ts';
import { selectorShape, type Shape } from '../kustomize/kustomizeShape.ts';
import type { FluxKustomization } from '../manifests/fluxKustomization.ts';
import type { Span, TextFile } from '../text/textFile.ts';
import { YamlMap, YamlScalar, YamlSeq, type YamlNode, type YamlPair } from '../yaml/yamlNode.ts';
import { readItems, readMaps, readScalar } from '../yaml/yamlReader.ts';
import { scalarValue } from '../yaml/yamlValue.ts';
import { kustomizeFileIn, listManifests, ListingIgnore } from './manifestListing.ts';
import { readRelaxed, relaxed } from './relaxedKustomizeFile.ts';

/** The top kustomize file of a Flux Kustomization. */
export interface GeneratedKustomization {
  readonly root: YamlMap;
  /** The folder's own kustomize file; `undefined` when Flux generates one. */
  readonly file: TextFile | undefined;
  readonly problems: readonly BuildProblem[];
  /** Paths that were read, listed or looked for. */
  readonly reads: ReadonlySet<string>;
}

/** How to generate. */
export interface GenerateOptions {
  /** Whether `.sourceignore` and the default patterns filter the entries here, as `flux build` does. The controller's artifact is filtered before. */
  readonly filtersEntries: boolean;
  /** Whether `patchesStrategicMerge` and `patchesJson6902` of the spec count: only in versions before v1. */
  readonly legacyPatches: boolean;
}

const patchShape: Shape = { fields: { patch: 'string', target: selectorShape } };
const jsonPatchShape: Shape = { fields: { patch: 'any', target: selectorShape } };
const imageShape: Shape = { fields: { name: 'string', newName: 'string', newTag: 'string', digest: 'string' } };
/** Name for the placeholder namespace that keeps an empty build from being an error. */
const placeholderNamespace = '_placeholder';

/** Generates the kustomize file for a folder of an artifact. */
export function generateKustomization(tree: SourceTree, folder: string, kustomization: FluxKustomization, options: GenerateOptions): GeneratedKustomization {
  const reads = new Set<string>();
  const ignore = options.filtersEntries ? new ListingIgnore(tree, folder) : undefined;
  const file = kustomizeFileIn(tree, folder, reads);
  const draft = file === undefined ? listedDraft(tree, folder, kustomization, reads, ignore) : ownDraft(file);
  const [, second] = file === undefined ? [] : findKustomizeFiles(tree, folder);
  if (second !== undefined) draft.problems.push({ code: 'kustomization-several', message: `\`${folder === '' ? '.' : folder}\` has more than one kustomize file`, span: { file: second, start: 0, end: 0 } });
  if (ignore !== undefined) draft.filter(tree, folder, ignore);
  mergeSpec(draft, tree, folder, kustomization, options, reads);
  return { root: draft.root(), file, problems: draft.problems, reads };
}

/** A kustomize file under way. */
class Draft {
  readonly problems: BuildProblem[];
  readonly #span: Span;
  readonly #pairs: Map<string, YamlPair>;

  constructor(root: YamlMap, problems: readonly BuildProblem[]) {
    this.#span = root;
    this.#pairs = new Map(root.pairs.map((pair) => [pair.key.text, pair]));
    this.problems = [...problems];
  }

  root(): YamlMap {
    return new YamlMap(this.#span, [...this.#pairs.values()]);
  }

  items(field: string): readonly YamlNode[] {
    const value = this.#pairs.get(field)?.value;
    return value?.kind === 'seq' ? value.items : [];
  }

  set(field: string, keySpan: Span, value: YamlNode): void {
    this.#pairs.set(field, { key: new YamlScalar(keySpan, field), value, merged: false });
  }

  setItems(field: string, span: Span, items: readonly YamlNode[]): void {
    if (items.length === 0) this.#pairs.delete(field);
    else this.set(field, this.#pairs.get(field)?.key ?? span, new YamlSeq(this.#pairs.get(field)?.value ?? span, items));
  }

  /** Drops entries that the CLI ignores, and reports local ones that do not exist. */
  filter(tree: SourceTree, folder: string, ignore: ListingIgnore): void {
    for (const field of ['resources', 'components', 'crds']) {
      const kept = this.items(field).filter((item) => {
        const entry = item.kind === 'scalar' ? item.text : '';
        if (field !== 'crds' && /^[a-zA-Z][a-zA-Z0-9+.-]*:/.test(entry)) return true;
        const path = joinPath(folder, entry);
        const kind = path === undefined ? undefined : tree.kindOf(path);
        // What is missing here may be a remote base without a scheme; the build judges that.
        return path === undefined || kind === undefined || !ignore.drops(path, kind === 'directory');
      });
      if (kept.length !== this.items(field).length) this.setItems(field, this.#span, kept);
    }
  }
}

function ownDraft(file: TextFile): Draft {
  const { root, problems } = readRelaxed(file);
  const draft = new Draft(root, problems);
  // A file that cannot be read is a fault of its own, and not empty as well.
  if (draft.items('resources').length === 0) {
    const start = { file, start: 0, end: 0 };
    draft.setItems('buildMetadata', start, []);
    draft.setItems('buildMetadata', start, [new YamlScalar(start, 'originAnnotations')]);
  }
  return draft;
}

function listedDraft(tree: SourceTree, folder: string, kustomization: FluxKustomization, reads: Set<string>, ignore: ListingIgnore | undefined): Draft {
  const { resources, problems } = listManifests(tree, folder, reads, (path) => ignore?.skipsFile(path) === true);
  const span = kustomization.path?.node ?? kustomization.root;
  const draft = new Draft(new YamlMap(span, []), problems);
  if (resources.length > 0) draft.setItems('resources', span, resources.map((listed) => new YamlScalar(listed.span, listed.resource, 'double')));
  else draft.set('namespace', span, new YamlScalar(span, placeholderNamespace));
  return draft;
}

/** Writes the spec's fields into the file, in the controller's way for each. */
function mergeSpec(draft: Draft, tree: SourceTree, folder: string, kustomization: FluxKustomization, options: GenerateOptions, reads: Set<string>): void {
  const { spec } = kustomization;
  if (spec === undefined) return;
  for (const [field, target] of [['targetNamespace', 'namespace'], ['namePrefix', 'namePrefix'], ['nameSuffix', 'nameSuffix']] as const) {
    const node = readScalar(spec, field);
    if (node !== undefined && node.text !== '' && scalarValue(node) !== null) draft.set(target, spec.pair(field)?.key ?? node, asText(node));
  }
  const append = (field: string, source: string, items: readonly YamlNode[]) => {
    if (items.length > 0) draft.setItems(field, spec.pair(source)?.key ?? spec, [...draft.items(field), ...items]);
  };
  append('patches', 'patches', readMaps(spec, 'patches').map((patch) => relaxed(patch, patchShape, draft.problems)));
  append('components', 'components', componentsOf(tree, folder, kustomization, draft.problems, reads));
  if (options.legacyPatches) {
    append('patchesStrategicMerge', 'patchesStrategicMerge', readItems(spec, 'patchesStrategicMerge').map(asInlinePatch));
    append('patchesJson6902', 'patchesJson6902', readMaps(spec, 'patchesJson6902').map((patch) => asInlineJsonPatch(relaxed(patch, jsonPatchShape, draft.problems))));
  }
  mergeImages(draft, spec);
  const buildMetadata = readItems(spec, 'buildMetadata');
  if (buildMetadata.length > 0) {
    draft.setItems('buildMetadata', spec, []);
    draft.setItems('buildMetadata', spec.pair('buildMetadata')?.key ?? spec, buildMetadata);
  }
}

/** The spec's components: relative local paths only; missing ones are left out where the spec says so. */
function componentsOf(tree: SourceTree, folder: string, kustomization: FluxKustomization, problems: BuildProblem[], reads: Set<string>): readonly YamlNode[] {
  return readItems(kustomization.spec, 'components').filter((item) => {
    if (item.kind !== 'scalar') return false;
    if (!isLocalRelativePath(item.text)) {
      problems.push({ code: 'component-not-local', message: `a component must be a relative path inside the source, not \`${item.text}\``, span: item });
      return false;
    }
    const path = joinPath(folder, item.text);
    if (path !== undefined) reads.add(path);
    return !kustomization.ignoreMissingComponents || (path !== undefined && tree.kindOf(path) !== undefined);
  });
}

/** Merges by name: set fields win, and a tag or digest replaces both (fieldwise since kustomize-controller 1.9.4). */
function mergeImages(draft: Draft, spec: YamlMap): void {
  const images = draft.items('images').slice();
  for (const written of readMaps(spec, 'images')) {
    const image = relaxed(written, imageShape, draft.problems);
    const at = images.findIndex((existing) => existing.kind === 'map' && textIn(existing, 'name') === textIn(image, 'name'));
    const existing = images[at];
    if (existing?.kind === 'map') images[at] = mergedImage(existing, image);
    else images.push(image);
  }
  if (images.length > 0) draft.setItems('images', spec.pair('images')?.key ?? spec, images);
}

function mergedImage(existing: YamlMap, image: YamlMap): YamlMap {
  const replacesVersion = textIn(image, 'newTag') !== '' || textIn(image, 'digest') !== '';
  const overridden = new Set([...(textIn(image, 'newName') === '' ? [] : ['newName']), ...(replacesVersion ? ['newTag', 'digest'] : [])]);
  const kept = existing.pairs.filter(({ key }) => !overridden.has(key.text));
  return new YamlMap(image, [...kept, ...image.pairs.filter(({ key }) => overridden.has(key.text))]);
}

function textIn(map: YamlMap, field: string): string {
  const node = map.get(field);
  return node?.kind === 'scalar' ? node.text : '';
}

/** A scalar that must be read as text, whatever it looks like. */
function asText(node: YamlScalar): YamlScalar {
  return typeof scalarValue(node) === 'string' ? node : new YamlScalar(node, node.text, 'double', { changes: node.changes });
}

/** Old versions of the API take the patch as an object; as flow text, kustomize reads the same. */
function asInlinePatch(patch: YamlNode): YamlNode {
  return patch.kind === 'scalar' ? patch : new YamlScalar(patch, jsonText(patch), 'double');
}

function asInlineJsonPatch(entry: YamlMap): YamlMap {
  return new YamlMap(entry, entry.pairs.map((pair) => (pair.key.text === 'patch' ? { ...pair, value: asInlinePatch(pair.value) } : pair)));
}

function jsonText(node: YamlNode): string {
  switch (node.kind) {
    case 'scalar': {
      const value = scalarValue(node);
      return typeof value === 'bigint' ? String(value) : JSON.stringify(value);
    }
    case 'seq':
      return `[${node.items.map(jsonText).join(', ')}]`;
    case 'map':
      return `{${node.pairs.map(({ key, value }) => `${JSON.stringify(key.text)}: ${jsonText(value)}`).join(', ')}}`;
  }
}

/** Whether Flux takes a component's path: no URL, no Git shorthand, not absolute (kustomize_generator.go `IsLocalRelativePath`). */
function isLocalRelativePath(path: string): boolean {
  const lower = path.toLowerCase();
  const remote = ['git::', 'gh:', 'ssh://', 'https://', 'http://', 'git@', 'github.com:', 'github.com/'].some((prefix) => lower.startsWith(prefix) && path.length > prefix.length);
  return !remote && !path.startsWith('/') && !lower.replace(/^file:\/\//, '').startsWith('/');
}
