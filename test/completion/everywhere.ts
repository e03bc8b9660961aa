/** Asks for completion and hover all over the files of a workspace, and in files that end in the middle: nothing may throw, and nothing may be slow. */
import { uriOfFsPath } from '../../server/src/files/uris.ts';
import { findCompletions } from '../../server/src/features/completion/completion.ts';
import { findHover } from '../../server/src/features/hover.ts';
import type { TextFile } from '../../server/src/text/textFile.ts';
import { Session, type Snapshot } from '../../server/src/workspace/session.ts';

/** What came out. */
export interface Asked {
  readonly questions: number;
  readonly failures: readonly string[];
  /** Milliseconds of the processor for each question. */
  readonly completion: readonly number[];
  readonly hover: readonly number[];
  readonly slowest: string;
}

/** How much to ask. */
export interface Amount {
  /** Offsets a workspace, in files as they are; `all` asks at each one. */
  readonly offsets: number | 'all';
  /** Files that end in the middle, over all workspaces. */
  readonly truncated: number;
  /** Of each `of` offsets and files the one with this index, so that several runs together ask everywhere. */
  readonly part: { readonly index: number; readonly of: number };
}

/** Asks everywhere. The places are chosen by a fixed sequence, so that two runs ask the same. */
export async function askEverywhere(workspaces: readonly string[], { offsets, truncated, part }: Amount, log: (line: string) => void): Promise<Asked> {
  const result: Result = { questions: 0, failures: [], completion: [], hover: [], slowest: { milliseconds: 0, what: '' } };
  const sessions: Session[] = [];
  for (const workspace of workspaces) {
    const session = new Session();
    for (const folder of workspace.split('+')) await session.openFolder(uriOfFsPath(folder));
    // The first graph of a workspace is made once, when it is opened.
    log(`${workspace}: ${session.snapshot.graph.clusters.length} clusters`);
    sessions.push(session);
  }
  const all = sessions.flatMap((session) => filesOf(session).map((file) => ({ session, file })));
  for (const session of sessions) {
    const files = filesOf(session);
    const random = sequence(files.length);
    if (offsets === 'all') for (const file of files) for (let at = part.index; at <= file.text.length; at += part.of) ask(session.snapshot, file, at, result);
    else {
      for (let count = 0; count < offsets; count++) {
        const file = files[Math.floor(random() * files.length)];
        if (file !== undefined) ask(session.snapshot, file, Math.floor(random() * (file.text.length + 1)), result);
      }
    }
    // What is known so far, for a run that is stopped before its end.
    log(`asked in ${files.length} files, ${files.reduce((sum, { text }) => sum + text.length, 0)} characters\n${printAsked({ ...result, slowest: result.slowest.what })}`);
  }
  const random = sequence(truncated);
  for (let count = 0; count < truncated; count++) {
    const one = all[Math.floor(random() * all.length)];
    const share = random();
    if (one === undefined || count % part.of !== part.index) continue;
    askTruncated(one.session, one.file, Math.floor(share * one.file.text.length), result);
  }
  return { ...result, slowest: `${result.slowest.milliseconds.toFixed(0)} ms: ${result.slowest.what}` };
}

function filesOf(session: Session): readonly TextFile[] {
  return session.snapshot.repositories.flatMap(({ tree }) => tree.yamlFiles()).filter(({ text }) => text.length > 0);
}

/** Cuts a file, asks at its new end and just before it, and puts it back. */
function askTruncated(session: Session, file: TextFile, end: number, result: Result): void {
  const snapshot = session.apply({ kind: 'text', uri: file.uri, text: file.text.slice(0, end) });
  const cut = snapshot.file(file.uri);
  // The graph is built before the question, as the editor's check after each key stroke does.
  if (snapshot.graph.byFile.size >= 0 && cut !== undefined) for (const at of [end, Math.max(0, end - 3)]) ask(snapshot, cut, at, result);
  session.apply({ kind: 'text', uri: file.uri, text: file.text });
}

interface Result {
  questions: number;
  readonly failures: string[];
  readonly completion: number[];
  readonly hover: number[];
  slowest: { readonly milliseconds: number; readonly what: string };
}

function ask(snapshot: Snapshot, file: TextFile, offset: number, result: Result): void {
  for (const [what, times, run] of [['completion', result.completion, () => checked(file, offset, findCompletions(snapshot, file, offset))], ['hover', result.hover, () => findHover(snapshot, file, offset)]] as const) {
    const before = process.cpuUsage();
    try {
      run();
    } catch (error) {
      result.failures.push(`${what} at ${file.uri}:${offset}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    }
    const used = process.cpuUsage(before);
    const milliseconds = (used.user + used.system) / 1000;
    if (milliseconds > result.slowest.milliseconds) result.slowest = { milliseconds, what: `${what} at ${file.uri}:${offset}` };
    times.push(milliseconds);
    result.questions++;
  }
}

/** An editor takes a proposal only if what it replaces lies on one line and holds the cursor. */
function checked(file: TextFile, offset: number, proposals: ReturnType<typeof findCompletions>): void {
  for (const { replace, label } of proposals) {
    const { start, end } = file.rangeOf(replace.start, replace.end);
    if (start.line !== end.line || replace.start > offset || replace.end < offset || replace.file !== file) throw new Error(`the range of ${label} does not fit: ${replace.start} to ${replace.end}`);
  }
}

/** Numbers from 0 to 1 that look random (mulberry32). */
function sequence(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** The numbers for people. */
export function printAsked({ questions, failures, completion, hover, slowest }: Asked): string {
  return [`${questions} questions, ${failures.length} failures`, `completion: ${percentiles(completion)}`, `hover: ${percentiles(hover)}`, `slowest ${slowest}`, ...failures.slice(0, 10)].join('\n');
}

function percentiles(times: readonly number[]): string {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number): string => `${(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(1)} ms`;
  return `half within ${at(0.5)}, 95 % within ${at(0.95)}, all within ${at(1)}, ${sorted.filter((time) => time > 200).length} over 200 ms (processor time)`;
}
