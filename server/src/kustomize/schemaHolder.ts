/** The merge schema of one build: the first `openapi:` field that is met sets it (kyaml openapi `SetSchema`). */
import type { Findings, Loader } from './context.ts';
import { tryStep } from './context.ts';
import { BuildFault } from './buildError.ts';
import { MergeSchema } from './mergeSchema.ts';
import { tablesOfOpenApi } from './openApi.ts';
import type { Fields } from './strictReader.ts';

/** Holds the schema in use; a custom one replaces kustomize's own for the rest of the build. */
export class SchemaHolder {
  #current: MergeSchema;
  readonly #builtin: MergeSchema;
  #touched = false;
  #isSet = false;

  constructor(builtin: MergeSchema) {
    this.#builtin = builtin;
    this.#current = builtin;
  }

  get current(): MergeSchema {
    return this.#current;
  }

  /** Whether no `openapi:` has changed it. */
  get isDefault(): boolean {
    return this.#current === this.#builtin;
  }

  /** Notes that an object was read: kustomize then keeps its own data beside a custom schema. */
  touch(): void {
    this.#touched = true;
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
        this.#current = MergeSchema.custom(tablesOfOpenApi(file, path), this.#touched);
      } else if (version !== undefined && version.text !== '') {
        if (version.text !== 'v1.21.2') throw new BuildFault('openapi-version', `kustomize has only the schema \`v1.21.2\` built in, not \`${version.text}\``, version);
        this.#isSet = true;
      }
    });
  }
}
