/** Judges a file and asks for every language feature at random places: what throws, and what points outside of its document. */
import { findCodeLenses, unconnected } from '../../server/src/features/codeLens.ts';
import { findCompletions } from '../../server/src/features/completion/completion.ts';
import { findDefinitions } from '../../server/src/features/definitions/definitions.ts';
import { findDocumentLinks } from '../../server/src/features/documentLinks.ts';
import { findDocumentSymbols, type OutlineEntry } from '../../server/src/features/documentSymbols.ts';
import { findSourceFolding } from '../../server/src/features/folding.ts';
import { findHover } from '../../server/src/features/hover.ts';
import { findObjectAt } from '../../server/src/features/objects.ts';
import { findInlays } from '../../server/src/features/inlays.ts';
import { findQuickFixes } from '../../server/src/features/quickFixes/index.ts';
import { findHighlights, findReferences } from '../../server/src/features/references.ts';
import { findSelectionRanges } from '../../server/src/features/selectionRanges.ts';
import { findSemanticTokens } from '../../server/src/features/semanticTokens/semanticTokens.ts';
import { checkSnapshot } from '../../server/src/rules/checkSnapshot.ts';
import type { Finding } from '../../server/src/rules/rule.ts';
import type { RuleCache } from '../../server/src/rules/ruleCache.ts';
import { rangeOfSpan, type Span, type TextFile } from '../../server/src/text/textFile.ts';
import type { Snapshot } from '../../server/src/workspace/session.ts';

/** One thing that went wrong, or took long. */
export interface Trouble {
  readonly step: string;
  readonly what: string;
}

/** What a try found. `slowest` is the step that took longest, with its milliseconds by the clock that was given. `whole` is the try from its first step to its last. */
export interface Attempt {
  readonly troubles: readonly Trouble[];
  readonly slowest: { readonly step: string; readonly ms: number };
  readonly whole: number;
}

/** Features of a whole file, with the places that they give. */
const ofFiles: Readonly<Record<string, (snapshot: Snapshot, file: TextFile) => readonly Span[]>> = {
  inlays: (snapshot, file) => findInlays(snapshot, { file, start: 0, end: file.text.length }).map(({ offset }) => ({ file, start: offset, end: offset })),
  symbols: (snapshot, file) => findDocumentSymbols(snapshot, file).flatMap(spansOfEntry),
  lenses: (snapshot, file) => findCodeLenses(snapshot, file, unconnected).map(({ span }) => span),
  links: (snapshot, file) => findDocumentLinks(snapshot, file).map(({ span }) => span),
  folding: (_snapshot, file) => (findSourceFolding(file) ?? []).map(({ start, end }) => ({ file, start: startOfLine(file, start), end: startOfLine(file, end) })),
  tokens: (snapshot, file) => findSemanticTokens(snapshot, { file, start: 0, end: file.text.length }).map(({ start, end }) => ({ file, start, end })),
};

/** Features that are asked for at an offset, with the places that they give. */
const atOffsets: Readonly<Record<string, (snapshot: Snapshot, file: TextFile, offset: number) => readonly Span[]>> = {
  completion: (snapshot, file, offset) => findCompletions(snapshot, file, offset).map(({ replace }) => replace),
  hover: (snapshot, file, offset) => spansOf(findHover(snapshot, file, offset)?.span),
  definition: findDefinitions,
  references: (snapshot, file, offset) => findReferences(snapshot, file, offset).map(({ span }) => span),
  highlights: (snapshot, file, offset) => findHighlights(snapshot, file, offset).map(({ span }) => span),
  selection: (_snapshot, file, offset) => findSelectionRanges(file, offset),
  objectAt: (snapshot, file, offset) => (findObjectAt(snapshot, file, offset), []),
};

function spansOf(span: Span | undefined): readonly Span[] {
  return span === undefined ? [] : [span];
}

function spansOfEntry({ span, selection, children }: OutlineEntry): readonly Span[] {
  return [span, selection, ...children.flatMap(spansOfEntry)];
}

/** A line that the file does not have is outside of it. */
function startOfLine({ lines }: TextFile, line: number): number {
  return line >= 0 && line < lines.count ? lines.offsetAt({ line, character: 0 }) : -1;
}

/** Tells milliseconds. */
export type Stopwatch = () => number;

/** Milliseconds of processor time so far: whatever else the machine does is not in it. To ask takes as long as a whole step of a small file. */
export const processorTime: Stopwatch = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/** Milliseconds of the clock: no step takes longer than it says. */
export const clockTime: Stopwatch = () => performance.now();

/** Runs the rules and all features on one file of a snapshot, features at `offsets`. */
export function tryEverything(snapshot: Snapshot, uri: string, cache: RuleCache, offsets: readonly number[], time: Stopwatch = clockTime): Attempt {
  const trial = new Trial(time);
  const found = judge(trial, snapshot, cache);
  const file = snapshot.file(uri);
  if (file !== undefined) {
    for (const finding of found?.get(uri) ?? []) {
      for (const fix of trial.step(`fixes of ${finding.rule}`, () => findQuickFixes(finding, snapshot)) ?? []) for (const { span } of fix.edits) trial.noteOutside(`fix ${fix.title}`, span);
    }
    for (const [name, feature] of Object.entries(ofFiles)) for (const span of trial.step(name, () => feature(snapshot, file)) ?? []) trial.noteOutside(name, span);
    for (const offset of offsets) {
      for (const [name, feature] of Object.entries(atOffsets)) {
        for (const span of trial.step(`${name} at ${offset}`, () => feature(snapshot, file, offset)) ?? []) trial.noteOutside(`${name} at ${offset}`, span);
      }
    }
  }
  return trial.attempt();
}

/** Runs the rules alone. */
export function tryRules(snapshot: Snapshot, cache: RuleCache, time: Stopwatch = clockTime): Attempt {
  const trial = new Trial(time);
  judge(trial, snapshot, cache);
  return trial.attempt();
}

function judge(trial: Trial, snapshot: Snapshot, cache: RuleCache): ReadonlyMap<string, readonly Finding[]> | undefined {
  const found = trial.step('rules', () => checkSnapshot(snapshot, { cache, facts: undefined, log: (message) => trial.noteTrouble('rules', message) }));
  for (const finding of [...(found?.values() ?? [])].flat()) {
    for (const span of [finding.span, ...finding.related.map((place) => place.span)]) trial.noteOutside(`finding ${finding.rule} (${finding.message})`, span);
  }
  return found;
}

/** The steps of one try: what they threw or gave that points outside of its document, and how long they took. */
class Trial {
  readonly #time: Stopwatch;
  readonly #troubles: Trouble[] = [];
  readonly #begun: number;
  #slowest = { step: 'nothing', ms: 0 };
  // What a step gives is looked at after its end; that is counted with the next one, and spares half of the readings.
  #last: number;

  constructor(time: Stopwatch) {
    this.#time = time;
    this.#begun = this.#last = time();
  }

  /** What a step gives; `undefined` where it throws. */
  step<T>(name: string, run: () => T): T | undefined {
    try {
      return run();
    } catch (error) {
      this.noteTrouble(name, error instanceof Error ? (error.stack ?? error.message) : String(error));
      return undefined;
    } finally {
      const now = this.#time();
      if (now - this.#last > this.#slowest.ms) this.#slowest = { step: name, ms: now - this.#last };
      this.#last = now;
    }
  }

  noteTrouble(step: string, what: string): void {
    this.#troubles.push({ step, what });
  }

  /** Notes a span that does not lie in its file, or whose line and character do not. */
  noteOutside(what: string, span: Span): void {
    const { start, end, file } = span;
    const range = rangeOfSpan(span);
    const fits = start >= 0 && start <= end && end <= file.text.length && file.lines.offsetAt(range.start) === start && file.lines.offsetAt(range.end) === end;
    if (!fits) this.noteTrouble(what, `${start}-${end} of ${file.text.length} in ${file.path}`);
  }

  attempt(): Attempt {
    return { troubles: this.#troubles, slowest: this.#slowest, whole: this.#last - this.#begun };
  }
}
