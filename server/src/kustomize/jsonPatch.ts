/** JSON patches (RFC 6902) on located nodes, with the behaviour of evanphx/json-patch v4, which kustomize uses. */
import type { Span } from '../text/textFile.ts';
import type { YamlMap } from '../yaml/yamlNode.ts';
import { YamlScalar, YamlSeq, type YamlNode } from '../yaml/yamlNode.ts';
import { scalarValue } from '../yaml/yamlValue.ts';
import { BuildFault } from './buildError.ts';
import { isNull, replacedBy, withEntry, withItems, withPairs, withoutEntry, type Cause } from './editNodes.ts';
import { scalarValue11 } from './strictReader.ts';

/** One operation as written. */
export interface JsonOperation {
  readonly op: string;
  readonly path: string | undefined;
  readonly from: string | undefined;
  readonly value: YamlNode | undefined;
  /** The operation, and the node to point to when its path does not fit. */
  readonly span: Span;
  readonly pathSpan: Span;
  readonly opSpan: Span;
}

/** Reads the operations of a list; `undefined` when the node is no list of mappings. */
export function readOperations(node: YamlNode): JsonOperation[] | undefined {
  if (node.kind !== 'seq') return undefined;
  const operations: JsonOperation[] = [];
  for (const item of node.items) {
    if (item.kind !== 'map') return undefined;
    const text = (key: string) => {
      const value = item.get(key);
      return value?.kind === 'scalar' && typeof scalarValue11(value) === 'string' ? value.text : undefined;
    };
    const value = item.get('value');
    operations.push({
      op: text('op') ?? 'unknown',
      path: text('path'),
      from: text('from'),
      value: value === undefined ? undefined : asJson(value),
      span: item,
      pathSpan: item.get('path') ?? item,
      opSpan: item.get('op') ?? item,
    });
  }
  return operations;
}

/** A value as YAML 1.1 reads it (`yes` is true), so that it means the same once it stands in an object. */
function asJson(node: YamlNode): YamlNode {
  if (node.kind === 'seq') return withItems(node, node.items.map(asJson));
  if (node.kind === 'map') {
    const pairs = new Map(node.pairs.map(({ key, value, merged }) => [jsonKey(key).text, { key: jsonKey(key), value: asJson(value), merged }]));
    return withPairs(node, [...pairs.values()]);
  }
  const value = scalarValue11(node);
  if (Object.is(value, scalarValue(node))) return node;
  const tag = typeof value === 'boolean' ? 'tag:yaml.org,2002:bool' : typeof value === 'string' ? 'tag:yaml.org,2002:str' : undefined;
  return new YamlScalar(node, String(value), node.style, { tag, changes: node.changes });
}

/** A key as YAML 1.1 reads it and JSON writes it: `n` is the key `false`. */
function jsonKey(key: YamlScalar): YamlScalar {
  const value = scalarValue11(key);
  return new YamlScalar(key, value === null || typeof value === 'string' ? key.text : String(value), 'double');
}

/** Applies the operations in order; the first that does not fit is a fault. */
export function applyOperations(root: YamlMap, operations: readonly JsonOperation[], cause: Cause): YamlMap {
  let result: YamlNode = root;
  for (const operation of operations) result = new Operator(operation, cause).apply(result);
  if (result.kind !== 'map') throw new BuildFault('json-patch', 'the patch makes a list of the object', cause.span);
  return result;
}

class Operator {
  readonly #operation: JsonOperation;
  readonly #cause: Cause;

  constructor(operation: JsonOperation, cause: Cause) {
    this.#operation = operation;
    this.#cause = { ...cause, span: operation.span };
  }

  apply(root: YamlNode): YamlNode {
    const { op, value } = this.#operation;
    const path = this.#operation.path ?? this.#fail('`path` is missing');
    switch (op) {
      case 'add':
        return this.#add(root, path, value);
      case 'remove':
        return this.#edit(root, path, (parent, key) => this.#remove(parent, key, path));
      case 'replace':
        return this.#replace(root, path, value);
      case 'test':
        return this.#test(root, path);
      case 'move': {
        const from = this.#operation.from ?? this.#fail('`from` is missing');
        const moved = this.#get(root, from);
        return this.#add(this.#edit(root, from, (parent, key) => this.#remove(parent, key, from)), path, moved);
      }
      case 'copy': {
        const from = this.#operation.from ?? this.#fail('`from` is missing');
        return this.#add(root, path, this.#get(root, from));
      }
      default:
        return this.#fail(`\`op\` must be add, remove, replace, move, copy or test, not \`${op}\``, 'json-patch', this.#operation.opSpan);
    }
  }

  #add(root: YamlNode, path: string, value: YamlNode | undefined): YamlNode {
    const added = value ?? new YamlScalar(this.#cause.span, 'null');
    return this.#edit(root, path, (parent, key) => {
      if (parent.kind === 'map') return this.#set(parent, key, added);
      if (key === '-') return new YamlSeq(parent, [...parent.items, added], { tag: parent.tag, flow: parent.flow });
      const index = this.#index(key, parent.items.length + 1, path);
      return withItems(parent, parent.items.toSpliced(index, 0, added));
    });
  }

  #replace(root: YamlNode, path: string, value: YamlNode | undefined): YamlNode {
    const replacement = value ?? new YamlScalar(this.#cause.span, 'null');
    if (path === '') return replacement.kind === 'scalar' ? this.#fail('a whole object can only be replaced by a mapping') : replacement;
    return this.#edit(root, path, (parent, key) => {
      if (parent.kind === 'map') return this.#set(parent, key, replacement);
      const index = this.#index(key, parent.items.length, path);
      return withItems(parent, parent.items.with(index, this.#over(parent.items[index], replacement)));
    });
  }

  #set(parent: YamlMap, key: string, value: YamlNode): YamlMap {
    return withEntry(parent, key, this.#over(parent.get(key), value), new YamlScalar(this.#operation.pathSpan, key, 'double'));
  }

  #over(old: YamlNode | undefined, value: YamlNode): YamlNode {
    if (old?.kind !== 'scalar' || value.kind !== 'scalar' || old === value) return value;
    return replacedBy(old, value, { ...this.#cause, span: value });
  }

  #remove(parent: YamlMap | YamlSeq, key: string, path: string): YamlNode {
    if (parent.kind === 'map') return parent.pair(key) === undefined ? this.#missing(path) : withoutEntry(parent, key);
    return withItems(parent, parent.items.toSpliced(this.#index(key, parent.items.length, path), 1));
  }

  #test(root: YamlNode, path: string): YamlNode {
    const found = path === '' ? root : this.#get(root, path);
    const wanted = this.#operation.value;
    if (sameJson(found, wanted)) return root;
    return this.#fail(`the test of \`${path}\` fails: the object has ${found === undefined ? 'nothing' : found.kind === 'scalar' ? `\`${found.text}\`` : 'another value'} there`);
  }

  #get(root: YamlNode, path: string): YamlNode | undefined {
    let found: YamlNode | undefined;
    this.#edit(root, path, (parent, key) => {
      found = parent.kind === 'map' ? parent.get(key) : parent.items[this.#index(key, parent.items.length, path)];
      return parent;
    });
    return found;
  }

  /** Edits the mapping or list that holds the last part of a path. */
  #edit(root: YamlNode, path: string, change: (parent: YamlMap | YamlSeq, key: string) => YamlNode): YamlNode {
    const parts = path.split('/');
    if (parts.length < 2) return this.#missing(path);
    const keys = parts.slice(1).map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
    const descend = (node: YamlNode, depth: number): YamlNode => {
      if (node.kind === 'scalar') return this.#missing(path);
      const key = keys[depth] ?? '';
      if (depth === keys.length - 1) return change(node, key);
      if (node.kind === 'map') {
        const child = node.get(key);
        return child === undefined || isNull(child) ? this.#missing(path) : withEntry(node, key, descend(child, depth + 1));
      }
      const index = this.#index(key, node.items.length, path);
      const child = node.items[index];
      return child === undefined || isNull(child) ? this.#missing(path) : withItems(node, node.items.with(index, descend(child, depth + 1)));
    };
    return descend(root, 0);
  }

  #index(key: string, length: number, path: string): number {
    if (!/^[-+]?\d+$/.test(key)) return this.#fail(`\`${key}\` in \`${path}\` is no list index`);
    const index = Number(key) < 0 ? Number(key) + length : Number(key);
    return index < 0 || index >= length ? this.#missing(path) : index;
  }

  #missing(path: string): never {
    return this.#fail(`\`${path}\` does not exist in the object`, 'json-patch-path');
  }

  #fail(message: string, code = 'json-patch', span: Span = this.#operation.pathSpan): never {
    throw new BuildFault(code, message, span);
  }
}

/** Whether two values are the same JSON. */
export function sameJson(left: YamlNode | undefined, right: YamlNode | undefined): boolean {
  const isNothing = (node: YamlNode | undefined) => node === undefined || isNull(node);
  if (left === undefined || right === undefined || isNothing(left) || isNothing(right)) return isNothing(left) && isNothing(right);
  if (left.kind === 'scalar' && right.kind === 'scalar') return scalarValue(left) === scalarValue(right);
  if (left.kind === 'seq' && right.kind === 'seq') return left.items.length === right.items.length && left.items.every((item, index) => sameJson(item, right.items[index]));
  if (left.kind !== 'map' || right.kind !== 'map') return false;
  const keys = new Set([...left.pairs, ...right.pairs].map(({ key }) => key.text));
  return left.pairs.length === right.pairs.length && [...keys].every((key) => left.pair(key) !== undefined && right.pair(key) !== undefined && sameJson(left.get(key), right.get(key)));
}

