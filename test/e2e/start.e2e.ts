// `npm start` as a user runs it: one address on stdout that answers, words for what is wrong, and nothing left after Ctrl-C.
import { spawn, spawnSync } from 'node:child_process';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { eventually } from './driver/eventually.ts';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

interface Started {
  stdout(): string;
  stderr(): string;
  interrupt(): void;
  readonly exited: Promise<number | null>;
}

describe('npm start', () => {
  let folder: string;
  let running: Started[];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fd-npm-start-'));
    running = [];
  });

  afterEach(async () => {
    for (const started of running) started.interrupt();
    await Promise.all(running.map(({ exited }) => exited));
    await rm(folder, { recursive: true, force: true });
  });

  /** Runs it with a temporary folder of its own, so that all that it starts can be recognised by that folder's name. */
  const start = (args: readonly string[], environment: Readonly<Record<string, string>> = {}): Started => {
    const child = spawn(process.execPath, ['client/scripts/start.mjs', ...args], { cwd: ROOT, env: { ...process.env, TMPDIR: folder, DISPLAY: '', WAYLAND_DISPLAY: '', ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const started: Started = {
      stdout: () => stdout,
      stderr: () => stderr,
      interrupt: () => void child.kill('SIGINT'),
      exited: new Promise((resolve) => child.once('close', resolve)),
    };
    running.push(started);
    return started;
  };

  test('opens a folder, prints one address that answers, and Ctrl-C leaves nothing behind', async () => {
    await writeFile(join(folder, 'a.yaml'), 'kind: ConfigMap\n');
    const started = start([folder, '--no-open']);
    const address = await addressOf(started);
    expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?folder=\//);
    expect((await fetch(address)).status).toBe(200);
    expect(processesNaming(folder)).not.toEqual([]);
    started.interrupt();
    expect(await started.exited).toBe(0);
    expect(started.stdout().trim().split('\n')).toEqual([address]);
    await eventually('all processes to be gone', () => processesNaming(folder).length === 0);
    expect(await readdir(folder)).toEqual(['a.yaml']);
  });

  test('without a folder opens the demo: both repositories, its kubeconfig, its cluster; Ctrl-C ends that too', async () => {
    const started = start(['--no-open']);
    const address = await addressOf(started);
    const workspace = new URL(address).searchParams.get('workspace') ?? '';
    expect(workspace).toMatch(/\.code-workspace$/);
    expect(processesNaming('dist/demo.js').some((line) => line.includes(folder))).toBe(true);
    started.interrupt();
    expect(await started.exited).toBe(0);
    await eventually('all processes to be gone', () => processesNaming(folder).length === 0);
    expect(await readdir(folder)).toEqual([]);
  });

  test('says which port is taken and how to choose another', async () => {
    const other = await listen();
    const address = other.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    try {
      const started = start([folder, '--no-open', '--port', String(port)]);
      expect(await started.exited).toBe(1);
      expect(started.stderr()).toContain(`Port ${port} on 127.0.0.1 is taken`);
      expect(started.stderr()).toContain('--port');
    } finally {
      other.close();
    }
    expect(processesNaming(folder)).toEqual([]);
  });

  test('says that git is missing and how to get it', async () => {
    const started = start(['--no-open'], { PATH: folder });
    expect(await started.exited).toBe(1);
    expect(started.stderr()).toContain('Git is missing');
    expect(started.stderr()).toContain('git-scm.com');
    expect(started.stderr()).not.toContain('    at ');
  });

  test('says that a folder does not exist', async () => {
    const started = start([join(folder, 'nowhere'), '--no-open']);
    expect(await started.exited).toBe(1);
    expect(started.stderr()).toContain('There is no folder');
  });
});

/** Waits for the line on stdout. */
function addressOf(started: Started): Promise<string> {
  return eventually(`the address (so far: ${started.stderr()})`, () => /^(http:\S+)\n/.exec(started.stdout())?.[1], { timeoutMs: 90_000 });
}

/** Command lines of running processes that contain a text. */
function processesNaming(text: string): string[] {
  return spawnSync('ps', ['-eo', 'stat=,args='], { encoding: 'utf8', maxBuffer: 1 << 26 })
    .stdout.split('\n')
    .filter((line) => line.includes(text) && !line.trimStart().startsWith('Z') && !line.includes('start.mjs'));
}

function listen(): Promise<Server> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => resolve(server));
  });
}
