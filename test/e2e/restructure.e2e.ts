// A user renames and moves across two repositories: previews, what Flux would delete, undo, the explorer, a fix, the dependencies.
import { mkdtemp, readFile, realpath, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { shoot, wear } from './driver/appearance.ts';
import { chooseFix, goToText, openFile, problems, quickFixes, replaceText, visibleLines, waitForPlace } from './driver/editor.ts';
import { eventually, eventuallyFits } from './driver/eventually.ts';
import { keepEvidenceOfFailures } from './driver/evidence.ts';
import { dragInExplorer, explorerRow, openExplorer, renameInExplorer } from './driver/explorer.ts';
import { pressInDialog } from './driver/feedback.ts';
import { runCommand } from './driver/palette.ts';
import { openSession } from './driver/session.ts';
import type { VscodeSession } from './driver/session.ts';
import { git } from './workspaces/gitFolder.ts';
import { writeTwoRepositories } from './workspaces/twoRepositories.ts';

describe('restructuring two repositories', () => {
  let folder: string;
  let session: VscodeSession;
  const textOf = (path: string): Promise<string> => readFile(join(folder, path), 'utf8');
  const exists = (path: string): Promise<boolean> => stat(join(folder, path)).then(() => true, () => false);
  /** Changed lines of both repositories, as Git tells them. */
  const changes = async (): Promise<readonly string[]> => {
    const diffs = await Promise.all(['fleet', 'shop'].map((name) => git(join(folder, name), 'diff', '--unified=0', '--no-color')));
    return diffs.join('\n').split('\n').filter((line) => /^[-+](?![-+])/.test(line));
  };
  /** Saves until the changes on disk fit: the editor itself saves only some of what a rename or a move has changed. */
  const changesOnDisk = (fits: (list: readonly string[]) => boolean): Promise<readonly string[]> =>
    eventuallyFits('the changes on disk', async () => {
      await runCommand(session.page, 'File: Save All Files');
      return changes();
    }, fits);
  /** Types a new name into the box of Rename. */
  const rename = async (text: string, name: string): Promise<void> => {
    const box = session.page.locator('.rename-box input');
    await eventually('the box for a new name', async () => {
      if (await box.isVisible()) return true;
      await goToText(session.page, text, 2);
      await session.page.keyboard.press('F2');
      return box.waitFor({ timeout: 2000 }).then(() => true);
    }, { pauseMs: 300 });
    await box.fill(name);
    await box.press('Enter');
  };

  beforeAll(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'fd-move-')));
    session = await openSession({ target: await writeTwoRepositories(folder), window: { width: 1500, height: 1000 }, settings: { 'explorer.confirmDragAndDrop': false, 'explorer.compactFolders': false } });
  });

  afterAll(async () => {
    await session.close();
    await rm(folder, { recursive: true, force: true });
  });

  keepEvidenceOfFailures(() => session);

  test('a reference leads into the second repository and back', async () => {
    await openFile(session.page, 'deploy/canary.yaml');
    // The first answers come when the workspace has been read.
    await eventually('the definition', async () => {
      await goToText(session.page, 'error-rate', 3);
      await session.page.keyboard.press('F12');
      return (await waitForPlace(session.page, () => true)).file === 'errors.yaml';
    }, { pauseMs: 500 });
    await waitForPlace(session.page, ({ file, line }) => file === 'errors.yaml' && line === 4);
  });

  test('renaming across repositories says first what Flux deletes, and previews the edits', async () => {
    await openFile(session.page, 'deploy/canary.yaml');
    await rename('error-rate', 'share-of-errors');
    const dialog = session.page.locator('.monaco-dialog-box');
    await dialog.waitFor();
    expect(await dialog.innerText()).toContain('Flux deletes and re-creates one object.');
    expect(await dialog.innerText()).toContain('MetricTemplate monitoring/error-rate goes and comes again under the new name');
    await shoot(session.page, 'restructure-warning');
    // Enter deletes nothing.
    expect(await dialog.locator('.monaco-button:focus').innerText()).toBe('Show Preview');
    await session.page.keyboard.press('Enter');
    const preview = session.page.locator('.bulk-edit-panel');
    await eventuallyFits('the rows of the preview', () => preview.locator('.monaco-list-row').allInnerTexts(), (list) => list.some((row) => row.includes('errors.yaml')) && list.some((row) => row.includes('canary.yaml')));
    await shoot(session.page, 'restructure-preview');
    await preview.locator('.monaco-button', { hasText: 'Discard' }).first().click();
    expect(await changes()).toEqual([]);
  });

  test('and makes what the preview shows, all of it, at one press', async () => {
    await rename('error-rate', 'share-of-errors');
    await pressInDialog(session.page, 'Show Preview');
    await session.page.locator('.bulk-edit-panel .monaco-button', { hasText: 'Apply' }).first().click();
    await changesOnDisk((list) => list.length === 4);
    await openFile(session.page, 'deploy/canary.yaml');
    await goToText(session.page, 'share-of-errors', 2);
    await session.page.keyboard.press('Control+Z');
    await changesOnDisk((list) => list.length === 0);
  });

  test('and makes them all when the user agrees', async () => {
    await rename('error-rate', 'share-of-errors');
    await pressInDialog(session.page, 'Rename Anyway');
    await changesOnDisk((list) => list.length === 4);
    expect(await changes()).toEqual(['-  name: error-rate # per cent', '+  name: share-of-errors # per cent', '-          name: error-rate', '+          name: share-of-errors']);
  });

  test('undo gives back every byte in both', async () => {
    await openFile(session.page, 'deploy/canary.yaml');
    await goToText(session.page, 'share-of-errors', 2);
    await session.page.keyboard.press('Control+Z');
    await changesOnDisk((list) => list.length === 0);
  });

  test('a variable is renamed in both without a question', async () => {
    await openFile(session.page, 'clusters/dev/shop.yaml');
    await rename('HOST', 'SHOP_HOST');
    await changesOnDisk((list) => list.length === 4);
    expect(await changes()).toEqual(['-      HOST: shop.example.org # where customers come in', '+      SHOP_HOST: shop.example.org # where customers come in', '-          args: [--host, "${HOST}"]', '+          args: [--host, "${SHOP_HOST}"]']);
  });

  test('a folder that is renamed in the explorer takes its path along', async () => {
    await openExplorer(session.page);
    await renameInExplorer(session.page, await explorerRow(session.page, 'fleet', 'infra'), 'platform');
    await session.page.locator('.monaco-dialog-box').waitFor();
    await shoot(session.page, 'restructure-explorer-rename');
    await pressInDialog(session.page, 'OK');
    await changesOnDisk((list) => list.includes('+  path: ./platform/metrics'));
    expect(await exists('fleet/platform/metrics/errors.yaml')).toBe(true);
    expect(await exists('fleet/infra')).toBe(false);
  });

  test('a file that is dragged into another folder stays listed', async () => {
    await dragInExplorer(session.page, await explorerRow(session.page, 'fleet', 'platform', 'metrics', 'errors.yaml'), await explorerRow(session.page, 'fleet', 'platform'));
    await session.page.locator('.monaco-dialog-box').waitFor();
    await pressInDialog(session.page, 'OK');
    await eventuallyFits('the new entry', async () => {
      await runCommand(session.page, 'File: Save All Files');
      return textOf('fleet/platform/metrics/kustomization.yaml');
    }, (text) => text === 'resources:\n  - ../errors.yaml\n');
    expect(await exists('fleet/platform/errors.yaml')).toBe(true);
  });

  test('a fix is applied, and the problem is gone', async () => {
    await openFile(session.page, 'clusters/dev/infra.yaml');
    await replaceText(session.page, './platform/metrics', './platform/metric');
    await problems(session.page, (list) => list.some(({ code }) => code.includes('kustomization/path-missing')));
    await goToText(session.page, './platform/metric', 12);
    await quickFixes(session.page, (titles) => titles.some((title) => title.includes('Change to ./platform/metrics')));
    await shoot(session.page, 'restructure-fix');
    await chooseFix(session.page, 'Change to ./platform/metrics');
    await eventually('the path put right', async () => (await visibleLines(session.page)).includes('  path: ./platform/metrics'));
    await problems(session.page, (list) => list.every(({ code }) => !code.includes('kustomization/path-missing')));
  });

  test('Show Dependencies tells what waits for an object', async () => {
    await goToText(session.page, 'infra', 2);
    await runCommand(session.page, 'Flightdeck: Show Dependencies');
    const tree = session.page.locator('.part.sidebar .monaco-list-row');
    const rows = await eventuallyFits('the rows of the tree', () => tree.allInnerTexts(), (list) => list.some((row) => row.includes('is waited for by')));
    expect(rows.join('\n')).toMatch(/shop.*is waited for by/);
    for (const look of ['light', 'dark'] as const) {
      await wear(session, look);
      await shoot(session.page, `restructure-hierarchy-${look}`);
    }
  });
});
