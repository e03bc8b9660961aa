/** `flightdeck schedule`: the computed rollout of a Canary. */
import { parseArgs } from 'node:util';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { readCanarySpec } from '../flagger/canarySpec.ts';
import { printSchedule } from '../flagger/printSchedule.ts';
import { computeSchedule } from '../flagger/schedule.ts';
import { uriOfFsPath } from '../files/uris.ts';
import { manifestsOf } from '../manifests/manifest.ts';
import { TextFile, type Span } from '../text/textFile.ts';
import { yamlOf } from '../yaml/parseYaml.ts';
import { plainValue } from '../yaml/yamlValue.ts';
import { CliError, unreadable } from './cliError.ts';
import { oneOf, parsing } from './options.ts';
import type { CliProcess } from './runCli.ts';

/** What the parser takes. */
export const scheduleOptions = { name: { type: 'string' }, format: { type: 'string', default: 'text' } } as const;

/** Prints the schedule of the one Canary of a file, or of the one that `--name` names. */
export async function runSchedule(args: readonly string[], process: CliProcess): Promise<number> {
  const { values, positionals } = parsing(() => parseArgs({ args: [...args], allowPositionals: true, options: scheduleOptions }));
  const format = oneOf('--format', values.format, ['text', 'json'] as const);
  const [given, ...more] = positionals;
  if (given === undefined || more.length > 0) throw new CliError('takes exactly one FILE');
  const file = readText(process.cwd, given);
  const [problem] = yamlOf(file).problems.filter(({ code }) => code !== 'duplicate-key');
  if (problem !== undefined) throw new CliError(`\`${given}\` is no valid YAML yet: ${placeOf(problem)}${problem.message}`);
  const canaries = manifestsOf(file).filter(({ kind }) => kind === 'Canary');
  const chosen = values.name === undefined ? canaries : canaries.filter(({ name }) => name?.value === values.name);
  const [canary, ...others] = chosen;
  if (canary === undefined) throw new CliError(values.name === undefined ? `no Canary in \`${given}\`` : `no Canary \`${values.name}\` in \`${given}\``);
  if (others.length > 0) throw new CliError(`\`${given}\` holds several Canaries: name one with --name (${chosen.map(({ name }) => name?.value ?? '?').join(', ')})`);
  const spec = readCanarySpec(plainValue(canary.root));
  if (spec === undefined) throw new CliError(`the Canary in \`${given}\` has no name`);
  process.out(printSchedule(computeSchedule(spec), format));
  return Promise.resolve(0);
}

function placeOf({ file, start }: Span): string {
  const { line, character } = file.lines.positionAt(start);
  return `line ${line + 1}, column ${character + 1}: `;
}

function readText(cwd: string, file: string): TextFile {
  const path = resolve(cwd, file);
  try {
    return new TextFile(uriOfFsPath(path), file, readFileSync(path, 'utf8'));
  } catch (error) {
    throw unreadable(file, error);
  }
}
