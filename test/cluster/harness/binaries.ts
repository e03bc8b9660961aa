// Builds the programs of the control plane once from the Go module proxy, and takes their resource definitions out of the module cache.
import { createHash } from 'node:crypto';
import { chmodSync, copyFileSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withLock } from './buildLock.ts';
import { clusterCacheFolder } from './cacheFolder.ts';
import { findGo, type GoTool } from './goTool.ts';
import { moduleFolders, programs, type ModuleName, type Program, type ProgramName } from './programs.ts';

/** What a control plane is started from. */
export interface Binaries {
  readonly path: (program: ProgramName) => string;
  /** Folder with one YAML file a resource definition: Flux, Flagger, Gateway API. */
  readonly definitionsFolder: string;
  /** kwok's own stages for nodes and pods, one YAML document each. */
  readonly stagesFile: string;
}

/** The programs, or in a few words why they cannot be made here. */
export type BinariesOutcome = { readonly type: 'ready'; readonly binaries: Binaries } | { readonly type: 'missing'; readonly reason: string };

const sources = fileURLToPath(new URL('../binaries', import.meta.url));
const gatewayApi = 'sigs.k8s.io/gateway-api@v1.6.3';
/** HTTPRoute comes from the experimental channel, because our structure of it does. */
const gatewayDefinitions = ['standard/gateway.networking.k8s.io_gatewayclasses', 'standard/gateway.networking.k8s.io_gateways', 'experimental/gateway.networking.k8s.io_httproutes', 'standard/gateway.networking.k8s.io_grpcroutes', 'standard/gateway.networking.k8s.io_referencegrants'];

/** Finds or builds some of the programs only, into the folders in which `ensureBinaries` looks for them. */
export async function ensurePrograms(names: readonly ProgramName[], env: Readonly<Record<string, string | undefined>>, tell: (line: string) => void): Promise<{ readonly paths: readonly string[] } | { readonly missing: string }> {
  const cache = clusterCacheFolder(env);
  const { binaries } = placesOf(cache);
  const paths = names.map((name) => binaries.path(name));
  if (paths.every((path) => existsSync(path))) return { paths };
  const built = await build(cache, env, tell, async (go, work) => {
    await buildPrograms(go, work, programs.filter(({ name }) => names.includes(name)), binaries, tell);
  });
  return built ?? { paths };
}

/** Finds or builds everything. Throws `GoFailure` when a build fails or is aborted; tells each step in a line. */
export async function ensureBinaries(env: Readonly<Record<string, string | undefined>>, tell: (line: string) => void, aborted?: AbortSignal): Promise<BinariesOutcome> {
  const cache = clusterCacheFolder(env);
  const { binaries, definitions } = placesOf(cache);
  if (isComplete(binaries)) return { type: 'ready', binaries };
  const built = await build(cache, env, tell, async (go, work) => {
    if (isComplete(binaries)) return;
    const started = Date.now();
    tell(`building what the control plane lacks into ${cache}: everything takes about twenty minutes on two cores, once`);
    await buildPrograms(go, work, programs, binaries, tell);
    mkdirSync(definitions, { recursive: true });
    await collectDefinitions(go, work, binaries);
    tell(`the control plane is built: ${secondsSince(started)} s in all`);
  }, aborted);
  return built === undefined ? { type: 'ready', binaries } : { type: 'missing', reason: built.missing };
}

/** The programs where they have been built before; nothing is built. */
export function findBinaries(env: Readonly<Record<string, string | undefined>>): Binaries | undefined {
  const { binaries } = placesOf(clusterCacheFolder(env));
  return isComplete(binaries) ? binaries : undefined;
}

/** Does the work with Go and a copy of our modules while nobody else builds; answers only where there is no Go. */
async function build(cache: string, env: Readonly<Record<string, string | undefined>>, tell: (line: string) => void, work: (go: GoTool, copy: string) => Promise<void>, aborted?: AbortSignal): Promise<{ readonly missing: string } | undefined> {
  const go = findGo(cache, env, aborted);
  if ('missing' in go) return { missing: go.missing };
  await withLock(join(cache, 'build.lock'), (owner) => tell(`process ${owner} builds the control plane; waiting for it`), async () => {
    const copy = join(cache, 'source');
    rmSync(copy, { recursive: true, force: true });
    try {
      cpSync(sources, copy, { recursive: true });
      await copyFlux(go, copy);
      await work(go, copy);
    } finally {
      rmSync(copy, { recursive: true, force: true });
    }
  }, aborted);
  return undefined;
}

/** Where the programs of each module and the definitions are: the names change with every version and every line of our stand-in. */
function placesOf(cache: string): { readonly binaries: Binaries; readonly definitions: string } {
  const folders = new Map(Object.entries(moduleFolders).map(([module, parts]) => [module, join(cache, `${module}-${hashOfFolders(parts)}`)]));
  const definitions = join(cache, `definitions-${hashOfFolders(Object.values(moduleFolders).flat(), gatewayApi, ...gatewayDefinitions)}`);
  const modules = new Map(programs.map(({ name, module }): readonly [ProgramName, ModuleName] => [name, module]));
  const path = (program: ProgramName) => join(folders.get(modules.get(program) ?? '') ?? '', 'bin', program);
  return { definitions, binaries: { path, definitionsFolder: join(definitions, 'definitions'), stagesFile: join(definitions, 'stages.yaml') } };
}

function isComplete(binaries: Binaries): boolean {
  return programs.every(({ name }) => existsSync(binaries.path(name))) && existsSync(binaries.stagesFile);
}

/** Of all files in some folders of our modules, and of more that a result is made of. */
function hashOfFolders(folders: readonly string[], ...more: readonly string[]): string {
  const hash = createHash('sha256').update(more.join('\0'));
  for (const folder of folders) {
    const files = readdirSync(join(sources, folder), { recursive: true, encoding: 'utf8' }).filter((file) => statSync(join(sources, folder, file)).isFile());
    for (const file of files.sort()) hash.update(`${folder}/${file}\0`).update(readFileSync(join(sources, folder, file)));
  }
  return hash.digest('hex').slice(0, 16);
}

/** Builds those that are not there yet. */
async function buildPrograms(go: GoTool, work: string, wanted: readonly Program[], binaries: Binaries, tell: (line: string) => void): Promise<void> {
  const lacking = wanted.filter(({ name }) => !existsSync(binaries.path(name)));
  for (const module of new Set(lacking.map((program) => program.module))) {
    const started = Date.now();
    await go.run(join(work, module), ['list', '-deps', 'tool']);
    tell(`modules of ${module} are here: ${secondsSince(started)} s`);
  }
  const flags = linkerFlags(work);
  for (const [index, program] of lacking.entries()) {
    const started = Date.now();
    await buildProgram(go, work, program, binaries.path(program.name), flags);
    tell(`${program.name} is built (${index + 1} of ${lacking.length}): ${secondsSince(started)} s`);
  }
}

function secondsSince(started: number): number {
  return Math.round((Date.now() - started) / 1000);
}

/** flux embeds manifests that its module does not contain; it is built from a copy with a placeholder in their place. */
async function copyFlux(go: GoTool, work: string): Promise<void> {
  const module = `github.com/fluxcd/flux2/v2@${versionIn(work, 'github.com/fluxcd/flux2/v2')}`;
  const copy = join(work, 'flux2');
  cpSync(await downloadedFolder(go, work, module), copy, { recursive: true });
  const manifests = join(copy, 'cmd', 'flux', 'manifests');
  mkdirSync(manifests, { recursive: true });
  writeFileSync(join(manifests, 'placeholder.yaml'), '# flux install and flux bootstrap are not part of this suite\n');
}

async function downloadedFolder(go: GoTool, work: string, module: string): Promise<string> {
  const answer: unknown = JSON.parse(await go.run(work, ['mod', 'download', '-json', module]));
  const folder = typeof answer === 'object' && answer !== null && 'Dir' in answer ? answer.Dir : undefined;
  if (typeof folder !== 'string') throw new Error(`go mod download names no folder for ${module}`);
  return folder;
}

/** The version that the kubernetes go.mod asks for. */
function versionIn(work: string, module: string): string {
  const line = readFileSync(join(work, 'kubernetes', 'go.mod'), 'utf8').split('\n').find((text) => text.trim().startsWith(`${module} v`));
  const version = line?.trim().split(' ')[1];
  if (version === undefined) throw new Error(`go.mod does not ask for ${module}`);
  return version;
}

/** Kubernetes and Flux print the version that the linker gave them; without one Flagger refuses the API server. */
function linkerFlags(work: string): string {
  const kubernetes = versionIn(work, 'k8s.io/kubernetes');
  const [major = '', minor = ''] = kubernetes.slice(1).split('.');
  const facts = { gitVersion: kubernetes, gitMajor: major, gitMinor: minor, gitTreeState: 'clean', gitCommit: '0', buildDate: '1970-01-01T00:00:00Z' };
  const versions = Object.entries(facts).map(([name, value]) => `-X k8s.io/component-base/version.${name}=${value}`);
  return ['-s -w', ...versions, `-X main.VERSION=${versionIn(work, 'github.com/fluxcd/flux2/v2').slice(1)}`].join(' ');
}

/** The program appears under its name only when it is whole. */
async function buildProgram(go: GoTool, work: string, program: Program, target: string, flags: string): Promise<void> {
  const unfinished = `${target}.unfinished`;
  mkdirSync(dirname(target), { recursive: true });
  await go.run(join(work, program.module), ['build', '-ldflags', flags, '-o', unfinished, program.main]);
  renameSync(unfinished, target);
}

/** Copies definitions and stages out of the modules, so that a warm start needs no module cache. The stages come last: they tell that all is there. */
async function collectDefinitions(go: GoTool, work: string, binaries: Binaries): Promise<void> {
  const folderOf = async (room: Program['module'], module: string) => (await go.run(join(work, room), ['list', '-m', '-f', '{{.Dir}}', module])).trim();
  const fluxFolders = await Promise.all(['source-controller', 'kustomize-controller'].map((name) => folderOf('kubernetes', `github.com/fluxcd/${name}`)));
  const helmFolder = await folderOf('helm', 'github.com/fluxcd/helm-controller');
  const gateway = join(await downloadedFolder(go, work, gatewayApi), 'config', 'crd');
  const files = [
    ...[...fluxFolders, helmFolder].flatMap((folder) => yamlFiles(join(folder, 'config', 'crd', 'bases'))),
    join(await folderOf('flagger', 'github.com/fluxcd/flagger'), 'artifacts', 'flagger', 'crd.yaml'),
    ...gatewayDefinitions.map((name) => join(gateway, `${name}.yaml`)),
  ];
  mkdirSync(binaries.definitionsFolder, { recursive: true });
  for (const file of files) {
    const target = join(binaries.definitionsFolder, relative(join(file, '..'), file).replace(/^crd\.yaml$/, 'flagger.app.yaml'));
    copyFileSync(file, target);
    chmodSync(target, 0o644);
  }
  const stages = join(await folderOf('kubernetes', 'sigs.k8s.io/kwok'), 'kustomize', 'stage');
  const stageFiles = [join(stages, 'node', 'fast', 'node-initialize.yaml'), ...yamlFiles(join(stages, 'node', 'heartbeat-with-lease')), ...yamlFiles(join(stages, 'pod', 'fast'))];
  writeFileSync(binaries.stagesFile, stageFiles.map((file) => readFileSync(file, 'utf8')).join('\n---\n'));
}

function yamlFiles(folder: string): readonly string[] {
  return readdirSync(folder).filter((name) => name.endsWith('.yaml') && name !== 'kustomization.yaml').sort().map((name) => join(folder, name));
}
