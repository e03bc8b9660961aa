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
