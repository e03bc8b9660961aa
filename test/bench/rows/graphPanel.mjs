// What the graph panel costs the browser with a thousand boxes: moving, zooming, searching and new states, drawn by the real page in Chromium.
import { register } from 'node:module';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { findChromium } from '../../../client/scripts/start/chromium.mjs';
import { median, percentile } from '../bench.mjs';

const rounds = 40;
/** Colours that are seen: what has none is not painted. */
const theme = ':root { --vscode-foreground: #ccc; --vscode-descriptionForeground: #9d9d9d; --vscode-editor-background: #1f1f1f; --vscode-editorWidget-background: #252526; --vscode-testing-iconPassed: #73c991; --vscode-testing-iconFailed: #f14c4c; --vscode-charts-blue: #3794ff; --vscode-charts-orange: #d18616; --vscode-focusBorder: #0078d4; }';

/** @type {import('../bench.mjs').BenchRow} */
export const graphPanel = {
  id: 'graphPanel',
  what: 'the graph panel with 1,000 boxes drawn in Chromium: a step of moving and of zooming, a letter of a search, a snapshot with 20 new states',
  budget: 'p95 ≤ 100 ms of the page\u2019s thread each (snapshots come at most each 100 ms)',
  async measure({ root }) {
    const executablePath = findChromium(process.env);
    if (executablePath === undefined) return 'there is no Chromium here: install one, or name it in FLIGHTDECK_CHROMIUM';
    register(new URL('../../cluster/harness/typescriptHooks.mjs', import.meta.url));
    const { graphSnapshots } = await import('../graph.ts');
    const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
    try {
      const costs = await measureSteps(browser, root, graphSnapshots(rounds + 1));
      const words = Object.entries(costs).map(([name, steps]) => `${name} p95 ${percentile(steps.map(({ busy }) => busy), 0.95).toFixed(0)} ms, median ${median(steps.map(({ busy }) => busy)).toFixed(0)} ms (until it is seen ${median(steps.map(({ seen }) => seen)).toFixed(0)} ms)`);
      const numbers = Object.fromEntries(Object.entries(costs).map(([name, steps]) => [`${name}Milliseconds`, percentile(steps.map(({ busy }) => busy), 0.95)]));
      return { value: words.join('; '), kept: Object.values(numbers).every((number) => number <= 100), numbers };
    } finally {
      await browser.close();
    }
  },
};

/**
 * What one step cost.
 * @typedef {object} StepCost
 * @property {number} busy Milliseconds that the page's thread was busy: script, style, layout and paint.
 * @property {number} seen Milliseconds until the second frame after it.
 */

/**
 * Does each sort of step again and again.
 * @param {import('playwright-core').Browser} browser
 * @param {string} root The checkout, bundled.
 * @param {readonly unknown[]} snapshots What the host sends.
 * @returns {Promise<Record<'moving' | 'zooming' | 'searching' | 'states', StepCost[]>>}
 */
async function measureSteps(browser, root, snapshots) {
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  await page.setContent('<body class="vscode-dark"><main id="graph"></main></body>');
  await page.addStyleTag({ content: `${theme}\n${await readFile(join(root, 'media', 'graph.css'), 'utf8')}` });
  await page.evaluate('globalThis.acquireVsCodeApi = () => ({ postMessage() {}, setState() {}, getState() {} })');
  await page.addScriptTag({ content: await readFile(join(root, 'dist', 'webviews', 'graph.js'), 'utf8') });
  const metrics = await page.context().newCDPSession(page);
  await metrics.send('Performance.enable', { timeDomain: 'threadTicks' });
  const busy = async () => (await metrics.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0;
  /** @param {Parameters<typeof step>[0][]} steps @returns {Promise<StepCost[]>} */
  const measureAll = async (steps) => {
    const costs = [];
    for (const one of steps) {
      const before = await busy();
      const seen = await page.evaluate(step, one);
      costs.push({ busy: (await busy() - before) * 1000, seen });
    }
    return costs;
  };
  const repeat = (/** @type {(round: number) => Parameters<typeof step>[0]} */ make) => Array.from({ length: rounds }, (_, round) => make(round));
  // They lie in the page, from where they are posted as VS Code does: what is measured is not how they got there.
  await page.evaluate((all) => { Object.assign(globalThis, { snapshots: all }); }, snapshots);
  await measureAll([{ snapshot: 0 }]);
  const moving = await measureAll(repeat((round) => ({ wheel: { deltaX: round < rounds / 2 ? 60 : -60, deltaY: round % 10 < 5 ? 90 : -90, ctrlKey: false } })));
  // Out to all of it and back in, twice, past the scales at which words and boxes change their looks.
  const zooming = await measureAll(repeat((round) => ({ wheel: { deltaX: 0, deltaY: round % 20 < 10 ? 25 : -25, ctrlKey: true } })));
  const word = 'team-1';
  const searching = await measureAll(repeat((round) => ({ search: word.slice(0, (round % word.length) + 1) })));
  await measureAll([{ search: '' }]);
  const states = await measureAll(repeat((round) => ({ snapshot: round + 1 })));
  await page.close();
  return { moving, zooming, searching, states };
}

/**
 * Runs in the page: does one thing as VS Code or a hand does it, and waits until two frames have been painted.
 * @param {{ snapshot?: number, wheel?: { deltaX: number, deltaY: number, ctrlKey: boolean }, search?: string }} what
 * @returns {Promise<number>} Milliseconds.
 */
function step({ snapshot, wheel, search }) {
  const started = performance.now();
  if (snapshot !== undefined) window.postMessage(/** @type {{ snapshots?: unknown[] }} */ (globalThis).snapshots?.[snapshot], '*');
  const canvas = document.querySelector('.canvas');
  if (wheel !== undefined) canvas?.dispatchEvent(new WheelEvent('wheel', { ...wheel, clientX: 700, clientY: 450, bubbles: true, cancelable: true }));
  const input = document.querySelector('input');
  if (search !== undefined && input !== null) {
    input.value = search;
    input.dispatchEvent(new Event('input', { bubbles: true }));
  }
  return new Promise((resolve) => { requestAnimationFrame(() => { requestAnimationFrame(() => { resolve(performance.now() - started); }); }); });
}
