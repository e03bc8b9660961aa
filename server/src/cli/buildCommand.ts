/** `flightdeck build`: what `kustomize build` or `flux build kustomization --dry-run` would print. */
import { dirname, join, relative, resolve } from 'node:path';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { fsPathOfUri, uriOfFsPath } from '../files/uris.ts';
import { isRepository, scanFolder } from '../files/diskFiles.ts';
import type { SourceTree } from '../files/sourceTree.ts';
import { securePath } from '../files/paths.ts';
import { makeArtifact } from '../graph/artifacts.ts';
import type { Repository } from '../graph/graph.ts';
import { buildFluxTree } from '../flux/buildFluxTree.ts';
import { buildFluxKustomization } from '../flux/buildFluxKustomization.ts';
import { newestFluxVersion } from '../flux/fluxVersion.ts';
import type { BuildProblem, KustomizeBuild } from '../kustomize/build.ts';
import { BuildCache, buildDirectory } from '../kustomize/buildDirectory.ts';
import { readFluxKustomization, type FluxKustomization } from '../manifests/fluxKustomization.ts';
import { manifestsOf } from '../manifests/manifest.ts';
import { rangeOfSpan, TextFile } from '../text/textFile.ts';
import { plainValue, type PlainValue } from '../yaml/yamlValue.ts';
import { printYaml } from '../yaml/printYaml.ts';
import { CliError, unreadable } from './cliError.ts';
import { ClusterSources } from './clusterSources.ts';
import { linesOf } from './linesOf.ts';
import { parsing, pathPrinter } from './options.ts';
import type { CliProcess } from './runCli.ts';

/** What the parser takes. */
export const buildOptions = { file: { type: 'string' }, name: { type: 'string' }, namespace: { type: 'string' }, recursive: { type: 'boolean', default: false }, batch: { type: 'boolean', default: false } } as const;

/** Builds one root, one Flux Kustomization, or a stream of them. */
export async function runBuild(args: readonly string[], process: CliProcess): Promise<number> {
  const { values, positionals } = parsing(() => parseArgs({ args: [...args], allowPositionals: true, options: buildOptions }));
  const builder = new Builder(process.cwd);
  if (values.batch) return await runBatch(builder, process);
  const [directory, ...more] = positionals;
  if (more.length > 0 || (directory === undefined) === (values.file === undefined)) throw new CliError('takes one DIR, or --file FILE with --name NAME, or --batch');
  const answer = directory === undefined ? await builder.flux({ file: values.file ?? '', name: values.name, namespace: values.namespace, recursive: values.recursive }) : await builder.kustomize(directory);
  if (!answer.ok) {
    const { error } = answer;
    const place = error.file === undefined ? '' : `${error.file}${error.range === undefined ? '' : `:${error.range.start.line + 1}:${error.range.start.character + 1}`}: `;
    process.err(`flightdeck build: ${place}${error.message}\n`);
    return 1;
  }
  for (const { reason, what, file, range } of answer.unresolved) process.err(`flightdeck build: ${file === undefined ? '' : `${file}${range === undefined ? '' : `:${range.start.line + 1}:${range.start.character + 1}`}: `}unresolved ${reason}: ${what}\n`);
  process.out(answer.objects.map((object) => printYaml(object)).join('---\n'));
  return 0;
}

interface BuiltAnswer {
  readonly ok: true;
  readonly objects: readonly PlainValue[];
  readonly unresolved: readonly { readonly reason: string; readonly what: string; readonly file?: string; readonly range?: ReturnType<typeof rangeOfSpan> }[];
}

interface FailedAnswer {
  readonly ok: false;
  readonly error: { readonly code: string; readonly message: string; readonly file?: string; readonly range?: ReturnType<typeof rangeOfSpan> };
}

type Answer = BuiltAnswer | FailedAnswer;

interface FluxRequest {
  readonly file: string;
  readonly name: string | undefined;
  readonly namespace: string | undefined;
  readonly recursive: boolean;
}

async function runBatch(builder: Builder, process: CliProcess): Promise<number> {
  for await (const line of linesOf(process.stdin)) {
    if (line.trim() === '') continue;
    const answer = await answerLine(builder, line);
    process.out(`${json(answer)}\n`);
  }
  return 0;
}

/** Most answers hold no number that is too large for JSON: only for those that do, each value is looked at. */
function json(answer: Answer): string {
  try {
    return JSON.stringify(answer);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return JSON.stringify(answer, (_, value: unknown) => (typeof value === 'bigint' ? Number(value) : value));
  }
}

async function answerLine(builder: Builder, line: string): Promise<Answer> {
  try {
    const request: unknown = JSON.parse(line);
    const field = (name: string): unknown => (typeof request === 'object' && request !== null && name in request ? Object.entries(request).find(([key]) => key === name)?.[1] : undefined);
    const text = (name: string): string | undefined => {
      const value = field(name);
      return typeof value === 'string' ? value : undefined;
    };
    const root = text('root');
    const file = text('file');
    if (root !== undefined) return await builder.kustomize(root);
    if (file !== undefined) return await builder.flux({ file, name: text('name'), namespace: text('namespace'), recursive: field('recursive') === true });
    throw new CliError('a line holds {"root": DIR} or {"file": FILE, "name": NAME}');
  } catch (error) {
    return { ok: false, error: { code: 'bad-request', message: error instanceof Error ? error.message : String(error) } };
  }
}

/** Builds over trees that are read once a process. */
class Builder {
  readonly #cwd: string;
  readonly #repositories = new Map<string, Repository>();
  readonly #roots = new Map<string, string | undefined>();
  /** Bases that several directories of a stream share. */
  readonly #folders = new BuildCache();
  readonly #pathOf: (uri: string) => string;
  readonly #sources: ClusterSources;

  constructor(cwd: string) {
    this.#cwd = cwd;
    this.#sources = new ClusterSources(cwd);
    this.#pathOf = pathPrinter(cwd);
  }

  /** What `kustomize build --load-restrictor LoadRestrictionsNone` prints. */
  async kustomize(directory: string): Promise<Answer> {
    const path = resolve(this.#cwd, directory);
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) throw new CliError(`\`${directory}\` is not a folder`);
    const repository = await this.#repositoryOf(path);
    const build = buildDirectory(repository.tree, relative(fsPathOfUri(repository.rootUri), path).replaceAll('\\', '/'), { reorder: 'legacy', cache: this.#folders });
    return this.#answer(build);
  }

  /** What `flux build kustomization --dry-run` prints. */
  async flux(request: FluxRequest): Promise<Answer> {
    const path = resolve(this.#cwd, request.file);
    const kustomization = this.#readKustomization(path, request);
    const repository = await this.#open(this.#cwd);
    const { tree } = makeArtifact(repository, undefined, '');
    const options = { fluxVersion: newestFluxVersion, variables: () => undefined, dryRun: true };
    // `flux build` takes the working directory for the source. What is put together from others, or pushed from a folder, has its paths elsewhere.
    const isElsewhere = kustomization.sourceRef?.kind?.value === 'ExternalArtifact' || tree.kindOf(securePath('', kustomization.path?.value ?? '')) !== 'directory';
    const own = (isElsewhere ? (await this.#sources.of(kustomization))(kustomization) ?? (await this.#around(path, kustomization)) : undefined) ?? tree;
    if (!request.recursive) return this.#answer(buildFluxKustomization(own, kustomization, options));
    const isSameSource = ({ sourceRef }: FluxKustomization): boolean => sourceRef?.kind?.value === kustomization.sourceRef?.kind?.value && sourceRef?.name?.value === kustomization.sourceRef?.name?.value;
    const build = buildFluxTree(kustomization, (one) => (isSameSource(one) ? own : undefined), options);
    if (!build.unresolved.some(({ reason }) => reason === 'missing-source')) return this.#answer(build);
    const others = await this.#sources.of(kustomization);
    return this.#answer(buildFluxTree(kustomization, (one) => (isSameSource(one) ? own : others(one)), options));
  }

  /** Where the working directory lacks the folder: the Git repository that holds the file, or without Git the next folder above it, if that has it. The command may be run from anywhere. */
  async #around(file: string, kustomization: FluxKustomization): Promise<SourceTree | undefined> {
    const folder = securePath('', kustomization.path?.value ?? '');
    const gitRoot = this.#gitRoot(dirname(file));
    const holder = (gitRoot === undefined ? foldersAbove(file) : [gitRoot]).find((root) => statSync(join(root, folder), { throwIfNoEntry: false })?.isDirectory() === true);
    return holder === undefined || folder === '' ? undefined : makeArtifact(await this.#open(holder), undefined, '').tree;
  }

  #readKustomization(path: string, { file, name, namespace }: FluxRequest): FluxKustomization {
    let text: string;
    try {
      text = readFileSync(path, 'utf8');
    } catch (error) {
      throw unreadable(file, error);
    }
    const all = manifestsOf(new TextFile(uriOfFsPath(path), relative(this.#cwd, path).replaceAll('\\', '/'), text)).flatMap((manifest) => readFluxKustomization(manifest) ?? []);
    const found = all.filter((one) => (name === undefined || one.name?.value === name) && (namespace === undefined || one.namespace === undefined || one.namespace.value === namespace));
    const [chosen] = found;
    if (chosen === undefined) throw new CliError(`no Flux Kustomization${name === undefined ? '' : ` \`${name}\``} in \`${file}\``);
    if (name === undefined && found.length > 1) throw new CliError(`\`${file}\` holds several Flux Kustomizations: name one with --name`);
    return chosen;
  }

  /** The tree that a directory is built in: the working directory when it holds it, otherwise its Git repository or itself. */
  async #repositoryOf(path: string): Promise<Repository> {
    const fromCwd = relative(this.#cwd, path);
    if (!fromCwd.startsWith('..') && resolve(this.#cwd, fromCwd) === path) return await this.#open(this.#gitRoot(path) ?? this.#cwd);
    return await this.#open(this.#gitRoot(path) ?? dirname(path));
  }

  #gitRoot(path: string): string | undefined {
    const folder = dirname(path);
    if (isRepository(path)) return path;
    if (folder === path) return undefined;
    // Each folder that holds others is looked at once.
    if (!this.#roots.has(folder)) this.#roots.set(folder, this.#gitRoot(folder));
    return this.#roots.get(folder);
  }

  async #open(root: string): Promise<Repository> {
    const known = this.#repositories.get(root);
    if (known !== undefined) return known;
    const rootUri = uriOfFsPath(root);
    const { tree } = await scanFolder(rootUri);
    const repository: Repository = { rootUri, name: root, tree, remotes: [], branch: undefined };
    this.#repositories.set(root, repository);
    return repository;
  }

  #answer(build: Pick<KustomizeBuild, 'objects' | 'problems' | 'unresolved'>): Answer {
    const [problem] = build.problems;
    if (problem !== undefined) return { ok: false, error: this.#error(problem) };
    return { ok: true, objects: build.objects.map(({ root }) => plainValue(root)), unresolved: build.unresolved.map(({ reason, what, span }) => ({ reason, what, ...(span === undefined ? {} : { file: this.#pathOf(span.file.uri), range: rangeOfSpan(span) }) })) };
  }

  #error({ code, message, span }: BuildProblem): FailedAnswer['error'] {
    // What a missing file is at fault for, such as a folder without a kustomization file, has no line to show.
    if (!existsSync(fsPathOfUri(span.file.uri))) return { code, message };
    return { code, message, file: this.#pathOf(span.file.uri), range: rangeOfSpan(span) };
  }
}

/** The folder of a file, the one that holds that, and so on up to the root of the disk. */
function foldersAbove(file: string): readonly string[] {
  const folder = dirname(file);
  return folder === file ? [] : [folder, ...foldersAbove(folder)];
}
