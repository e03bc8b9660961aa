/** Counts how often completion gives back a deleted reference, by kind of reference, and prints it as a table. */
import { uriOfFsPath } from '../../server/src/files/uris.ts';
import { Session } from '../../server/src/workspace/session.ts';
import { findCases, tryCase, type Case } from './deletedReferences.ts';

/** Counts of one kind of reference. */
export interface Row {
  cases: number;
  offered: number;
  firstFive: number;
  half: number;
  broken: number;
  /** Letters typed, and those with which the value was not offered. */
  letters: number;
  lost: number;
}

/** What came out. */
export interface Measured {
  readonly rows: ReadonlyMap<string, Row>;
  readonly times: readonly { readonly milliseconds: number; readonly what: string }[];
  readonly misses: readonly string[];
}

/** Measures folders, each as a workspace of its own; `+` joins folders that belong together. Of each kind at most `most` cases a workspace, of these `typed` letter by letter. */
export async function measure(workspaces: readonly string[], { most, typed }: { readonly most: number; readonly typed: number }, log: (line: string) => void): Promise<Measured> {
  const rows = new Map<string, Row>();
  const times: { milliseconds: number; what: string }[] = [];
  const misses: string[] = [];
  for (const workspace of workspaces) {
    const session = new Session();
    for (const folder of workspace.split('+')) await session.openFolder(uriOfFsPath(folder));
    const cases = sample(findCases(session.snapshot), most);
    const slowly = new Set(sample(cases, typed));
    log(`${workspace}: ${cases.length} cases`);
    for (const one of cases) {
      const { empty, half, broken, lost, milliseconds } = tryCase(session, one, slowly.has(one));
      times.push({ milliseconds, what: `${one.sort} in ${one.uri}` });
      const row = rows.get(one.sort) ?? { cases: 0, offered: 0, firstFive: 0, half: 0, broken: 0, letters: 0, lost: 0 };
      rows.set(one.sort, row);
      row.cases++;
      if (empty !== undefined) row.offered++;
      if (empty !== undefined && empty < 5) row.firstFive++;
      if (half !== undefined && half < 5) row.half++;
      if (broken !== undefined && broken < 5) row.broken++;
      if (slowly.has(one)) row.letters += Math.max(0, one.value.length - 1);
      row.lost += lost.length;
      if (lost.length > 0) misses.push(`${one.sort} ${one.value} not while ${lost.join(', ')} is typed ${session.snapshot.repositoryOf(one.uri)?.path ?? one.uri}:${lineOf(session, one)}`);
      if (broken === undefined || broken >= 5) misses.push(`${one.sort} ${one.value} in broken YAML ${broken ?? '-'} ${session.snapshot.repositoryOf(one.uri)?.path ?? one.uri}:${lineOf(session, one)}`);
      if (empty === undefined || empty >= 5 || half === undefined || half >= 5) misses.push(`${one.sort} ${one.value} empty ${empty ?? '-'} half ${half ?? '-'} ${session.snapshot.repositoryOf(one.uri)?.path ?? one.uri}:${lineOf(session, one)}`);
    }
  }
  return { rows, times, misses };
}

function lineOf(session: Session, { uri, start }: Case): number {
  return (session.snapshot.file(uri)?.lines.positionAt(start).line ?? 0) + 1;
}

/** Evenly spread over the cases of each kind. */
function sample(cases: readonly Case[], most: number): readonly Case[] {
  const bySort = new Map<string, Case[]>();
  for (const one of cases) bySort.set(one.sort, [...(bySort.get(one.sort) ?? []), one]);
  return [...bySort.values()].flatMap((group) => (group.length <= most ? group : Array.from({ length: most }, (_, index) => group[Math.floor((index * group.length) / most)]).flatMap((one) => one ?? [])));
}

/** The counts as a table for people, with a last line for all. */
export function printTable({ rows, times }: Measured): string {
  const sorted = [...rows].sort(([a], [b]) => (a < b ? -1 : 1));
  const all = sorted.reduce((sum, [, row]) => ({ cases: sum.cases + row.cases, offered: sum.offered + row.offered, firstFive: sum.firstFive + row.firstFive, half: sum.half + row.half, broken: sum.broken + row.broken, letters: sum.letters + row.letters, lost: sum.lost + row.lost }), { cases: 0, offered: 0, firstFive: 0, half: 0, broken: 0, letters: 0, lost: 0 });
  const lines = [...sorted, ['all', all] as const].map(([sort, row]) => `${sort.padEnd(20)}${String(row.cases).padStart(7)}${percent(row.offered, row)}${percent(row.firstFive, row)}${percent(row.half, row)}${percent(row.broken, row)}${row.letters === 0 ? '' : `${((100 * (row.letters - row.lost)) / row.letters).toFixed(1)} %`.padStart(11)}`);
  const ordered = [...times].sort((a, b) => a.milliseconds - b.milliseconds);
  const p95 = ordered[Math.floor(ordered.length * 0.95)]?.milliseconds ?? 0;
  const slowest = ordered.slice(-3).map(({ milliseconds, what }) => `${milliseconds.toFixed(0)} ms: ${what}`);
  return [`${'kind of reference'.padEnd(20)}${'cases'.padStart(7)}${'offered'.padStart(11)}${'first 5'.padStart(11)}${'half typed'.padStart(11)}${'broken'.padStart(11)}${'each letter'.padStart(11)}`, ...lines, `the slowest 5 % take ${p95.toFixed(1)} ms of the processor or more`, ...slowest].join('\n');
}

function percent(count: number, { cases }: Row): string {
  return `${((100 * count) / Math.max(1, cases)).toFixed(1)} %`.padStart(11);
}
