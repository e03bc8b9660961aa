// The text editor: where the caret is, what is underlined, what hovers, completions and fixes say.
import type { Locator, Page } from 'playwright-core';
import { eventually, eventuallyFits } from './eventually.ts';
import type { WaitOptions } from './eventually.ts';
import { answerInput, quickOpen } from './palette.ts';

/** Opens a file by the end of its path and gives its editor the keyboard. */
export async function openFile(page: Page, path: string): Promise<void> {
  await quickOpen(page, path);
  await activeEditor(page).locator('.view-line').first().waitFor();
}

/** The file name of the active tab. */
export async function activeTab(page: Page): Promise<string> {
  return (await page.locator('.editor-group-container.active .tab.active').first().getAttribute('data-resource-name', { timeout: 2000 })) ?? '';
}

/** The title of the active tab, which for a difference is not a file's name. */
export async function activeTitle(page: Page): Promise<string> {
  return page.locator('.editor-group-container.active .tab.active').first().innerText({ timeout: 2000 });
}

/** The visible text of the active editor, line by line. */
export async function visibleLines(page: Page): Promise<string[]> {
  return activeEditor(page)
    .locator('.view-line')
    .evaluateAll((lines) =>
      lines
        .map((line) => ({ top: line instanceof HTMLElement ? Number.parseFloat(line.style.top) : 0, text: line.textContent.replaceAll('\u00a0', ' ') }))
        .sort((one, other) => one.top - other.top)
        .map((line) => line.text),
    );
}

/** Puts the caret at a line and column, both from 1. */
export async function goTo(page: Page, line: number, column = 1): Promise<void> {
  await eventually(`line ${line}`, async () => {
    await focusEditor(page);
    await page.keyboard.press('Control+G');
    // Quick input reads the prefix: without it these would be names of files.
    await answerInput(page, `:${line}:${column}`);
    // The caret moves as one types there: the place counts once the input is gone and the editor has the keyboard again.
    await page.locator('.quick-input-widget').waitFor({ state: 'hidden', timeout: 2000 });
    await focusEditor(page);
    const place = await caret(page);
    return place.line === line && place.column === column;
  }, { pauseMs: 300 });
}

/** Puts the caret into the first visible occurrence of `text`, `offset` characters from its start, by a click. */
export async function goToText(page: Page, text: string, offset = 1): Promise<void> {
  await eventually(`the caret in "${text}"`, async () => {
    const box = await eventually(`the text "${text}"`, () => textBox(page, text));
    await page.mouse.click(box.x + (box.width / text.length) * offset, box.y + box.height / 2);
    const { line, column } = await caret(page);
    // A lens that arrives between the look and the click moves the lines: the column alone may fit another line.
    return line === box.line && column === box.column + offset;
  }, { pauseMs: 300 });
}

/** Where the caret is, both from 1, as the status bar says. */
export async function caret(page: Page): Promise<{ line: number; column: number }> {
  const text = await page.locator('#status\\.editor\\.selection').innerText({ timeout: 5000 });
  const [line = 0, column = 0] = (/Ln (\d+), Col (\d+)/.exec(text) ?? []).slice(1).map(Number);
  return { line, column };
}

/** Waits until a click or a jump has led to a line of this file that says so: the tab is there before the caret moves, and the caret before the lines are drawn. */
export function waitForLine(page: Page, file: string, says: string): Promise<string> {
  return eventuallyFits(`a line of ${file} that says ${says}`, async () => `${await activeTab(page)} ${await lineAtCaret(page)}`, (found) => found.startsWith(`${file} `) && found.includes(says));
}

/** The text of the line that the caret is on. */
async function lineAtCaret(page: Page): Promise<string> {
  const { line } = await caret(page);
  return activeEditor(page).evaluate((editor, wanted) => {
    const number = [...editor.querySelectorAll('.line-numbers')].find((candidate) => candidate.textContent.trim() === String(wanted));
    const top = number?.getBoundingClientRect().y ?? Number.NaN;
    return [...editor.querySelectorAll('.view-line')].find((candidate) => Math.abs(candidate.getBoundingClientRect().y - top) < 3)?.textContent.replaceAll('\u00a0', ' ') ?? '';
  }, line);
}

/** The active editor's file and line, once `fits`: where a click or a jump has led. The tab is there before the caret moves. */
export function waitForPlace(page: Page, fits: (place: { file: string; line: number }) => boolean, options?: WaitOptions): Promise<{ file: string; line: number }> {
  return eventuallyFits('the place in the editor', async () => ({ file: await activeTab(page), line: (await caret(page)).line }), fits, options);
}

/** The hover on a text, once it says something that fits. */
export async function hoverText(page: Page, text: string, fits: (hover: string) => boolean): Promise<string> {
  const hover = page.locator('.monaco-hover:not(.hidden):visible .hover-contents');
  return eventuallyFits(
    `the hover on "${text}"`,
    async () => {
      const box = await eventually(`the text "${text}"`, () => textBox(page, text));
      await page.mouse.move(box.x + box.width / 2, box.y + box.height + 60);
      await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2, { steps: 3 });
      await hover.first().waitFor({ timeout: 2000 });
      return (await hover.allInnerTexts()).join('\n').replaceAll('\u00a0', ' ');
    },
    fits,
  );
}

/** The labels that completion offers at the caret, once they fit. */
export async function completions(page: Page, fits: (labels: readonly string[]) => boolean): Promise<string[]> {
  const rows = page.locator('.suggest-widget.visible .monaco-list-row .label-name');
  return eventuallyFits(
    'the completions',
    async () => {
      await page.keyboard.press('Escape');
      await page.keyboard.press('Control+Space');
      await rows.first().waitFor({ timeout: 2000 });
      return rows.allInnerTexts();
    },
    fits,
    { pauseMs: 300 },
  );
}

/** A problem as the Problems panel lists it. */
export interface Problem {
  readonly file: string;
  readonly severity: 'error' | 'warning' | 'info';
  readonly message: string;
  readonly code: string;
}

/** What the Problems panel lists, once it fits; the panel is opened, and the editor keeps the keyboard. */
export async function problems(page: Page, fits: (list: readonly Problem[]) => boolean, options?: WaitOptions): Promise<Problem[]> {
  const panel = page.locator('.markers-panel');
  await eventually('the Problems panel', async () => {
    if (await panel.isVisible()) return true;
    await page.keyboard.press('Control+Shift+M');
    return panel.waitFor({ timeout: 2000 }).then(() => true);
  });
  if ((await activeEditor(page).count()) > 0) await focusEditor(page);
  return eventuallyFits('the problems', () => readProblems(page), fits, options);
}

/** Narrows the Problems panel to what holds a text; an empty one shows all again. The panel draws only what is in sight, so long lists need it. */
export async function filterProblems(page: Page, text: string): Promise<void> {
  await page.locator('.panel input[placeholder^="Filter"]').first().fill(text);
  if ((await activeEditor(page).count()) > 0) await focusEditor(page);
}

/** The titles which the lightbulb offers at the caret, once they fit; the menu stays open. */
export async function quickFixes(page: Page, fits: (titles: readonly string[]) => boolean): Promise<string[]> {
  const rows = page.locator('.action-widget .monaco-list-row.action');
  return eventuallyFits(
    'the quick fixes',
    async () => {
      if ((await rows.count()) === 0) await page.keyboard.press('Control+.');
      await rows.first().waitFor({ timeout: 2000 });
      return rows.allInnerTexts();
    },
    fits,
    { pauseMs: 300 },
  );
}

/** Chooses an entry of the open lightbulb menu. */
export async function chooseFix(page: Page, title: string): Promise<void> {
  await page.locator('.action-widget .monaco-list-row.action', { hasText: title }).first().click();
}

/** The texts of the code lenses of the active editor, once they fit. */
export function codeLenses(page: Page, fits: (lenses: readonly string[]) => boolean): Promise<string[]> {
  return eventuallyFits(
    'the code lenses',
    async () => {
      // A pending request is cancelled when the editor loses the keyboard, and a late lens of line 1 lies above the viewport.
      await activeEditor(page).locator('.view-lines').hover();
      await page.mouse.wheel(0, -2000);
      return activeEditor(page).locator('.codelens-decoration').allInnerTexts();
    },
    fits,
    { pauseMs: 300 },
  );
}

/** Clicks a code lens. Lenses are drawn anew while answers arrive, and one that was scrolled to lies below the sticky head: both are tried again from the top. */
export async function clickLens(page: Page, text: string, which: 'first' | 'last' = 'first'): Promise<void> {
  await eventually(`the lens "${text}"`, async () => {
    await activeEditor(page).locator('.view-lines').hover();
    await page.mouse.wheel(0, -2000);
    await activeEditor(page).locator('.codelens-decoration a', { hasText: text })[which]().click({ timeout: 2000 });
    return true;
  });
}

/** How many underlined ranges of a severity the active editor shows. */
export function squiggles(page: Page, severity: 'error' | 'warning' | 'info'): Promise<number> {
  return activeEditor(page).locator(`.squiggly-${severity}`).count();
}

/** Replaces a visible text by typing, as a user does. */
export async function replaceText(page: Page, before: string, after: string): Promise<void> {
  await goToText(page, before, before.length);
  for (let left = before.length; left > 0; left--) await page.keyboard.press('Backspace');
  await page.keyboard.type(after);
  await page.keyboard.press('Escape');
  await eventually(`"${after}" in the editor`, async () => (await visibleLines(page)).some((line) => line.includes(after)));
}

/** Saves the active file, which has unsaved changes, and waits until its tab shows none. */
export async function save(page: Page): Promise<void> {
  const dirty = page.locator('.editor-group-container.active .tab.active.dirty');
  await dirty.waitFor({ timeout: 5000 });
  await eventually('the file to be saved', async () => {
    await focusEditor(page);
    await page.keyboard.press('Control+S');
    return dirty.waitFor({ state: 'detached', timeout: 2000 }).then(() => true);
  });
}

function activeEditor(page: Page): Locator {
  return page.locator('.editor-group-container.active .editor-instance').first();
}

/** Gives the active editor the keyboard without moving its caret. */
async function focusEditor(page: Page): Promise<void> {
  const input = activeEditor(page).locator('.native-edit-context, textarea.inputarea').first();
  await input.focus();
}

/** Where a text is on the screen, and its line and column from 1. */
async function textBox(page: Page, text: string): Promise<{ x: number; y: number; width: number; height: number; line: number; column: number } | undefined> {
  const boxes = await activeEditor(page)
    .locator('.view-line')
    .evaluateAll((lines, wanted) => {
      for (const line of lines) {
        const start = line.textContent.replaceAll('\u00a0', ' ').indexOf(wanted);
        if (start < 0) continue;
        const range = document.createRange();
        const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
        let passed = 0;
        let begun = false;
        for (let part = walker.nextNode(); part !== null; part = walker.nextNode()) {
          const length = part.textContent?.length ?? 0;
          if (!begun && start < passed + length) {
            range.setStart(part, start - passed);
            begun = true;
          }
          if (begun && start + wanted.length <= passed + length) {
            range.setEnd(part, start + wanted.length - passed);
            const box = range.getBoundingClientRect();
            const numbers = [...(line.closest('.monaco-editor')?.querySelectorAll('.line-numbers') ?? [])];
            const number = numbers.find((candidate) => Math.abs(candidate.getBoundingClientRect().y - line.getBoundingClientRect().y) < 3)?.textContent;
            return [{ x: box.x, y: box.y, width: box.width, height: box.height, line: Number(number), column: start + 1 }];
          }
          passed += length;
        }
      }
      return [];
    }, text);
  return boxes[0];
}

async function readProblems(page: Page): Promise<Problem[]> {
  const rows = await page.locator('.markers-panel .monaco-list-row').evaluateAll((elements) =>
    elements
      .map((row) => ({ row, top: row instanceof HTMLElement ? Number.parseFloat(row.style.top) : 0 }))
      .sort((one, other) => one.top - other.top)
      .map(({ row }) => ({
        file: row.querySelector('.resource-label-container .label-name, .file-stats-wrapper, .monaco-icon-label .label-name')?.textContent ?? '',
        isFile: row.getAttribute('aria-level') === '1',
        icon: row.querySelector('.marker-icon .codicon')?.className ?? '',
        message: row.querySelector('.marker-message')?.textContent ?? '',
        code: row.querySelector('.marker-code')?.textContent ?? '',
      })),
  );
  const list: Problem[] = [];
  let file = '';
  for (const row of rows) {
    if (row.isFile) file = row.file;
    else if (row.message !== '') {
      const severity = row.icon.includes('codicon-error') ? 'error' : row.icon.includes('codicon-warning') ? 'warning' : 'info';
      list.push({ file, severity, message: row.message.replaceAll('\u00a0', ' '), code: row.code });
    }
  }
  return list;
}
