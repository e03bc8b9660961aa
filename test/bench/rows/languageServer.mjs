// The language server on a repository of some 10,000 files: keystrokes, completion, hover, memory. One run feeds four rows.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { makeLargeRepository, makeOverlayRepository, startServer } from '../largeRepository.mjs';
import { percentile, timed } from '../bench.mjs';

/** The server's wait after the last keystroke (server/src/lsp/debounce.ts showAfterMs), in which it works already. */
const debounceMs = 40;
const keystrokes = 60;

/** @type {Promise<{ keys: number[], asks: number[], cpuMs: number, residentMb: number, files: number, readyMs: number }> | undefined} */
let once;

/** @param {import('../bench.mjs').BenchContext} context */
function measureOnce(context) {
  return (once ??= measure(context.root));
}

/** @param {string} checkout */
async function measure(checkout) {
  const repository = makeLargeRepository();
  try {
    let readyMs = 0;
    /** @type {Awaited<ReturnType<typeof startServer>> | undefined} */
    let server;
    readyMs = await timed(async () => {
      server = await startServer(checkout, repository.root);
    });
    if (server === undefined) throw new Error('the server did not start');
    await server.atRest();
    /** @type {number[]} */
    const keys = [];
    /** @type {number[]} */
    const asks = [];
    const before = server.cpuMs();
    for (let key = 0; key < keystrokes; key++) {
      const app = (key * 37) % 500;
      const uri = pathToFileURL(join(repository.root, `clusters/one/app-${app}.yaml`)).href;
      const text = (/** @type {string} */ path) => `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: app-${app}\n  namespace: flux-system\nspec:\n  interval: 10m\n  timeout: 5m\n  path: ${path}\n  prune: true\n  sourceRef:\n    kind: GitRepository\n    name: flux-system\n`;
      await server.connection.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId: 'yaml', version: 1, text: text(`./apps/app-${app}`) } });
      const appears = server.nextDiagnostics(uri, 'kustomization/path-missing', true);
      keys.push(
        (await timed(async () => {
          await server?.connection.sendNotification('textDocument/didChange', { textDocument: { uri, version: 2 }, contentChanges: [{ text: text('./apps/nowhere') }] });
          await appears;
        })) - debounceMs,
      );
      const at = { textDocument: { uri }, position: { line: 8, character: 12 } };
      asks.push(await timed(() => server?.connection.sendRequest('textDocument/completion', at)));
      asks.push(await timed(() => server?.connection.sendRequest('textDocument/hover', { ...at, position: { line: 12, character: 12 } })));
      const goes = server.nextDiagnostics(uri, 'kustomization/path-missing', false);
      await server.connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
      await goes;
    }
    // Each round opens, changes and closes a file, and asks twice.
    const cpuMs = (server.cpuMs() - before) / (3 * keystrokes);
    const residentMb = server.residentMb();
    await server.stop();
    return { keys, asks, cpuMs, residentMb, files: repository.files, readyMs };
  } finally {
    repository.dispose();
  }
}

/** @type {import('../bench.mjs').BenchRow} */
export const keystroke = {
  id: 'keystroke',
  what: 'keystroke → diagnostics published, 10,000-file repository',
  budget: 'p95 ≤ 25 ms after the debounce',
  async measure(context) {
    const { keys, files, readyMs, cpuMs } = await measureOnce(context);
    const p95 = percentile(keys, 0.95);
    return { value: `p95 ${p95.toFixed(0)} ms, median ${percentile(keys, 0.5).toFixed(0)} ms, the first ${(keys[0] ?? Number.NaN).toFixed(0)} ms (${files} files, read in ${(readyMs / 1000).toFixed(1)} s; ${cpuMs.toFixed(0)} ms of CPU an edit)`, kept: p95 <= 25, numbers: { p95Ms: p95, readyMs, cpuMs } };
  },
};

/** @type {import('../bench.mjs').BenchRow} */
export const sharedBase = {
  id: 'base',
  what: 'the same where 500 overlays share one base, and the base is edited: everything is built anew',
  budget: 'none: for comparison',
  async measure({ root }) {
    const repository = makeOverlayRepository();
    try {
      const server = await startServer(root, repository.root);
      const uri = pathToFileURL(join(repository.root, 'base/part-1.yaml')).href;
      const text = (/** @type {string} */ more) => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: part-1\ndata:\n  one: "1"\n${more}`;
      await server.connection.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId: 'yaml', version: 1, text: text('') } });
      /** @type {number[]} */
      const keys = [];
      const before = server.cpuMs();
      for (let key = 0; key < 24; key++) {
        const broken = key % 2 === 0;
        const follows = server.nextDiagnostics(uri, 'kustomize/not-kubernetes', broken);
        keys.push(
          (await timed(async () => {
            await server.connection.sendNotification('textDocument/didChange', { textDocument: { uri, version: key + 2 }, contentChanges: [{ text: text(broken ? '  one: again\n' : '') }] });
            await follows;
          })) - debounceMs,
        );
      }
      const cpuMs = (server.cpuMs() - before) / keys.length;
      const residentMb = server.residentMb();
      await server.stop();
      const p95 = percentile(keys, 0.95);
      return { value: `p95 ${p95.toFixed(0)} ms, median ${percentile(keys, 0.5).toFixed(0)} ms, ${residentMb.toFixed(0)} MB (${repository.files} files, 500 builds and ${cpuMs.toFixed(0)} ms of CPU an edit)`, kept: undefined, numbers: { p95Ms: p95, residentMb, cpuMs } };
    } finally {
      repository.dispose();
    }
  },
};

/** @type {import('../bench.mjs').BenchRow} */
export const completion = {
  id: 'completion',
  what: 'completion and hover on the same',
  budget: 'p95 ≤ 20 ms',
  async measure(context) {
    const p95 = percentile((await measureOnce(context)).asks, 0.95);
    return { value: `p95 ${p95.toFixed(0)} ms`, kept: p95 <= 20, numbers: { p95Ms: p95 } };
  },
};

/** @type {import('../bench.mjs').BenchRow} */
export const memory = {
  id: 'memory',
  what: 'server memory on the same',
  budget: '≤ 400 MB',
  async measure(context) {
    const { residentMb } = await measureOnce(context);
    return { value: `${residentMb.toFixed(0)} MB resident`, kept: residentMb <= 400, numbers: { residentMb } };
  },
};
