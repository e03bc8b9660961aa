// Themes and screenshots.
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { eventually } from './eventually.ts';
import { pick, runCommand } from './palette.ts';

/** The looks that every view is shown in. */
export type Look = 'light' | 'dark' | 'high-contrast';

const THEMES: Readonly<Record<Look, { readonly label: string; readonly bodyClass: string }>> = {
  light: { label: 'Light Modern', bodyClass: 'vs' },
  dark: { label: 'Dark Modern', bodyClass: 'vs-dark' },
  'high-contrast': { label: 'Dark High Contrast', bodyClass: 'hc-black' },
};

const SHOTS = join(dirname(fileURLToPath(import.meta.url)), '..', 'shots');

/** Switches the colour theme by its picker and waits until the workbench wears it. */
export async function wear(page: Page, look: Look): Promise<void> {
  const theme = THEMES[look];
  const worn = async (): Promise<boolean> => (await page.locator(`.monaco-workbench.${theme.bodyClass}`).count()) > 0;
  if (await worn()) return;
  await runCommand(page, 'Preferences: Color Theme');
  await pick(page, (label) => label === theme.label);
  await eventually(`the theme ${theme.label}`, worn);
}

/** Takes a screenshot of the window into `test/e2e/shots/NAME.png`. */
export async function shoot(page: Page, name: string): Promise<void> {
  await mkdir(SHOTS, { recursive: true });
  // The pointer would leave a hover in the picture.
  await page.mouse.move(720, 2);
  await page.screenshot({ path: join(SHOTS, `${name}.png`), animations: 'disabled' });
}
