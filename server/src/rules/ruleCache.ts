/** Remembers what rules said about values that did not change since. */
import type { ClusterGraph, GraphNode } from '../graph/graph.ts';
import type { KustomizeBuild } from '../kustomize/build.ts';
import type { TextFile } from '../text/textFile.ts';
import type { YamlMap } from '../yaml/yamlNode.ts';
import type { Finding } from './rule.ts';
import type { FileWorld } from './trackedFileContext.ts';
import type { Reading, Readings } from './readings.ts';

/** Verdicts on one sort of things, in one sort of world. */
export class Verdicts<T extends object, W> {
  readonly #verdicts = new WeakMap<T, { readonly key: string; readonly findings: readonly Finding[]; readonly readings: readonly Reading<W>[] }>();

  /**
   * Findings of all rules on a thing under the conditions that `key` names. They stand as long as everything that the
   * rules read of the world is the same in its next version; `judge` notes that.
   */
  on(thing: T, world: W, key: string, judge: () => { readonly findings: readonly Finding[]; readonly readings: Readings<W> }): readonly Finding[] {
    const known = this.#verdicts.get(thing);
    if (known?.key === key && known.readings.every((holds) => holds(world))) return known.findings;
    const { findings, readings } = judge();
    const { list } = readings;
    if (list !== undefined) this.#verdicts.set(thing, { key, findings, readings: list });
    else if (known !== undefined) this.#verdicts.delete(thing);
    return findings;
  }
}

/** Owned by whoever runs the rules again and again; entries live as long as the value they speak of. */
export class RuleCache {
  readonly #findings = new WeakMap<YamlMap, Map<string, readonly Finding[]>>();
  readonly #derived = new WeakMap<object, Map<unknown, unknown>>();
  readonly #filesRead = new WeakMap<KustomizeBuild, readonly TextFile[]>();
  /** On objects in their cluster. */
  readonly ofNodes = new Verdicts<GraphNode, ClusterGraph>();
  /** On files in their repository. */
  readonly ofFiles = new Verdicts<TextFile, FileWorld>();
  readonly #reached = new Map<TextFile, number>();
  #reachedBy: ReadonlySet<readonly TextFile[]> = new Set();

  /** Findings of the manifest rules on an object, judged under the conditions that `key` names. */
  findingsOf(root: YamlMap, key: string, judge: () => readonly Finding[]): readonly Finding[] {
    let byKey = this.#findings.get(root);
    if (byKey === undefined) this.#findings.set(root, (byKey = new Map<string, readonly Finding[]>()));
    let findings = byKey.get(key);
    if (findings === undefined) byKey.set(key, (findings = judge()));
    return findings;
  }

  /** The value of a pure function of a cluster or a workspace, computed once for each version of it. */
  derivedOf<K extends object, T>(key: K, derive: (key: K) => T): T {
    let values = this.#derived.get(key);
    if (values === undefined) this.#derived.set(key, (values = new Map<unknown, unknown>()));
    if (!values.has(derive)) values.set(derive, derive(key));
    return values.get(derive) as T;
  }

  /** The files that a build read. */
  filesRead(build: KustomizeBuild, read: () => readonly TextFile[]): readonly TextFile[] {
    let files = this.#filesRead.get(build);
    if (files === undefined) this.#filesRead.set(build, (files = read()));
    return files;
  }

  /** Tells whether a file is in one of some lists. Only lists that came or went since the last call are gone through. */
  reachedBy(lists: ReadonlySet<readonly TextFile[]>): (file: TextFile) => boolean {
    for (const list of lists) if (!this.#reachedBy.has(list)) for (const file of list) this.#reached.set(file, (this.#reached.get(file) ?? 0) + 1);
    for (const list of this.#reachedBy) {
      if (lists.has(list)) continue;
      for (const file of list) {
        const count = (this.#reached.get(file) ?? 0) - 1;
        if (count > 0) this.#reached.set(file, count);
        else this.#reached.delete(file);
      }
    }
    this.#reachedBy = lists;
    return (file) => this.#reached.has(file);
  }
}
