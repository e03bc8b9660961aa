// What VS Code tells the user outside of editors and trees: notifications, dialogs, the status bar.
import type { Page } from 'playwright-core';
import { eventually, eventuallyFits } from './eventually.ts';
import type { WaitOptions } from './eventually.ts';
import { runCommand } from './palette.ts';

/** The messages of the notifications shown now. */
export function notifications(page: Page): Promise<string[]> {
  return page.locator('.notification-toast .notification-list-item-message').allInnerTexts();
}

/** From now on remembers what each notification said and when, also of those that come and go between two looks. */
export async function recordNotifications(page: Page): Promise<void> {
  await page.evaluate(() => {
    const told: string[] = [];
    Object.assign(globalThis, { flightdeckTold: told });
    const began = Date.now();
    const look = () => {
      for (const element of document.querySelectorAll('.notification-toast .notification-list-item-message')) {
        const text = element.textContent;
        if (text !== '' && !told.some((line) => line.endsWith(`s ${text}`))) told.push(`${((Date.now() - began) / 1000).toFixed(1)} s ${text}`);
      }
    };
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
}

/** All that was told since the session began, each sentence once, with the second of its coming. */
export function toldNotifications(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const told: unknown = Reflect.get(globalThis, 'flightdeckTold');
    return Array.isArray(told) ? told.map(String) : [];
  });
}

/** Waits for a notification whose message fits, and returns the message. */
export async function waitForNotification(page: Page, fits: (message: string) => boolean, options?: WaitOptions): Promise<string> {
  const messages = await eventuallyFits('the notification', () => notifications(page), (list) => list.some(fits), options);
  return messages.find(fits) ?? '';
}

/** Presses a button of the notification whose message contains `text`. VS Code hides what is no error after fifteen seconds, which a slow machine needs for two pictures: then it is pressed in the list of all, as a user would. */
export async function pressInNotification(page: Page, text: string, button: string): Promise<void> {
  await eventually(`the button ${button} of the notification "${text}"`, async () => {
    const item = page.locator('.notification-toast .notification-list-item, .notifications-center.visible .notification-list-item').filter({ hasText: text }).first();
    const shown = item.locator('.monaco-button', { hasText: button }).first();
    if (await shown.isVisible()) return shown.click({ timeout: 2000 }).then(() => true);
    const expand = item.locator('.codicon-notifications-expand');
    if (await expand.isVisible()) await expand.click({ timeout: 2000 });
    else await runCommand(page, 'Notifications: Show Notifications');
    return false;
  }, { pauseMs: 300 });
}

/** Presses a button of a modal dialog. */
export async function pressInDialog(page: Page, button: string): Promise<void> {
  await page.locator('.monaco-dialog-box .monaco-button', { hasText: button }).first().click();
}

/** Closes all notifications. */
export async function clearNotifications(page: Page): Promise<void> {
  await eventually('the notifications to close', async () => {
    const close = page.locator('.notification-toast .codicon-notifications-clear').first();
    if ((await close.count()) === 0) return true;
    await close.click({ timeout: 1000, force: true });
    return false;
  });
}

/** The texts of the status bar's items. */
export function statusBar(page: Page): Promise<string[]> {
  return page.locator('.part.statusbar .statusbar-item').allInnerTexts();
}
