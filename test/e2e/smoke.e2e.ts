// The packaged extension installs in VS Code, and VS Code activates it on a folder of YAML.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { openFile } from './driver/editor.ts';
import { keepEvidenceOfFailures } from './driver/evidence.ts';
import { notifications } from './driver/feedback.ts';
import { recordTime } from './driver/measurements.ts';
import { waitForActivation } from './driver/runningExtensions.ts';
import { openSession } from './driver/session.ts';
import type { VscodeSession } from './driver/session.ts';

describe('the packaged extension', () => {
  let folder: string;
  let session: VscodeSession;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fd-smoke-'));
    await mkdir(join(folder, 'apps'));
    await writeFile(join(folder, 'apps', 'config.yaml'), 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: greeting\n');
    session = await openSession({ target: folder });
  });

  afterAll(async () => {
    await session.close();
    await rm(folder, { recursive: true, force: true });
  });

  keepEvidenceOfFailures(() => session);

  test('installs', () => {
    expect(inject('installOutput')).toContain('was successfully installed');
    expect(inject('vsixBytes')).toBeLessThan(3_000_000);
  });

  test('activates at the first YAML file and says nothing unasked', async () => {
    await openFile(session.page, 'apps/config.yaml');
    const running = await waitForActivation(session.page, 'Flightdeck: Flux and Flagger');
    await recordTime('address opened until the workbench stands', session.readyMs);
    await recordTime('activation of the extension', running.activationMs);
    expect(await notifications(session.page)).toEqual([]);
  });
});
