/** Turns the OpenAPI that a cluster serves for a kind into our structure, with its own descriptions as words. Whatever is not understood lets everything through. */
import type { ServedSchema } from '../protocol/servedSchemas.ts';
import type { DescribedStructure } from './describeField.ts';
import { objectMeta } from './objectMeta.ts';
import { fieldsWithin, type DefaultValue, type FieldsStructure, type Structure } from './structure.ts';
import { headWords } from './words/common.ts';
import type { FieldWords } from './words/fieldWords.ts';

type Json = Readonly<Record<string, unknown>>;

/** Characters of a description that a hover shows. */
const longestText = 600;

/** Structure and words of a served kind; `undefined` where the definition holds no fields. */
export function readServedSchema({ root, schemas }: ServedSchema): DescribedStructure | undefined {
  const reader = new OpenApiReader(schemas);
  const own = fieldsWithin(reader.structure(asJson(schemas[root]), [], [root]));
  if (own === undefined) return undefined;
  const head: FieldsStructure['fields'] = { apiVersion: 'string', kind: 'string', metadata: objectMeta };
  const status: FieldsStructure['fields'] = Object.hasOwn(own.fields, 'status') ? { status: 'any' } : {};
  const whole: FieldsStructure = { ...own, fields: { ...own.fields, ...head, ...status } };
  return { root: whole, words: [headWords, reader.words] };
}

class OpenApiReader {
  /** Descriptions by path, without list items. */
  readonly #words: Record<string, string> = {};
  readonly #schemas: Json;

  constructor(schemas: Json) {
    this.#schemas = schemas;
  }

  get words(): FieldWords {
    return this.#words;
  }

  /** `within` holds the names of the definitions that are being read: one that refers to itself takes anything below. */
  structure(given: Json, path: readonly string[], within: readonly string[]): Structure {
    const { schema, names } = this.#resolve(given, within);
    if (schema === undefined) return 'any';
    this.#describe(given, schema, path);
    const made = schema['x-kubernetes-int-or-string'] === true || schema['format'] === 'int-or-string' ? 'int-or-string' : this.#ofType(schema, path, names);
    const fallback = defaultOf(given) ?? defaultOf(schema);
    if (fallback === undefined || made === 'any') return made;
    return typeof made === 'string' ? { type: made, default: fallback } : { ...made, default: fallback };
  }

  /** The schema behind `$ref`, or the only one of `allOf`; none where it is open which one holds. */
  #resolve(given: Json, within: readonly string[]): { readonly schema: Json | undefined; readonly names: readonly string[] } {
    const parts = listOf(given['allOf']);
    const reference = parts.length === 1 ? asJson(parts[0])['$ref'] : given['$ref'];
    if (typeof reference !== 'string') return { schema: parts.length === 0 ? given : undefined, names: within };
    const name = reference.slice(reference.lastIndexOf('/') + 1);
    if (within.includes(name) || !Object.hasOwn(this.#schemas, name)) return { schema: undefined, names: within };
    return { schema: asJson(this.#schemas[name]), names: [...within, name] };
  }

  #describe(given: Json, schema: Json, path: readonly string[]): void {
    const key = path.join('.');
    const text = [given['description'], schema['description']].find((description) => typeof description === 'string' && description !== '');
    if (key === '' || typeof text !== 'string' || Object.hasOwn(this.#words, key)) return;
    this.#words[key] = text.length > longestText ? `${text.slice(0, longestText)}…` : text;
  }

  #ofType(schema: Json, path: readonly string[], within: readonly string[]): Structure {
    // Alternatives are told apart by the API server's own code, not by what stands here.
    if (schema['oneOf'] !== undefined || schema['anyOf'] !== undefined || schema['x-kubernetes-preserve-unknown-fields'] === true || schema['x-kubernetes-embedded-resource'] === true) return 'any';
    switch (schema['type']) {
      case 'object':
        return this.#object(schema, path, within);
      case 'array':
        return { list: this.structure(asJson(schema['items']), path, within), ...limits(schema, 'minItems', 'maxItems') };
      case 'string':
        return { type: 'string', ...enumOf(schema), ...patternOf(schema), ...limits(schema, 'minLength', 'maxLength') };
      case 'integer':
        return { type: 'integer', ...limits(schema, 'minimum', 'maximum') };
      case 'number':
        return { type: 'number', ...limits(schema, 'minimum', 'maximum') };
      case 'boolean':
        return 'boolean';
      default:
        return 'any';
    }
  }

  #object(schema: Json, path: readonly string[], within: readonly string[]): Structure {
    const additional = schema['additionalProperties'];
    if (schema['properties'] === undefined) return isJson(additional) ? { map: this.structure(additional, path, within) } : 'any';
    const fields = Object.fromEntries(Object.entries(asJson(schema['properties'])).map(([name, field]) => [name, this.structure(asJson(field), [...path, name], within)]));
    const required = listOf(schema['required']).map(String);
    return { fields, ...(required.length === 0 ? {} : { required }), ...(additional === undefined || additional === false ? {} : { open: true }) };
  }
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function asJson(value: unknown): Json {
  return isJson(value) ? value : {};
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A default that says something: the empty mapping of built-in kinds does not. */
function defaultOf({ default: value }: Json): DefaultValue | undefined {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : undefined;
}

function limits(schema: Json, least: string, most: string): { readonly min?: number; readonly max?: number } {
  const min = schema[least];
  const max = schema[most];
  return { ...(typeof min === 'number' ? { min } : {}), ...(typeof max === 'number' ? { max } : {}) };
}

function enumOf({ enum: values }: Json): { readonly enum?: readonly string[] } {
  const texts = listOf(values).filter((value) => typeof value === 'string');
  return texts.length === 0 ? {} : { enum: texts };
}

/** Patterns are Go's: one that JavaScript does not know is left to the API server. */
function patternOf({ pattern }: Json): { readonly pattern?: RegExp } {
  if (typeof pattern !== 'string' || /\(\?[a-zA-Z]|\\[zAC]|\[\[:/.test(pattern)) return {};
  try {
    return { pattern: new RegExp(pattern) };
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}
