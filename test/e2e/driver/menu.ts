// Menus: those of rows, and those of the title of an editor.
import type { Page } from 'playwright-core';
import { eventually } from './eventually.ts';

/** Opens a menu and chooses an entry, again until the menu has taken the click. `open` is called each time that no menu stands there. */
export function chooseInMenu(page: Page, what: string, entry: string, open: () => Promise<void>): Promise<true> {
  return eventually(`"${entry}" in the menu of ${what}`, async () => {
    // A menu that took no click the last time still stands there and would take this one.
    if (await page.locator('.context-view .monaco-menu').first().isVisible()) await page.keyboard.press('Escape');
    // A tooltip of what the pointer rested on would take the click.
    await page.mouse.move(1, 1);
    await page.locator('.monaco-hover:visible').first().waitFor({ state: 'hidden', timeout: 2000 });
    await open();
    const item = page.locator('.context-view .monaco-menu .action-item', { hasText: entry }).first();
    const shown = await item.waitFor({ timeout: 2000 }).then(() => true, () => false);
    if (!shown) {
      await page.keyboard.press('Escape');
      return false;
    }
    // A menu takes no click in its first moment: the pointer rests on the entry, and the click is repeated until the menu goes.
    await eventually('the menu to close', async () => {
      await item.hover({ timeout: 1000 });
      await item.click({ timeout: 1000 });
      return item.waitFor({ state: 'hidden', timeout: 1000 }).then(() => true, () => false);
    }, { pauseMs: 200, timeoutMs: 5000 });
    return true;
  });
}

/** Presses a button in the title of the active editor. */
export async function pressInEditorTitle(page: Page, button: string): Promise<void> {
  await page.locator(`.editor-group-container.active .editor-actions a.action-label[aria-label^="${button}"]`).first().click();
}

/** Chooses an entry of the menu behind the dots in the title of the active editor. */
export async function chooseInEditorTitle(page: Page, entry: string): Promise<void> {
  await chooseInMenu(page, 'the editor', entry, () => page.locator('.editor-group-container.active .editor-actions a.action-label[aria-label^="More Actions"]').first().click({ timeout: 2000 }));
}
