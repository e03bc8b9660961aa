// Reads the definitions of kinds out of the API server's OpenAPI v3 documents: one document a group and version, fetched when it is needed and once a connection.
import type { ServedSchema, VersionedKind } from '../../../server/src/protocol/servedSchemas.ts';
import { isJsonObject, readArray, readObject, readString, type JsonObject } from './jsonValue.ts';
import type { KubeConnection } from './kubeConnection.ts';

/** Characters of a description that are sent on. */
const longestDescription = 600;

/** Definitions that refer to more than this many others are left out. */
const mostDefinitions = 400;

/** The documents of one connection. */
export class OpenApiSchemas {
  readonly #connection: Pick<KubeConnection, 'readOpenApi'>;
  /** Addresses of the documents by `api/v1` or `apis/GROUP/VERSION`. */
  #index: Promise<ReadonlyMap<string, string>> | undefined;
  /** Definitions that were read, by `apiVersion/kind`; none where the server has none. */
  readonly #found = new Map<string, Promise<ServedSchema | undefined>>();
  readonly #documents = new Map<string, Promise<JsonObject | undefined>>();

  constructor(connection: Pick<KubeConnection, 'readOpenApi'>) {
    this.#connection = connection;
  }

  /** The definitions of those of the kinds that the server has. */
  async read(kinds: readonly VersionedKind[]): Promise<readonly ServedSchema[]> {
    const found = await Promise.all(kinds.map((kind) => this.#find(kind)));
    // A document is large and its definitions are kept by themselves.
    this.#documents.clear();
    return found.filter((schema) => schema !== undefined);
  }

  #find(kind: VersionedKind): Promise<ServedSchema | undefined> {
    const key = `${kind.apiVersion}/${kind.kind}`;
    const known = this.#found.get(key);
    if (known !== undefined) return known;
    const found = this.#readKind(kind);
    this.#found.set(key, found);
    return found;
  }

  async #readKind({ apiVersion, kind }: VersionedKind): Promise<ServedSchema | undefined> {
    const index = await (this.#index ??= this.#readIndex());
    const address = index.get(apiVersion.includes('/') ? `apis/${apiVersion}` : `api/${apiVersion}`);
    if (address === undefined) return undefined;
    let document = this.#documents.get(address);
    if (document === undefined) this.#documents.set(address, (document = this.#readDocument(address)));
    const content = await document;
    // What could not be read is asked for again with the next wish.
    if (content === undefined) this.#found.delete(`${apiVersion}/${kind}`);
    return content === undefined ? undefined : pickKind(readObject(content, 'components', 'schemas'), { apiVersion, kind });
  }

  async #readIndex(): Promise<ReadonlyMap<string, string>> {
    const answer = await this.#connection.readOpenApi('');
    if (!answer.ok) {
      // Asked again with the next wish: the server may not have been there yet.
      this.#index = undefined;
      this.#found.clear();
      return new Map();
    }
    return new Map(Object.entries(readObject(answer.value, 'paths')).map(([path, entry]) => [path, readString(entry, 'serverRelativeURL')]));
  }

  async #readDocument(address: string): Promise<JsonObject | undefined> {
    const answer = await this.#connection.readOpenApi(address);
    return answer.ok ? answer.value : undefined;
  }
}

/** The definition of a kind with all that it refers to; `undefined` where there is none of that group, version and kind. */
export function pickKind(schemas: JsonObject, { apiVersion, kind }: VersionedKind): ServedSchema | undefined {
  const slash = apiVersion.indexOf('/');
  const [group, version] = slash < 0 ? ['', apiVersion] : [apiVersion.slice(0, slash), apiVersion.slice(slash + 1)];
  const root = Object.keys(schemas).find((name) =>
    readArray(schemas[name], 'x-kubernetes-group-version-kind').some((each) => readString(each, 'group') === group && readString(each, 'version') === version && readString(each, 'kind') === kind),
  );
  if (root === undefined) return undefined;
  const picked = new Map<string, unknown>();
  const names = [root];
  for (let name = names.pop(); name !== undefined; name = names.pop()) {
    if (picked.has(name) || !Object.hasOwn(schemas, name)) continue;
    // `metadata` is the same everywhere and known to the server.
    if (name.endsWith('.meta.v1.ObjectMeta')) continue;
    picked.set(name, compact(schemas[name], names));
    if (picked.size > mostDefinitions) return undefined;
  }
  return { apiVersion, kind, root, schemas: Object.fromEntries(picked) };
}

/** Keywords that the server reads. */
const kept = new Set([
  'type', 'format', 'required', 'enum', 'pattern', 'minLength', 'maxLength', 'minItems', 'maxItems', 'minimum', 'maximum', 'default',
  'x-kubernetes-int-or-string', 'x-kubernetes-preserve-unknown-fields', 'x-kubernetes-embedded-resource',
]);

/** A schema without what nobody reads; names of definitions that it refers to are added to `names`. */
function compact(schema: unknown, names: string[]): unknown {
  if (!isJsonObject(schema)) return schema;
  const result: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(schema)) {
    if (kept.has(key)) result[key] = value;
    else if (key === 'description' && typeof value === 'string') result[key] = value.slice(0, longestDescription);
    else if (key === '$ref' && typeof value === 'string') {
      result[key] = value;
      names.push(value.slice(value.lastIndexOf('/') + 1));
    } else if (key === 'items' || key === 'additionalProperties') result[key] = compact(value, names);
    else if (key === 'allOf' || key === 'oneOf' || key === 'anyOf') result[key] = Array.isArray(value) ? value.map((part) => compact(part, names)) : value;
    else if (key === 'properties' && isJsonObject(value)) result[key] = Object.fromEntries(Object.entries(value).map(([name, property]) => [name, compact(property, names)]));
  }
  return result;
}
