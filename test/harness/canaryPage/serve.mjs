// Serves the canary page in a browser without VS Code: `node test/harness/canaryPage/serve.mjs`, then open the printed address.
// `#scene=halted&theme=light` chooses what is shown; every request builds the page anew, so a reload shows the latest code.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '..', '..', '..');

/** Builds the script (and its style sheet) in memory. */
async function bundle() {
  const result = await esbuild.build({ absWorkingDir: root, entryPoints: [join(here, 'devPage.ts')], bundle: true, write: false, format: 'iife', target: 'es2022', outdir: 'out', logLevel: 'warning' });
  return Object.fromEntries(result.outputFiles.map((file) => [file.path.endsWith('.css') ? 'css' : 'js', file.text]));
}

/** The page as the extension makes it, policy included. */
async function html() {
  const result = await esbuild.build({ entryPoints: [join(root, 'client/src/webviews/pageHtml.ts')], bundle: true, write: false, format: 'esm' });
  const module = await import(`data:text/javascript,${encodeURIComponent(result.outputFiles[0]?.text ?? '')}`);
  return module.buildPageHtml({ cspSource: "'self'", nonce: 'dev', script: '/page.js', styles: ['/codicon.css', '/page.css', '/canary.css'], title: 'Canary', rootId: 'canary' });
}

const files = {
  '/': async () => ['text/html', await html()],
  '/page.js': async () => ['text/javascript', (await bundle()).js],
  '/page.css': async () => ['text/css', (await bundle()).css],
  '/canary.css': async () => ['text/css', await readFile(join(root, 'media/canary.css'))],
  '/codicon.css': async () => ['text/css', await readFile(join(root, 'node_modules/@vscode/codicons/dist/codicon.css'))],
  '/codicon.ttf': async () => ['font/ttf', await readFile(join(root, 'node_modules/@vscode/codicons/dist/codicon.ttf'))],
};

const server = createServer((request, response) => {
  const path = new URL(request.url ?? '/', 'http://127.0.0.1').pathname;
  const file = files[path];
  if (file === undefined) {
    response.writeHead(404).end();
    return;
  }
  file().then(([type, content]) => response.writeHead(200, { 'content-type': type }).end(content), (error) => response.writeHead(500).end(String(error)));
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.stdout.write(`http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : ''}/#scene=good&theme=dark\n`);
});
