/** Plants seeds and looks where the findings come up. */
import type { Finding } from '../../server/src/rules/rule.ts';
import type { Span } from '../../server/src/text/textFile.ts';
import { sameEffect } from './effect.ts';
import type { Mistake, Seed } from './mistake.ts';
import type { Random } from './random.ts';
import type { Room } from './room.ts';

/**
 * `caught`: an error, warning or notice stands on the seeded line, or on its partner's with the seeded line as a related
 * place. `hinted`: only a hint does. `elsewhere`: something is said, but on another line. `missed`: nothing is. `harmless`: the
 * clusters get what they got before.
 */
export type Verdict = 'caught' | 'hinted' | 'elsewhere' | 'missed' | 'harmless';

/** One seed and what came of it. */
export interface Planted {
  readonly mistake: string;
  readonly room: string;
  readonly seed: Seed;
  readonly verdict: Verdict;
  readonly fresh: readonly Finding[];
}

/** Plants up to `count` seeds of a class in a room that are not harmless. */
export function plant(room: Room, mistake: Mistake, count: number, random: Random): readonly Planted[] {
  const planted: Planted[] = [];
  let left = count;
  for (const make of random.shuffled(mistake.places(room)).slice(0, count * 4)) {
    if (left === 0) break;
    const seed = make(random);
    if (seed === undefined) continue;
    const result = judge(room, mistake, seed);
    planted.push(result);
    if (result.verdict !== 'harmless') left--;
  }
  return planted;
}

function judge(room: Room, mistake: Mistake, seed: Seed): Planted {
  const { file, start, end, text } = seed;
  const { graph, findings } = room.withText(file, file.text.slice(0, start) + text + file.text.slice(end));
  const fresh = newFindings(room.findings, findings);
  const onLine = fresh.filter((finding) => isOn(finding.span, seed) || finding.related.some(({ span }) => isOn(span, seed)));
  const strong = (finding: Finding): boolean => finding.severity !== 'hint';
  const silent: Verdict = fresh.some(strong) ? 'elsewhere' : 'missed';
  const verdict: Verdict = onLine.some(strong) ? 'caught' : onLine.length > 0 ? 'hinted' : sameEffect(room.graph, graph) ? 'harmless' : silent;
  return { mistake: mistake.name, room: room.name, seed, verdict, fresh };
}

/** Findings that were not there before; a message at a line that only moved is not new. Of several with one message those are known whose line reads as it did. */
function newFindings(before: readonly Finding[], after: readonly Finding[]): readonly Finding[] {
  const atLine = (finding: Finding): string => `${keyOf(finding)} ${lineText(finding)}`;
  const moved = unmatched(after, before, atLine);
  return unmatched(moved, unmatched(before, after, atLine), keyOf);
}

/** The findings that have no partner of the same key among others, each of which is the partner of one only. */
function unmatched(findings: readonly Finding[], others: readonly Finding[], key: (finding: Finding) => string): readonly Finding[] {
  const partners = new Map<string, number>();
  for (const other of others) partners.set(key(other), (partners.get(key(other)) ?? 0) + 1);
  return findings.filter((finding) => {
    const left = partners.get(key(finding)) ?? 0;
    if (left > 0) partners.set(key(finding), left - 1);
    return left === 0;
  });
}

function lineText({ span: { file, start } }: Finding): string {
  return file.text.split('\n')[file.lines.positionAt(start).line] ?? '';
}

function keyOf({ rule, severity, message, span }: Finding): string {
  return `${rule} ${severity} ${span.file.uri} ${message}`;
}

function isOn(span: Span, { file, start, end, text, right }: Seed): boolean {
  if (span.file.uri !== file.uri) return false;
  const shift = text.length - (end - start);
  const from = right === 'line' ? start : right.start;
  const to = right === 'line' ? start + text.length : right.end + shift;
  const line = (offset: number): number => span.file.lines.positionAt(Math.max(0, Math.min(offset, span.file.text.length))).line;
  const inserted = text.endsWith('\n') ? to - 1 : to;
  const at = line(span.start);
  return at >= line(text.startsWith('\n') ? from + 1 : from) && at <= line(Math.max(from, inserted));
}
