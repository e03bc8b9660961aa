// Frames of webview panels: found by what they show, since VS Code nests them two frames deep.
import type { Frame, Page } from 'playwright-core';
import { eventually } from './eventually.ts';
import type { WaitOptions } from './eventually.ts';

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

function depthOf(frame: Frame): number {
  const parent = frame.parentFrame();
  return parent === null ? 0 : depthOf(parent) + 1;
}
