/** `flightdeck check`: its formats, exit codes and words. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Readable } from 'node:stream';
import Ajv from 'ajv-draft-04';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { printGithub } from '../../../server/src/cli/checkGithub.ts';
import { printSarif } from '../../../server/src/cli/checkSarif.ts';
import { printText } from '../../../server/src/cli/checkText.ts';
import type { CheckReport } from '../../../server/src/cli/checkReport.ts';
import { runCli, type CliProcess } from '../../../server/src/cli/runCli.ts';
import { allRules } from '../../../server/src/rules/index.ts';
import { TextFile } from '../../../server/src/text/textFile.ts';
import { temporaryFolder, type TemporaryFolder } from '../../harness/lspClient.ts';

const canary = 'apiVersion: flagger.app/v1beta1\nkind: Canary\nmetadata:\n  name: web\n  namespace: web\nspec:\n  provider: linkerd\n  targetRef:\n    apiVersion: apps/v1\n    kind: Deployment\n    name: web\n  service:\n    port: 80\n  analysis:\n    interval: 1m\n    threshold: 5\n    maxWeight: 50\n    stepWeight: 10\n';
const release = 'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata:\n  name: a\n  namespace: b\nspec:\n  interval: 10m\n  chrt: {}\n  chartRef:\n    kind: OCIRepository\n    name: a\n';

let folder: TemporaryFolder;
beforeAll(() => {
  folder = temporaryFolder({ 'drafts/x, y: 100%/release.yaml': release, 'good/cm.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n', 'canary.yaml': canary });
});
afterAll(() => folder.dispose());

interface Answer {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function run(args: readonly string[], terminal?: CliProcess['terminal']): Promise<Answer> {
  let out = '';
  let err = '';
  const code = await runCli(args, { cwd: folder.path, stdin: Readable.from([]), out: (text) => (out += text), err: (text) => (err += text), ...(terminal === undefined ? {} : { terminal }) });
  return { code, out, err };
}

describe('exit codes', () => {
  test('0 below --fail-on, 1 at it, 2 where it could not run', async () => {
    // What no entry point reaches is a warning at most.
    expect((await run(['check'])).code).toBe(0);
    expect((await run(['check', '--fail-on', 'warning'])).code).toBe(1);
    expect((await run(['check', 'good', '--fail-on', 'hint'])).code).toBe(0);
    expect(await run(['check', 'nowhere'])).toMatchObject({ code: 2, out: '', err: expect.stringContaining('`nowhere` is not a folder') as unknown });
    expect(await run(['check', '--format', 'xml'])).toMatchObject({ code: 2, err: expect.stringContaining('--format takes text, json, sarif or github, not `xml`') as unknown });
    expect(await run(['check', '--nonsense'])).toMatchObject({ code: 2, out: '' });
    expect((await run(['toString'])).code).toBe(2);
  });
});

describe('notes on the folder', () => {
  const broken = 'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: a\n  namespace: flux-system\nspec:\n  interval: 10m\n  prune: true\n  path: ./nowhere\n  sourceRef:\n    kind: GitRepository\n    name: flux-system\n';

  test('one that holds nothing of Flux is said to, whatever the format', async () => {
    const answer = await run(['check', 'good', '--format', 'json']);
    const note = 'no Flux Kustomization is here, so nothing was built and no reference was followed\n';
    expect(answer.err).toBe(`flightdeck check: ${note}`);
    expect((await run(['graph', 'good'])).err).toBe(`flightdeck graph: ${note}`);
    expect(answer.code).toBe(0);
  });

  test('a part of a Git repository is named where something is wrong in it', async () => {
    const repository = temporaryFolder({ '.git/HEAD': 'ref: refs/heads/main\n', 'clusters/a/apps.yaml': broken, 'clusters/a/apps/cm.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  namespace: b\n' });
    const inside = async (folderName: string): Promise<Answer> => run(['check', `${repository.path}${folderName}`]);
    expect((await inside('/clusters')).err).toContain('is a part of the Git repository');
    expect((await inside('')).err).not.toContain('is a part of the Git repository');
    repository.dispose();
  });

  test('it is named where nothing is wrong because paths lead out of it, and not where everything is built', async () => {
    const sync = 'apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata:\n  name: flux-system\n  namespace: flux-system\nspec:\n  interval: 1m\n  url: https://git.example/fleet\n---\n';
    const all = broken.replace('name: a\n', 'name: flux-system\n');
    const repository = temporaryFolder({ '.git/HEAD': 'ref: refs/heads/main\n', 'clusters/a/flux-system/gotk-sync.yaml': `${sync}${all.replace('./nowhere', './clusters/a')}`, 'pushed/b/flux-system/gotk-sync.yaml': `${sync}${all.replace('./nowhere', './b')}` });
    const inside = async (folderName: string): Promise<Answer> => run(['check', `${repository.path}${folderName}`]);
    expect(await inside('/clusters/a')).toMatchObject({ code: 0, err: expect.stringContaining('is a part of the Git repository') as unknown });
    expect(await inside('/pushed')).toMatchObject({ code: 0, err: '' });
    repository.dispose();
  });
});

describe('formats', () => {
  test('json is the contract, field by field', async () => {
    const answer: unknown = JSON.parse((await run(['check', '--format', 'json'])).out);
    expect(answer).toEqual({
      version: 1,
      files: 3,
      manifests: expect.any(Number) as unknown,
      findings: expect.any(Array) as unknown,
      timings: { totalMs: expect.any(Number) as unknown, readMs: expect.any(Number) as unknown, graphMs: expect.any(Number) as unknown, rulesMs: expect.any(Number) as unknown },
    });
    expect(answer).toHaveProperty('findings', expect.arrayContaining([
      {
        file: 'drafts/x, y: 100%/release.yaml',
        range: { start: { line: 7, character: 2 }, end: { line: 7, character: 6 } },
        severity: 'warning',
        code: 'schema/unknown-field',
        message: expect.stringContaining('no field `chrt`') as unknown,
        related: [],
      },
    ]));
  });

  test.each([['text'], ['sarif'], ['github'], ['json', '--no-timings']])('%s is the same to the byte twice', async (...format) => {
    const first = await run(['check', '--format', ...format]);
    expect(first.out).toContain('chrt');
    expect(await run(['check', '--format', ...format])).toEqual(first);
  });

  test('github escapes what would end a property or a line', async () => {
    const { out } = await run(['check', '--format', 'github']);
    expect(out.split('\n')).toContainEqual(expect.stringMatching(/^::warning file=drafts\/x%2C y%3A 100%25\/release\.yaml,line=8,endLine=8,col=3,endColumn=7,title=schema\/unknown-field::a HelmRelease has no field `chrt`/));
  });

  test('sarif fits the schema of SARIF 2.1.0', async () => {
    const ajv = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false });
    const validate = ajv.compile(JSON.parse(readFileSync(createRequire(import.meta.url).resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json'), 'utf8')) as object);
    const log: unknown = JSON.parse((await run(['check', '--format', 'sarif'])).out);
    expect(validate(log), JSON.stringify(validate.errors)).toBe(true);
    expect(JSON.stringify(log)).toContain('"uri":"drafts/x%2C%20y%3A%20100%25/release.yaml"');
    expect(log).toHaveProperty('runs.0.tool.driver.rules.0.help.markdown');
    // The schema tells: a log without its version does not pass.
    expect(validate({ runs: [] })).toBe(false);
    for (const findings of [[], report.findings]) expect(validate(JSON.parse(printSarif({ ...report, findings }, allRules, '0.1.0')))).toBe(true);
  });
});

const text = new TextFile('file:///a.yaml', 'a.yaml', 'a: 1\n\tb: \u001b[2J evil\n');
const report: CheckReport = {
  findings: [
    {
      file: 'a.yaml',
      range: { start: { line: 1, character: 1 }, end: { line: 1, character: 2 } },
      severity: 'error',
      code: 'x/y',
      message: 'bad `\u001b[31mb`\nsecond, 100%: line',
      related: [{ file: 'b,c.yaml', range: { start: { line: 2, character: 0 }, end: { line: 3, character: 0 } }, message: 'here\r\n' }],
      span: { file: text, start: 6, end: 7 },
    },
  ],
  files: 1,
  manifests: 0,
  timings: {},
};

describe('text', () => {
  test('is a line each where nobody looks at a terminal', () => {
    expect(printText(report, { frames: false, colour: false })).toBe('a.yaml:2:2 error x/y: bad `\ufffd[31mb`\ufffdsecond, 100%: line\n    b,c.yaml:3:1 here\ufffd\ufffd\n\n1 error in 1 file, 0 objects applied\n');
  });

  test('is grouped on a terminal, with the line and carets below what is meant', () => {
    expect(printText(report, { frames: true, colour: false }).split('\n')).toEqual([
      'a.yaml',
      '  2:2  error  bad `\ufffd[31mb`\ufffdsecond, 100%: line  x/y',
      '     2 │  b: \ufffd[2J evil',
      '       │  ^',
      '      b,c.yaml:3:1 here\ufffd\ufffd',
      '',
      '1 error in 1 file, 0 objects applied',
      '',
    ]);
    expect(printText(report, { frames: true, colour: true })).toContain('\u001b[31merror\u001b[0m');
  });

  test('progress goes to the terminal of standard error only, and is wiped', async () => {
    const seen = await run(['check', 'good'], { out: false, err: true, colour: false });
    expect(seen.err).toContain('checking');
    const note = 'flightdeck check: no Flux Kustomization is here, so nothing was built and no reference was followed\n';
    expect(seen.err.endsWith(`\r\u001b[2K${note}`)).toBe(true);
    expect((await run(['check', 'good'])).err).toBe(note);
  });

  test('annotations of several lines have no columns, and carry what belongs to them', () => {
    const [finding] = report.findings;
    if (finding === undefined) throw new Error('no finding');
    expect(printGithub(report)).toBe('::error file=a.yaml,line=2,endLine=2,col=2,endColumn=3,title=x/y::bad `\u001b[31mb`%0Asecond, 100%25: line%0Ab,c.yaml:3:1 here%0D%0A\n');
    expect(printGithub({ ...report, findings: [{ ...finding, range: { start: { line: 1, character: 1 }, end: { line: 2, character: 0 } } }] })).toContain('line=2,endLine=3,title=');
  });
});

describe('what it says about itself', () => {
  test('its version', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as { version: string };
    expect(await run(['--version'])).toEqual({ code: 0, out: `${version}\n`, err: '' });
  });

  test('each command has its own help', async () => {
    const check = await run(['check', '--help']);
    expect(check).toMatchObject({ code: 0, err: '' });
    expect(check.out).toContain('--fail-on LEVEL');
    expect(check.out).not.toContain('schedule FILE');
    expect((await run(['schedule', '-h'])).out).toContain('--name CANARY');
    expect((await run([])).code).toBe(2);
    expect((await run(['help'])).out).toContain('rollout status');
  });
});

describe('schedule', () => {
  test('says where YAML that is still being typed breaks', async () => {
    folder.write('half.yaml', canary.replace('threshold: 5', 'threshold: "5'));
    expect(await run(['schedule', 'half.yaml'])).toMatchObject({ code: 2, out: '', err: expect.stringMatching(/^flightdeck schedule: `half\.yaml` is no valid YAML yet: line \d+, column \d+: /) as unknown });
    folder.write('empty.yaml', '');
    expect(await run(['schedule', 'empty.yaml'])).toMatchObject({ code: 2, err: expect.stringContaining('no Canary in `empty.yaml`') as unknown });
  });

  test('gives a schedule or a sentence for every beginning of a Canary', async () => {
    for (let length = 0; length <= canary.length; length += 7) {
      folder.write('half.yaml', canary.slice(0, length));
      const { code, err } = await run(['schedule', 'half.yaml']);
      expect(err, canary.slice(0, length)).not.toMatch(/\n\s+at /);
      expect(code === 0 ? err === '' : code === 2 && err.startsWith('flightdeck schedule: '), canary.slice(0, length)).toBe(true);
    }
  });
});
