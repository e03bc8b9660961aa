/** Cuts and garbles every file of repositories thousands of times, each in a small workspace of its own: the repository's other files, which make a try dear, are left out. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DirectoryTree } from '../../server/src/files/directoryTree.ts';
import { baseName, dirName } from '../../server/src/files/paths.ts';
import { uriOfFsPath } from '../../server/src/files/uris.ts';
import { RuleCache } from '../../server/src/rules/ruleCache.ts';
import { Session } from '../../server/src/workspace/session.ts';
import { Counts, type RobustResult } from './counts.ts';
import { garbled, randomOf } from './garble.ts';
import { processorTime, tryEverything, tryRules, type Attempt, type Stopwatch } from './tryEverything.ts';

/** How much to try. */
export interface Campaign {
  /** Cuts of each file: at each offset where it has no more of them, otherwise at random ones. */
  readonly cuts: number;
  /** Changes of each file. */
  readonly changes: number;
  /** Whether the language features are tried too, not only the rules. */
  readonly features: boolean;
  /** Of each `of` files the one with this index, so that several runs together try all. */
  readonly part: { readonly index: number; readonly of: number };
  readonly seed: number;
  /** Milliseconds after which no other file is begun. */
  readonly within: number;
}

const root = 'file:///w/repo';

/**
 * Tries every YAML file of each folder below `parent`. The workspace of a file holds itself at its path, and the Flux
 * Kustomization of a bootstrapped cluster that applies the file's folder with two variables: all rules and features run,
 * on a graph of one build. A file with the name and the text of an earlier one is a copy of it and not tried again.
 */
export async function tryAlone(parent: string, only: string | undefined, { cuts, changes, features, part, seed, within }: Campaign, say: (line: string) => void): Promise<RobustResult> {
  const counts = new Counts(say);
  const end = performance.now() + within;
  let count = 0;
  const seen = new Set<string>();
  for (const name of readdirSync(parent).filter((entry) => (only === undefined || entry === only) && existsSync(join(parent, entry)))) {
    const whole = new Session();
    await whole.openFolder(uriOfFsPath(join(parent, name)));
    const files = whole.snapshot.repositories.flatMap(({ tree }) => tree.yamlFiles());
    let tried = 0;
    let same = 0;
    for (const { path, text } of files) {
      const key = `${baseName(path)}\n${text}`;
      if (seen.has(key)) same++;
      if (seen.has(key)) continue;
      seen.add(key);
      if (count++ % part.of !== part.index || performance.now() > end) continue;
      tried++;
      const random = randomOf(seed + count);
      const place = new SmallWorkspace(path, text, features);
      const one = (what: string, changed: string): void => {
        const offsets = [random(changed.length + 1), changed.length];
        counts.note(`${name} ${path} ${what}`, changed, place.attempt(changed, offsets), () => place.attemptAgain(changed, offsets, text));
      };
      if (text.length < cuts) for (let at = 0; at <= text.length; at++) one(`cut at ${at}`, text.slice(0, at));
      else for (let round = 0; round < cuts; round++) one(`cut ${round}`, text.slice(0, random(text.length + 1)));
      for (let round = 0; round < changes; round++) one(`change ${round} (seed ${seed + count})`, garbled(text, random));
    }
    counts.sayOf(name, `${tried} of ${files.length} files (${same} are copies)`);
  }
  return counts.result();
}

/** One file, and a cluster that applies its folder. */
class SmallWorkspace {
  readonly #session = new Session();
  readonly #cache = new RuleCache();
  readonly #uri: string;
  readonly #features: boolean;

  constructor(path: string, text: string, features: boolean) {
    this.#features = features;
    const folder = dirName(path);
    const cluster = `clusters/robust/flux-system`;
    const tree = DirectoryTree.ofTexts(root, {
      [`${cluster}/gotk-sync.yaml`]: `apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata:\n  name: flux-system\n  namespace: flux-system\nspec:\n  interval: 1m\n  url: https://git.example/fleet\n---\n${kustomization('flux-system', './clusters/robust')}`,
      'clusters/robust/tried.yaml': kustomization('tried', `./${folder}`),
      [path]: text,
    });
    this.#session.openTree({ rootUri: root, name: 'repo', tree, remotes: [], branch: 'main' });
    this.#uri = tree.file(path)?.uri ?? '';
    this.attempt(text, []);
  }

  /** Tries the file with a text. */
  attempt(text: string, offsets: readonly number[], time?: Stopwatch): Attempt {
    const snapshot = this.#session.apply({ kind: 'text', uri: this.#uri, text });
    return this.#features ? tryEverything(snapshot, this.#uri, this.#cache, offsets, time) : tryRules(snapshot, this.#cache, time);
  }

  /** Tries it once more, after it had the text `before`, and measures processor time. */
  attemptAgain(text: string, offsets: readonly number[], before: string): Attempt {
    this.attempt(before, []);
    return this.attempt(text, offsets, processorTime);
  }
}

function kustomization(name: string, path: string): string {
  return `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: ${name}\n  namespace: flux-system\nspec:\n  interval: 10m\n  path: ${path}\n  prune: true\n  sourceRef:\n    kind: GitRepository\n    name: flux-system\n  postBuild:\n    substitute:\n      CLUSTER: robust\n      port: "80"\n`;
}
