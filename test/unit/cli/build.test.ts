// `flightdeck build --file`: which files the source of a Flux Kustomization stands for.
import { join, relative } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCli } from '../../../server/src/cli/runCli.ts';
import { temporaryFolder, type TemporaryFolder } from '../../harness/lspClient.ts';
import { bootstrap, configMap } from '../../harness/memoryWorkspace.ts';

function kustomization(name: string, path: string, kind: string, source: string): string {
  return `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: ${name}\n  namespace: flux-system\nspec:\n  interval: 10m\n  path: ${path}\n  prune: true\n  sourceRef:\n    kind: ${kind}\n    name: ${source}\n`;
}

function generator(environment: string): string {
  return `apiVersion: source.extensions.fluxcd.io/v1beta1\nkind: ArtifactGenerator\nmetadata:\n  name: parts\n  namespace: flux-system\nspec:\n  sources:\n    - alias: repo\n      kind: GitRepository\n      name: flux-system\n  artifacts:\n    - name: apps\n      copy:\n        - from: "@repo/apps/${environment}/**"\n          to: "@artifact/here/"\n`;
}

/** The files that a bootstrapped cluster has, by path. */
function cluster(environment: string): Record<string, string> {
  const sync = bootstrap(`clusters/${environment}`).split('\n').slice(1).join('\n');
  return {
    [`clusters/${environment}/flux-system/gotk-sync.yaml`]: sync,
    [`clusters/${environment}/parts.yaml`]: generator(environment),
    [`clusters/${environment}/apps.yaml`]: kustomization('apps', './here', 'ExternalArtifact', 'apps'),
    [`apps/${environment}/cm.yaml`]: configMap(`only-${environment}`, 'x'),
  };
}

let folder: TemporaryFolder;
beforeAll(() => {
  folder = temporaryFolder({ ...cluster('staging'), ...cluster('production') });
});
afterAll(() => folder.dispose());

function built(...args: readonly string[]): Promise<readonly string[]> {
  return builtIn(folder.path, ...args);
}

async function builtIn(cwd: string, ...args: readonly string[]): Promise<readonly string[]> {
  let out = '';
  let err = '';
  const code = await runCli(['build', ...args], { cwd, stdin: Readable.from([]), out: (text) => (out += text), err: (text) => (err += text) });
  if (code !== 0) throw new Error(err);
  return [...out.matchAll(/^kind: ConfigMap\nmetadata:(?:\n .*)*?\n {2}name: (.*)$/gm)].map(([, name = '']) => name);
}

describe('an artifact that an ArtifactGenerator puts together', () => {
  test.each(['staging', 'production'])('is the one of the cluster that holds the file: %s', async (environment) => {
    expect(await built('--file', `clusters/${environment}/apps.yaml`, '--name', 'apps')).toEqual([`only-${environment}`]);
  });

  test('is followed below a Flux Kustomization of another source', async () => {
    expect(await built('--file', 'clusters/staging/flux-system/gotk-sync.yaml', '--name', 'flux-system', '--recursive')).toEqual(['only-staging']);
  });
});

test('a folder without a kustomization file has no line to show', async () => {
  await expect(built('clusters/staging')).rejects.toThrow(/^flightdeck build: `clusters\/staging` has no kustomization.yaml\n$/);
});

describe('build --batch', () => {
  let rooms: TemporaryFolder;
  beforeAll(() => {
    const child = kustomization('elsewhere', './x', 'GitRepository', 'another');
    rooms = temporaryFolder({
      'holes/kustomization.yaml': 'resources:\n- cm.yaml\n- https://github.com/acme/base?ref=v1\nhelmCharts:\n- name: podinfo\n',
      'holes/cm.yaml': configMap('kept', 'x'),
      'broken/kustomization.yaml': 'resources:\n- nope.yaml\n',
      'ks.yaml': kustomization('apps', './apps', 'GitRepository', 'flux-system'),
      'apps/child.yaml': child,
    });
  });
  afterAll(() => rooms.dispose());

  async function answers(...lines: readonly string[]): Promise<unknown[]> {
    let out = '';
    const code = await runCli(['build', '--batch'], { cwd: rooms.path, stdin: Readable.from(lines.map((line) => `${line}\n`)), out: (text) => (out += text), err: () => undefined });
    expect(code).toBe(0);
    return out.trimEnd().split('\n').map((line): unknown => JSON.parse(line));
  }

  test('answers in order: what is built with its holes, the fault with its place, the line that asks for nothing', async () => {
    const found = await answers('{"root": "holes"}', '{"root": "broken"}', '{"what": 1}', 'no JSON', '{"root": "holes"}');
    expect(found).toMatchObject([
      {
        ok: true,
        objects: [{ kind: 'ConfigMap', metadata: { name: 'kept' } }],
        unresolved: [
          { reason: 'remote', what: 'https://github.com/acme/base?ref=v1', file: 'holes/kustomization.yaml', range: { start: { line: 2, character: 2 } } },
          { reason: 'helm', what: 'podinfo', file: 'holes/kustomization.yaml', range: { start: { line: 4 } } },
        ],
      },
      { ok: false, error: { code: 'resource-missing', message: '`nope.yaml` does not exist', file: 'broken/kustomization.yaml', range: { start: { line: 1, character: 2 }, end: { line: 1, character: 11 } } } },
      { ok: false, error: { code: 'bad-request' } },
      { ok: false, error: { code: 'bad-request' } },
      { ok: true },
    ]);
  });

  test('names a child whose source is nowhere, and builds the rest', async () => {
    const [answer] = await answers('{"file": "ks.yaml", "name": "apps", "namespace": "flux-system", "recursive": true}');
    expect(answer).toMatchObject({ ok: true, objects: [{ metadata: { name: 'elsewhere' } }], unresolved: [{ reason: 'missing-source', what: 'flux-system/elsewhere', file: 'apps/child.yaml' }] });
  });
});

describe('a command that is run from elsewhere', () => {
  let shop: TemporaryFolder;
  beforeAll(() => {
    shop = temporaryFolder({ 'clusters/prod/apps.yaml': kustomization('apps', './apps/prod', 'GitRepository', 'shop'), 'apps/prod/cm.yaml': configMap('only-prod', 'x') });
  });
  afterAll(() => shop.dispose());

  test.each(['', 'clusters', 'clusters/prod'])('takes the repository around the file where the working directory lacks the folder: %s', async (below) => {
    const cwd = join(shop.path, below);
    expect(await builtIn(cwd, '--file', relative(cwd, join(shop.path, 'clusters/prod/apps.yaml')), '--name', 'apps')).toEqual(['only-prod']);
    expect(await builtIn(folder.path, '--file', join(shop.path, 'clusters/prod/apps.yaml'), '--name', 'apps')).toEqual(['only-prod']);
  });
});
