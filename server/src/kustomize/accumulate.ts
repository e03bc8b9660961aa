/** Builds one kustomization directory: its resources, generators, components and transformers in kustomize's order. */
import type { SourceTree } from '../files/sourceTree.ts';
import { kustomizeFileNames } from '../manifests/kustomizeFile.ts';
import { baseName, isWithin } from '../files/paths.ts';
import type { Span, TextFile } from '../text/textFile.ts';
import { parseEmbedded } from '../yaml/parseEmbedded.ts';
import type { YamlMap, YamlScalar } from '../yaml/yamlNode.ts';
import { emptyAccumulation, type Accumulation, type Variable } from './accumulation.ts';
import type { BuildCache } from './buildCache.ts';
import { BuildFault } from './buildError.ts';
import { Findings, isUrl, Loader, tryStep, type StepContext } from './context.ts';
import { loadConfigurations } from './configurations.ts';
import { Draft } from './draft.ts';
import { DraftSet } from './draftSet.ts';
import { absorb, generate } from './generators/configMaps.ts';
import { findKustomizeFiles, pathIn, readKustomizeFile, readKustomizeMap, type KustomizeFields } from './kustomizeFile.ts';
import { OriginTracker } from './transformers/buildMetadata.ts';
import { runGeneratorFiles, runTransformerFiles, runValidatorFiles } from './plugins.ts';
import { objectsOfFile, readObjects, type ReadObject } from './readObjects.ts';
import { isRemote } from './remote.ts';
import type { SchemaHolder } from './schemaHolder.ts';
import { Fields } from './strictReader.ts';
import { runTransformers } from './transformers.ts';
import { emptyConfig, mergeConfig, type TransformerConfig } from './transformerConfig.ts';
import { addVariables } from './transformers/variables.ts';

/** What is the same for all directories of one build. */
export interface BuildRun {
  readonly tree: SourceTree;
  readonly cache: BuildCache | undefined;
  readonly schema: SchemaHolder;
  /** Whether the top file asks for origins to be written into objects. */
  readonly tracks: boolean;
  /** Told of each patch of the top file before it is applied, with the objects as they are then. */
  readonly beforePatch: ((entry: Span, drafts: readonly Draft[]) => void) | undefined;
}

/** A directory on the way from the top. */
interface Place {
  readonly directory: string;
  readonly parent: Place | undefined;
}

/** Builds one directory and everything below it. */
export class DirectoryBuilder {
  readonly #run: BuildRun;
  readonly #place: Place;
  readonly #read: KustomizeFields;
  readonly #findings: Findings;
  readonly #loader: Loader;
  readonly #origin: OriginTracker | undefined;
  readonly #fileName: string;

  constructor(run: BuildRun, place: Place, read: KustomizeFields, fileName: string, findings: Findings, origin: OriginTracker | undefined) {
    this.#run = run;
    this.#place = place;
    this.#read = read;
    this.#fileName = fileName;
    this.#findings = findings;
    this.#loader = new Loader(run.tree, place.directory, findings.reads);
    this.#origin = origin;
  }

  /** Adds this directory's work to an accumulation: an empty one, or for a component its parent's. */
  build(into: Accumulation): Accumulation {
    const { fields } = this.#read;
    this.#findings.problems.push(...this.#read.problems);
    this.#run.schema.use(fields, this.#loader, this.#findings);
    for (const entry of fields.texts('resources')) tryStep(this.#findings, () => this.#resource(into, entry));
    const added = loadConfigurations(fields, this.#loader, this.#findings);
    tryStep(this.#findings, () => {
      for (const config of added) into.config = mergeConfig(into.config, config, fields.node('configurations') ?? fields.map);
    });
    this.#generate(into);
    for (const entry of fields.texts('components')) tryStep(this.#findings, () => this.#component(into, entry));
    const context = this.#context(into);
    runTransformers(context, fields, this.#origin?.forTransformers(this.#fileName));
    runTransformerFiles(context, this.#resourceDrafts('transformers'), this.#place.directory);
    runValidatorFiles(context, this.#resourceDrafts('validators'), this.#place.directory);
    tryStep(this.#findings, () => (into.variables = addVariables(into, fields.list('vars'))));
    return into;
  }

  #context(into: Accumulation): StepContext {
    const beforePatch = this.#place.parent === undefined ? this.#run.beforePatch : undefined;
    return { drafts: into.drafts, config: into.config, loader: this.#loader, findings: this.#findings, schema: () => this.#run.schema.current, scopes: this.#run.schema, beforePatch: beforePatch && ((entry) => { beforePatch(entry, into.drafts.all); }) };
  }

  #resource(into: Accumulation, entry: YamlScalar): void {
    const path = this.#loader.resolve(entry.text);
    if (isUrl(entry.text)) {
      this.#unresolved(entry);
      return;
    }
    const kind = path === undefined ? undefined : this.#loader.kindOf(path);
    const file = path !== undefined && kind === 'file' ? this.#run.tree.file(path) : undefined;
    if (file !== undefined) {
      this.#file(into, entry, file);
    } else if (isRemote(entry.text)) this.#unresolved(entry);
    else this.#directory(into, entry, path, kind);
  }

  #unresolved(entry: YamlScalar): void {
    this.#findings.unresolved.push({ reason: 'remote', what: entry.text, span: entry });
  }

  #file(into: Accumulation, entry: YamlScalar, file: TextFile): void {
    const { objects, fault } = objectsOfFile(file);
    const drafts = objects.map(({ root, origin, flaws, isFragile }) => this.#tracked(new Draft(root, origin, flaws, isFragile, this.#run.schema), entry.text));
    tryStep(this.#findings, () => this.#append(into, entry, drafts));
    if (fault !== undefined && kustomizeFileNames.some((name) => baseName(file.path) === name) && (fault.code === 'no-kind' || fault.code === 'no-name')) throw new BuildFault('resource-is-kustomize-file', `\`${entry.text}\` is a kustomize file and no object: list its folder`, entry);
    if (fault !== undefined) throw new BuildFault(fault.code, fault.message, fault.span);
  }

  #append(into: Accumulation, entry: YamlScalar, drafts: readonly Draft[]): void {
    for (const draft of drafts) this.#run.schema.note(draft.id);
    into.drafts.appendAll(drafts, () => entry);
  }

  #tracked(draft: Draft, path: string): Draft {
    if (this.#origin !== undefined) draft.root = this.#origin.withOrigin(draft.root, path, draft.origin);
    return draft;
  }

  #directory(into: Accumulation, entry: YamlScalar, path: string | undefined, kind: 'file' | 'directory' | undefined): void {
    const found = this.#checkedDirectory(entry, path, kind);
    const cached = this.#run.tracks ? undefined : this.#run.cache?.find(this.#run.tree, found, this.#visited(), this.#run.schema);
    if (cached !== undefined) {
      this.#findings.add(cached.findings);
      const drafts = cached.drafts();
      for (const draft of drafts) this.#run.schema.note(draft.id);
      this.#merge(into, { drafts, config: cached.config, variables: cached.variables }, entry);
      return;
    }
    const findings = new Findings();
    const wasDefault = this.#run.schema.isDefault;
    const child = this.#child(found, entry, findings, false);
    if (child === undefined) {
      this.#findings.add(findings);
      return;
    }
    const part = child.build(emptyAccumulation());
    if (!this.#run.tracks && wasDefault === this.#run.schema.isDefault) this.#run.cache?.store(this.#run.tree, found, part, findings, this.#run.schema);
    this.#findings.add(findings);
    this.#merge(into, part, entry);
  }

  #merge(into: Accumulation, part: { drafts: DraftSet | readonly Draft[]; config: TransformerConfig; variables: ReadonlyMap<string, Variable> }, entry: YamlScalar): void {
    const drafts = part.drafts instanceof DraftSet ? part.drafts.all : part.drafts;
    into.config = mergeConfig(into.config, part.config, entry);
    const both = [...part.variables.keys()].find((name) => into.variables.has(name));
    into.variables = new Map([...into.variables, ...part.variables]);
    into.drafts.appendAll(drafts, () => entry);
    if (both !== undefined) throw new BuildFault('var-twice', `the var \`${both}\` is declared twice`, entry);
  }

  #component(into: Accumulation, entry: YamlScalar): void {
    const path = this.#loader.resolve(entry.text);
    const kind = path === undefined || isUrl(entry.text) ? undefined : this.#loader.kindOf(path);
    if (kind === undefined && isRemote(entry.text)) {
      this.#unresolved(entry);
      return;
    }
    const found = this.#checkedDirectory(entry, path, kind);
    this.#child(found, entry, this.#findings, true)?.build(into);
    // kustomize adds what a component leaves to an empty accumulation: two objects that got one name collide, and general fields yield to special ones.
    into.config = mergeConfig(emptyConfig, into.config, entry);
    into.drafts.refuseTwins(entry);
  }

  #checkedDirectory(entry: YamlScalar, path: string | undefined, kind: 'file' | 'directory' | undefined): string {
    if (entry.text === '') throw new BuildFault('resource-missing', 'an entry is empty', entry);
    if (entry.text.startsWith('/')) throw new BuildFault('path-absolute', `\`${entry.text}\` must be relative to this file`, entry);
    if (path === undefined) throw new BuildFault('path-outside', `\`${entry.text}\` lies outside the repository`, entry);
    if (kind === 'file') throw new BuildFault('component-no-directory', `\`${entry.text}\` is a file, but a directory is needed`, entry);
    if (kind === undefined) throw new BuildFault('resource-missing', `\`${entry.text}\` does not exist`, entry);
    for (let at: Place | undefined = this.#place; at !== undefined; at = at.parent) {
      if (!isWithin(path, at.directory)) continue;
      throw new BuildFault('cycle', `\`${entry.text}\` leads back to ${at.directory === path ? 'a directory' : 'a parent of a directory'} that is being built`, entry);
    }
    return path;
  }

  #child(directory: string, entry: YamlScalar, findings: Findings, asComponent: boolean): DirectoryBuilder | undefined {
    for (const name of kustomizeFileNames) findings.reads.add(pathIn(directory, name));
    const files = findKustomizeFiles(this.#run.tree, directory);
    const [file, second] = files;
    if (file === undefined) throw new BuildFault('kustomization-missing', `\`${entry.text}\` has no kustomization.yaml`, entry);
    if (second !== undefined) throw new BuildFault('kustomization-several', `\`${entry.text}\` has both ${files.map(({ path }) => `\`${path.slice(path.lastIndexOf('/') + 1)}\``).join(' and ')}`, entry);
    const read = readKustomizeFile(file);
    // kustomize reads the file to the end before it asks where it is listed.
    const badKind = read.isComponent === asComponent ? undefined : read.problems.find(({ code }) => code === 'kustomization-kind');
    if (badKind !== undefined) throw new BuildFault(badKind.code, badKind.message, badKind.span);
    if (read.isComponent && !asComponent) throw new BuildFault('component-as-resource', `\`${entry.text}\` is a Component: list it under \`components\``, entry);
    if (!read.isComponent && asComponent) throw new BuildFault('resource-as-component', `\`${entry.text}\` is no Component: list it under \`resources\``, entry);
    const place = { directory, parent: this.#place };
    return new DirectoryBuilder(this.#run, place, read, file.path.slice(file.path.lastIndexOf('/') + 1), findings, this.#origin?.below(entry.text));
  }

  #visited(): string[] {
    const directories: string[] = [];
    for (let at: Place | undefined = this.#place; at !== undefined; at = at.parent) directories.push(at.directory);
    return directories;
  }

  #generate(into: Accumulation): void {
    const { fields } = this.#read;
    const options = fields.fields('generatorOptions');
    const context = this.#context(into);
    for (const [list, kind] of [['configMapGenerator', 'ConfigMap'], ['secretGenerator', 'Secret']] as const) {
      for (const entry of fields.list(list))
        tryStep(this.#findings, () => {
          const draft = generate(context, kind, entry, options);
          if (this.#origin !== undefined) draft.root = this.#origin.withGenerator(draft.root, this.#fileName, kind, entry.map);
          absorb(context, draft, entry.map, { name: entry.scalar('name'), behavior: entry.scalar('behavior') });
        });
    }
    for (const list of ['helmCharts', 'helmChartInflationGenerator']) {
      const charts = fields.node(list);
      for (const chart of charts?.kind === 'seq' ? charts.items : []) this.#findings.unresolved.push({ reason: 'helm', what: chartName(chart.kind === 'map' ? chart : undefined), span: chart });
    }
    runGeneratorFiles(context, this.#resourceDrafts('generators'));
  }

  /** Objects that configure transformers or generators: inline texts, files, or whole directories. */
  #resourceDrafts(list: 'transformers' | 'generators' | 'validators'): readonly Draft[] {
    const entries = this.#read.fields.texts(list);
    if (entries.length === 0) return [];
    const into = emptyAccumulation();
    for (const entry of entries) {
      tryStep(this.#findings, () => {
        const inline = /\n|: |^\{/.test(entry.text) ? inlineObjects(entry) : undefined;
        if (inline === undefined) this.#resource(into, entry);
        else this.#append(into, entry, inline.map((object) => this.#tracked(new Draft(object.root, object.origin, [], false, this.#run.schema), this.#fileName)));
      });
    }
    return into.drafts.all;
  }
}

function chartName(chart: YamlMap | undefined): string {
  const fields = chart === undefined ? undefined : new Fields(chart);
  return fields?.text('name') ?? fields?.text('chartName') ?? '';
}

function inlineObjects(entry: YamlScalar): readonly ReadObject[] | undefined {
  const { objects, fault } = readObjects(parseEmbedded(entry), entry.text);
  return fault === undefined ? objects : undefined;
}

/** Reads a directory's kustomization as the top of a build. */
export function topOf(run: BuildRun, directory: string, generated: YamlMap | undefined, findings: Findings, at: Span): DirectoryBuilder | undefined {
  for (const name of kustomizeFileNames) findings.reads.add(pathIn(directory, name));
  const files = findKustomizeFiles(run.tree, directory);
  const [file, second] = files;
  const origin = (read: KustomizeFields) => (run.tracks && read.fields.texts('buildMetadata').length > 0 ? OriginTracker.top() : undefined);
  const place = { directory, parent: undefined };
  if (generated !== undefined) {
    const read = readKustomizeMap(generated);
    const own = generated.file.path.slice(generated.file.path.lastIndexOf('/') + 1);
    return new DirectoryBuilder(run, place, read, kustomizeFileNames.includes(own) ? own : (kustomizeFileNames[0] ?? ''), findings, origin(read));
  }
  if (file === undefined) {
    const exists = run.tree.kindOf(directory) === 'directory';
    findings.problems.push({ code: 'kustomization-missing', message: exists ? `\`${directory || '.'}\` has no kustomization.yaml` : `\`${directory || '.'}\` is no directory`, span: at });
    return undefined;
  }
  if (second !== undefined) findings.problems.push({ code: 'kustomization-several', message: `\`${directory || '.'}\` has ${files.length} kustomization files`, span: { file: second, start: 0, end: 0 } });
  const read = readKustomizeFile(file);
  return new DirectoryBuilder(run, place, read, file.path.slice(file.path.lastIndexOf('/') + 1), findings, origin(read));
}
