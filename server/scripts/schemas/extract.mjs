/** Turns the OpenAPI of a custom resource definition into our structure: names, types and limits, no prose. */

const objectMetaFields = new Set(['apiVersion', 'kind', 'metadata']);

/** The structure of one version of a kind. `notes` gets a line for what has no place in it. */
export function extractKind(schema, notes) {
  const structure = extract(schema, '', notes);
  const fields = Object.fromEntries(Object.entries(structure.fields).filter(([name]) => !objectMetaFields.has(name)));
  // What controllers write about an object is nobody's to type.
  if (fields.status !== undefined) fields.status = 'any';
  const { fields: _all, ...rest } = structure;
  return { ...rest, fields };
}

function extract(schema, path, notes) {
  const merged = mergeAllOf(schema);
  for (const rule of merged['x-kubernetes-validations'] ?? []) notes.push(`${path}: ${rule.rule.trim()}`);
  for (const key of Object.keys(merged)) if (!knownKeys.has(key)) notes.push(`${path}: keyword ${key} is not kept`);
  const made = merged['x-kubernetes-int-or-string'] === true ? extractText(merged, 'int-or-string') : ofType(merged, path, notes);
  const extras = { ...(merged.default === undefined ? {} : { default: merged.default }), ...(merged.nullable === true ? { nullable: true } : {}) };
  if (Object.keys(extras).length === 0) return made;
  return typeof made === 'string' ? { type: made, ...extras } : { ...made, ...extras };
}

const knownKeys = new Set([
  'type', 'properties', 'required', 'items', 'additionalProperties', 'description', 'enum', 'pattern', 'minLength', 'maxLength', 'minItems', 'maxItems', 'minimum', 'maximum',
  'minProperties', 'maxProperties', 'format', 'default', 'nullable', 'oneOf', 'anyOf', 'uniqueItems', 'example', 'title', 'exclusiveMinimum',
  'x-kubernetes-validations', 'x-kubernetes-int-or-string', 'x-kubernetes-preserve-unknown-fields', 'x-kubernetes-embedded-resource', 'x-kubernetes-list-type', 'x-kubernetes-list-map-keys', 'x-kubernetes-map-type',
]);

function ofType(schema, path, notes) {
  const type = schema.type ?? (schema.properties === undefined ? undefined : 'object');
  switch (type) {
    case 'object':
      return extractObject(schema, path, notes);
    case 'array':
      return extractList(schema, path, notes);
    case 'string':
      return extractText(schema, 'string');
    case 'integer':
    case 'number':
      return extractNumber(schema, type);
    case 'boolean':
      return 'boolean';
    default:
      return 'any';
  }
}

function extractObject(given, path, notes) {
  const schema = withInnerUnions(given);
  const open = schema['x-kubernetes-preserve-unknown-fields'] === true || schema['x-kubernetes-embedded-resource'] === true;
  const limits = pick(schema, { minProperties: 'min', maxProperties: 'max' });
  if (schema.properties === undefined) {
    const additional = schema.additionalProperties;
    if (typeof additional === 'object' && !open) return { map: extract(additional, `${path}.*`, notes), ...limits };
    return open || additional === true ? 'any' : { fields: {} };
  }
  const fields = Object.fromEntries(Object.entries(schema.properties).map(([name, field]) => [name, extract(field, path === '' ? name : `${path}.${name}`, notes)]));
  const { common, unions, orNone } = requiredUnions(schema);
  const required = [...new Set([...(schema.required ?? []), ...common])].sort();
  return { fields, ...(required.length === 0 ? {} : { required }), ...(open ? { open: true } : {}), ...(unions.length === 0 ? {} : { exactlyOne: unions }), ...(orNone ? { orNone: true } : {}), ...limits };
}

/** `oneOf: [{required: […]}, …]`: each alternative as its list of fields, without those that all of them want. With `{not: {anyOf: …}}` among them none will do as well. */
function requiredUnions(schema) {
  const orNone = (schema.oneOf ?? []).some((one) => one.not?.anyOf !== undefined);
  const lists = (schema.oneOf ?? []).flatMap((one) => (Array.isArray(one.required) ? [[...one.required].sort()] : []));
  const common = (lists[0] ?? []).filter((name) => lists.every((list) => list.includes(name)));
  return { common, unions: lists.map((list) => list.filter((name) => !common.includes(name))), orNone };
}

/** The alternatives of a field that one of the alternatives states (`oneOf: [{properties: {a: {oneOf: …}}, required: [a]}]`) count wherever the field is given. */
function withInnerUnions(schema) {
  const inner = (schema.oneOf ?? []).flatMap(({ properties, required }) => Object.entries(properties ?? {}).filter(([name]) => required?.includes(name) === true && schema.properties?.[name] !== undefined));
  if (inner.length === 0) return schema;
  return { ...schema, properties: { ...schema.properties, ...Object.fromEntries(inner.map(([name, extra]) => [name, { ...schema.properties[name], ...extra }])) } };
}

/** Formats that the API server knows (k8s.io/apiextensions-apiserver pkg/apiserver/validation/formats.go, kube-openapi pkg/validation/validate/values.go); others are prose. */
const knownFormats = new Set(['int32', 'int64', 'date', 'date-time', 'duration', 'uri', 'email', 'hostname', 'ipv4', 'ipv6', 'cidr', 'mac', 'uuid', 'byte']);

function extractList(schema, path, notes) {
  const list = extract(schema.items ?? {}, `${path}[]`, notes);
  const keys = schema['x-kubernetes-list-map-keys'];
  return { list, ...(keys === undefined ? {} : { keys }), ...(schema['x-kubernetes-list-type'] === 'set' ? { unique: true } : {}), ...pick(schema, { minItems: 'min', maxItems: 'max' }) };
}

function extractText(schema, type) {
  const limits = {
    ...(schema.enum === undefined ? {} : { enum: schema.enum }),
    ...(schema.pattern === undefined ? {} : { pattern: new RegExp(schema.pattern) }),
    ...pick(schema, { minLength: 'min', maxLength: 'max' }),
    ...formatOf(schema),
  };
  return Object.keys(limits).length === 0 ? type : { type, ...limits };
}

function extractNumber(schema, type) {
  const limits = { ...pick(schema, { minimum: 'min', maximum: 'max' }), ...(schema.enum === undefined ? {} : { enum: schema.enum }), ...formatOf(schema) };
  return Object.keys(limits).length === 0 ? type : { type, ...limits };
}

function formatOf({ format }) {
  return knownFormats.has(format) ? { format } : {};
}

function pick(schema, names) {
  return Object.fromEntries(Object.entries(names).flatMap(([from, to]) => (schema[from] === undefined ? [] : [[to, schema[from]]])));
}

function mergeAllOf(schema) {
  if (schema.allOf === undefined) return schema;
  const { allOf, ...own } = schema;
  return [own, ...allOf].reduce((merged, part) => {
    const joined = { ...merged, ...part };
    if (merged.enum !== undefined && part.enum !== undefined) joined.enum = merged.enum.filter((value) => part.enum.includes(value));
    if (merged.maxLength !== undefined && part.maxLength !== undefined) joined.maxLength = Math.min(merged.maxLength, part.maxLength);
    return joined;
  });
}

/** Marks the fields that a structure has and an earlier release had not: they came with `since`. */
export function markSince(structure, earlier, since) {
  if (typeof structure !== 'object' || typeof earlier !== 'object') return structure;
  if (structure.list !== undefined) return earlier.list === undefined ? structure : { ...structure, list: markSince(structure.list, earlier.list, since) };
  if (structure.map !== undefined) return earlier.map === undefined ? structure : { ...structure, map: markSince(structure.map, earlier.map, since) };
  if (structure.fields === undefined || earlier.fields === undefined) return structure;
  const added = { ...structure.added };
  const fields = Object.fromEntries(
    Object.entries(structure.fields).map(([name, field]) => {
      if (Object.hasOwn(earlier.fields, name)) return [name, markSince(field, earlier.fields[name], since)];
      if (earlier.open !== true) added[name] = since;
      return [name, field];
    }),
  );
  return { ...structure, fields, ...(Object.keys(added).length === 0 ? {} : { added }) };
}

/** A structure in which the enum at a path also takes further values; unchanged where there is no enum. */
export function addValues(structure, path, values) {
  const [key, ...rest] = path;
  if (key === undefined) return structure.enum === undefined ? structure : { ...structure, also: values };
  if (key === '*') return { ...structure, list: addValues(structure.list, rest, values) };
  return { ...structure, fields: { ...structure.fields, [key]: addValues(structure.fields[key], rest, values) } };
}
