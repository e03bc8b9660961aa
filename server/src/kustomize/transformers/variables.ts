/** `vars:`: `$(NAME)` in a fixed list of fields (kustomize api/filters/refvar, resaccumulator.go). */
import { YamlScalar, type YamlNode } from '../../yaml/yamlNode.ts';
import { scalarValue } from '../../yaml/yamlValue.ts';
import type { Accumulation, Variable } from '../accumulation.ts';
import { BuildFault } from '../buildError.ts';
import { eachDraft, type StepContext } from '../context.ts';
import { changed, isNull, isStringScalar, mapItems, withEntry } from '../editNodes.ts';
import { editField } from '../fieldSpec.ts';
import { lookup, smartPath } from '../fieldPath.ts';
import { effectiveNamespace, groupVersionOf, type ObjectId } from '../objectId.ts';
import { holdsSecret, leadsToSecret } from '../secretSource.ts';
import type { Fields } from '../strictReader.ts';

const stringTag = 'tag:yaml.org,2002:str';

/** Declares the vars of one directory and marks the objects they read from. */
export function addVariables(into: Accumulation, entries: readonly Fields[]): ReadonlyMap<string, Variable> {
  if (entries.length === 0) return into.variables;
  const variables = new Map(into.variables);
  for (const entry of entries) {
    const name = entry.text('name');
    const id = idOf(entry.fields('objref'));
    const matches = (other: ObjectId) =>
      other.name === id.name && other.kind === id.kind && other.group === id.group && other.version === id.version && (id.namespace === '' || effectiveNamespace(other) === id.namespace);
    const found = into.drafts.byAnyId(matches);
    if (found.length > 1) throw new BuildFault('var-ambiguous', `the var \`${name}\` may read from ${found.length} objects`, entry.map);
    for (const draft of found) draft.variables = [...draft.variables, name];
    if (variables.has(name)) throw new BuildFault('var-twice', `the var \`${name}\` is declared twice`, entry.node('name') ?? entry.map);
    variables.set(name, { name, fieldPath: entry.fields('fieldref')?.text('fieldPath') || 'metadata.name', entry });
  }
  return variables;
}

function idOf(reference: Fields | undefined): ObjectId {
  const text = (key: string) => reference?.text(key) ?? '';
  const apiVersion = text('apiVersion');
  const written = { group: text('group'), version: text('version') };
  const split = groupVersionOf(apiVersion);
  const { group, version } = apiVersion === '' ? written : { group: apiVersion.includes('/') ? split.group : written.group, version: split.version };
  return { group, version, kind: text('kind'), name: text('name'), namespace: text('namespace') };
}

/** Replaces `$(NAME)` in all objects. */
export function resolveVariables(context: StepContext, variables: ReadonlyMap<string, Variable>): void {
  if (variables.size === 0) return;
  const values = new Map<string, VariableValue>();
  for (const variable of [...variables.values()].sort((left, right) => (left.name < right.name ? -1 : 1))) {
    const draft = context.drafts.all.find((candidate) => candidate.variables.includes(variable.name));
    if (draft === undefined) throw new BuildFault('var-no-object', `the var \`${variable.name}\` names no object of this build`, variable.entry.map);
    const path = sliceIndexes(smartPath(variable.fieldPath));
    const node = lookup(draft.root, path, variable.entry.map);
    if (node === undefined) throw new BuildFault('var-no-field', `\`${variable.fieldPath}\` does not exist in the object of the var \`${variable.name}\``, variable.entry.map);
    if (node.kind !== 'scalar') continue;
    const value = isNull(node) ? node.text : scalarValue(node);
    const isSecret = leadsToSecret(draft, path) || holdsSecret(node);
    if (isSecret) context.findings.secrets.add(node.text);
    values.set(variable.name, { value: value ?? node.text, variable, isSecret });
  }
  const set = (node: YamlNode): YamlNode => {
    if (isNull(node)) return node;
    if (node.kind === 'scalar') return replaced(node, values);
    if (node.kind === 'seq')
      return mapItems(node, (item) => {
        if (!isText(item)) throw new BuildFault('var-no-text', 'with vars in use, the items of this list must be texts', item);
        return replaced(item, values);
      });
    let result = node;
    for (const { key, value } of node.pairs) if (isText(value)) result = withEntry(result, key.text, replaced(value, values));
    return result;
  };
  eachDraft(context, context.drafts.all, (draft) => {
    for (const spec of context.config.varReference.ofKind(draft.id.kind)) draft.root = editField(draft.root, spec, { set, span: draft.origin });
  });
}

/** `a[0]` as two parts. */
function sliceIndexes(parts: readonly string[]): string[] {
  return parts.flatMap((part) => {
    const match = /^(.*?)((?:\[\d+\])+)$/.exec(part);
    if (match === null) return [part];
    const indexes = [...(match[2] ?? '').matchAll(/\d+/g)].map(([digits]) => digits);
    return match[1] === '' || match[1] === undefined ? indexes : [match[1], ...indexes];
  });
}

function isText(node: YamlNode): node is YamlScalar {
  return node.kind === 'scalar' && (isStringScalar(node) || isUntyped(node));
}

/** Whether a replacement made the field: kustomize gives it no type, and takes what has none for a text. */
function isUntyped({ tag, style, changes }: YamlScalar): boolean {
  return tag === undefined && style === 'plain' && changes?.[0]?.by === 'replacement' && changes[0].before === '';
}

interface VariableValue {
  readonly value: string | number | bigint | boolean;
  readonly variable: Variable;
  readonly isSecret: boolean;
}

type Values = ReadonlyMap<string, VariableValue>;

function replaced(node: YamlScalar, values: Values): YamlScalar {
  if (!isText(node)) return node;
  const { text } = node;
  // kustomize writes each text anew, used or not, and one of several lines as a literal block (yaml v3 `Node.SetString`).
  if (!text.includes('$')) return isStringScalar(node) ? unfolded(node) : new YamlScalar(node, text, 'plain', { tag: stringTag, aliasOf: node.aliasOf, changes: node.changes });
  let result = '';
  let used: VariableValue | undefined;
  let isSecret = false;
  let at = 0;
  while (at < text.length) {
    const dollar = text.indexOf('$', at);
    if (dollar < 0 || dollar === text.length - 1) break;
    result += text.slice(at, dollar);
    const next = text[dollar + 1] ?? '';
    const close = next === '(' ? text.indexOf(')', dollar + 2) : -1;
    if (close > 0) {
      const name = text.slice(dollar + 2, close);
      const found = values.get(name);
      if (found !== undefined && text === `$(${name})`) return typed(node, found);
      used = found ?? used;
      isSecret ||= found?.isSecret === true;
      result += found === undefined ? `$(${name})` : goText(found.value);
      at = close + 1;
    } else {
      result += next === '$' ? '$' : `$${next}`;
      at = dollar + 2;
    }
  }
  result += text.slice(at);
  return result === text ? unfolded(node) : changed(node, result, 'plain', stringTag, { by: 'variable', span: used?.variable.entry.map ?? node, detail: used?.variable.name, ...(isSecret ? { secret: true } : {}) });
}

function unfolded(node: YamlScalar): YamlScalar {
  return node.style === 'folded' && node.text.includes('\n') ? new YamlScalar(node, node.text, 'literal', { tag: stringTag, aliasOf: node.aliasOf, changes: node.changes }) : node;
}

function typed(node: YamlScalar, { value, variable, isSecret }: VariableValue): YamlScalar {
  const tag = typeof value === 'string' ? 'str' : typeof value === 'boolean' ? 'bool' : typeof value === 'number' && !Number.isInteger(value) ? 'float' : 'int';
  return changed(node, goText(value), 'plain', `tag:yaml.org,2002:${tag}`, { by: 'variable', span: variable.entry.map, detail: variable.name, ...(isSecret ? { secret: true } : {}) });
}

/** A value inside a longer text, as Go's `%v` prints it. */
function goText(value: string | number | bigint | boolean): string {
  if (typeof value !== 'number' || Number.isInteger(value)) return String(value);
  const exponent = Math.floor(Math.log10(Math.abs(value)));
  return exponent < -4 || exponent >= 21 ? value.toExponential().replace(/e([-+])(\d)$/, 'e$10$2') : String(value);
}
