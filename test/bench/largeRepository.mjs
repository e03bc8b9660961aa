// A generated repository of some 10,000 files, and a language client that measures the real server on it.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createProtocolConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';

const apps = 500;
const filesEach = 18;

/**
 * Writes a bootstrapped repository: 500 Flux Kustomizations in chains of ten, each with a kustomize folder of 19 files.
 * @returns {{ root: string, files: number, dispose: () => void }}
 */
export function makeLargeRepository() {
  const root = mkdtempSync(join(tmpdir(), 'flightdeck-bench-'));
  let files = 0;
  const write = (/** @type {string} */ path, /** @type {string} */ text) => {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), text);
    files++;
  };
  write('clusters/one/flux-system/gotk-sync.yaml', `apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata:\n  name: flux-system\n  namespace: flux-system\nspec:\n  interval: 1m\n  ref:\n    branch: main\n  url: https://git.example/fleet\n---\n${kustomization('flux-system', './clusters/one', [])}`);
  for (let app = 0; app < apps; app++) {
    const name = `app-${app}`;
    write(`clusters/one/${name}.yaml`, kustomization(name, `./apps/${name}`, app % 10 === 0 ? [] : [`app-${app - 1}`]));
    const names = Array.from({ length: filesEach }, (_, index) => `part-${index}.yaml`);
    write(`apps/${name}/kustomization.yaml`, `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nnamespace: ${name}\nresources:\n${names.map((file) => `  - ${file}\n`).join('')}images:\n  - name: registry.example/${name}\n    newTag: "1.${app}"\n`);
    for (const [index, file] of names.entries()) write(`apps/${name}/${file}`, index % 3 === 0 ? deployment(`${name}-${index}`, name) : configMap(`${name}-${index}`));
  }
  return { root, files, dispose: () => rmSync(root, { recursive: true, force: true }) };
}

/**
 * The same number of Flux Kustomizations in another shape: 500 overlays over one base of 18 files, so that an edit of the base changes every build.
 * @returns {{ root: string, files: number, dispose: () => void }}
 */
export function makeOverlayRepository() {
  const root = mkdtempSync(join(tmpdir(), 'flightdeck-bench-'));
  let files = 0;
  const write = (/** @type {string} */ path, /** @type {string} */ text) => {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), text);
    files++;
  };
  write('clusters/one/flux-system/gotk-sync.yaml', `apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata:\n  name: flux-system\n  namespace: flux-system\nspec:\n  interval: 1m\n  ref:\n    branch: main\n  url: https://git.example/fleet\n---\n${kustomization('flux-system', './clusters/one', [])}`);
  const names = Array.from({ length: filesEach }, (_, index) => `part-${index}.yaml`);
  write('base/kustomization.yaml', `resources:\n${names.map((file) => `  - ${file}\n`).join('')}`);
  for (const [index, file] of names.entries()) write(`base/${file}`, index % 3 === 0 ? deployment(`part-${index}`, 'base') : configMap(`part-${index}`));
  for (let app = 0; app < apps; app++) {
    write(`clusters/one/app-${app}.yaml`, kustomization(`app-${app}`, `./apps/app-${app}`, []));
    write(`apps/app-${app}/kustomization.yaml`, `namespace: app-${app}\nresources:\n  - ../../base\nimages:\n  - name: registry.example/base\n    newTag: "1.${app}"\n`);
  }
  return { root, files, dispose: () => rmSync(root, { recursive: true, force: true }) };
}

/** @param {string} name @param {string} path @param {readonly string[]} dependsOn */
function kustomization(name, path, dependsOn) {
  const depends = dependsOn.length === 0 ? '' : `  dependsOn:\n${dependsOn.map((one) => `    - name: ${one}\n`).join('')}`;
  return `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: ${name}\n  namespace: flux-system\nspec:\n  interval: 10m\n  timeout: 5m\n  path: ${path}\n  prune: true\n${depends}  sourceRef:\n    kind: GitRepository\n    name: flux-system\n`;
}

/** @param {string} name @param {string} image */
function deployment(name, image) {
  return `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: ${name}\nspec:\n  selector:\n    matchLabels:\n      app: ${name}\n  template:\n    metadata:\n      labels:\n        app: ${name}\n    spec:\n      containers:\n        - name: main\n          image: registry.example/${image}:1.0\n          ports:\n            - containerPort: 8080\n              name: http\n          env:\n            - name: MODE\n              value: production\n`;
}

/** @param {string} name */
function configMap(name) {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n  one: "1"\n  two: two\n  three: |\n    line\n    line\n`;
}

/**
 * A language client on `dist/server.js`.
 * @param {string} checkout @param {string} root
 */
export async function startServer(checkout, root) {
  // With the engine's options that the extension gives it (client/src/languageServer.ts).
  const child = spawn(process.execPath, ['--max-semi-space-size=32', join(checkout, 'dist', 'server.js'), '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const connection = createProtocolConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin));
  /** @type {((params: { uri: string, diagnostics: readonly { code?: unknown }[] }) => void)[]} */
  const listeners = [];
  connection.onNotification('textDocument/publishDiagnostics', (params) => {
    for (const listener of [...listeners]) listener(params);
  });
  connection.onNotification(() => undefined);
  connection.listen();
  await connection.sendRequest('initialize', { processId: process.pid, rootUri: null, capabilities: {}, workspaceFolders: [{ uri: pathToFileURL(root).href, name: 'bench' }] });
  await connection.sendNotification('initialized', {});
  await connection.sendRequest('flightdeck/repositoryTree', {});
  return {
    connection,
    /** Processor time of the server so far in ms, as Linux tells it in hundredths of a second: beside other work the clock tells little. */
    cpuMs: () => {
      const fields = (readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1] ?? '').split(' ');
      return (Number(fields[11]) + Number(fields[12])) * 10;
    },
    /** Waits until the server has nothing to do any more, as it has when somebody who opened a folder begins to type. */
    atRest: async () => {
      for (let before = -1, quiet = 0; quiet < 5; ) {
        const now = Number(readFileSync(`/proc/${child.pid}/schedstat`, 'utf8').split(' ')[0]);
        quiet = now - before < 2e6 ? quiet + 1 : 0;
        before = now;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    },
    /** Resident memory of the server in MB, as Linux tells it. */
    residentMb: () => Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? Number.NaN) / 1024,
    /** @param {string} uri @param {string} code @param {boolean} present */
    nextDiagnostics: (uri, code, present) =>
      /** @type {Promise<void>} */ (
        new Promise((resolve) => {
          const listener = (/** @type {{ uri: string, diagnostics: readonly { code?: unknown }[] }} */ params) => {
            if (params.uri !== uri || params.diagnostics.some((diagnostic) => diagnostic.code === code) !== present) return;
            listeners.splice(listeners.indexOf(listener), 1);
            resolve();
          };
          listeners.push(listener);
        })
      ),
    stop: async () => {
      await connection.sendRequest('shutdown');
      await connection.sendNotification('exit');
      connection.dispose();
    },
  };
}
