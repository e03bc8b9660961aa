// The help of each command beside what its parser takes, and what is said of arguments that it does not take.
import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { readRolloutArguments, rolloutOptions } from '../../../client/src/rolloutStatus/rolloutArguments.ts';
import { buildOptions } from '../../../server/src/cli/buildCommand.ts';
import { checkOptions } from '../../../server/src/cli/checkCommand.ts';
import { graphOptions } from '../../../server/src/cli/graphCommand.ts';
import { runCli } from '../../../server/src/cli/runCli.ts';
import { scheduleOptions } from '../../../server/src/cli/scheduleCommand.ts';
import { usage } from '../../../server/src/cli/usage.ts';

async function run(...args: readonly string[]): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  let out = '';
  let err = '';
  const code = await runCli(args, { cwd: '/', stdin: Readable.from([]), out: (text) => (out += text), err: (text) => (err += text) });
  return { code, out, err };
}

/** What is read of the options of `parseArgs`. */
interface OptionShape {
  readonly type: string;
  readonly short?: string;
}

const parsers: Readonly<Record<string, Readonly<Record<string, OptionShape>>>> = { build: buildOptions, check: checkOptions, graph: graphOptions, rollout: rolloutOptions, schedule: scheduleOptions };
const namesIn = (text: string): readonly string[] => [...new Set([...text.matchAll(/(?<![\w-])--([a-z][\w-]*)/g)].map(([, name = '']) => name))].sort();

describe.each(Object.entries(parsers))('%s', (name, options) => {
  test('its help names each option that it takes, and no other', async () => {
    const { out } = await run(name, '--help');
    // What another tool takes stands in backticks.
    expect(namesIn(out.replace(/`[^`]*`/g, ''))).toEqual(Object.keys(options).sort());
  });

  test('so do the forms at its head, which stand in the list of all commands too', async () => {
    const { out } = await run(name, '--help');
    const [forms = ''] = out.split('\n\n');
    const isNamed = ([option, { short }]: readonly [string, OptionShape]): boolean => namesIn(forms).includes(option) || (short !== undefined && forms.includes(`[-${short} `));
    expect(Object.entries(options).filter((option) => !isNamed(option))).toEqual([]);
    for (const form of forms.replaceAll(/^Usage: flightdeck |^ +(?:flightdeck )?/gm, '').split('\n')) expect(usage()).toContain(form);
  });

  test('its help tells its exit codes', async () => {
    expect((await run(name, '--help')).out).toMatch(/Exit codes:\n {2}0 {2}/);
  });
});

describe('arguments that are not taken are told in one sentence', () => {
  test.each([
    [['check', '--contxt'], 'check: knows no option `--contxt`'],
    [['check', '--fail-on'], 'check: --fail-on needs a value'],
    [['check', '--format', '--no-timings'], 'check: --format needs a value'],
    [['check', '--no-timings=1'], 'check: --no-timings takes no value'],
    [['graph', '--format', 'svg'], 'graph: --format takes json, mermaid or dot, not `svg`'],
  ] as const)('%j', async (args, words) => {
    expect(await run(...args)).toEqual({ code: 2, out: '', err: `flightdeck ${words}\nRun \`flightdeck ${args[0]} --help\` for what it takes.\n` });
  });

  test.each([
    [['status', 'web', '-x'], 'knows no option `-x`'],
    [['status', 'web', '--timeout'], '--timeout needs a value'],
    [['status', 'web', '-n', '--format', 'json'], '-n needs a value'],
    [['status', 'web', '--timeout', '5'], '--timeout takes a duration such as 10m or 90s, not `5`'],
    [['status', 'web', '--timeout', '0s'], '--timeout takes a duration such as 10m or 90s, not `0s`'],
  ] as const)('rollout %j', (args, words) => {
    expect(readRolloutArguments(args)).toEqual({ ok: false, error: words });
  });
});
