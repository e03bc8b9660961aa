/** Remembers what rules said about values that did not change since. */
import type { GraphNode } from '../graph/graph.ts';
import type { KustomizeBuild } from '../kustomize/build.ts';
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

/** Things in the order in which they were judged last, each with its verdict. */
interface Round<T, W> {
  readonly key: string;
  readonly things: readonly T[];
  readonly verdicts: readonly Verdict<W>[];
}

/** How far ahead a thing is looked for in the last round before all of it is indexed. */
const nearby = 200;

/** Verdicts on lists of things of one sort, in one sort of world. What follows is cheap for lists of which an edit changes little. */
export class Verdicts<T extends object, W> {
  readonly #rounds = new Map<string, Round<T, W>>();
  readonly #judged = new WeakSet<T>();
  /** The verdict on what no rule has a word on: one object, so that it is told at a glance. */
  readonly #nothing: Verdict<W> = { findings: [], readings: [], silencing: undefined };

  /**
   * Judges a list of things under the conditions that `key` names. A verdict stands as long as everything that the rules
   * read of the world is the same in its next version; `judge` notes that. `tell` gets each verdict that says something.
   */
  onAll(list: string, things: Iterable<T>, world: W, key: string, judge: (thing: T) => Judgement<W>, tell: (findings: readonly Finding[], silencing: TextFile | undefined) => void): void {
    const known = this.#rounds.get(list);
    const last = new LastRound(known?.key === key ? known : undefined, this.#judged);
    const round = { key, things: new Array<T>(), verdicts: new Array<Verdict<W>>() };
    for (const thing of things) {
      const before = last.verdictOn(thing);
      if (before === undefined) this.#judged.add(thing);
      const verdict = before !== undefined && (before === this.#nothing || before.readings?.every((holds) => holds(world)) === true) ? before : this.#kept(judge(thing));
      round.things.push(thing);
      round.verdicts.push(verdict);
      if (verdict !== this.#nothing && (verdict.findings.length > 0 || verdict.silencing !== undefined)) tell(verdict.findings, verdict.silencing);
    }
    this.#rounds.set(list, round);
  }

  /** Forgets lists that are not judged any more. */
  retain(lists: ReadonlySet<string>): void {
    for (const list of this.#rounds.keys()) if (!lists.has(list)) this.#rounds.delete(list);
  }

  #kept({ findings, readings, silencing }: Judgement<W>): Verdict<W> {
    const { list } = readings;
    return findings.length === 0 && list?.length === 0 && silencing === undefined ? this.#nothing : { findings, readings: list, silencing };
  }
}

/** Finds the verdicts of the last round for a list that is nearly in the same order. */
class LastRound<T extends object, W> {
  readonly #round: Round<T, W> | undefined;
  readonly #judged: WeakSet<T>;
  #at = 0;
  #index: Map<T, Verdict<W>> | undefined;

  constructor(round: Round<T, W> | undefined, judged: WeakSet<T>) {
    this.#round = round;
    this.#judged = judged;
  }

  verdictOn(thing: T): Verdict<W> | undefined {
    const round = this.#round;
    if (round === undefined) return undefined;
    if (round.things[this.#at] === thing) return round.verdicts[this.#at++];
    // Each edit makes new things: they need not be looked for.
    if (!this.#judged.has(thing)) return undefined;
    for (let at = this.#at; at < this.#at + nearby && at < round.things.length; at++) {
      if (round.things[at] !== thing) continue;
      this.#at = at + 1;
      return round.verdicts[at];
    }
    this.#index ??= new Map(round.things.flatMap((known, index) => {
      const verdict = round.verdicts[index];
      return verdict === undefined ? [] : [[known, verdict] as const];
    }));
    return this.#index.get(thing);
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
