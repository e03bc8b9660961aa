// Bundles the language server, the CLI, the extension and the webview pages into dist/.
// `--watch` rebuilds on change, `--minify` is used for the package.
import { mkdirSync, cpSync, existsSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const watch = process.argv.includes('--watch');
const minify = process.argv.includes('--minify');
const out = join(root, 'dist');

/** @type {esbuild.BuildOptions} */
const shared = {
  absWorkingDir: root,
  bundle: true,
  minify,
  sourcemap: minify ? false : 'linked',
  logLevel: 'warning',
  legalComments: 'none',
  loader: { '.svg': 'text' },
};

/** @type {esbuild.BuildOptions} */
// client-node asks for Node's own `punycode`, which newer versions complain about to the user; the package of that name is the same.
const node = { ...shared, platform: 'node', alias: { punycode: 'punycode/punycode.js' }, target: 'node20', format: 'cjs', define: { 'import.meta.url': '__importMetaUrl' }, banner: { js: "const __importMetaUrl = require('node:url').pathToFileURL(__filename).href;" } };

// What the extension imports lazily becomes a file of its own: VS Code then compiles at activation only what activation needs.
// It is required, not imported: only `require` leads to VS Code's own module, and a native import would not see the names which a CommonJS file exports.
const lazyModules = new Map([
  ['vscode-languageclient/node', 'languageClient'],
  ['./openSession.ts', 'openSession'],
  ['../liveDiff/liveTexts.ts', 'liveTexts'],
  ['./kubeconfigEnvironment.ts', 'kubeconfig'],
  ['../kubeContext/kubeconfigEnvironment.ts', 'kubeconfig'],
  ['./buildCommand.ts', 'cliBuild'],
  ['./repositoryCommands.ts', 'cliRepository'],
]);

/** @type {esbuild.Plugin} */
const lazyChunks = {
  name: 'lazy-chunks',
  setup(build) {
    build.onResolve({ filter: /./ }, ({ kind, path }) => {
      const chunk = kind === 'dynamic-import' ? lazyModules.get(path) : undefined;
      return chunk === undefined ? undefined : { path: `./lazy/${chunk}.js`, external: true };
    });
  },
};

/** What the `build` command loads when it first needs it, and from which file: most builds meet no regular expression, no block of text and no name with a hash. */
const onDemand = new Map([
  ['re2js', './re2js.js'],
  ['yaml', './yaml.js'],
  ['node:crypto', 'node:crypto'],
]);

/** @type {esbuild.Plugin} */
const packagesOnDemand = {
  name: 'packages-on-demand',
  setup(build) {
    const namespace = 'on-demand';
    build.onResolve({ filter: /./, namespace }, ({ path }) => ({ path, external: true }));
    build.onResolve({ filter: /./, namespace: 'file' }, ({ path }) => (onDemand.has(path) ? { path, namespace } : undefined));
    build.onLoad({ filter: /./, namespace }, async ({ path }) => {
      const names = Object.keys(await import(path)).filter((name) => /^\w+$/.test(name) && name !== 'default');
      return { contents: `let loaded; const load = () => (loaded ??= require('${onDemand.get(path)}')); module.exports = { ${names.map((name) => `get ${name}() { return load().${name}; }`).join(', ')} };` };
    });
  },
};

/** @type {(esbuild.BuildOptions & { entryPoints: [string] })[]} */
const all = [
  { ...node, entryPoints: ['server/src/main.ts'], outfile: 'dist/server.js' },
  { ...node, entryPoints: ['server/src/cli/buildCommand.ts'], outfile: 'dist/lazy/cliBuild.js', plugins: [packagesOnDemand] },
  { ...node, entryPoints: ['node_modules/re2js/build/index.cjs'], outfile: 'dist/lazy/re2js.js' },
  { ...node, entryPoints: ['node_modules/yaml/dist/index.js'], outfile: 'dist/lazy/yaml.js' },
  { ...node, entryPoints: ['server/src/cli/repositoryCommands.ts'], outfile: 'dist/lazy/cliRepository.js' },
  { ...node, entryPoints: ['server/src/cli.ts'], outfile: 'dist/cli.js', plugins: [lazyChunks], supported: { 'dynamic-import': false }, banner: { js: `#!/usr/bin/env node\n${node.banner?.js ?? ''}` } },
  { ...node, entryPoints: ['client/src/extension.ts'], outfile: 'dist/extension.js', external: ['vscode'], plugins: [lazyChunks], supported: { 'dynamic-import': false } },
  { ...node, entryPoints: ['node_modules/vscode-languageclient/lib/node/main.js'], outfile: 'dist/lazy/languageClient.js', external: ['vscode'] },
  { ...node, entryPoints: ['client/src/kubeContext/openSession.ts'], outfile: 'dist/lazy/openSession.js', external: ['vscode'] },
  { ...node, entryPoints: ['client/src/kubeContext/kubeconfigEnvironment.ts'], outfile: 'dist/lazy/kubeconfig.js', external: ['vscode'] },
  { ...node, entryPoints: ['client/src/liveDiff/liveTexts.ts'], outfile: 'dist/lazy/liveTexts.js' },
  { ...node, entryPoints: ['client/src/rolloutStatus/rolloutCommand.ts'], outfile: 'dist/lazy/rollout.js' },
  { ...node, entryPoints: ['client/src/graphPicture/layoutWorker.ts'], outfile: 'dist/lazy/graphLayout.js' },
  { ...node, entryPoints: ['client/src/demo/main.ts'], outfile: 'dist/demo.js' },
  { ...shared, platform: 'browser', target: 'es2022', format: 'iife', entryPoints: ['client/src/webviews/canary/page/main.ts'], outfile: 'dist/webviews/canary.js' },
  { ...shared, platform: 'browser', target: 'es2022', format: 'iife', entryPoints: ['client/src/webviews/graph/page/main.ts'], outfile: 'dist/webviews/graph.js' },
];
const bundles = all.filter((bundle) => existsSync(join(root, bundle.entryPoints[0])));

if (!watch) rmSync(join(out, 'webviews'), { recursive: true, force: true });
mkdirSync(join(out, 'webviews'), { recursive: true });
const codicons = join(root, 'node_modules', '@vscode', 'codicons', 'dist');
for (const file of ['codicon.css', 'codicon.ttf']) cpSync(join(codicons, file), join(out, 'webviews', file));

if (watch) {
  const contexts = await Promise.all(bundles.map((bundle) => esbuild.context({ ...bundle, logLevel: 'info' })));
  await Promise.all(contexts.map((context) => context.watch()));
} else {
  const results = await Promise.allSettled(bundles.map((bundle) => esbuild.build(bundle)));
  // esbuild has printed each error with its line already.
  if (results.some((result) => result.status === 'rejected')) process.exitCode = 1;
}
