/** Each sort of lens and of inlay hint has a switch in the manifest, and each switch takes away its own sort and no other. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { CodeLens, InlayHint } from 'vscode-languageserver/node';
import { noClusterFacts } from '../../server/src/protocol/clusterFacts.ts';
import { startLsp, temporaryFolder, type LspSession } from '../harness/lspClient.ts';
import { bootstrap, configMap, fluxKustomization } from '../harness/memoryWorkspace.ts';

/** How each sort begins, by its switch. */
const sorts: Readonly<Record<string, RegExp>> = {
  'lenses.appliedBy': /^(applied|used) by /,
  'lenses.dependencies': /^(waits for|waited for by|included by) /,
  'lenses.schedule': /: at least /,
  'lenses.state': /Ready|^Reconcile|^not in /,
  'lenses.rendered': /^(Rendered|Compare)/,
  'inlayHints.variables': /^= /,
};

const canary = 'apiVersion: flagger.app/v1beta1\nkind: Canary\nmetadata:\n  name: web\n  namespace: shop\nspec:\n  provider: istio\n  targetRef:\n    apiVersion: apps/v1\n    kind: Deployment\n    name: web\n  service:\n    port: 80\n  analysis:\n    interval: 1m\n    threshold: 5\n    maxWeight: 50\n    stepWeight: 10\n';
const folder = temporaryFolder({
  'clusters/a/flux-system/gotk-sync.yaml': bootstrap('clusters/a').replace(/^\/\/- .*\n/, ''),
  'clusters/a/infra.yaml': fluxKustomization('infra', './infra'),
  'clusters/a/apps.yaml': fluxKustomization('apps', './apps', '  dependsOn:\n    - name: infra\n  postBuild:\n    substitute:\n      HOST: shop.example\n'),
  'infra/kustomization.yaml': 'resources: [../base]\n',
  'base/kustomization.yaml': 'resources: [a.yaml]\n',
  'base/a.yaml': configMap('a', 'shop'),
  'apps/b.yaml': configMap('b', 'shop', { url: 'https://${HOST}/' }),
  'apps/canary.yaml': canary,
});
const files = ['clusters/a/apps.yaml', 'clusters/a/infra.yaml', 'base/kustomization.yaml', 'apps/b.yaml', 'apps/canary.yaml'];
const configuration: Record<string, unknown> = {};
let session: LspSession;

/** The sorts that the server shows in any of the files, and what it shows of no known sort. */
async function shown(): Promise<readonly string[]> {
  const texts: string[] = [];
  for (const file of files) {
    const textDocument = { uri: folder.uriOf(file) };
    const lenses: readonly CodeLens[] = await session.connection.sendRequest('textDocument/codeLens', { textDocument });
    const hints: readonly InlayHint[] | null = await session.connection.sendRequest('textDocument/inlayHint', { textDocument, range: { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } } });
    texts.push(...lenses.map(({ command }) => command?.title ?? ''), ...(hints ?? []).map(({ label }) => (typeof label === 'string' ? label : label.map(({ value }) => value).join(''))));
  }
  const known = Object.entries(sorts).filter(([, start]) => texts.some((text) => start.test(text))).map(([name]) => name);
  return [...known, ...texts.filter((text) => !Object.values(sorts).some((start) => start.test(text)))];
}

/** Sets `section.key` switches and waits until the server shows these sorts. */
async function showsWith(switches: Readonly<Record<string, boolean>>, expected: readonly string[]): Promise<void> {
  for (const key of Object.keys(configuration)) Reflect.deleteProperty(configuration, key);
  for (const [name, value] of Object.entries(switches)) {
    const [section = '', key] = name.split('.');
    configuration[section] = key === undefined ? value : { ...(configuration[section] as object | undefined), [key]: value };
  }
  await session.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
  await vi.waitFor(async () => expect(await shown()).toEqual(expected), { timeout: 10_000 });
}

beforeAll(async () => {
  session = await startLsp([folder.uri], { workspace: { configuration: true } }, configuration);
  const kustomization = { namespace: 'flux-system', name: 'apps', path: './apps', state: 'ready', sentence: '', reason: '', message: '', readyChangedAt: '', suspended: false, interval: '10m', lastAppliedRevision: `main@sha1:${'0'.repeat(40)}`, lastAttemptedRevision: '', lastReconciledAt: '2026-03-01T11:57:00Z', rootCause: '', waitsFor: [], inventory: [] };
  await session.connection.sendNotification('flightdeck/clusterFacts', { ...noClusterFacts('2026-03-01T12:00:00Z'), contextName: 'a', connection: 'live', kustomizations: [kustomization] });
});

afterAll(async () => {
  await session.dispose();
  folder.dispose();
});

describe('switches', () => {
  const all = Object.keys(sorts);
  test('those of the manifest are these', () => {
    const { contributes } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { readonly contributes: { readonly configuration: { readonly properties: object } | readonly { readonly properties: object }[] } };
    const names = [contributes.configuration].flat().flatMap(({ properties }) => Object.keys(properties));
    expect(names.filter((name) => /^flightdeck\.(lenses|inlayHints)\./.test(name)).map((name) => name.replace('flightdeck.', ''))).toEqual(all);
  });
  test('all is shown where nothing is set', async () => {
    await showsWith({}, all);
  });
  test.each(all)('%s takes away its own sort and no other, and gives it back', async (name) => {
    await showsWith({ [name]: false }, all.filter((other) => other !== name));
    await showsWith({ [name]: true }, all);
  });
  test('codeLens takes all lenses away, and leaves the hints', async () => {
    await showsWith({ codeLens: false }, ['inlayHints.variables']);
  });
});
