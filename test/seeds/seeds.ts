/** Runs the seeding: every class in every room, with a table of what was caught. */
import type { Finding } from '../../server/src/rules/rule.ts';
import { canaryMistakes } from './classes/canaries.ts';
import { fluxKustomizationMistakes } from './classes/fluxKustomizations.ts';
import { helmReleaseMistakes } from './classes/helmReleases.ts';
import { kustomizeFileMistakes } from './classes/kustomizeFiles.ts';
import { sourceMistakes } from './classes/sources.ts';
import { textMistakes } from './classes/text.ts';
import type { Mistake } from './mistake.ts';
import { plant, type Planted, type Verdict } from './plant.ts';
import { Random } from './random.ts';
import { openRoom } from './room.ts';

/** Every class of mistakes. */
export const mistakes: readonly Mistake[] = [...fluxKustomizationMistakes, ...kustomizeFileMistakes, ...helmReleaseMistakes, ...sourceMistakes, ...canaryMistakes, ...textMistakes];

/** What a run is asked for. */
export interface SeedRun {
  /** Folders of repositories. */
  readonly folders: readonly string[];
  readonly seed: number;
  /** Seeds of each class in each repository, at most. */
  readonly count: number;
  /** Only classes whose name holds this, or one of several words between `|`. */
  readonly only: string;
  /** Whether each seed that was not caught is said. */
  readonly verbose: boolean;
  readonly print: (line: string) => void;
}

/** What came of a run. */
export interface SeedResult {
  readonly seeds: number;
  readonly caught: number;
  readonly classes: number;
  /** Whether any mistake was planted, and the wanted share of them caught. */
  readonly green: boolean;
}

/** Share of the seeds that has to be caught. */
const wanted = 0.97;

/** Seeds all rooms one after the other. The same seed makes the same run. */
export async function runSeeds({ folders, seed, count, only, verbose, print }: SeedRun): Promise<SeedResult> {
  const planted: Planted[] = [];
  const chosen = mistakes.filter(({ name }) => only.split('|').some((part) => name.includes(part)));
  for (const folder of folders) {
    const room = await openRoom(folder);
    if (room === undefined) continue;
    const graves = room.findings.filter(({ severity }) => severity === 'error');
    print(`${room.name}: ${room.objects.length} objects, ${room.kustomizeFiles.length} kustomize files; ${graves.length} errors before seeding`);
    for (const finding of graves) print(`  before: ${words(finding)}`);
    const random = new Random(seed);
    for (const mistake of chosen) {
      const found = plant(room, mistake, count, random);
      planted.push(...found);
      if (verbose) for (const one of found) if (one.verdict !== 'caught' && one.verdict !== 'harmless') print(`  ${describe(one)}`);
    }
  }
  return tabulate(planted, print);
}

function tabulate(planted: readonly Planted[], print: (line: string) => void): SeedResult {
  const rows = new Map<string, Planted[]>();
  for (const one of planted) rows.set(one.mistake, [...(rows.get(one.mistake) ?? []), one]);
  const count = (of: readonly Planted[], verdict: Verdict): number => of.filter((one) => one.verdict === verdict).length;
  print(`${'class'.padEnd(54)} seeds caught hinted elsewhere missed (harmless)`);
  let seeds = 0;
  let caught = 0;
  let classes = 0;
  for (const [name, of] of rows) {
    const real = of.length - count(of, 'harmless');
    const hits = count(of, 'caught');
    seeds += real;
    caught += hits;
    if (real > 0) classes++;
    const cells = [real, hits, count(of, 'hinted'), count(of, 'elsewhere'), count(of, 'missed'), count(of, 'harmless')];
    print(`${hits === real ? ' ' : '!'} ${name.padEnd(52)} ${cells.map((cell) => String(cell).padStart(6)).join('')}`);
  }
  print(`${caught} of ${seeds} seeds in ${classes} classes caught on the right line: ${seeds === 0 ? '-' : ((100 * caught) / seeds).toFixed(1)} %`);
  return { seeds, caught, classes, green: seeds > 0 && caught >= wanted * seeds };
}

function describe({ mistake, seed, verdict, fresh }: Planted): string {
  const { line } = seed.file.lines.positionAt(seed.start);
  const before = seed.file.text.slice(seed.start, seed.end).trim().slice(0, 60);
  const said = fresh.slice(0, 3).map(words).join(' || ');
  return `${verdict}: ${mistake}: ${seed.file.path}:${line + 1} ${JSON.stringify(before)} -> ${JSON.stringify(seed.text.slice(0, 80))}${said === '' ? '' : ` said: ${said}`}`;
}

function words({ rule, severity, message, span }: Finding): string {
  return `${severity} ${rule} ${span.file.path}:${span.file.lines.positionAt(span.start).line + 1} ${message.slice(0, 140)}`;
}
