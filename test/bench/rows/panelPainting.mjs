// What the canary panels cost the browser: each snapshot is drawn by the real page in Chromium, script, style, layout and paint together.
import { register } from 'node:module';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { findChromium } from '../../../client/scripts/start/chromium.mjs';
import { median, percentile } from '../bench.mjs';

/** @type {import('../bench.mjs').BenchRow} */
export const panelPainting = {
  id: 'panelPainting',
  what: 'the canary panels drawn in Chromium: fifty Canaries side by side that all move, and one alone with its chart',
  budget: 'p95 ≤ 100 ms of the page\u2019s thread each (snapshots come at most each 100 ms)',
  async measure({ root }) {
    const executablePath = findChromium(process.env);
    if (executablePath === undefined) return 'there is no Chromium here: install one, or name it in FLIGHTDECK_CHROMIUM';
    register(new URL('../../cluster/harness/typescriptHooks.mjs', import.meta.url));
    const { panelSnapshots } = await import('../rollouts.ts');
    const snapshots = panelSnapshots();
    const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
    try {
      const several = await drawAll(browser, root, snapshots.several);
      const single = await drawAll(browser, root, snapshots.single);
      const numbers = { severalMilliseconds: percentile(several, 0.95), singleMilliseconds: percentile(single, 0.95) };
      const words = (/** @type {string} */ name, /** @type {readonly number[]} */ values) => `${name} p95 ${percentile(values, 0.95).toFixed(0)} ms, median ${median(values).toFixed(0)} ms`;
      return { value: `${words('side by side', several)}; ${words('alone', single)}`, kept: numbers.severalMilliseconds <= 100 && numbers.singleMilliseconds <= 100, numbers };
    } finally {
      await browser.close();
    }
  },
};

/**
 * Draws one snapshot after the other, each until it is on the screen.
 * @param {import('playwright-core').Browser} browser
 * @param {string} root The checkout, bundled.
 * @param {readonly unknown[]} snapshots What the host sends.
 * @returns {Promise<number[]>} Milliseconds that the page's thread was busy, one number a snapshot; the first one, which makes everything, is left out.
 */
async function drawAll(browser, root, snapshots) {
  const page = await browser.newPage({ viewport: { width: 1000, height: 1100 } });
  const text = (/** @type {string} */ name) => readFile(join(root, 'dist', 'webviews', name), 'utf8');
  await page.setContent('<body class="vscode-dark"><main id="canary"></main></body>');
  await page.addStyleTag({ content: await text('canary.css') });
  await page.evaluate('globalThis.acquireVsCodeApi = () => ({ postMessage() {}, setState() {} })');
  await page.addScriptTag({ content: await text('canary.js') });
  const metrics = await page.context().newCDPSession(page);
  await metrics.send('Performance.enable', { timeDomain: 'threadTicks' });
  const busy = async () => (await metrics.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0;
  /** @type {number[]} */
  const costs = [];
  for (const snapshot of snapshots) {
    const before = await busy();
    await page.evaluate(draw, snapshot);
    costs.push((await busy() - before) * 1000);
  }
  await page.close();
  return costs.slice(1);
}

/**
 * Runs in the page: hands a snapshot over as VS Code does, and waits until two frames have been painted.
 * @param {unknown} snapshot
 */
function draw(snapshot) {
  window.dispatchEvent(new MessageEvent('message', { data: snapshot }));
  return new Promise((resolve) => { requestAnimationFrame(() => { requestAnimationFrame(() => { resolve(undefined); }); }); });
}
