/** Beside the real language server of the Red Hat YAML extension: who judges, explains and completes which file. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contributorName, isOwnYaml, silentSchema, silentSchemaUri } from '../../client/src/ownYaml.ts';
import { startLsp, temporaryFolder, type LspSession, type TemporaryFolder } from '../harness/lspClient.ts';
import { startRedHatYaml, type RedHatYaml } from '../harness/redHatYaml.ts';

/** What the schema store has for `kustomization.yaml`, and what users set for all their YAML, as far as it matters: strict about fields. */
const kustomizeSchema = { type: 'object', additionalProperties: false, properties: { apiVersion: { type: 'string' }, kind: { const: 'Kustomization' }, resources: { type: 'array', items: { type: 'string' }, description: 'from the store' }, namespace: { type: 'string' } } };
const kubernetesSchema = { oneOf: [{ type: 'object', required: ['apiVersion'], properties: { apiVersion: { const: 'v1' }, kind: { enum: ['ConfigMap'] }, data: { type: 'object', additionalProperties: { type: 'string' }, description: 'from the store' } } }] };

const fluxKustomization = 'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata:\n  name: apps\n  namespace: flux-system\nspec:\n  intervall: 10m\n  prune: true\n  sourceRef:\n    kind: GitRepository\n    name: flux-system\n  \n';
const files = {
  'clusters/a/kustomization.yaml': fluxKustomization,
  'clusters/a/apps.yaml': fluxKustomization.replace('name: apps', 'name: other'),
  'base/kustomization.yaml': 'resources:\n  - cm.yaml\nnamespce: a\nresources:\n',
  'base/cm.yaml': 'apiVersion: v1\nkind: ConfigMap\ndata:\n  a: 1\n',
  'drafts/modeline.yaml': `---\n# yaml-language-server: $schema=SCHEMA\n${fluxKustomization.replace('name: apps', 'name: draft')}`,
};

describe('which files are ours', () => {
  test.each<readonly [string, string, boolean]>([
    ['/a/kustomization.yaml', '', true],
    ['/a/kustomization.yml', 'resources: []', true],
    ['/a/mykustomization.yaml', '', false],
    ['/a/b.yaml', 'apiVersion: v1\nkind: ConfigMap\n', false],
    ['/a/b.yaml', 'apiVersion: v1\n---\napiVersion: flagger.app/v1beta1 # x\r\nkind: Canary\r\n', true],
    ['/a/b.yaml', 'apiVersion: "helm.toolkit.fluxcd.io/v2"\n', true],
    ['/a/b.yaml', 'spec:\n  apiVersion: flagger.app/v1beta1\n', false],
    ['/a/b.yaml', 'apiVersion: notflagger.app/v1\n', false],
    ['/a/b.yaml', 'apiVersion: evil.toolkit.fluxcd.io.example/v1\n', false],
  ])('%s with %j', (path, text, own) => expect(isOwnYaml(path, text)).toBe(own));
});

describe('beside the Red Hat YAML server', () => {
  let folder: TemporaryFolder;
  let ours: LspSession;
  let theirs: RedHatYaml;
  let alone: RedHatYaml;
  const textOf = (file: keyof typeof files): string => files[file].replace('SCHEMA', folder.uriOf('schemas/kustomization.json'));

  beforeAll(async () => {
    folder = temporaryFolder({ ...files, 'schemas/kustomization.json': JSON.stringify(kustomizeSchema), 'schemas/kubernetes.json': JSON.stringify(kubernetesSchema) });
    folder.write('drafts/modeline.yaml', textOf('drafts/modeline.yaml'));
    const schemas = { [folder.uriOf('schemas/kustomization.json')]: ['kustomization.yaml'], [folder.uriOf('schemas/kubernetes.json')]: ['apps.yaml', 'cm.yaml'] };
    const requestSchema = (resource: string): string => {
      const file = Object.keys(files).find((name) => resource === folder.uriOf(name));
      return file !== undefined && isOwnYaml(file, textOf(file as keyof typeof files)) ? silentSchemaUri : '';
    };
    ours = await startLsp([folder.uri]);
    theirs = await startRedHatYaml({ schemas, requestSchema, requestSchemaContent: (uri) => (uri.startsWith(`${contributorName}:`) ? silentSchema : '') });
    alone = await startRedHatYaml({ schemas });
  }, 60_000);
  afterAll(async () => {
    await ours.dispose();
    await theirs.dispose();
    await alone.dispose();
    folder.dispose();
  });

  const messages = async (server: RedHatYaml, file: keyof typeof files): Promise<readonly string[]> => (await server.open(folder.uriOf(file), textOf(file))).map(({ message }) => (typeof message === 'string' ? message : message.value));

  test('left to itself it takes a Flux Kustomization for a kustomize file, and knows none of its fields', async () => {
    expect(await messages(alone, 'clusters/a/kustomization.yaml')).toContain('Property metadata is not allowed.');
    expect((await messages(alone, 'clusters/a/apps.yaml')).length).toBeGreaterThan(0);
  }, 30_000);

  test('it says nothing of the structure of our files, where we say it once', async () => {
    expect(await messages(theirs, 'clusters/a/apps.yaml')).toEqual([]);
    expect(await messages(theirs, 'clusters/a/kustomization.yaml')).toEqual([]);
    const own = await ours.diagnostics(folder.uriOf('clusters/a/apps.yaml'), (diagnostics) => diagnostics.length > 0);
    expect(own.map(({ code }) => code)).toContain('schema/unknown-field');
  }, 30_000);

  test('a kustomize file is ours too; its syntax stays theirs', async () => {
    expect(await messages(theirs, 'base/kustomization.yaml')).toEqual(['Map keys must be unique']);
    const own = await ours.diagnostics(folder.uriOf('base/kustomization.yaml'), (diagnostics) => diagnostics.length > 1);
    expect(own.map(({ code }) => code)).toEqual(['kustomize/field-dropped', 'kustomize/field-twice']);
  }, 30_000);

  test('other files stay theirs', async () => {
    expect((await messages(theirs, 'base/cm.yaml')).length).toBeGreaterThan(0);
    expect(await theirs.hover(folder.uriOf('base/cm.yaml'), 2, 1)).toContain('from the store');
  }, 30_000);

  test('fields are explained and completed once', async () => {
    await messages(theirs, 'clusters/a/apps.yaml');
    const uri = folder.uriOf('clusters/a/apps.yaml');
    const at = { textDocument: { uri }, position: { line: 11, character: 2 } };
    expect(await theirs.complete(uri, 11, 2)).toEqual([]);
    expect(await theirs.hover(uri, 7, 3)).toBe('');
    await ours.connection.sendNotification('textDocument/didOpen', { textDocument: { uri, languageId: 'yaml', version: 1, text: textOf('clusters/a/apps.yaml') } });
    const offered = await ours.connection.sendRequest<readonly { label: string }[]>('textDocument/completion', at);
    expect(offered.map(({ label }) => label)).toContain('dependsOn');
    expect(JSON.stringify(await ours.connection.sendRequest('textDocument/hover', { ...at, position: { line: 7, character: 3 } }))).toContain('prune');
  }, 30_000);
});

describe('a document that names its schema', () => {
  test('gets its structure from the extension that the line is for, and from us where that is not there', async () => {
    const folder = temporaryFolder({ 'drafts/a.yaml': files['drafts/modeline.yaml'], 'drafts/b.yaml': fluxKustomization });
    const uri = folder.uriOf('drafts/a.yaml');
    const found = async (beside: boolean): Promise<{ codes: readonly unknown[]; hover: unknown }> => {
      const session = await startLsp([folder.uri], { workspace: { configuration: true } }, { besideRedHatYaml: beside, redHatYamlValidates: beside });
      try {
        // The file without such a line is judged in the same round in any case.
        await session.diagnostics(folder.uriOf('drafts/b.yaml'), (list) => list.some(({ code }) => code === 'schema/unknown-field'));
        await session.connection.sendRequest('textDocument/documentSymbol', { textDocument: { uri } });
        const diagnostics = await session.diagnostics(uri, () => true);
        const hover = await session.connection.sendRequest('textDocument/hover', { textDocument: { uri }, position: { line: 9, character: 3 } });
        return { codes: diagnostics.map(({ code }) => code).filter((code) => String(code).startsWith('schema/')), hover };
      } finally {
        await session.dispose();
      }
    };
    try {
      expect(await found(false)).toMatchObject({ codes: ['schema/unknown-field'] });
      expect((await found(false)).hover).not.toBeNull();
      expect(await found(true)).toEqual({ codes: [], hover: null });
    } finally {
      folder.dispose();
    }
  }, 30_000);
});

describe('a mistake of YAML itself', () => {
  const object = (name: string): string => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n  namespace: x\n`;
  const source = 'apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata:\n  name: flux-system\n  namespace: flux-system\nspec:\n  interval: 1m\n  url: https://git.example/fleet\n  ref:\n    branch: main\n---\n';
  const sync = `${source}${fluxKustomization.replace('name: apps', 'name: flux-system').replace('intervall', 'interval').replace('  prune', '  path: ./clusters/a\n  prune')}`;
  const broken = {
    'clusters/a/bracket.yaml': `${object('bracket')}data: {a: b\nx: y\n`,
    'clusters/a/quote.yaml': `${object('quote')}data:\n  a: "b\n`,
    'clusters/a/tab.yaml': `${object('tab')}data:\n\ta: b\n`,
    'clusters/a/conflict.yaml': `${object('conflict')}<<<<<<< HEAD\ndata: {}\n=======\ndata: {a: b}\n>>>>>>> other\n`,
    'drafts/bracket.yaml': `${fluxKustomization}  patches: [a\n`,
    'drafts/kustomization.yaml': 'resources: []\nnamespace: a\nnamespace: b\n',
  };
  const names = Object.keys(broken) as readonly (keyof typeof broken)[];

  const isOfYaml = ({ code }: { readonly code?: unknown }): boolean => /not-kubernetes|broken-yaml|field-twice/.test(String(code));

  /** Waits until what we say of each file to the editor, the mistakes of YAML alone, is as grave as this. */
  async function expectSeverities(folder: TemporaryFolder, configuration: object, isOpen: boolean, expected: readonly number[]): Promise<void> {
    const session = await startLsp([folder.uri], { workspace: { configuration: true } }, configuration);
    try {
      for (const file of isOpen ? names : []) {
        await session.connection.sendNotification('textDocument/didOpen', { textDocument: { uri: folder.uriOf(file), languageId: 'yaml', version: 1, text: broken[file] } });
        await session.connection.sendRequest('textDocument/documentSymbol', { textDocument: { uri: folder.uriOf(file) } });
      }
      for (const [index, file] of names.entries()) {
        const all = await session.diagnostics(folder.uriOf(file), (list) => list.some((one) => isOfYaml(one) && one.severity === expected[index]));
        expect(all.filter(isOfYaml).map(({ severity }) => severity), file).toEqual([expected[index]]);
      }
    } finally {
      await session.dispose();
    }
  }

  test('is an error once: theirs where that extension judges the open file, ours everywhere else', async () => {
    const folder = temporaryFolder({ 'clusters/a/flux-system/gotk-sync.yaml': sync, ...broken });
    const theirs = await startRedHatYaml({ schemas: {} });
    try {
      for (const file of names) expect((await theirs.open(folder.uriOf(file), broken[file])).filter(({ severity }) => severity === 1), file).not.toEqual([]);
      const own = [1, 1, 1, 1, 2, 2];
      await expectSeverities(folder, { besideRedHatYaml: true, redHatYamlValidates: true }, true, [4, 4, 4, 4, 4, 4]);
      await expectSeverities(folder, { besideRedHatYaml: true, redHatYamlValidates: true }, false, own);
      await expectSeverities(folder, { besideRedHatYaml: true }, true, own);
      await expectSeverities(folder, {}, true, own);
    } finally {
      await theirs.dispose();
      folder.dispose();
    }
  }, 60_000);

  test('that only Flux and kustomize mind stays ours', async () => {
    // A list has no fields: kustomize cannot read the file, and as YAML it is right.
    const folder = temporaryFolder({ 'clusters/a/flux-system/gotk-sync.yaml': sync, 'clusters/a/list.yaml': '- a\n' });
    const theirs = await startRedHatYaml({ schemas: {} });
    const session = await startLsp([folder.uri], { workspace: { configuration: true } }, { besideRedHatYaml: true, redHatYamlValidates: true });
    try {
      expect(await theirs.open(folder.uriOf('clusters/a/list.yaml'), '- a\n')).toEqual([]);
      await session.connection.sendNotification('textDocument/didOpen', { textDocument: { uri: folder.uriOf('clusters/a/list.yaml'), languageId: 'yaml', version: 1, text: '- a\n' } });
      const said = await session.diagnostics(folder.uriOf('clusters/a/list.yaml'), (list) => list.length > 0);
      expect(said.map(({ code, severity }) => `${String(severity)} ${String(code)}`)).toEqual(['1 kustomize/not-kubernetes']);
    } finally {
      await session.dispose();
      await theirs.dispose();
      folder.dispose();
    }
  }, 60_000);
});
