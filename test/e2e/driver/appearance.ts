// Themes and screenshots.
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { eventually } from './eventually.ts';
import type { VscodeSession } from './session.ts';
import { setWorkspaceSettings } from './workspaceSettings.ts';

/** The looks that every view is shown in. */
export type Look = 'light' | 'dark' | 'high-contrast';

const THEMES: Readonly<Record<Look, { readonly id: string; readonly className: string }>> = {
  light: { id: 'Default Light Modern', className: 'vs' },
  dark: { id: 'Default Dark Modern', className: 'vs-dark' },
  'high-contrast': { id: 'Default High Contrast', className: 'hc-black' },
};

const SHOTS = join(dirname(fileURLToPath(import.meta.url)), '..', 'shots');

/** Switches the colour theme by a workspace setting and waits until the workbench wears it. */
export async function wear(session: VscodeSession, look: Look): Promise<void> {
  const theme = THEMES[look];
  await setWorkspaceSettings(session.target, { 'workbench.colorTheme': theme.id });
  await eventually(`the theme ${theme.id}`, async () => (await session.page.locator(`.monaco-workbench.${theme.className}`).count()) > 0);
}

/** Takes a screenshot of the window into `test/e2e/shots/NAME.png`. */
export async function shoot(page: Page, name: string): Promise<void> {
  await mkdir(SHOTS, { recursive: true });
  // The pointer would leave a hover in the picture.
  await page.mouse.move(720, 2);
  await page.screenshot({ path: join(SHOTS, `${name}.png`), animations: 'disabled' });
}

/** Drags the border of the side bar, so that rows show their descriptions in full. */
export async function widenSideBar(page: Page, width: number): Promise<void> {
  const sideBar = page.locator('.part.sidebar');
  await eventually(`a side bar ${width} pixels wide`, async () => {
    const box = await sideBar.boundingBox();
    if (box === null) return false;
    if (Math.abs(box.width - width) < 20) return true;
    const border = box.x + box.width;
    await page.mouse.move(border, 500);
    await page.mouse.down();
    await page.mouse.move(box.x + width, 500, { steps: 5 });
    await page.mouse.up();
    return false;
  }, { pauseMs: 300 });
}
