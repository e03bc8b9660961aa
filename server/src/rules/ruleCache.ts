/** Remembers what rules said about values that did not change since. */
import type { GraphNode } from '../graph/graph.ts';
import type { KustomizeBuild } from '../kustomize/build.ts';
import type { Steps } from '../text/steps.ts';
import type { TextFile } from '../text/textFile.ts';
import type { YamlMap } from '../yaml/yamlNode.ts';
import { Derivations } from './derivations.ts';
import type { Finding, GraphContext } from './rule.ts';
import type { FileWorld } from './trackedFileContext.ts';
import type { Reading, Readings } from './readings.ts';

/** What the rules said of one thing. */
export interface Judgement<W> {
  readonly findings: readonly Finding[];
  /** What the findings rest on. */
  readonly readings: Readings<W>;
  /** The thing's file, where comments in it silence findings. */
  readonly silencing: TextFile | undefined;
}

/** A judgement that is kept. `readings` is `undefined` when it holds for one version of the world only. */
interface Verdict<W> {
  readonly findings: readonly Finding[];
  readonly readings: readonly Reading<W>[] | undefined;
  readonly silencing: TextFile | undefined;
}

/** A list of things with their verdicts. */
interface Group<T, W> {
  readonly things: readonly T[];
  readonly verdicts: readonly Verdict<W>[];
  /** Where the verdicts stand that say something, or that rest on something which may change. */
  readonly notable: readonly number[];
}

/** All groups that were judged last, under the conditions that `key` names. */
interface Round<T, W> {
  readonly key: string;
  readonly groups: ReadonlyMap<readonly T[], Group<T, W>>;
}

/** After so many judgements a step ends. */
const judgementsInStep = 8;

/** Verdicts on things of one sort, in one sort of world. They come in lists: of one that is the same as in the last round, only what may change is looked at. */
export class Verdicts<T extends object, W> {
  readonly #rounds = new Map<string, Round<T, W>>();
  /** The verdict on what no rule has a word on: one object, so that it is told at a glance. */
  readonly #nothing: Verdict<W> = { findings: [], readings: [], silencing: undefined };

  /**
   * Judges lists of things under the conditions that `key` names. A verdict stands as long as everything that the rules
   * read of the world is the same in its next version; `judge` notes that. `tell` gets each verdict that says something.
   * Whoever leaves before the last step has changed nothing.
   */
  *onAll(name: string, lists: readonly (readonly T[])[], world: W, key: string, judge: (thing: T) => Judgement<W>, tell: (findings: readonly Finding[], silencing: TextFile | undefined) => void): Steps<void> {
    const known = this.#rounds.get(name);
    const last: Round<T, W>['groups'] = known?.key === key ? known.groups : new Map<readonly T[], Group<T, W>>();
    const before = new FormerVerdicts(last, lists);
    const groups = new Map<readonly T[], Group<T, W>>();
    let judged = 0;
    const verdictOn = (thing: T, old: Verdict<W> | undefined): Verdict<W> => {
      if (old !== undefined && (old === this.#nothing || old.readings?.every((holds) => holds(world)) === true)) return old;
      judged++;
      return this.#kept(judge(thing));
    };
    for (const things of lists) {
      const same = last.get(things);
      let changed: Verdict<W>[] | undefined = same === undefined ? [] : undefined;
      for (const at of same === undefined ? things.keys() : same.notable) {
        const thing = things[at];
        if (thing === undefined) continue;
        const verdict = verdictOn(thing, same === undefined ? before.on(thing) : same.verdicts[at]);
        if (verdict !== same?.verdicts[at]) (changed ??= [...(same?.verdicts ?? [])])[at] = verdict;
        if (verdict !== this.#nothing && (verdict.findings.length > 0 || verdict.silencing !== undefined)) tell(verdict.findings, verdict.silencing);
        if (judged >= judgementsInStep) {
          judged = 0;
          yield;
        }
      }
      groups.set(things, same !== undefined && changed === undefined ? same : this.#group(things, changed ?? []));
    }
    this.#rounds.set(name, { key, groups });
  }

  #group(things: readonly T[], verdicts: readonly Verdict<W>[]): Group<T, W> {
    const notable: number[] = [];
    for (const [at, verdict] of verdicts.entries()) if (verdict !== this.#nothing) notable.push(at);
    return { things, verdicts, notable };
  }

  /** Forgets lists that are not judged any more. */
  retain(names: ReadonlySet<string>): void {
    for (const name of this.#rounds.keys()) if (!names.has(name)) this.#rounds.delete(name);
  }

  #kept({ findings, readings, silencing }: Judgement<W>): Verdict<W> {
    const { list } = readings;
    return findings.length === 0 && list?.length === 0 && silencing === undefined ? this.#nothing : { findings, readings: list, silencing };
  }
}

/** Finds the verdicts of the last round on things of lists that are new: a list of which one thing changed is new, the others are not. */
class FormerVerdicts<T extends object, W> {
  readonly #last: Round<T, W>['groups'];
  readonly #lists: readonly (readonly T[])[];
  #verdicts: Map<T, Verdict<W>> | undefined;

  constructor(last: Round<T, W>['groups'], lists: readonly (readonly T[])[]) {
    this.#last = last;
    this.#lists = lists;
  }

  on(thing: T): Verdict<W> | undefined {
    if (this.#last.size === 0) return undefined;
    this.#verdicts ??= this.#index();
    return this.#verdicts.get(thing);
  }

  #index(): Map<T, Verdict<W>> {
    const kept = new Set(this.#lists);
    const verdicts = new Map<T, Verdict<W>>();
    for (const [list, group] of this.#last) {
      if (kept.has(list)) continue;
      for (const [at, thing] of list.entries()) {
        const verdict = group.verdicts[at];
        if (verdict !== undefined) verdicts.set(thing, verdict);
      }
    }
    return verdicts;
  }
}

/** Owned by whoever runs the rules again and again; entries live as long as the value they speak of. */
export class RuleCache {
  readonly #findings = new WeakMap<YamlMap, Map<string, readonly Finding[]>>();
  readonly #derived = new WeakMap<object, Map<unknown, unknown>>();
  readonly #filesRead = new WeakMap<KustomizeBuild, readonly TextFile[]>();
  /** On objects in their cluster. */
  readonly ofNodes = new Verdicts<GraphNode, GraphContext>();
  /** On files in their repository. */
  readonly ofFiles = new Verdicts<TextFile, FileWorld>();
  /** What rules derive from clusters. */
  readonly derivations = new Derivations();
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

  /** The value of a pure function of a workspace or the like, computed once for each version of it. */
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
