// The demo from a window with nothing open: it opens with its folders, connects by itself, and does so again after a reload.
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { shoot } from './driver/appearance.ts';
import { keepEvidenceOfFailures } from './driver/evidence.ts';
import { runCommand } from './driver/palette.ts';
import { openSession } from './driver/session.ts';
import type { VscodeSession } from './driver/session.ts';
import { focusView, waitForRow } from './driver/tree.ts';

describe('Start Demo Cluster in an empty window', () => {
  let base: string;
  let session: VscodeSession;

  beforeAll(async () => {
    base = await realpath(await mkdtemp(join(tmpdir(), 'fd-none-')));
    session = await openSession({ target: base });
    await session.page.goto(new URL('/?ew=true', session.page.url()).href);
    await session.page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: 60_000 });
  });

  afterAll(async () => {
    await session.close();
    await rm(base, { recursive: true, force: true });
  });

  keepEvidenceOfFailures(() => session);

  test('opens the demo with its repositories and connects', async () => {
    await runCommand(session.page, 'Flightdeck: Start Demo Cluster');
    await session.page.waitForURL(/flightdeck-demo\.code-workspace/, { timeout: 60_000 });
    await session.page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: 60_000 });
    await waitForRow(session.page, 'Repository', 'fleet/clusters/demo', undefined, { timeoutMs: 60_000 });
    await focusView(session.page, 'Cluster');
    await waitForRow(session.page, 'Cluster', 'flux-system', ({ icon }) => icon === 'pass-filled', { timeoutMs: 60_000 });
    await shoot(session.page, 'demo-from-empty-window');
  });

  test('is connected again after a reload', async () => {
    await session.page.reload({ waitUntil: 'domcontentloaded' });
    await session.page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: 60_000 });
    await waitForRow(session.page, 'Cluster', 'flux-system', ({ icon }) => icon === 'pass-filled', { timeoutMs: 60_000 });
  });
});
