// Breaks every rule in turn and asks whether its bad fixture goes red: a rule that says nothing, and one that says it a line further on.
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { allRules } from '../../../server/src/rules/index.ts';
import type { Report, Reporter } from '../../../server/src/rules/rule.ts';
import type { Span } from '../../../server/src/text/textFile.ts';
import { checkFixture } from '../../harness/fixtures/checkFixture.ts';

const fixtures = new URL('../../fixtures/rules', import.meta.url).pathname;

let mend: () => void = () => undefined;
afterEach(() => mend());

/** Lets a rule report through something else until the test ends. */
function breakRule(id: string, through: (report: Reporter) => Reporter): void {
  const rule = allRules.find((each) => each.id === id);
  if (rule === undefined) throw new Error(`there is no rule ${id}`);
  const original = rule.check;
  rule.check = (...args: readonly [unknown, unknown, Reporter]) => {
    const [subject, context, report] = args;
    Reflect.apply(original, rule, [subject, context, through(report)]);
  };
  mend = () => {
    rule.check = original;
  };
}

/** A span on the line below, or above where there is none below. */
function onOtherLine({ file, start, end }: Span): Span {
  const { line, character } = file.lines.positionAt(start);
  const below = file.lines.offsetAt({ line: line + 1, character });
  const moved = below > start ? below : file.lines.offsetAt({ line: Math.max(0, line - 1), character });
  return { file, start: moved, end: Math.min(moved + (end - start), file.text.length) };
}

/** What the runner itself says; the checks of these rules are empty. */
const saidByRunner = ['flightdeck/bad-config', 'flightdeck/unused-suppression'];

test.each(saidByRunner)('%s: its fixture has marks, which would be missed', (id) => {
  expect(checkFixture(join(fixtures, id, 'bad')).marks.some(({ rule }) => rule === id)).toBe(true);
});

describe.each(allRules.map(({ id }) => id).filter((id) => !saidByRunner.includes(id)))('%s', (id) => {
  test('its fixture misses it when it says nothing', () => {
    breakRule(id, () => () => undefined);
    expect(checkFixture(join(fixtures, id, 'bad')).report).toContain('missing:');
  });

  test('its fixture tells when it stands on another line', () => {
    breakRule(id, (report) => (found: Report) => report({ ...found, span: onOtherLine(found.span) }));
    const { report } = checkFixture(join(fixtures, id, 'bad'));
    expect(report).toContain('missing:');
    expect(report).toContain('unexpected:');
  });
});
