/** Reads merge keys from an OpenAPI document that `openapi.path` names (kyaml openapi/openapi.go). */
import type { TextFile } from '../text/textFile.ts';
import { yamlOf } from '../yaml/parseYaml.ts';
import type { YamlMap, YamlNode, YamlScalar } from '../yaml/yamlNode.ts';
import { BuildFault } from './buildError.ts';
import { textOf } from './editNodes.ts';
import type { SchemaTables } from './mergeSchema.ts';

/** The tables of a document; one that cannot be read is a fault on `entry`. */
export function tablesOfOpenApi(file: TextFile, entry: YamlScalar): SchemaTables {
  const yaml = yamlOf(file);
  const root = yaml.documents[0]?.root;
  if (root?.kind !== 'map' || yaml.problems.some(({ code }) => code !== 'duplicate-key'))
    throw new BuildFault('openapi-unreadable', `\`${entry.text}\` is no OpenAPI document`, entry);
  const types: Record<string, Record<string, string>> = {};
  const kinds: Record<string, string> = {};
  const definitions = root.get('definitions');
  for (const { key, value } of definitions?.kind === 'map' ? definitions.pairs : []) {
    if (value.kind !== 'map') continue;
    readType(key.text, value, types);
    for (const gvk of itemsOf(value.get('x-kubernetes-group-version-kind'))) {
      if (gvk.kind !== 'map') continue;
      kinds[kindName(gvk)] = key.text;
    }
  }
  return { types, kinds, scopes: scopesOf(root.get('paths')) };
}

/** Whether kinds have a namespace, by the paths at which they are served. */
function scopesOf(paths: YamlNode | undefined): Record<string, boolean> {
  const scopes: Record<string, boolean> = {};
  for (const { key, value } of paths?.kind === 'map' ? paths.pairs : []) {
    const gvk = value.kind === 'map' ? value.get('get', 'x-kubernetes-group-version-kind') : undefined;
    if (gvk?.kind !== 'map') continue;
    const name = kindName(gvk);
    if (key.text.includes('namespaces/{namespace}')) scopes[name] = true;
    else if (!Object.hasOwn(scopes, name)) scopes[name] = false;
  }
  return scopes;
}

function kindName(gvk: YamlMap): string {
  const group = textOf(gvk.get('group'));
  const version = textOf(gvk.get('version'));
  return `${group === '' ? version : `${group}/${version}`}/${textOf(gvk.get('kind'))}`;
}

function readType(name: string, schema: YamlMap, types: Record<string, Record<string, string>>): void {
  const fields: Record<string, string> = {};
  types[name] = fields;
  const properties = schema.get('properties');
  for (const { key, value } of properties?.kind === 'map' ? properties.pairs : []) if (value.kind === 'map') fields[key.text] = typeText(name, key.text, value, types);
  const additional = schema.get('additionalProperties');
  if (additional?.kind === 'map') fields['*'] = typeText(name, '*', additional, types);
}

function typeText(owner: string, field: string, schema: YamlMap, types: Record<string, Record<string, string>>): string {
  const reference = textOf(schema.get('$ref'));
  if (reference !== '') return reference.replace(/^#\/definitions\//, '');
  const items = schema.get('items');
  if (textOf(schema.get('type')) === 'array' && items?.kind === 'map') {
    const element = typeText(owner, field, items, types).replace(/\*$|\[.*$/, '');
    const strategy = textOf(schema.get('x-kubernetes-patch-strategy')).split(',');
    if (!strategy.includes('merge')) return `${element}*`;
    const keys = itemsOf(schema.get('x-kubernetes-list-map-keys')).map(textOf);
    const single = textOf(schema.get('x-kubernetes-patch-merge-key'));
    return `${element}[${(keys.length > 0 ? keys : single === '' ? [] : [single]).join(',')}]`;
  }
  const inline = `${owner}.${field}`;
  readType(inline, schema, types);
  return inline;
}

function itemsOf(node: YamlNode | undefined): readonly YamlNode[] {
  return node?.kind === 'seq' ? node.items : [];
}
