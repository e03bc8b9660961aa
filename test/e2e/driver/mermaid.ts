// The real Mermaid in a page of the browser: what it cannot parse or draw, no README and no merge request can.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { cacheFolder } from '../../../client/scripts/start/codeServerInstall.mjs';

const run = promisify(execFile);

/** One file of the package is enough; as a dependency it would bring seventy megabytes and sixty packages to everybody. */
const version = '12.3.0';

/** Absolute path of the browser build of Mermaid, downloaded from the npm registry once. */
async function installMermaid(): Promise<string> {
  const cache = cacheFolder();
  const kept = join(cache, `mermaid-${version}.min.js`);
  if (existsSync(kept)) return kept;
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, 'mermaid-'));
  try {
    await run('npm', ['pack', `mermaid@${version}`, '--silent', '--pack-destination', folder], { cwd: folder });
    await run('tar', ['-xzf', `mermaid-${version}.tgz`, 'package/dist/mermaid.min.js'], { cwd: folder });
    await rename(join(folder, 'package', 'dist', 'mermaid.min.js'), kept);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return kept;
}

/** Draws a diagram on an empty page; its boxes and arrows as texts. Rejects with Mermaid's own words where it does not understand the text. */
export async function drawMermaid(page: Page, text: string): Promise<{ readonly boxes: readonly string[]; readonly arrows: number }> {
  // A picture that was looked at before is no document that can be written anew.
  await page.goto('about:blank');
  await page.setContent('<!doctype html><body style="background: white"><div id="diagram"></div>');
  await page.addScriptTag({ path: await installMermaid() });
  const svg = await page.evaluate(async (diagram) => {
    const mermaid = (globalThis as unknown as { readonly mermaid: { initialize(options: object): void; render(id: string, text: string): Promise<{ readonly svg: string }> } }).mermaid;
    mermaid.initialize({ startOnLoad: false, securityLevel: 'strict' });
    return (await mermaid.render('drawn', diagram)).svg;
  }, text);
  await page.locator('#diagram').evaluate((element, drawn) => { element.innerHTML = drawn; }, svg);
  const boxes = await page.locator('#diagram .node').evaluateAll((nodes) => nodes.map((node) => node.textContent.trim()));
  return { boxes, arrows: await page.locator('#diagram .edgePaths path').count() };
}
