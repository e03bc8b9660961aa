/** `kustomize build` of one directory, in process (kustomize api/krusty/kustomizer.go). */
import type { SourceTree } from '../files/sourceTree.ts';
import { uriOfPath } from '../files/uris.ts';
import { TextFile, type Span } from '../text/textFile.ts';
import type { YamlMap } from '../yaml/yamlNode.ts';
import { topOf, type BuildRun } from './accumulate.ts';
import { emptyAccumulation, type Accumulation } from './accumulation.ts';
import type { BuildCache } from './buildCache.ts';
import type { BuiltObject, KustomizeBuild } from './build.ts';
import { Findings, Loader, tryStep, type StepContext } from './context.ts';
import type { Draft } from './draft.ts';
import { builtObject, builtObjectsLater, plainBuild } from './plainBuild.ts';
import { appendHashes } from './generators/contentHash.ts';
import { findKustomizeFile, findKustomizeFiles, pathIn, readKustomizeFile, readKustomizeMap, type KustomizeFields } from './kustomizeFile.ts';
import { flawsOf } from './readObjects.ts';
import { SchemaHolder } from './schemaHolder.ts';
import { finishMetadata } from './transformers/buildMetadata.ts';
import { dropLocalConfig } from './transformers/localConfig.ts';
import { fixNameReferences } from './transformers/nameReferences.ts';
import { finishObject } from './transformers/finish.ts';
import { sortDrafts } from './transformers/sortOrder.ts';
import { resolveVariables } from './transformers/variables.ts';

export { BuildCache } from './buildCache.ts';
export { findKustomizeFile, findKustomizeFiles } from './kustomizeFile.ts';

/** How to build. */
export interface BuildOptions {
  /** A kustomization mapping to use for the top directory instead of its file (Flux generates or rewrites it); relative paths are from `directory`. */
  readonly kustomizeFile?: YamlMap | undefined;
  /** `legacy` as the CLI `kustomize build` orders when there are no `sortOptions`; `none` as Flux does. Default `none`. */
  readonly reorder?: 'legacy' | 'none' | undefined;
  /** Whether kustomize has read its own schema before, as it always has inside Flux: a schema of `openapi:` then only adds to it. */
  readonly isWarm?: boolean | undefined;
  /** Shared results of child directories across roots and snapshots. */
  readonly cache?: BuildCache | undefined;
  /** Told, before each patch of the top file, of the objects as the patches before it leave them; they are read when `objects` is called. */
  readonly beforePatch?: ((entry: Span, objects: () => readonly BuiltObject[]) => void) | undefined;
}

/** Builds a directory of a tree. It never throws: what kustomize would refuse is in `problems`, and the rest is built as far as possible. */
export function buildDirectory(tree: SourceTree, directory: string, options: BuildOptions = {}): KustomizeBuild {
  const findings = new Findings();
  const file = options.kustomizeFile === undefined ? findKustomizeFile(tree, directory) : undefined;
  const head = options.kustomizeFile ?? (file && { file, start: 0, end: 0 }) ?? nowhere(tree, directory);
  const read = options.kustomizeFile !== undefined ? readKustomizeMap(options.kustomizeFile) : file && readKustomizeFile(file);
  const isOnly = options.kustomizeFile !== undefined || findKustomizeFiles(tree, directory).length === 1;
  const plain = read !== undefined && isOnly && options.reorder !== 'legacy' ? plainBuild(tree, directory, read) : undefined;
  if (plain !== undefined) return plain;
  const wanted = read?.fields.texts('buildMetadata').map((node) => node.text) ?? [];
  const { beforePatch } = options;
  const later = builtObjectsLater();
  const run: BuildRun = {
    tree,
    cache: options.cache,
    schema: new SchemaHolder(options.isWarm),
    tracks: wanted.length > 0,
    beforePatch: beforePatch && ((entry, drafts) => { beforePatch(entry, later(drafts)); }),
  };
  const builder = topOf(run, directory, options.kustomizeFile, findings, head);
  if (builder === undefined || read === undefined) return resultOf([], findings);
  let drafts: readonly Draft[] = [];
  const built = emptyAccumulation();
  guarded(findings, head, () => {
    builder.build(built);
    drafts = finishBuild(built, run, tree, directory, findings, options, read, head);
  });
  return resultOf(drafts.length > 0 ? drafts : built.drafts.all, findings);
}

/** What kustomize does once, at the top: hashes, references, vars, local objects, order, build metadata. */
function finishBuild(built: Accumulation, run: BuildRun, tree: SourceTree, directory: string, findings: Findings, options: BuildOptions, read: KustomizeFields, head: Span): readonly Draft[] {
  const context: StepContext = { drafts: built.drafts, config: built.config, loader: new Loader(tree, directory, findings.reads), findings, schema: () => run.schema.current, scopes: run.schema };
  tryStep(findings, () => appendHashes(built.drafts.all));
  tryStep(findings, () => fixNameReferences(context));
  tryStep(findings, () => resolveVariables(context, built.variables));
  tryStep(findings, () => dropLocalConfig(built.drafts));
  let drafts = built.drafts.all;
  tryStep(findings, () => {
    drafts = sortDrafts(drafts, read.fields.fields('sortOptions'), options.reorder ?? 'none');
  });
  const wanted = read.fields.texts('buildMetadata').map((node) => node.text);
  finishMetadata(findings, drafts, wanted, run.tracks, read.fields.node('buildMetadata') ?? head);
  for (const { root, flaws } of drafts) if (flaws.length > 0) findings.problems.push(...(flaws.some(({ code }) => code === 'replacement-type') ? flawsOf(finishObject(root)).flaws : flaws));
  return drafts;
}

/** Runs the build; nothing that goes wrong in it may reach the caller, who serves an editor. */
function guarded(findings: Findings, head: Span, build: () => void): void {
  try {
    tryStep(findings, build);
  } catch (error) {
    const message = error instanceof RangeError ? 'the objects are nested too deeply' : `the build failed: ${error instanceof Error ? error.message : String(error)}`;
    findings.problems.push({ code: 'build-failed', message, span: head });
  }
}

function resultOf(drafts: readonly Draft[], { problems, unresolved, hits, reads, secrets }: Findings): KustomizeBuild {
  return { objects: drafts.map(builtObject), problems, unresolved, hits, reads, secrets };
}

/** A place for problems of a directory without a kustomization file: the file that is missing. */
function nowhere(tree: SourceTree, directory: string): Span {
  const path = pathIn(directory, 'kustomization.yaml');
  return { file: new TextFile(uriOfPath(tree.rootUri, path), path, ''), start: 0, end: 0 };
}
