/** Kinds that only the connected cluster knows: the server asks, the client reads the API server's OpenAPI, and the server judges, completes and explains. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isJsonObject } from '../../client/src/cluster/jsonValue.ts';
import { OpenApiSchemas, pickKind } from '../../client/src/cluster/openApiSchemas.ts';
import { servedSchemasNotification, wantedKindsNotification, type VersionedKind } from '../../server/src/protocol/servedSchemas.ts';
import { startLsp, temporaryFolder, type LspSession, type TemporaryFolder } from '../harness/lspClient.ts';
import { ScriptedApiServer } from '../harness/scriptedApiServer.ts';
import { connect } from '../unit/cluster/connect.ts';

const reference = (name: string): object => ({ allOf: [{ $ref: `#/components/schemas/${name}` }], default: {} });
const kindOf = (group: string, version: string, kind: string): object => ({ 'x-kubernetes-group-version-kind': [{ group, version, kind }] });

/** As a real API server describes a Deployment, in small. */
const appsV1 = {
  'io.k8s.api.apps.v1.Deployment': {
    type: 'object',
    ...kindOf('apps', 'v1', 'Deployment'),
    properties: { apiVersion: { type: 'string' }, kind: { type: 'string' }, metadata: reference('io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta'), spec: { description: 'What is wanted of the Deployment.', ...reference('io.k8s.api.apps.v1.DeploymentSpec') }, status: { type: 'object' } },
  },
  'io.k8s.api.apps.v1.DeploymentSpec': {
    type: 'object',
    required: ['selector', 'template'],
    properties: {
      replicas: { type: 'integer', format: 'int32', description: 'Number of desired pods.' },
      selector: { type: 'object', additionalProperties: { type: 'string', default: '' } },
      strategy: { type: 'string', enum: ['Recreate', 'RollingUpdate'] },
      maxSurge: { format: 'int-or-string', oneOf: [{ type: 'integer' }, { type: 'string' }] },
      cpu: { oneOf: [{ type: 'string' }, { type: 'number' }] },
      template: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
      children: { type: 'array', items: reference('io.k8s.api.apps.v1.DeploymentSpec') },
    },
  },
  'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta': { type: 'object', properties: { name: { type: 'string' } } },
  'io.k8s.api.apps.v1.Unused': { type: 'object', properties: {} },
};
const secretV1 = { 'io.k8s.api.core.v1.Secret': { type: 'object', ...kindOf('', 'v1', 'Secret'), properties: { data: { type: 'object', additionalProperties: { type: 'string' } } } } };

const deployment = 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: "3"\n  replica: 3\n  strategy: Rolling\n  maxSurge: 25%\n  cpu: 0.5\n  selector: {app: web}\n  children:\n    - selectr: {}\n  \n';
const secret = 'apiVersion: v1\nkind: Secret\nmetadata:\n  name: s\ndata:\n  password: 12345\n';

let api: ScriptedApiServer;
let folder: TemporaryFolder;
let lsp: LspSession;

beforeEach(async () => {
  api = await ScriptedApiServer.start();
  api.reply = ({ path }) => {
    if (path === '/openapi/v3') return { status: 200, json: { paths: { 'apis/apps/v1': { serverRelativeURL: '/openapi/v3/apis/apps/v1?hash=0A1B' }, 'api/v1': { serverRelativeURL: '/openapi/v3/api/v1?hash=2C' }, 'apis/evil/v1': { serverRelativeURL: '/api/v1/secrets' } } } };
    return { status: 200, json: { components: { schemas: path.includes('/apps/') ? appsV1 : secretV1 } } };
  };
  folder = temporaryFolder({ 'drafts/web.yaml': deployment, 'drafts/other.yaml': deployment, 'drafts/secret.yaml': secret });
  lsp = await startLsp([folder.uri]);
});
afterEach(async () => {
  await lsp.dispose();
  folder.dispose();
  await api.stop();
});

/** Opens a file and gives the kinds that the server then asks for. */
function open(file: string, text: string): Promise<readonly VersionedKind[]> {
  const asked = new Promise<readonly VersionedKind[]>((resolve) => lsp.connection.onNotification(wantedKindsNotification.method, ({ kinds }: { kinds: readonly VersionedKind[] }) => resolve(kinds)));
  void lsp.connection.sendNotification('textDocument/didOpen', { textDocument: { uri: folder.uriOf(file), languageId: 'yaml', version: 1, text } });
  return asked;
}

describe('definitions of the connected cluster', () => {
  test('judge, complete and explain open files, and go with the cluster', async () => {
    const uri = folder.uriOf('drafts/web.yaml');
    const wanted = await open('drafts/web.yaml', deployment);
    expect(wanted).toEqual([{ apiVersion: 'apps/v1', kind: 'Deployment' }]);
    const schemas = new OpenApiSchemas(connect(api.url));
    const kinds = await schemas.read(wanted);
    expect(Object.keys(kinds[0]?.schemas ?? {})).toEqual(['io.k8s.api.apps.v1.Deployment', 'io.k8s.api.apps.v1.DeploymentSpec']);
    await lsp.connection.sendNotification(servedSchemasNotification.method, { contextName: 'prod', kinds });
    const found = await lsp.diagnostics(uri, (diagnostics) => diagnostics.some(({ source, code }) => source !== undefined && code === 'schema/wrong-type'));
    expect(found.filter(({ code }) => String(code).startsWith('schema/')).map(({ range, severity, message }) => `${range.start.line} ${severity} ${typeof message === 'string' ? message : message.value}`)).toEqual([
      '5 2 “spec.replicas” takes a whole number, not the text “"3"”; write it without quotes (by what “prod” serves)',
      '6 2 a Deployment has no field “replica” in “spec” (by what “prod” serves)',
      '7 2 “spec.strategy” takes “Recreate” or “RollingUpdate”, not “Rolling” (by what “prod” serves)',
    ]);
    const at = (line: number, character: number) => ({ textDocument: { uri }, position: { line, character } });
    expect(JSON.stringify(await lsp.connection.sendRequest('textDocument/hover', at(5, 4)))).toContain('Number of desired pods.');
    const offered = await lsp.connection.sendRequest<readonly { label: string }[]>('textDocument/completion', at(13, 2));
    expect(offered.map(({ label }) => label)).toContain('template');
    expect(offered.map(({ label }) => label)).not.toContain('cpu');

    await lsp.connection.sendNotification(servedSchemasNotification.method, null);
    const after = await lsp.diagnostics(uri, (diagnostics) => !diagnostics.some(({ code }) => String(code).startsWith('schema/')));
    expect(after.filter(({ code }) => String(code).startsWith('schema/'))).toEqual([]);
    expect(await lsp.connection.sendRequest('textDocument/hover', at(5, 4))).toBeNull();
  });

  test('values of Secrets are not quoted', async () => {
    const wanted = await open('drafts/secret.yaml', secret);
    await open('drafts/web.yaml', deployment);
    const kinds = await new OpenApiSchemas(connect(api.url)).read([...wanted, { apiVersion: 'apps/v1', kind: 'Deployment' }]);
    expect(kinds).toHaveLength(2);
    await lsp.connection.sendNotification(servedSchemasNotification.method, { contextName: 'prod', kinds });
    await lsp.diagnostics(folder.uriOf('drafts/web.yaml'), (diagnostics) => diagnostics.some(({ code }) => code === 'schema/wrong-type'));
    expect(await lsp.diagnostics(folder.uriOf('drafts/secret.yaml'), () => true)).toEqual([]);
  });
});

describe('the documents', () => {
  test('are read once, and only those that are needed', async () => {
    const schemas = new OpenApiSchemas(connect(api.url));
    const wanted = [{ apiVersion: 'apps/v1', kind: 'Deployment' }, { apiVersion: 'apps/v1', kind: 'Nothing' }, { apiVersion: 'nowhere/v1', kind: 'X' }];
    expect((await schemas.read(wanted)).map(({ kind }) => kind)).toEqual(['Deployment']);
    expect((await schemas.read(wanted)).map(({ kind }) => kind)).toEqual(['Deployment']);
    expect(api.requests.map(({ path }) => path)).toEqual(['/openapi/v3', '/openapi/v3/apis/apps/v1']);
  });

  test('an address beside the OpenAPI is not followed', async () => {
    expect(await new OpenApiSchemas(connect(api.url)).read([{ apiVersion: 'evil/v1', kind: 'X' }])).toEqual([]);
    expect(api.requests.map(({ path }) => path)).toEqual(['/openapi/v3']);
  });

  test('a cluster that does not answer is asked again with the next wish', async () => {
    const reply = api.reply;
    api.reply = () => ({ status: 503, json: {} });
    const schemas = new OpenApiSchemas(connect(api.url));
    expect(await schemas.read([{ apiVersion: 'apps/v1', kind: 'Deployment' }])).toEqual([]);
    api.reply = reply;
    expect(await schemas.read([{ apiVersion: 'apps/v1', kind: 'Deployment' }])).toHaveLength(1);
  });

  test('so is a document that could not be read', async () => {
    const reply = api.reply;
    api.reply = (request) => (request.path.startsWith('/openapi/v3/') ? { status: 503, json: {} } : reply(request));
    const schemas = new OpenApiSchemas(connect(api.url));
    expect(await schemas.read([{ apiVersion: 'apps/v1', kind: 'Deployment' }])).toEqual([]);
    api.reply = reply;
    expect(await schemas.read([{ apiVersion: 'apps/v1', kind: 'Deployment' }])).toHaveLength(1);
  });

  test('a definition with a name that objects have by nature ends too', () => {
    const schemas: unknown = JSON.parse('{"A":{"x-kubernetes-group-version-kind":[{"group":"","version":"v1","kind":"A"}],"items":{"$ref":"#/components/schemas/__proto__"}},"__proto__":{"items":{"$ref":"#/components/schemas/__proto__"}}}');
    expect(isJsonObject(schemas) && Object.keys(pickKind(schemas, { apiVersion: 'v1', kind: 'A' })?.schemas ?? {})).toEqual(['A', '__proto__']);
  });

  test('definitions that refer to each other end', () => {
    const loop = { A: { ...kindOf('', 'v1', 'A'), properties: { b: { $ref: '#/components/schemas/B' } } }, B: { properties: { a: { $ref: '#/components/schemas/A' } } } };
    expect(pickKind(loop, { apiVersion: 'v1', kind: 'A' })?.schemas).toHaveProperty('B');
    expect(pickKind(loop, { apiVersion: 'v2', kind: 'A' })).toBeUndefined();
  });
});
