// Draws media/icon.png (what the extension list shows) from media/icon.svg, with the Chromium that the end-to-end tests use.
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { findChromium } from './start/chromium.mjs';

const media = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'media');
const executablePath = findChromium(process.env);
if (executablePath === undefined) throw new Error('No Chromium found: install one, or name it in FLIGHTDECK_CHROMIUM.');
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
try {
  const page = await browser.newPage({ viewport: { width: 256, height: 256 } });
  await page.setContent(`<style>body{margin:0}svg{display:block}</style>${await readFile(join(media, 'icon.svg'), 'utf8')}`);
  await page.screenshot({ path: join(media, 'icon.png'), omitBackground: true });
} finally {
  await browser.close();
}
