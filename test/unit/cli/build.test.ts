// `flightdeck build --file`: which files the source of a Flux Kustomization stands for.
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

async function built(...args: readonly string[]): Promise<readonly string[]> {
  let out = '';
  let err = '';
  const code = await runCli(['build', ...args], { cwd: folder.path, stdin: Readable.from([]), out: (text) => (out += text), err: (text) => (err += text) });
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
