// The command line on a newer Node than the oldest that it takes: the one that runs VS Code.
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, inject, test } from 'vitest';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const fixtures = join(root, 'test', 'fixtures');

interface Run {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

function flightdeck(node: string, folder: string, args: readonly string[], input: string): Run {
  const { status, stdout, stderr } = spawnSync(node, [join(root, 'dist', 'cli.js'), ...args], { cwd: join(fixtures, folder), input, encoding: 'utf8' });
  return { status, out: stdout, err: stderr };
}

describe('the command line on the Node of VS Code', () => {
  test.each([
    { what: 'check', folder: 'mistakes', args: ['check', 'G10-helm-drift', '--format', 'github'], says: /drift-detection-fights/ },
    { what: 'build', folder: 'situations/fleet-folders', args: ['build', 'clusters/prod'], says: /kind: / },
    { what: 'build of many', folder: 'situations/fleet-folders', args: ['build', '--batch'], input: '{"root":"clusters/prod"}\n', says: /"ok":true/ },
    { what: 'graph', folder: 'mistakes', args: ['graph', 'G10-helm-drift'], says: /flux-system/ },
    { what: 'help', folder: '.', args: ['--help'], says: /Usage: flightdeck/ },
  ])('$what says the same there, and nothing unasked', ({ folder, args, input = '', says }) => {
    const newer = flightdeck(inject('codeServer').node, folder, args, input);
    expect(newer.err).toBe('');
    expect(newer.out).toMatch(says);
    expect(newer).toEqual(flightdeck(process.execPath, folder, args, input));
  });

  test('rollout status, which reads a kubeconfig as kubectl does, too', async () => {
    const kubeconfig = join(await mkdtemp(join(tmpdir(), 'fd-newer-')), 'config');
    // Port 9 of this machine: nobody listens.
    await writeFile(kubeconfig, 'apiVersion: v1\nkind: Config\ncurrent-context: away\ncontexts: [{ name: away, context: { cluster: away, user: me } }]\nclusters: [{ name: away, cluster: { server: "https://127.0.0.1:9" } }]\nusers: [{ name: me, user: { token: x } }]\n');
    const { status, out, err } = flightdeck(inject('codeServer').node, '.', ['rollout', 'status', 'canary/shop', '-n', 'web', '--kubeconfig', kubeconfig, '--timeout', '5s'], '');
    await rm(dirname(kubeconfig), { recursive: true });
    expect(err).toBe('');
    expect(out).toContain('away does not answer');
    expect(status).toBe(2);
  });
});
