/** The schema of one build: kustomize's own, and that of the first `openapi:` field that is met (kyaml openapi `SetSchema`, `initSchema`). */
import type { Findings, Loader } from './context.ts';
import { tryStep } from './context.ts';
import { BuildFault } from './buildError.ts';
import { builtinTables, MergeSchema, type SchemaTables } from './mergeSchema.ts';
import { apiVersionOf, isKnownKind, type Gvk } from './objectId.ts';
import { tablesOfOpenApi } from './openApi.ts';
import type { Fields } from './strictReader.ts';

/**
 * Holds the schema in use. kustomize reads schemas only when it must: a custom one takes the place of its own where
 * nothing asked for a schema before, and lies below or above it otherwise.
 */
export class SchemaHolder {
  /** The tables that were read, the latest first. */
  #tables: readonly SchemaTables[] = [];
  #schema: MergeSchema | undefined;
  #custom: SchemaTables | undefined;
  #isSet = false;
  #isRead = false;
  /** Whether kustomize's own data were read, or are to be read with the next. */
  #own: 'not-read' | 'wanted' | 'read' = 'not-read';

  /** With `isWarm`, kustomize's own data are read already, as in a process that has built or judged something before. */
  constructor(isWarm = false) {
    if (!isWarm) return;
    this.#isRead = true;
    this.#addOwn();
  }

  /** The merge schema; asking for it reads what is to be read. */
  get current(): MergeSchema {
    this.#read();
    return (this.#schema ??= MergeSchema.of(this.#tables));
  }

  /** Whether no `openapi:` file has changed it. */
  get isDefault(): boolean {
    return this.#custom === undefined;
  }

  /** Takes note of an object that is read: for a kind that it does not know by itself, kustomize asks a schema whether it has a namespace. */
  note(gvk: Gvk): void {
    if (!this.#isRead && this.#own === 'not-read' && this.#custom === undefined && !isKnownKind(gvk)) this.#own = 'wanted';
  }

  /** Whether the schema says that a kind has no namespace; `undefined` where kustomize knows by itself, or nobody does. */
  isCluster(gvk: Gvk): boolean | undefined {
    if (isKnownKind(gvk)) return undefined;
    if (!this.#isRead && this.#custom !== undefined) this.#read();
    else if (!this.#isRead && this.#own === 'not-read') this.#own = 'wanted';
    if (this.#custom === undefined) return undefined;
    const name = `${apiVersionOf(gvk)}/${gvk.kind}`;
    const hasNamespace = this.#tables.map(({ scopes }) => (scopes !== undefined && Object.hasOwn(scopes, name) ? scopes[name] : undefined)).find((found) => found !== undefined);
    return hasNamespace === undefined ? undefined : !hasNamespace;
  }

  /** Takes a kustomization's `openapi:` field into account. */
  use(fields: Fields, loader: Loader, findings: Findings): void {
    const openapi = fields.fields('openapi');
    if (openapi === undefined || this.#isSet) return;
    tryStep(findings, () => {
      const path = openapi.scalar('path');
      const version = openapi.scalar('version');
      if (path !== undefined) {
        if (version !== undefined) throw new BuildFault('openapi-both', 'only one of `path` and `version` may be set', version);
        const file = loader.file(path, path.text, 'schema');
        this.#isSet = true;
        this.#custom = tablesOfOpenApi(file, path);
        this.#isRead = false;
      } else if (version !== undefined && version.text !== '') {
        if (version.text !== 'v1.21.2') throw new BuildFault('openapi-version', `kustomize has only the schema \`v1.21.2\` built in, not \`${version.text}\``, version);
        this.#isSet = true;
      }
    });
  }

  #read(): void {
    if (this.#isRead) return;
    this.#isRead = true;
    if (this.#custom !== undefined) this.#add(this.#custom);
    else if (this.#own !== 'read') this.#addOwn();
    if (this.#own === 'wanted') this.#addOwn();
  }

  #addOwn(): void {
    this.#own = 'read';
    this.#add(builtinTables);
  }

  #add(tables: SchemaTables): void {
    this.#tables = [tables, ...this.#tables];
    this.#schema = undefined;
  }
}
