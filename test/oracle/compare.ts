/** Builds one random project with our engine and with the real kustomize, and says where they differ. */
import { execFile } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { DirectoryTree, type Listing } from '../../server/src/files/directoryTree.ts';
import type { BuildProblem, KustomizeBuild } from '../../server/src/kustomize/build.ts';
import { buildDirectory } from '../../server/src/kustomize/buildDirectory.ts';
import { TextFile } from '../../server/src/text/textFile.ts';
import { parseYaml } from '../../server/src/yaml/parseYaml.ts';
import { plainValue, type PlainValue } from '../../server/src/yaml/yamlValue.ts';
import { randomProject, type Project } from './randomProject.ts';
import { withoutFault } from './repair.ts';

/** What came of one seed. */
export interface Comparison {
  readonly seed: number;
  /** Both built, both refused, or what differs. */
  readonly outcome: 'equal' | 'both-fail' | 'differs';
  readonly details: string;
  /** What we say is wrong with a project that both refuse. */
  readonly problems?: readonly BuildProblem[];
}

/** How often what both refuse is taken out of a project before it is given up. */
export const repairs = 12;

/** Bytes of a file of a project. */
export function bytesOf(text: string): Uint8Array {
  return text.startsWith('binary:') ? Buffer.from(text.slice('binary:'.length), 'latin1') : Buffer.from(text);
}

/** A tree of a project's files. */
export function treeOf(project: Project): DirectoryTree {
  const root = new Map<string, Listing | 'file'>();
  for (const path of Object.keys(project)) {
    const parts = path.split('/');
    let at = root;
    for (const part of parts.slice(0, -1)) {
      let next = at.get(part);
      if (!(next instanceof Map)) at.set(part, (next = new Map<string, Listing | 'file'>()));
      at = next as Map<string, Listing | 'file'>;
    }
    at.set(parts[parts.length - 1] ?? '', 'file');
  }
  return DirectoryTree.ofListing('file:///project', root, (path) => bytesOf(project[path] ?? ''));
}

/**
 * Compares one seed; the project is written below `directory`. Where both refuse, the part that we blame is taken out and the
 * rest is compared again, so that one bad field of a seed hides no other, and a fault that is put down wrongly shows.
 */
export async function compareSeed(seed: number, kustomize: string, directory: string): Promise<Comparison> {
  let project: Project | undefined = randomProject(seed);
  let result: Comparison = { seed, outcome: 'both-fail', details: '' };
  for (let attempt = 0; attempt <= repairs && project !== undefined; attempt++) {
    result = await compareProject(seed, project, kustomize, join(directory, String(seed)));
    const [problem] = result.problems ?? [];
    if (result.outcome !== 'both-fail' || problem === undefined) return result;
    project = withoutFault(project, problem);
  }
  return result;
}

/** Writes a project's files below a directory. */
export async function writeProject(project: Project, directory: string): Promise<void> {
  for (const [path, text] of Object.entries(project)) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), bytesOf(text));
  }
}

/** Compares one project; its files stay on disk when the outcomes differ. */
export async function compareProject(seed: number, project: Project, kustomize: string, directory: string): Promise<Comparison> {
  await writeProject(project, directory);
  const real = await runKustomize(kustomize, join(directory, 'top'));
  const result = compareObjects(seed, directory, 'kustomize', real, buildDirectory(treeOf(project), 'top', { reorder: 'legacy' }));
  if (result.outcome !== 'differs') await rm(directory, { recursive: true });
  return result;
}

/** Holds a build against what the real tool printed, or said as it refused. */
export function compareObjects(seed: number, directory: string, tool: string, real: { readonly output: string | undefined; readonly error: string }, ours: Pick<KustomizeBuild, 'objects' | 'problems' | 'unresolved'>): Comparison {
  const failed = ours.problems.length > 0 || ours.unresolved.length > 0;
  const differs = (details: string): Comparison => ({ seed, outcome: 'differs', details: `${directory}\n${details}` });
  if (real.output === undefined) {
    if (!failed) return differs(`${tool} refuses, we build: ${real.error}`);
    return { seed, outcome: 'both-fail', details: `${real.error}\n${ours.problems.map(({ message }) => message).join('\n')}`, problems: ours.problems };
  }
  if (failed) return differs(`${tool} builds, we refuse: ${ours.problems.map(({ code, message, span }) => `${code}: ${message} (${span.file.path})`).join('; ')}${ours.unresolved.map(({ reason, what }) => `${reason}: ${what}`).join('; ')}`);
  const wanted = parseYaml(new TextFile('file:///out.yaml', 'out.yaml', real.output)).documents.flatMap(({ root }) => (root === undefined ? [] : [plainValue(root)]));
  const built = withUnknowableHashes(ours.objects.map(({ root }) => plainValue(root)), wanted);
  const difference = firstDifference(tool, wanted.map(withoutBigInts), built.map(withoutBigInts), '');
  if (difference !== undefined) return differs(difference);
  return { seed, outcome: 'equal', details: '' };
}

/**
 * The hash of a generated object whose kind a patch changed covers kustomize's memory (lines, columns and styles of Go
 * structures, hasher.go `Hash`), so it is taken from kustomize's own name, wherever it stands.
 */
function withUnknowableHashes(built: PlainValue[], wanted: readonly PlainValue[]): PlainValue[] {
  const names = new Map<string, string>();
  built.forEach((object, index) => {
    const ours = nameOf(object);
    const theirs = nameOf(wanted[index]);
    if (ours === undefined || theirs === undefined || /^(ConfigMap|Secret)$/.test(ours.kind) || ours.name === theirs.name) return;
    if (ours.name.slice(0, -10) === theirs.name.slice(0, -10) && /-[a-z0-9]{10}$/.test(ours.name)) names.set(ours.name, theirs.name);
  });
  const renamed = (value: PlainValue): PlainValue => {
    if (typeof value === 'string') return names.get(value) ?? value;
    if (Array.isArray(value)) return value.map(renamed);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, renamed(inner)]));
  };
  return names.size === 0 ? built : built.map(renamed);
}

function nameOf(object: PlainValue | undefined): { kind: string; name: string } | undefined {
  if (typeof object !== 'object' || object === null || Array.isArray(object)) return undefined;
  const { kind, metadata } = object;
  if (typeof kind !== 'string' || typeof metadata !== 'object' || metadata === null || Array.isArray(metadata)) return undefined;
  const { name } = metadata;
  return typeof name === 'string' ? { kind, name } : undefined;
}

/** Beyond 2^53 an integer and a floating point number print alike, and so do 0 and -0. */
function withoutBigInts(value: PlainValue): PlainValue {
  if (typeof value === 'bigint') return Number(value);
  if (value === 0) return 0;
  if (Array.isArray(value)) return value.map(withoutBigInts);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutBigInts(inner)]));
}

function runKustomize(kustomize: string, directory: string): Promise<{ output: string | undefined; error: string }> {
  return new Promise((resolve) => {
    execFile(kustomize, ['build', '--load-restrictor', 'LoadRestrictionsNone', directory], { maxBuffer: 64_000_000 }, (error, stdout, stderr) => {
      resolve(error === null ? { output: stdout, error: '' } : { output: undefined, error: stderr.replace(/^#.*\n/gm, '').slice(0, 600) });
    });
  });
}

function firstDifference(tool: string, wanted: PlainValue | undefined, built: PlainValue | undefined, path: string): string | undefined {
  if (isDeepStrictEqual(wanted, built)) return undefined;
  if (typeof wanted === 'object' && typeof built === 'object' && wanted !== null && built !== null && Array.isArray(wanted) === Array.isArray(built)) {
    const left = new Map<string, PlainValue>(Object.entries(wanted));
    const right = new Map<string, PlainValue>(Object.entries(built));
    for (const key of new Set([...left.keys(), ...right.keys()])) {
      const found = firstDifference(tool, left.get(key), right.get(key), `${path}.${key}`);
      if (found !== undefined) return found;
    }
  }
  return `at ${path}: ${tool} ${show(wanted)}, we ${show(built)}`;
}

function show(value: PlainValue | undefined): string {
  if (value === undefined) return 'nothing';
  return JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'bigint' ? `${inner}n` : inner)).slice(0, 400);
}
