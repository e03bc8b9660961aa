/** Counts tries: how many, what went wrong, how long they took. */
import type { Attempt, Trouble } from './tryEverything.ts';

/** Milliseconds that no answer may take. */
const most = 200;

/** The numbers of a run. */
export interface RobustResult {
  readonly tries: number;
  readonly troubles: number;
  /** Tries in which one step took longer than 200 ms by the clock. */
  readonly slow: number;
  /** Those of them that took 200 ms of the processor when they were repeated at once: the others waited for other processes, for a collection of garbage or for code that had not run before. */
  readonly slowAgain: number;
  /** Tries that took longer than 200 ms from their first step to their last. */
  readonly slowWhole: number;
  /** Milliseconds of the longest step of a try: half of the tries are below `median`, 95 % below `p95`. */
  readonly median: number;
  readonly p95: number;
  readonly longest: number;
}

/** Bounds of milliseconds, a tenth apart in size: a million tries are counted in a few hundred numbers. */
const bound = (index: number): number => 0.01 * 1.05 ** index;

/** The counts of a run so far. */
export class Counts {
  readonly #say: (line: string) => void;
  readonly #byTime: number[] = [];
  #tries = 0;
  #troubles = 0;
  #slow = 0;
  #slowAgain = 0;
  #slowWhole = 0;
  #longest = 0;
  #longestOfPart = 0;
  #triesOfPart = 0;

  /** `say` gets a line for each trouble and each slow try. */
  constructor(say: (line: string) => void) {
    this.#say = say;
  }

  /** Counts a try of `text`; `again` repeats it and measures processor time. */
  note(what: string, text: string, attempt: Attempt, again: () => Attempt): void {
    const { slowest, troubles, whole } = attempt;
    this.#tries++;
    this.#triesOfPart++;
    this.#troubles += troubles.length;
    this.#longest = Math.max(this.#longest, slowest.ms);
    this.#longestOfPart = Math.max(this.#longestOfPart, slowest.ms);
    const at = Math.max(0, Math.ceil(Math.log(slowest.ms / bound(0)) / Math.log(1.05)));
    this.#byTime[at] = (this.#byTime[at] ?? 0) + 1;
    if (whole > most) this.#slowWhole++;
    if (slowest.ms > most) {
      this.#slow++;
      const second = again();
      if (second.slowest.ms > most) this.#slowAgain++;
      this.#say(`${what} ${slowest.step} took ${Math.round(slowest.ms)} ms, and again ${Math.round(second.slowest.ms)} ms (${second.slowest.step})`);
    }
    for (const trouble of troubles.slice(0, 3)) this.#say(`${what} ${describe(trouble, text)}`);
  }

  /** Says what a part of the run came to. */
  sayOf(name: string, where: string): void {
    this.#say(`${name}: ${this.#triesOfPart} tries of ${where}, longest step ${Math.round(this.#longestOfPart)} ms`);
    this.#triesOfPart = 0;
    this.#longestOfPart = 0;
  }

  /** The numbers of the whole run. */
  result(): RobustResult {
    return { tries: this.#tries, troubles: this.#troubles, slow: this.#slow, slowAgain: this.#slowAgain, slowWhole: this.#slowWhole, median: this.#share(0.5), p95: this.#share(0.95), longest: Math.round(this.#longest * 10) / 10 };
  }

  /** The milliseconds within which a share of the tries were done, to a twentieth. */
  #share(share: number): number {
    let counted = 0;
    const wanted = this.#tries * share;
    const found = Array.from(this.#byTime).findIndex((tries: number | undefined) => (counted += tries ?? 0) >= wanted && counted > 0);
    return Math.round(bound(Math.max(0, found)) * 10) / 10;
  }
}

function describe({ step, what }: Trouble, text: string): string {
  return `${step}: ${what}\n    ${JSON.stringify(text.length > 1500 ? `${text.slice(0, 700)} … ${text.slice(-700)}` : text)}`;
}
