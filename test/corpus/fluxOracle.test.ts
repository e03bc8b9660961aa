// Holds our builds of Flux Kustomizations to what `flux build kustomization --dry-run --in-memory-build` 2.9.5 printed
// for public repositories (../shared/oracle). Skips, saying so, where these are absent.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import type { DirectoryTree } from '../../server/src/files/directoryTree.ts';
import { scanFolder } from '../../server/src/files/diskFiles.ts';
import { uriOfFsPath } from '../../server/src/files/uris.ts';
import { buildFluxKustomization, type FluxBuildOptions } from '../../server/src/flux/buildFluxKustomization.ts';
import { buildFluxTree } from '../../server/src/flux/buildFluxTree.ts';
import { BuildCache } from '../../server/src/kustomize/buildDirectory.ts';
import type { BuiltObject } from '../../server/src/kustomize/build.ts';
import { readFluxKustomization, type FluxKustomization } from '../../server/src/manifests/fluxKustomization.ts';
import { manifestsOf } from '../../server/src/manifests/manifest.ts';
import { plainValue, type PlainValue } from '../../server/src/yaml/yamlValue.ts';
import { originFaults } from '../harness/origins.ts';

interface OracleEntry {
  readonly file: string;
  readonly name: string;
  readonly namespace: string | null;
  readonly ok: boolean;
  readonly out: string;
  readonly err: string;
}

const shared = resolve(import.meta.dirname, '../../../shared');
const oracleFolder = join(shared, 'oracle');
const isHere = existsSync(oracleFolder);
/** Failures of the real tool that ours need not share: they need a network or Helm. */
const needsMore = /must specify --enable-helm|no such host|dial tcp|failed to run '.*git fetch/;

function readOracle(path: string): readonly OracleEntry[] {
  const lines = gunzipSync(readFileSync(path)).toString('utf8').split('\n');
  return lines.flatMap((line) => {
    const entry: unknown = line === '' ? undefined : JSON.parse(line);
    return isOracleEntry(entry) ? [entry] : [];
  });
}

function isOracleEntry(value: unknown): value is OracleEntry {
  return typeof value === 'object' && value !== null && 'file' in value && 'name' in value && 'ok' in value && 'out' in value;
}

function oracles(kind: 'flux' | 'tree'): readonly { corpus: string; entries: readonly OracleEntry[] }[] {
  if (!isHere) return [];
  const files = readdirSync(oracleFolder).filter((name) => name.endsWith(`.${kind}.jsonl.gz`));
  return files.map((name) => ({ corpus: name.slice(0, -`.${kind}.jsonl.gz`.length), entries: readOracle(join(oracleFolder, name)) })).filter(({ entries }) => entries.length > 0);
}

function readKustomization(tree: DirectoryTree, entry: OracleEntry): FluxKustomization {
  const manifests = manifestsOf(tree.file(entry.file) ?? expect.fail(`${entry.file} is missing`));
  const found = manifests.find((manifest) => manifest.name?.value === entry.name && (manifest.namespace?.value ?? null) === entry.namespace && readFluxKustomization(manifest) !== undefined);
  const kustomization = found && readFluxKustomization(found);
  return kustomization ?? expect.fail(`${entry.file} holds no Flux Kustomization ${entry.name}`);
}

function printed(out: string): unknown[] {
  return parseAllDocuments(out, { logLevel: 'silent' }).flatMap((document): unknown[] => {
    const value: unknown = document.toJS({ maxAliasCount: -1 });
    return value === null ? [] : [normalised(value)];
  });
}

function built(objects: readonly BuiltObject[]): unknown[] {
  return objects.map(({ root }) => normalised(plainValue(root)));
}

/** Numbers beyond 2^53 lose digits in the real tool's JSON, too. */
function normalised(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (Array.isArray(value)) return value.map(normalised);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, normalised(inner)]));
}

function dryRun(): FluxBuildOptions {
  return { variables: () => undefined, fluxVersion: [2, 9], dryRun: true, cache: new BuildCache() };
}

test.skipIf(isHere)('the corpora are not here: nothing to compare with', () => undefined);

describe.each(oracles('flux'))('$corpus', ({ corpus, entries }) => {
  const scan = scanFolder(uriOfFsPath(join(shared, 'corpora', corpus)));
  const options = dryRun();

  test.each(entries)('$file $namespace/$name', async (entry) => {
    const { tree } = await scan;
    const build = buildFluxKustomization(tree, readKustomization(tree, entry), options);
    expect(build.objects.flatMap(({ root }) => [...originFaults(root)])).toEqual([]);
    if (entry.ok) {
      expect(build.problems).toEqual([]);
      expect(built(build.objects)).toEqual(printed(entry.out));
    } else if (!needsMore.test(entry.err)) expect(build.problems.map(({ message }) => message)).not.toEqual([]);
  });
});

describe.each(oracles('tree'))('whole tree of $corpus', ({ corpus, entries }) => {
  test.each(entries)('$file $namespace/$name', async (entry) => {
    const { tree } = await scanFolder(uriOfFsPath(join(shared, 'corpora', corpus)));
    const build = buildFluxTree(readKustomization(tree, entry), () => tree, dryRun());
    expect(build.problems).toEqual([]);
    const expected = printed(entry.out);
    const actual = built(build.objects);
    expect(actual.map(headline)).toEqual(expected.map(headline));
    expect(actual).toEqual(expected);
  });
});

function headline(value: unknown): PlainValue | undefined {
  const object: { kind?: string; metadata?: { namespace?: string; name?: string } } = typeof value === 'object' && value !== null ? value : {};
  return `${object.kind} ${object.metadata?.namespace}/${object.metadata?.name}`;
}
