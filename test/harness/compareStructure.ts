/** Holds a structure of ours to the OpenAPI of a custom resource definition, both ways: every field, type, choice, pattern, limit, format, list type and required list. */
import { asScalar, type FieldsStructure, type Structure } from '../../server/src/schemas/structure.ts';

type Json = Readonly<Record<string, unknown>>;

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What a comparison may let through. */
export interface CompareOptions {
  /** Flux minor that the definition is of, such as `2.9`: fields that came later are not expected. Without it all are. */
  readonly flux?: string;
}

/**
 * Where a structure (root of a kind, without `metadata`) and `openAPIV3Schema` of the same version of that kind differ, as sentences;
 * none where they agree. `status`, which nobody writes, is not compared.
 */
export function compareStructureWithCrd(structure: Structure, schema: unknown, options: CompareOptions = {}): readonly string[] {
  return compare(structure, schema, '', options);
}

function compare(ours: Structure | undefined, theirs: unknown, path: string, options: CompareOptions): readonly string[] {
  if (path === '.status') return [];
  if (!isJson(theirs)) return [`${path}: not in the definition`];
  if (ours === undefined) return [`${path}: not in ours`];
  const facts = theirFacts(theirs);
  const own = ownFacts(ours, options);
  const here = Object.keys({ ...facts, ...own }).flatMap((key) => (JSON.stringify(facts[key]) === JSON.stringify(own[key]) ? [] : [`${path}: ${key} is ${JSON.stringify(own[key])}, in the definition ${JSON.stringify(facts[key])}`]));
  return [...here, ...compareBelow(ours, theirs, path, options)];
}

function compareBelow(ours: Structure, given: Json, path: string, options: CompareOptions): readonly string[] {
  if (typeof ours === 'string' || 'type' in ours) return [];
  if ('list' in ours) return compare(ours.list, given['items'] ?? {}, `${path}[]`, options);
  if ('map' in ours) return compare(ours.map, given['additionalProperties'], `${path}.*`, options);
  const theirs = withInnerChoices(given);
  const names = new Set([...Object.keys(theirs), ...Object.keys(ours.fields).filter((name) => !isLater(ours, name, options))]);
  return [...names].filter((name) => path !== '' || !['apiVersion', 'kind', 'metadata'].includes(name)).flatMap((name) => compare(ours.fields[name], theirs[name], `${path}.${name}`, options));
}

/** Properties, with the alternatives of one which an alternative of the whole states. */
function withInnerChoices(schema: Json): Json {
  const properties = isJson(schema['properties']) ? schema['properties'] : {};
  const extra = listOf(schema['oneOf']).flatMap((one) => (isJson(one) && isJson(one['properties']) ? Object.entries(one['properties']) : []));
  return Object.fromEntries(Object.entries(properties).map(([name, property]) => [name, extra.reduce<unknown>((merged, [key, more]) => (key === name && isJson(merged) && isJson(more) ? { ...merged, ...more } : merged), property)]));
}

function isLater({ added }: FieldsStructure, name: string, { flux }: CompareOptions): boolean {
  const since = added?.[name];
  return since !== undefined && flux !== undefined && since.localeCompare(flux, 'en', { numeric: true }) > 0;
}

function ownFacts(ours: Structure, options: CompareOptions): Json {
  const scalar = asScalar(ours);
  if (scalar !== undefined) {
    return stated({ type: scalar.type, enum: scalar.enum, pattern: scalar.pattern?.source, format: scalar.format, min: scalar.min, max: scalar.max, default: scalar.default, nullable: scalar.nullable });
  }
  if (typeof ours === 'string' || 'type' in ours) return {};
  const { min, max, nullable } = ours;
  if ('list' in ours) return stated({ type: 'list', min, max, keys: ours.keys, unique: ours.unique, default: ours.default, nullable });
  if ('map' in ours) return stated({ type: 'map', min, max, default: ours.default, nullable });
  const required = ours.required?.filter((name) => !isLater(ours, name, options));
  return stated({ type: 'fields', required: required?.length === 0 ? undefined : required, open: ours.open, min, max, choices: ours.exactlyOne, orNone: ours.orNone, default: ours.default, nullable });
}

function theirFacts(given: Json): Json {
  const schema = mergeAllOf(given);
  const of = (key: string): unknown => schema[key];
  const type = typeOf(schema);
  const both = { default: of('default'), nullable: of('nullable') === true ? true : undefined };
  switch (type) {
    case 'list':
      return stated({ type, min: of('minItems'), max: of('maxItems'), keys: of('x-kubernetes-list-map-keys'), unique: of('x-kubernetes-list-type') === 'set' ? true : undefined, ...both });
    case 'map':
      return stated({ type, min: of('minProperties'), max: of('maxProperties'), ...both });
    case 'fields':
      return stated({ type, ...requiredOf(schema), open: of('x-kubernetes-preserve-unknown-fields'), min: of('minProperties'), max: of('maxProperties'), ...both });
    default: {
      const isText = type === 'string' || type === 'int-or-string';
      const { pattern } = schema;
      return stated({
        type,
        enum: of('enum'),
        pattern: typeof pattern === 'string' ? new RegExp(pattern).source : undefined,
        format: proseFormats.has(String(of('format'))) ? undefined : of('format'),
        min: of(isText ? 'minLength' : 'minimum'),
        max: of(isText ? 'maxLength' : 'maximum'),
        ...both,
      });
    }
  }
}

/** Formats that Flagger's definition names and no API server knows. */
const proseFormats: ReadonlySet<string> = new Set(['string', 'url']);

/** The few `allOf` of the definitions only narrow choices and lengths. */
function mergeAllOf(schema: Json): Json {
  return listOf(schema['allOf']).reduce<Json>((merged, part) => {
    if (!isJson(part)) return merged;
    const length = [merged['maxLength'], part['maxLength']].filter((value) => typeof value === 'number');
    const [one, other] = [listOf(merged['enum']), listOf(part['enum'])];
    return {
      ...merged,
      ...part,
      ...(length.length === 0 ? {} : { maxLength: Math.min(...length) }),
      ...(one.length === 0 || other.length === 0 ? {} : { enum: one.filter((value) => other.includes(value)) }),
    };
  }, schema);
}

function typeOf(schema: Json): string {
  if (schema['x-kubernetes-int-or-string'] === true) return 'int-or-string';
  if (schema['type'] === 'array') return 'list';
  if (schema['type'] !== 'object' && schema['properties'] === undefined) return typeof schema['type'] === 'string' ? schema['type'] : 'any';
  if (schema['properties'] !== undefined) return 'fields';
  if (schema['x-kubernetes-preserve-unknown-fields'] === true || schema['additionalProperties'] === true) return 'any';
  return isJson(schema['additionalProperties']) ? 'map' : 'fields';
}

/** What `required` and the alternatives of `oneOf` ask for together. */
function requiredOf(schema: Json): Json {
  const oneOf = listOf(schema['oneOf']).filter(isJson);
  const alternatives = oneOf.flatMap(({ required }) => (Array.isArray(required) ? [required.map(String).sort()] : []));
  const always = (alternatives[0] ?? []).filter((name) => alternatives.every((names) => names.includes(name)));
  const required = [...new Set([...listOf(schema['required']).map(String), ...requiredByExpression(schema), ...always])].sort();
  return {
    required: required.length === 0 ? undefined : required,
    choices: alternatives.length === 0 ? undefined : alternatives.map((names) => names.filter((name) => !always.includes(name))),
    orNone: oneOf.some(({ not }) => isJson(not) && not['anyOf'] !== undefined) ? true : undefined,
  };
}

/** Fields of this mapping that expressions of the definition ask for without condition. */
function requiredByExpression(schema: Json): readonly string[] {
  const rules = listOf(schema['x-kubernetes-validations']).map((rule) => (isJson(rule) ? String(rule['rule']).trim() : ''));
  return rules.flatMap((rule) => /^has\(self\.(\w+)\)$/.exec(rule)?.[1] ?? []);
}

/**
 * A definition in which a field that an expression at the root asks for (`has(self.spec) && has(self.spec.url)`)
 * stands in the list of required ones: source-controller 1.10 says it so for OCIRepository.
 */
export function liftRequired(schema: unknown): unknown {
  if (!isJson(schema) || !isJson(schema['properties']) || !isJson(schema['properties']['spec'])) return schema;
  const rules = listOf(schema['x-kubernetes-validations']).map((rule) => (isJson(rule) ? String(rule['rule']).trim() : ''));
  const names = rules.flatMap((rule) => /^has\(self\.spec\) && has\(self\.spec\.(\w+)\)$/.exec(rule)?.[1] ?? []);
  if (names.length === 0) return schema;
  const { spec } = schema['properties'];
  return { ...schema, properties: { ...schema['properties'], spec: { ...spec, required: [...new Set([...listOf(spec['required']), ...names])] } } };
}

/** How many expressions (`x-kubernetes-validations`) a definition holds, by path; `status` left out. */
export function countExpressions(schema: unknown, path = ''): Readonly<Record<string, number>> {
  if (!isJson(schema) || path === 'status') return {};
  const own = listOf(schema['x-kubernetes-validations']).length;
  const below = (key: string): string => (path === '' ? key : `${path}.${key}`);
  const properties = isJson(schema['properties']) ? Object.entries(schema['properties']) : [];
  return {
    ...(own === 0 ? {} : { [path]: own }),
    ...Object.fromEntries(properties.flatMap(([name, property]) => Object.entries(countExpressions(property, below(name))))),
    ...countExpressions(schema['items'], `${path}[]`),
    ...countExpressions(schema['additionalProperties'], below('*')),
  };
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Facts without what is not said. */
function stated(all: Json): Json {
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}
