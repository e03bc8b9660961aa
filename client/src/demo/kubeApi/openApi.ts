/** A small OpenAPI description: enough for kubectl to send its writes and to find each kind. */
import { noSuchPath } from './apiError.ts';
import type { JsonObject } from './json.ts';
import type { KindInfo } from './kindInfo.ts';
import type { KindRegistry } from './kindRegistry.ts';

/** `GET /openapi/v3`: where the description of each group and version is. */
export function describeOpenApiPaths(kinds: KindRegistry): JsonObject {
  const paths = ['api/v1', ...kinds.groupVersions().map(({ group, version }) => `apis/${group}/${version}`)];
  return { paths: Object.fromEntries(paths.map((path) => [path, { serverRelativeURL: `/openapi/v3/${path}` }])) };
}

/** `GET /openapi/v3/apis/GROUP/VERSION`. */
export function describeOpenApi(path: readonly string[], kinds: KindRegistry): JsonObject {
  const [root, first = '', second = ''] = path;
  const served = root === 'api' ? kinds.kindsOf('', first) : kinds.kindsOf(first, second);
  if (served.length === 0) throw noSuchPath();
  return {
    openapi: '3.0.0',
    info: { title: 'Flightdeck demo cluster', version: 'v1' },
    paths: Object.fromEntries(served.map((kind) => [pathOf(kind), describeOperations(kind)])),
    components: { schemas: Object.fromEntries(served.map((kind) => [schemaName(kind), describeSchema(kind)])) },
  };
}

/** `GET /openapi/v2`: definitions without fields; unknown fields are preserved everywhere. */
export function describeOpenApiV2(kinds: KindRegistry): JsonObject {
  return {
    swagger: '2.0',
    info: { title: 'Flightdeck demo cluster', version: 'v1' },
    paths: Object.fromEntries(kinds.all().map((kind) => [pathOf(kind), describeOperations(kind)])),
    definitions: Object.fromEntries(kinds.all().map((kind) => [schemaName(kind), describeSchema(kind)])),
  };
}

function pathOf(kind: KindInfo): string {
  const root = kind.group === '' ? `/api/${kind.version}` : `/apis/${kind.group}/${kind.version}`;
  return `${root}${kind.namespaced ? '/namespaces/{namespace}' : ''}/${kind.plural}/{name}`;
}

function schemaName(kind: KindInfo): string {
  return `${kind.group === '' ? 'core' : kind.group}.${kind.version}.${kind.kind}`;
}

function groupVersionKind(kind: KindInfo): JsonObject {
  return { group: kind.group, version: kind.version, kind: kind.kind };
}

/** kubectl sends `fieldValidation` and `dryRun` only where the PATCH operation says that it takes them. */
function describeOperations(kind: KindInfo): JsonObject {
  const parameters = ['dryRun', 'fieldManager', 'fieldValidation', 'force'].map((name) => ({ name, in: 'query', schema: { type: name === 'force' ? 'boolean' : 'string' } }));
  const responses = { 200: { description: 'OK' } };
  return {
    get: { 'x-kubernetes-action': 'get', 'x-kubernetes-group-version-kind': groupVersionKind(kind), responses },
    patch: { 'x-kubernetes-action': 'patch', 'x-kubernetes-group-version-kind': groupVersionKind(kind), parameters, responses },
  };
}

function describeSchema(kind: KindInfo): JsonObject {
  return {
    type: 'object',
    description: `${kind.kind} as the demo cluster keeps it: any field.`,
    'x-kubernetes-preserve-unknown-fields': true,
    'x-kubernetes-group-version-kind': [groupVersionKind(kind)],
  };
}
