/** Prints a computed rollout for the `schedule` command: as text for people or as JSON for programs. */
import { formatSeconds } from './durations.ts';
import { promotionWords, rollbackWords } from './gateWaits.ts';
import type { CanarySchedule, ScheduleStep } from './schedule.ts';
import { capital } from './trafficWords.ts';

/** Prints the schedule; JSON is one object with a final line break, its shape is the command's contract. */
export function printSchedule(schedule: CanarySchedule, format: 'text' | 'json'): string {
  return format === 'json' ? `${JSON.stringify(toScheduleJson(schedule), undefined, 2)}\n` : printText(schedule);
}

/** The contract's JSON value. Numbers that do not exist (it never promotes, it cannot fail) are null. */
export function toScheduleJson(schedule: CanarySchedule): object {
  return {
    version: 1,
    canary: schedule.canary,
    provider: schedule.provider,
    strategy: schedule.strategy,
    ...(schedule.requests === undefined ? {} : { requests: schedule.requests }),
    intervalSeconds: schedule.intervalSeconds,
    // What people read of the traffic is left out: programs have the weight.
    steps: schedule.steps.map((step) => ({ ...step, traffic: undefined })),
    minSecondsToPromote: schedule.minSecondsToPromote ?? null,
    waits: schedule.waits,
    minSecondsToRollback: schedule.minSecondsToRollback ?? null,
    notes: schedule.notes.map((note) => note.text),
  };
}

const STRATEGY_WORDS = { canary: 'canary', ab: 'A/B test', bluegreen: 'blue/green', mirror: 'with traffic mirroring' } as const;

function printText(schedule: CanarySchedule): string {
  const head = `${schedule.canary}  ${STRATEGY_WORDS[schedule.strategy]}, provider ${schedule.provider}, one tick each ${formatSeconds(schedule.intervalSeconds)}`;
  const requests = schedule.requests === undefined ? [] : [`${capital(schedule.requests)} go to the canary, all others to the primary`];
  const rows = [['time', 'phase', 'to the canary', 'runs'], ...schedule.steps.map(stepRow)];
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const table = rows.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd()}`);
  const notes = schedule.notes.map((note) => `  - ${note.text}`);
  return [head, ...requests, '', ...table, '', promotionWords(schedule), rollbackWords(schedule), ...(notes.length === 0 ? [] : ['', ...notes]), ''].join('\n');
}

function stepRow(step: ScheduleStep): readonly string[] {
  const iteration = step.iteration === undefined ? '' : `iteration ${step.iteration}`;
  const metrics = step.metrics.length === 0 ? '' : `checks ${step.metrics.join(', ')}`;
  return [formatSeconds(step.atSeconds), step.phase, step.traffic, [iteration, step.hooks.join(', '), metrics].filter((part) => part !== '').join('; ')];
}
