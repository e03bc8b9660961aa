// Wrong and hostile repositories, each built by a process of its own: how much of a processor the slowest takes, and whether each gets the right answer.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { badInputs } from '../badInput.mjs';

/** Makes a process tell how many microseconds of a processor it took, which other processes beside it do not change. */
const tellsTime = `data:text/javascript,process.on('exit',()=>{const{user,system}=process.cpuUsage();process.stderr.write('cpu '+(user+system)+'\\n')})`;

/** @type {import('../bench.mjs').BenchRow} */
export const badInput = {
  id: 'bad',
  what: `bad input (${badInputs.length} cases: cycles, bombs, 12 MB lines, hostile patterns …), answered on the right line, a cold process each`,
  budget: '≤ 2 s of processor time each',
  async measure({ root }) {
    const cli = join(root, 'dist', 'cli.js');
    const results = badInputs.map((bad) => measureOne(cli, bad));
    const slowest = results.reduce((one, other) => (other.milliseconds > one.milliseconds ? other : one));
    const wrong = results.filter(({ isRight }) => !isRight);
    for (const { name, answer, wanted } of wrong) console.error(`${name}: answered \`${answer}\`, wanted \`${wanted}\``);
    if (process.env.BENCH_CASES) for (const { name, milliseconds, answer } of results) console.error(`| ${name} | ${Math.round(milliseconds)} ms | ${answer} |`);
    const value = `slowest ${Math.round(slowest.milliseconds)} ms (${slowest.name}), ${results.length - wrong.length} of ${results.length} answered rightly`;
    return { value, kept: slowest.milliseconds <= 2000 && wrong.length === 0, numbers: { slowestMs: slowest.milliseconds, wrong: wrong.length } };
  },
};

/**
 * @param {string} cli The built command line.
 * @param {import('../badInput.mjs').BadInput} bad The case.
 * @returns {{ name: string, milliseconds: number, answer: string, wanted: string, isRight: boolean }} How it went.
 */
function measureOne(cli, { name, files, links, wanted, flux }) {
  const folder = mkdtempSync(join(tmpdir(), 'flightdeck-bad-'));
  try {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    }
    for (const [path, target] of Object.entries(links ?? {})) symlinkSync(target, join(folder, path));
    const request = flux === true ? { file: 'ks.yaml', name: 'bad' } : { root: 'top' };
    const { stdout, stderr, error } = spawnSync(process.execPath, ['--import', tellsTime, cli, 'build', '--batch'], { cwd: folder, input: `${JSON.stringify(request)}\n`, encoding: 'utf8', maxBuffer: 1 << 29, timeout: 60_000 });
    const milliseconds = Number(/^cpu (\d+)$/m.exec(stderr)?.[1] ?? Number.NaN) / 1000;
    const answer = error === undefined ? answerOf(stdout) : `no answer: ${error.message}`;
    return { name, milliseconds, answer, wanted, isRight: answer === wanted || (wanted === 'any' && !answer.startsWith('no answer')) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @param {string} line What the command printed.
 * @returns {string} `ok`, or `code file:line`.
 */
function answerOf(line) {
  try {
    const answer = JSON.parse(line);
    return answer.ok ? 'ok' : `${answer.error.code} ${answer.error.file}:${answer.error.range.start.line + 1}`;
  } catch {
    return `no answer: ${line.slice(0, 80)}`;
  }
}
