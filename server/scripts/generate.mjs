/** `npm run generate`: writes what is made of the rules: their table, their pages, and their levels in the manifest. */
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { writeRuleIndex } from './ruleIndex.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const pagesFolder = join(root, 'server/docs/rules');

writeRuleIndex(join(root, 'server/src/rules'));
const { rulePages, ruleNames } = await loadTypeScript(join(root, 'test/harness/fixtures/rulePages.ts'));
const pages = rulePages(root);
writePages(pages);
writeSettings(ruleNames());
process.stdout.write(`${pages.size} rule pages\n`);

/** Imports a TypeScript module through a bundle in a temporary folder. */
async function loadTypeScript(path) {
  const folder = mkdtempSync(join(tmpdir(), 'flightdeck-generate-'));
  try {
    const bundle = join(folder, 'bundle.mjs');
    const banner = { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" };
    await build({ entryPoints: [path], outfile: bundle, bundle: true, platform: 'node', format: 'esm', banner, logLevel: 'error' });
    return await import(pathToFileURL(bundle).href);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function writePages(texts) {
  for (const entry of readdirSync(pagesFolder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile() && !texts.has(path.slice(pagesFolder.length + 1).replaceAll('\\', '/'))) rmSync(path);
  }
  for (const [name, text] of texts) {
    const path = join(pagesFolder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}

function writeSettings(propertyNames) {
  const path = join(root, 'package.json');
  const manifest = JSON.parse(readFileSync(path, 'utf8'));
  const sections = [manifest.contributes?.configuration ?? []].flat();
  const setting = sections.map((section) => section.properties?.['flightdeck.rules']).find((found) => found !== undefined);
  if (setting === undefined) return;
  setting.propertyNames = propertyNames;
  delete setting.properties;
  writeFileSync(path, `${JSON.stringify(manifest, null, 2)}\n`);
}
