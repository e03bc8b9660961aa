// The contract between `npm start` and the demo: one JSON line when it is ready, words when it is not.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startDemo, writeDemoWorkspace } from '../../../client/scripts/start/demo.mjs';

describe('the demo process', () => {
  let folder: string;
  let script: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fd-start-'));
    script = join(folder, 'demo.cjs');
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  test('its ready line is found among others, and becomes a workspace of both repositories', async () => {
    const ready = { kubeconfig: '/d/kubeconfig', fleet: '/d/fleet', application: '/d/bookshop', url: 'http://127.0.0.1:1' };
    await writeFile(script, `console.log('making repositories'); console.log(JSON.stringify(${JSON.stringify(ready)})); setInterval(() => undefined, 1000);`);
    const demo = await startDemo({ script, folder });
    expect(demo).toMatchObject(ready);
    const workspace: unknown = JSON.parse(await readFile(await writeDemoWorkspace(demo, folder), 'utf8'));
    expect(workspace).toEqual({
      folders: [
        { name: 'fleet', path: '/d/fleet' },
        { name: 'bookshop', path: '/d/bookshop' },
      ],
      settings: { 'flightdeck.kubeconfig': '/d/kubeconfig', 'git.enableSmartCommit': true, 'git.confirmSync': false, 'git.autofetch': false },
    });
    await demo.stop();
    await demo.exited;
  });

  test('a demo that ends too early says why', async () => {
    await writeFile(script, `console.error('the disk is full'); process.exitCode = 1;`);
    await expect(startDemo({ script, folder })).rejects.toThrow('the disk is full');
  });
});
