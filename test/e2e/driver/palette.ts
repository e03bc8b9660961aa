// The command palette and quick picks.
import type { Locator, Page } from 'playwright-core';
import { eventually, eventuallyFits } from './eventually.ts';

const WIDGET = '.quick-input-widget:visible';

/**
 * Runs a command by its full title, such as `Flightdeck: Select Context`.
 * Only a row with exactly this title is taken: a near miss fails.
 */
export async function runCommand(page: Page, title: string): Promise<void> {
  const row = await eventually(`the command "${title}" in the palette`, async () => {
    await openQuickInput(page, 'F1');
    await page.locator(`${WIDGET} .quick-input-box input`).fill(`>${title}`);
    const found = await findRow(page, (label) => label === title, 2000);
    // An open palette knows only the commands of the moment when it opened.
    if (found === undefined) await closeQuickInput(page);
    return found;
  });
  await row.click();
}

/** Opens a file by quick open: its path as it ends, such as `apps/kustomization.yaml`. */
export async function quickOpen(page: Page, path: string): Promise<void> {
  const name = path.slice(path.lastIndexOf('/') + 1);
  await eventually(`the file ${path}`, async () => {
    await openQuickInput(page, 'Control+P');
    await page.locator(`${WIDGET} .quick-input-box input`).fill(path);
    const row = await findRow(page, (label) => label === name, 3000);
    if (row === undefined) {
      await closeQuickInput(page);
      return false;
    }
    await row.click();
    await page.locator(`.tab.active[data-resource-name="${name}"]`).waitFor({ timeout: 5000 });
    return true;
  });
}

/** Chooses the row of an open quick pick whose label `fits`. */
export async function pick(page: Page, fits: (label: string) => boolean): Promise<void> {
  const row = await eventually('a fitting row of the quick pick', () => findRow(page, fits, 1000));
  await row.click();
}

/** The labels of an open quick pick, once there are some. */
export function quickPickLabels(page: Page): Promise<string[]> {
  return eventuallyFits('the rows of the quick pick', () => rowLabels(page), (labels) => labels.length > 0);
}

/** Types into the input box of an open quick input and accepts. */
export async function answerInput(page: Page, text: string): Promise<void> {
  const input = page.locator(`${WIDGET} .quick-input-box input`);
  await input.waitFor();
  await input.fill(text);
  await input.press('Enter');
}

/** Closes a quick input that may be open. */
export async function closeQuickInput(page: Page): Promise<void> {
  await eventually('the quick input to close', async () => {
    if ((await page.locator(WIDGET).count()) === 0) return true;
    await page.keyboard.press('Escape');
    return false;
  });
}

async function openQuickInput(page: Page, key: string): Promise<void> {
  for (let attempt = 0; attempt < 5; attempt++) {
    await page.keyboard.press(key);
    const opened = await page
      .locator(`${WIDGET} .quick-input-box input`)
      .waitFor({ timeout: 2000 })
      .then(
        () => true,
        () => false,
      );
    if (opened) return;
  }
  throw new Error(`${key} opened no quick input`);
}

async function findRow(page: Page, fits: (label: string) => boolean, timeoutMs: number): Promise<Locator | undefined> {
  const rows = page.locator(`${WIDGET} .quick-input-list .monaco-list-row`);
  const deadline = Date.now() + timeoutMs;
  while (Date.now() < deadline) {
    const labels = await rowLabels(page);
    const index = labels.findIndex(fits);
    if (index >= 0) return rows.nth(index);
    await page.waitForTimeout(100);
  }
  return undefined;
}

function rowLabels(page: Page): Promise<string[]> {
  return page.locator(`${WIDGET} .quick-input-list .monaco-list-row`).evaluateAll((rows) =>
    rows.map((row) => (row.querySelector('.quick-input-list-row .label-name') ?? row.querySelector('.label-name') ?? row).textContent.replaceAll('\u00a0', ' ').trim()),
  );
}
