// What VS Code itself says about activated extensions.
import type { Page } from 'playwright-core';
import { eventually } from './eventually.ts';
import { runCommand } from './palette.ts';

/** One activated extension. */
export interface RunningExtension {
  readonly name: string;
  /** Time of its `activate`, in milliseconds, as VS Code measured it. */
  readonly activationMs: number;
}

/** Waits until an extension (by display name) is activated and returns what the list of running extensions says about it; the list is closed again. */
export async function waitForActivation(page: Page, name: string, timeoutMs = 30_000): Promise<RunningExtension> {
  const list = page.locator('.runtime-extensions-editor');
  await eventually('the list of running extensions', async () => {
    // It covers the window: once it is there, no palette opens over it.
    if (!(await list.isVisible())) await runCommand(page, 'Developer: Show Running Extensions');
    return list.isVisible();
  }, { timeoutMs: 60_000 });
  const running = await eventually(
    `the activation of ${name}`,
    async () => {
      const rows = await list.locator('.monaco-list-row').evaluateAll((elements) =>
        elements.map((row) => ({ name: row.querySelector('.name')?.textContent ?? '', time: row.querySelector('.activation-time')?.textContent ?? '' })),
      );
      const row = rows.find((candidate) => candidate.name === name);
      const milliseconds = /(\d+)\s*ms/.exec(row?.time ?? '')?.[1];
      return milliseconds === undefined ? undefined : { name, activationMs: Number(milliseconds) };
    },
    { timeoutMs, pauseMs: 250 },
  );
  await page.keyboard.press('Escape');
  await list.waitFor({ state: 'hidden' });
  return running;
}
