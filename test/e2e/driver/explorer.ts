// The explorer: its rows, renaming there, and moving by drag and drop.
import type { Locator, Page } from 'playwright-core';
import { eventually } from './eventually.ts';

/** Opens the explorer. */
export async function openExplorer(page: Page): Promise<void> {
  await eventually('the explorer', async () => {
    if (await page.locator('.explorer-folders-view').first().isVisible()) return true;
    await page.keyboard.press('Control+Shift+E');
    return false;
  }, { pauseMs: 300 });
}

/** The row of a file or folder, by the names that lead to it from the top; folders above are opened. */
export async function explorerRow(page: Page, ...names: readonly string[]): Promise<Locator> {
  let at = page.locator('.explorer-folders-view .monaco-list-row').first();
  for (const [index, name] of names.entries()) {
    at = page.locator(`.explorer-folders-view .monaco-list-row[aria-level="${index + 1}"]`).filter({ has: page.locator('.label-name', { hasText: new RegExp(`^${name}$`) }) }).first();
    await eventually(`${name} in the explorer`, async () => {
      await at.waitFor({ timeout: 2000 });
      if (index + 1 === names.length || (await at.getAttribute('aria-expanded')) !== 'false') return true;
      await at.click();
      return false;
    }, { pauseMs: 300 });
  }
  return at;
}

/** Gives a file or folder another name there, as F2 does. */
export async function renameInExplorer(page: Page, row: Locator, name: string): Promise<void> {
  const box = page.locator('.explorer-folders-view .monaco-inputbox input');
  await eventually(`the box for the name ${name}`, async () => {
    if (await box.isVisible()) return true;
    await row.click();
    await page.keyboard.press('F2');
    return box.waitFor({ timeout: 2000 }).then(() => true);
  }, { pauseMs: 300 });
  await box.fill(name);
  await box.press('Enter');
}

/** Drags a row onto a folder's row. */
export async function dragInExplorer(page: Page, row: Locator, onto: Locator): Promise<void> {
  const [from, to] = [await row.boundingBox(), await onto.boundingBox()];
  if (from === null || to === null) throw new Error('a row is out of sight');
  await page.mouse.move(from.x + 40, from.y + from.height / 2);
  await page.mouse.down();
  await page.mouse.move(from.x + 45, from.y + from.height / 2 + 4, { steps: 4 });
  await page.mouse.move(to.x + 40, to.y + to.height / 2, { steps: 8 });
  await page.mouse.move(to.x + 42, to.y + to.height / 2 + 1, { steps: 2 });
  await page.mouse.up();
}
