// The command palette and quick picks.
import type { Locator, Page } from 'playwright-core';
import { eventually, eventuallyFits } from './eventually.ts';

const WIDGET = '.quick-input-widget:visible';

/** A quick input closes again when a webview takes the focus meanwhile: then it is opened anew, not waited for. Milliseconds. */
const FILLED_WITHIN_MS = 2000;

/**
 * Runs a command by its full title, such as `Flightdeck: Select Context`.
 * Only a row with exactly this title is taken: a near miss fails.
 */
export async function runCommand(page: Page, title: string): Promise<void> {
  await eventually(`the command "${title}" in the palette`, async () => {
    await openQuickInput(page, 'F1');
    await write(page, `>${title}`);
    if (await chooseRow(page, exactly(title))) return true;
    // An open palette knows only the commands of the moment when it opened.
    await closeQuickInput(page);
    return false;
  });
}

/** A window that has just opened reads the folder and starts its extensions first. Milliseconds. */
const FIRST_FILE_WITHIN_MS = 60_000;

/** Opens a file by quick open: its path as it ends, such as `apps/kustomization.yaml`. */
export async function quickOpen(page: Page, path: string): Promise<void> {
  const cut = path.lastIndexOf('/');
  const name = path.slice(cut + 1);
  const folder = path.slice(0, Math.max(0, cut));
  await eventually(`the file ${path}`, async () => {
    await openQuickInput(page, 'Control+P');
    await write(page, path);
    if (!(await chooseRow(page, exactly(name), folder))) {
      await closeQuickInput(page);
      return false;
    }
    await page.locator(`.editor-group-container.active .tab.active[data-resource-name="${name}"]`).waitFor({ timeout: 5000 });
    return true;
  }, { timeoutMs: FIRST_FILE_WITHIN_MS });
}

/** Chooses the row of an open quick pick whose label matches. */
export async function pick(page: Page, label: string | RegExp): Promise<void> {
  await eventually(`${label.toString()} in the quick pick`, () => chooseRow(page, typeof label === 'string' ? exactly(label) : label));
}

/** Runs a command that asks by a quick pick, and chooses there; again where the pick was closed by something that took the keyboard meanwhile, such as a panel that is drawn anew. */
export async function runAndPick(page: Page, title: string, label: string | RegExp): Promise<void> {
  await eventually(`${label.toString()} in the quick pick of "${title}"`, async () => {
    await runCommand(page, title);
    return chooseRow(page, typeof label === 'string' ? exactly(label) : label);
  }, { timeoutMs: 40_000 });
}

/** The labels of an open quick pick, once there are some. */
export function quickPickLabels(page: Page): Promise<string[]> {
  return eventuallyFits('the rows of the quick pick', () => rowLabels(page), (labels) => labels.length > 0);
}

/** One row of a quick pick with the line below its label. */
export interface PickRow {
  readonly label: string;
  readonly detail: string;
  /** Whether VS Code cuts that line because it is too long for the pick. */
  readonly isCut: boolean;
}

/** The rows of an open quick pick, once there are some. */
export function quickPickRows(page: Page): Promise<PickRow[]> {
  return eventuallyFits('the rows of the quick pick', () => page.locator(`${WIDGET} .quick-input-list .monaco-list-row`).evaluateAll((rows) => rows.map((row) => {
    const textOf = (element: Element | null): string => (element?.textContent ?? '').replaceAll('\u00a0', ' ').trim();
    const line = row.querySelector('.quick-input-list-label-meta');
    const boxes = line === null ? [] : [line, ...line.querySelectorAll('*')];
    return { label: textOf(row.querySelector('.label-name')), detail: textOf(line), isCut: boxes.some((box) => box.scrollWidth > box.clientWidth + 1 && getComputedStyle(box).display !== 'inline') };
  })), (found) => found.length > 0);
}

/** Types into the input box of an open quick input and accepts. */
export async function answerInput(page: Page, text: string): Promise<void> {
  await input(page).waitFor();
  await write(page, text);
  await input(page).press('Enter');
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
    if (await appears(input(page), 2000)) return;
  }
  throw new Error(`${key} opened no quick input`);
}

/** Clicks the first row with this label; rows come and go while results arrive, so each step has a short limit of its own. */
async function chooseRow(page: Page, label: RegExp, alsoSaying = ''): Promise<boolean> {
  const row = page
    .locator(`${WIDGET} .quick-input-list .monaco-list-row`)
    .filter({ has: page.locator('.label-name', { hasText: label }) })
    .filter({ hasText: alsoSaying })
    .first();
  if (!(await appears(row, 2000))) return false;
  return row.click({ timeout: 3000 }).then(
    () => true,
    () => false,
  );
}

function appears(locator: Locator, timeout: number): Promise<boolean> {
  return locator.waitFor({ timeout }).then(
    () => true,
    () => false,
  );
}

function exactly(text: string): RegExp {
  return new RegExp(`^\\s*${text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\s*$`);
}

function input(page: Page): Locator {
  return page.locator(`${WIDGET} .quick-input-box input`);
}

/** Puts a text into the quick input, whoever has the keyboard: typed text would land in an editor that takes it at this moment. */
async function write(page: Page, text: string): Promise<void> {
  await input(page).evaluate((box, words) => {
    if (!(box instanceof HTMLInputElement)) throw new TypeError('the quick input is no box for text');
    box.value = words;
    box.dispatchEvent(new Event('input', { bubbles: true }));
  }, text, { timeout: FILLED_WITHIN_MS });
}

function rowLabels(page: Page): Promise<string[]> {
  return page.locator(`${WIDGET} .quick-input-list .monaco-list-row`).evaluateAll((rows) => rows.map((row) => (row.querySelector('.label-name') ?? row).textContent.replaceAll('\u00a0', ' ').trim()));
}
