// Frames of webview panels: found by what they show, since VS Code nests them two frames deep.
import type { Frame, Page } from 'playwright-core';
import { eventually, eventuallyFits } from './eventually.ts';
import type { WaitOptions } from './eventually.ts';
import { runAndPick } from './palette.ts';

/** Waits for the webview whose page satisfies `fits`, and returns its frame. */
export function webviewFrame(page: Page, what: string, fits: (frame: Frame) => Promise<boolean>, options?: WaitOptions): Promise<Frame> {
  return eventually(
    `the webview ${what}`,
    async () => {
      for (const frame of page.frames()) {
        if (depthOf(frame) >= 2 && (await fits(frame).catch(() => false))) return frame;
      }
      return undefined;
    },
    options,
  );
}

/** Shows the panel of a canary; it may be open behind an editor already. From the palette: a row that changes its phase under the pointer would lose its menu. */
export async function openCanaryPanel(page: Page, name: string): Promise<Frame> {
  await runAndPick(page, 'Flightdeck: Show Canary', name);
  return canaryPanel(page, name);
}

/** The panel of a canary, once it shows it. */
export function canaryPanel(page: Page, name: string): Promise<Frame> {
  return webviewFrame(page, `of the canary ${name}`, async (frame) => (await frame.locator('h1').first().innerText({ timeout: 500 })) === name);
}

/** Waits for what a canary's panel says in its one sentence. */
export function waitForSentence(panel: Frame, fits: RegExp, options: WaitOptions = { timeoutMs: 150_000 }): Promise<string> {
  return eventuallyFits('the sentence of the panel', () => panel.locator('p.sentence').innerText({ timeout: 2000 }), (text) => fits.test(text), { pauseMs: 250, ...options });
}

function depthOf(frame: Frame): number {
  const parent = frame.parentFrame();
  return parent === null ? 0 : depthOf(parent) + 1;
}
