// The job of the README that follows a promotion: its steps as they stand there, run by the shell that GitHub Actions runs them with, against real Flux and real Flagger.
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { buildBundles } from '../../client/scripts/package.mjs';
import { readWay } from '../harness/guardWays.ts';
import { textAt } from './harness/apiClient.ts';
import { workloadName } from './harness/canaryObjects.ts';
import { GitRepository } from './harness/gitRepository.ts';
import { createNamespace, sharedControlPlane } from './harness/suite.ts';
import { waitUntil } from './harness/waitUntil.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const { info, api, metrics } = sharedControlPlane();
let folder = '';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'flightdeck-job-'));
  // What `npm install --global` puts on the path.
  writeFileSync(join(folder, 'flightdeck'), `#!/bin/sh\nexec '${process.execPath}' '${join(root, 'dist', 'cli.js')}' "$@"\n`, { mode: 0o755 });
  await buildBundles();
});

afterAll(() => { rmSync(folder, { recursive: true, force: true }); });

interface Step {
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** The steps of the job that run something, but for the installation, with the names of a namespace in place of the README's. */
function stepsFor(namespace: string, timeout: string): readonly string[] {
  const blocks = [...readFileSync(join(root, 'README.md'), 'utf8').matchAll(/```yaml\n(.*?)```/gs)].map(([, text = '']) => text);
  const job = blocks.find((text) => text.includes('flightdeck rollout status')) ?? '';
  const { steps } = (parse(job) as { jobs: { follow: { steps: readonly Step[] } } }).jobs.follow;
  const runs = steps.flatMap(({ run }) => (run === undefined || run.includes('npm ci') ? [] : [run]));
  expect(runs.map((run) => run.split(' ')[0])).toEqual(['echo', 'flux', 'flightdeck']);
  return runs.map((run) => run.replace('kustomization apps', `kustomization app -n ${namespace}`).replace('canary/podinfo -n apps', `canary/${workloadName} -n ${namespace}`).replace('15m', timeout));
}

interface Ended {
  readonly code: number;
  readonly log: string;
  readonly summary: string;
}

/** Runs the steps one after the other, as `bash -e` each; the first that fails ends the job. */
async function runJob(namespace: string, timeout = '15m'): Promise<Ended> {
  const files = { KUBECONFIG: join(folder, `${namespace}.kubeconfig`), GITHUB_STEP_SUMMARY: join(folder, `${namespace}.summary`) };
  writeFileSync(files.GITHUB_STEP_SUMMARY, '');
  const env = { ...process.env, ...files, DATA: readFileSync(info.kubeconfig, 'utf8'), CI: 'true', HOME: folder, PATH: `${folder}:${info.programFolder}:${process.env['PATH'] ?? ''}` };
  let log = '';
  for (const step of stepsFor(namespace, timeout)) {
    const { code, text } = await new Promise<{ readonly code: number; readonly text: string }>((resolve) => {
      execFile('bash', ['-e', '-c', step], { env }, (error, out, err) => { resolve({ code: error === null ? 0 : Number(error.code), text: out + err }); });
    });
    log += text;
    if (code !== 0) return { code, log, summary: readFileSync(files.GITHUB_STEP_SUMMARY, 'utf8') };
  }
  return { code: 0, log, summary: readFileSync(files.GITHUB_STEP_SUMMARY, 'utf8') };
}

test('a bad release fails the job, one that takes too long too, a good one passes; the summary says why', { timeout: 500_000 }, async () => {
  const namespace = await createNamespace(api, 'job');
  const textsOf = (version: string) => readWay('plain', (text) => text.replaceAll('guard-way', namespace).replace('https://git.example/fleet.git', `${info.gitUrl}/${namespace}.git`).replace(/1\.1\.0 # here/, version)).fleet;
  const fleet = await GitRepository.create(info, namespace, textsOf('1.0.0'));
  await api.applyYaml(textsOf('1.0.0')['root.yaml'] ?? '');
  const canary = `/apis/flagger.app/v1beta1/namespaces/${namespace}/canaries/${workloadName}`;
  await waitUntil('the Canary is set up', async () => textAt((await api.send('GET', canary)).body, 'status', 'phase') === 'Initialized', { withinMs: 200_000, everyMs: 300 });

  await metrics.set({ containing: [namespace], successRate: 61 });
  await fleet.commitAndPush(textsOf('1.1.0'), 'Release 1.1.0');
  const bad = await runJob(namespace);
  expect(bad.code, bad.log).toBe(1);
  expect(bad.summary).toMatch(new RegExp(`^canary/${workloadName} in ${namespace} on admin: failed: Rolled back [^:]+: success rate 61 % < 99 % \\(\\d of \\d failed checks\\)\\.\n$`));
  // A log of a pipeline: lines of plain text, each with its time.
  expect(bad.log).not.toContain('\u001b[2K');
  expect(bad.log).toMatch(/^\d\d:\d\d:\d\d .*success rate 61/m);

  await metrics.set({ containing: [namespace], successRate: 100 });
  await fleet.commitAndPush(textsOf('1.2.0'), 'Release 1.2.0');
  const late = await runJob(namespace, '5s');
  expect(late.code, late.log).toBe(3);
  expect(late.summary).toContain('not over after 5 s');

  const good = await runJob(namespace);
  expect(good.code, good.log).toBe(0);
  expect(good.summary).toMatch(/: promoted: Promoted 1\.2\.0/);
});
