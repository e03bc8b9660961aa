// Holds our builds to what `kustomize build --load-restrictor LoadRestrictionsNone` 5.8.1 printed for public repositories
// (../shared/oracle), and checks that every built scalar knows where it comes from. Skips, saying so, where these are absent.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { scanFolder } from '../../server/src/files/diskFiles.ts';
import type { DirectoryTree } from '../../server/src/files/directoryTree.ts';
import { uriOfFsPath } from '../../server/src/files/uris.ts';
import type { KustomizeBuild } from '../../server/src/kustomize/build.ts';
import { BuildCache, buildDirectory } from '../../server/src/kustomize/buildDirectory.ts';
import { TextFile } from '../../server/src/text/textFile.ts';
import { parseYaml } from '../../server/src/yaml/parseYaml.ts';
import { plainValue } from '../../server/src/yaml/yamlValue.ts';
import { originFaults, scalarsOf } from '../harness/origins.ts';

interface OracleEntry {
  readonly root: string;
  readonly ok: boolean;
  readonly out: string;
  readonly err: string;
}

const shared = resolve(import.meta.dirname, '../../../shared');
const oracle = join(shared, 'oracle');
const corpora = existsSync(oracle) ? readdirSync(oracle).filter((name) => name.endsWith('.kustomize.jsonl.gz')).map((name) => name.replace('.kustomize.jsonl.gz', '')) : [];
/** Failures that need a network or Helm: our build names what is missing instead. */
const needsMore = /must specify --enable-helm|no such host|Could not resolve host/;

function readOracle(corpus: string): readonly OracleEntry[] {
  const lines = gunzipSync(readFileSync(join(oracle, `${corpus}.kustomize.jsonl.gz`))).toString('utf8').split('\n');
  return lines.flatMap((line) => {
    const entry: unknown = line === '' ? undefined : JSON.parse(line);
    return isOracleEntry(entry) ? [entry] : [];
  });
}

function isOracleEntry(value: unknown): value is OracleEntry {
  return typeof value === 'object' && value !== null && 'root' in value && typeof value.root === 'string' && 'ok' in value && typeof value.ok === 'boolean';
}

function objectsOf(printed: string): unknown[] {
  return parseYaml(new TextFile('file:///out.yaml', 'out.yaml', printed)).documents.flatMap(({ root }) => (root === undefined ? [] : [plainValue(root)]));
}

describe.skipIf(corpora.length === 0)(corpora.length === 0 ? 'kustomize oracle (skipped: ../shared/oracle is not beside this checkout)' : 'kustomize oracle', () => {
  describe.each(corpora)('%s', (corpus) => {
    const folder = join(shared, 'corpora', corpus);
    const load = async () => ({ tree: (await scanFolder(uriOfFsPath(folder))).tree, entries: readOracle(corpus), cache: new BuildCache() });
    const buildOf = (tree: DirectoryTree, entry: OracleEntry, cache?: BuildCache): KustomizeBuild => buildDirectory(tree, entry.root === '.' ? '' : entry.root, { reorder: 'legacy', cache });

    test('every root that kustomize builds is equal, object by object', { timeout: 120_000 }, async () => {
      const { tree, entries, cache } = await load();
      for (const entry of entries.filter(({ ok }) => ok)) {
        const build = buildOf(tree, entry, cache);
        expect(build.problems.map(({ message }) => message), entry.root).toEqual([]);
        expect(build.objects.map(({ root }) => plainValue(root)), entry.root).toEqual(objectsOf(entry.out));
      }
    });

    test('every root that kustomize refuses is refused or unresolved here too', { timeout: 120_000 }, async () => {
      const { tree, entries } = await load();
      for (const entry of entries.filter(({ ok }) => !ok)) {
        const build = buildOf(tree, entry);
        if (needsMore.test(entry.err)) expect(build.unresolved, entry.root).not.toEqual([]);
        else expect(build.problems, entry.root).not.toEqual([]);
      }
    });

    test('every built scalar stands where its origin says, and each change has a place', { timeout: 120_000 }, async () => {
      const { tree, entries, cache } = await load();
      const faults = new Set<string>();
      let count = 0;
      for (const entry of entries) {
        for (const { root } of buildOf(tree, entry, cache).objects) {
          count += [...scalarsOf(root)].length;
          for (const fault of originFaults(root)) faults.add(`${entry.root}: ${fault}`);
        }
      }
      expect([...faults]).toEqual([]);
      expect(count > 0 || entries.length === 0).toBe(true);
    });
  });
});
