/** Small Git remotes for the demo cluster, written by a test; manifests are JSON, so that no engine is needed. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ManifestBuilder } from '../../../client/src/demo/fluxStandIn/manifestBuilder.ts';
import { isJsonObject, readJson, textAt } from '../../../client/src/demo/kubeApi/json.ts';
import type { JsonObject } from '../../../client/src/demo/kubeApi/json.ts';
import { runGit } from '../../../client/src/demo/repositories/git.ts';

const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@example.test', '-c', 'commit.gpgsign=false'];

/** A folder with bare remotes, and commits into them. */
export class GitHarness {
  readonly folder: string;
  readonly remotes: string;

  constructor(folder: string) {
    this.folder = folder;
    this.remotes = join(folder, 'remotes');
  }

  static async create(): Promise<GitHarness> {
    const harness = new GitHarness(await mkdtemp(join(tmpdir(), 'flightdeck-demo-test-')));
    await mkdir(harness.remotes);
    return harness;
  }

  /** Writes files (`undefined` removes one), commits and pushes them; gives the revision as Flux writes it. */
  async push(repository: string, files: Readonly<Record<string, JsonObject | undefined>>): Promise<string> {
    const copy = join(this.folder, repository);
    const remote = join(this.remotes, `${repository}.git`);
    if (!existsSync(remote)) {
      await runGit(this.folder, ['init', '--quiet', '--bare', '--initial-branch=main', remote]);
      await runGit(this.folder, ['init', '--quiet', '--initial-branch=main', copy]);
    }
    for (const [path, manifest] of Object.entries(files)) {
      const target = join(copy, path);
      await mkdir(dirname(target), { recursive: true });
      if (manifest === undefined) await rm(target);
      else await writeFile(target, JSON.stringify(manifest));
    }
    await runGit(copy, ['add', '--all']);
    await runGit(copy, [...identity, 'commit', '--quiet', '--allow-empty', '--message', 'Change']);
    await runGit(copy, ['push', '--quiet', remote, 'main']);
    return `main@sha1:${(await runGit(copy, ['rev-parse', 'HEAD'])).trim()}`;
  }

  remove(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }
}

/** Builds every JSON file of `spec.path`; a file with `"broken": true` fails the build. */
export const buildJson: ManifestBuilder = ({ folder, fluxKustomization }) => {
  const path = textAt(fluxKustomization, 'spec', 'path') ?? '';
  const directory = join(folder, path);
  if (!existsSync(directory)) return { ok: false, reason: 'ArtifactFailed', message: `kustomization path not found: stat ${path}: no such file or directory` };
  const objects = readdirSync(directory)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => readJson(readFileSync(join(directory, name), 'utf8')))
    .filter(isJsonObject);
  return objects.some((object) => object['broken'] === true) ? { ok: false, reason: 'BuildFailed', message: 'kustomize build failed: broken' } : { ok: true, objects };
};
