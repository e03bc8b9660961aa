// Rows of a tree view in the side bar, as a user reads them.
import type { Locator, Page } from 'playwright-core';
import { eventually, eventuallyFits } from './eventually.ts';
import type { WaitOptions } from './eventually.ts';
import { chooseInMenu } from './menu.ts';
import { pick } from './palette.ts';

/** One visible row. */
export interface TreeRow {
  readonly label: string;
  readonly description: string;
  /** What a screen reader says. */
  readonly accessibleLabel: string;
  /** Depth from 1. */
  readonly level: number;
  readonly state: 'expanded' | 'collapsed' | 'leaf';
  /** Codicon names of the row's icon, such as `pass-filled`. */
  readonly icon: string;
  /** Text of its decoration, such as the count of problems. */
  readonly badge: string;
}

/** Shows one of our views, opened. */
export async function focusView(page: Page, view: string): Promise<void> {
  const header = pane(page, view).locator('.pane-header');
  await eventually(`the view ${view}`, async () => {
    if ((await header.count()) === 0) await page.locator('.activitybar .action-item a[aria-label^="Flightdeck"]').first().click();
    await header.waitFor({ timeout: 2000 });
    if ((await header.getAttribute('aria-expanded')) === 'true') return true;
    await header.click();
    return false;
  });
}

/** Closes one of our views, so that the others have its room. */
export async function collapseView(page: Page, view: string): Promise<void> {
  const header = pane(page, view).locator('.pane-header');
  await eventually(`the view ${view} to be closed`, async () => {
    if ((await header.getAttribute('aria-expanded', { timeout: 2000 })) === 'false') return true;
    await header.click({ position: { x: 60, y: 8 }, timeout: 2000 });
    return false;
  });
}

/** The visible rows of a view, from top to bottom. */
export function readTree(page: Page, view: string): Promise<TreeRow[]> {
  return pane(page, view)
    .locator('.monaco-list-row')
    .evaluateAll((rows) =>
      rows
        .map((row) => {
          const text = (selector: string): string => (row.querySelector(selector)?.textContent ?? '').replaceAll('\u00a0', ' ').trim();
          const expanded = row.getAttribute('aria-expanded');
          const icon = [...(row.querySelector('.custom-view-tree-node-item-icon')?.classList ?? [])].find((name) => name.startsWith('codicon-') && !name.startsWith('codicon-modifier'));
          return {
            top: row instanceof HTMLElement ? Number.parseFloat(row.style.top) : 0,
            read: {
              label: text('.label-name'),
              description: text('.label-description'),
              accessibleLabel: row.getAttribute('aria-label') ?? '',
              level: Number(row.getAttribute('aria-level') ?? '1'),
              state: expanded === 'true' ? ('expanded' as const) : expanded === 'false' ? ('collapsed' as const) : ('leaf' as const),
              icon: icon?.slice('codicon-'.length) ?? '',
              badge: getComputedStyle(row.querySelector('.monaco-icon-label') ?? row, '::after').content.replace(/^(none|normal)$/, '').replaceAll('"', ''),
            },
          };
        })
        .sort((one, other) => one.top - other.top)
        .map((row) => row.read),
    );
}

/** Waits until the visible rows fit, and returns them. */
export function waitForTree(page: Page, view: string, what: string, fits: (rows: readonly TreeRow[]) => boolean, options?: WaitOptions): Promise<TreeRow[]> {
  return eventuallyFits(`${what} in the view ${view}`, () => readTree(page, view), fits, options);
}

/** Waits for a row by its label and returns it. */
export async function waitForRow(page: Page, view: string, label: string, fits: (row: TreeRow) => boolean = () => true, options?: WaitOptions): Promise<TreeRow> {
  const matches = (row: TreeRow): boolean => row.label === label && fits(row);
  const rows = await waitForTree(page, view, `the row ${label}`, (read) => read.some(matches), options);
  return rows.find(matches) ?? failRow(label);
}

/** The element of a row, for clicks and menus. */
export function rowLocator(page: Page, view: string, label: string): Locator {
  return pane(page, view)
    .locator('.monaco-list-row')
    .filter({ has: page.locator('.label-name', { hasText: new RegExp(`^${label.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`) }) })
    .first();
}

/** Opens or closes a row, by its twistie, until it is as wanted. */
export async function setExpanded(page: Page, view: string, label: string, wanted: 'expanded' | 'collapsed'): Promise<void> {
  await eventually(`the row ${label} to be ${wanted}`, async () => {
    const row = (await readTree(page, view)).find((candidate) => candidate.label === label);
    if (row?.state === wanted) return true;
    await page.mouse.move(1, 1);
    await rowLocator(page, view, label).locator('.monaco-tl-twistie').click({ timeout: 2000 });
    return false;
  }, { pauseMs: 400 });
}

/** Clicks a row; a row with a command does its work. */
export async function clickRow(page: Page, view: string, label: string): Promise<void> {
  await waitForRow(page, view, label);
  await eventually(`a click on the row ${label}`, async () => {
    await page.mouse.move(1, 1);
    await rowLocator(page, view, label).locator('.label-name').first().click({ timeout: 2000 });
    return true;
  });
}

/** Rests the pointer on a row, so that its tooltip comes. */
export async function hoverRow(page: Page, view: string, label: string): Promise<void> {
  await waitForRow(page, view, label);
  await eventually(`the tooltip of ${label}`, async () => {
    await page.mouse.move(1, 1);
    await rowLocator(page, view, label).locator('.label-name').first().hover({ timeout: 2000 });
    return page.locator('.monaco-hover:visible').first().waitFor({ timeout: 4000 }).then(() => true);
  });
}

/** Opens a row's context menu and chooses an entry. */
export async function chooseInRowMenu(page: Page, view: string, label: string, entry: string): Promise<void> {
  await waitForRow(page, view, label);
  answerWhichRow(page, label);
  await chooseInMenu(page, label, entry, () => rowLocator(page, view, label).locator('.label-name').first().click({ button: 'right', timeout: 2000 }));
}

/** Selects exactly these rows, as with the control key. */
export async function selectRows(page: Page, view: string, labels: readonly string[]): Promise<void> {
  await eventually(`the rows ${labels.join(', ')} to be selected`, async () => {
    const selected = await pane(page, view).locator('.monaco-list-row[aria-selected="true"] .label-name').allInnerTexts();
    const [wrong] = [...selected.filter((label) => !labels.includes(label)), ...labels.filter((label) => !selected.includes(label))];
    if (wrong === undefined) return true;
    await page.mouse.move(1, 1);
    await rowLocator(page, view, wrong).locator('.label-name').first().click({ modifiers: ['Control'], timeout: 2000 });
    return false;
  }, { pauseMs: 200 });
}

/** VS Code forgets a row while it reads it anew; a command that is chosen from its menu in this moment asks which one it was, and is told as a user would. Nobody waits for the question: mostly it does not come. */
function answerWhichRow(page: Page, label: string): void {
  chosenFrom.set(page, label);
  const question = page.locator('.quick-input-widget:visible .quick-input-box input[placeholder^="The row was drawn anew"]');
  void question.waitFor({ timeout: 15_000 }).then(() => (chosenFrom.get(page) === label ? pick(page, label) : undefined), () => undefined);
}

/** The row whose menu was used last. */
const chosenFrom = new WeakMap<Page, string>();

/** The text that a view shows in place of rows. */
export async function readWelcome(page: Page, view: string): Promise<string> {
  const texts = await pane(page, view).locator('.welcome-view-content').allInnerTexts();
  return texts.join('\n').trim();
}

/** The sentence that stands above the rows of a view; empty without one. */
export async function readMessage(page: Page, view: string): Promise<string> {
  const texts = await pane(page, view).locator('.tree-explorer-viewlet-tree-view > .message').allInnerTexts();
  return texts.join('\n').replaceAll('\u00a0', ' ').trim();
}

/** What stands beside the title of a view. */
export async function readTitle(page: Page, view: string): Promise<string> {
  const texts = await pane(page, view).locator('.pane-header .description').allInnerTexts();
  return texts.join(' ').trim();
}

function pane(page: Page, view: string): Locator {
  return page.locator('.part.sidebar .pane', { has: page.locator(`.pane-header[aria-label^="${view}"]`) });
}

function failRow(label: string): never {
  throw new Error(`the row ${label} was gone again`);
}
