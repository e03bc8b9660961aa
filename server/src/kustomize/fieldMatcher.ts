/** Edits all nodes at a path that may name list elements by pattern, index or `*` (kyaml yaml/match.go `PathMatcher`). */
import type { Span } from '../text/textFile.ts';
import { YamlMap, YamlScalar, YamlSeq, type YamlNode } from '../yaml/yamlNode.ts';
import { BuildFault } from './buildError.ts';
import { isNull, newKey, withEntry, withItems } from './editNodes.ts';
import { isListSelector, splitSelector } from './fieldPath.ts';
import { compileRegExp } from './selector.ts';

/** What is made at the end of a path that does not exist. */
export type CreatedKind = YamlNode['kind'];

/** The tree after the edit, and how many nodes were met. */
export interface MatchEdit {
  readonly node: YamlNode;
  readonly count: number;
}

/** Edits every node at a path; with `create`, missing parts are made. Steps into values of the wrong sort are faults. */
export function editMatches(node: YamlNode, path: readonly string[], create: CreatedKind | undefined, edit: (node: YamlNode) => YamlNode, span: Span): MatchEdit {
  return new PathEditor(create, edit, span).at(node, path);
}

class PathEditor {
  readonly #create: CreatedKind | undefined;
  readonly #edit: (node: YamlNode) => YamlNode;
  readonly #span: Span;

  constructor(create: CreatedKind | undefined, edit: (node: YamlNode) => YamlNode, span: Span) {
    this.#create = create;
    this.#edit = edit;
    this.#span = span;
  }

  at(node: YamlNode, path: readonly string[]): MatchEdit {
    const [part, ...rest] = path;
    if (part === undefined) return { node: this.#edit(node), count: 1 };
    if (/^\+?\d+$/.test(part)) return this.#index(node, Number(part), rest);
    if (isListSelector(part)) return this.#elements(node, part, rest);
    if (part === '*') return this.#every(this.#listOf(node, part), () => true, rest);
    return this.#field(node, part, rest);
  }

  #field(node: YamlNode, key: string, rest: readonly string[]): MatchEdit {
    // With `create` kustomize makes the field in a mapping of its own, which the null does not become: no fault, and no field.
    if (isNull(node)) return { node, count: this.#create === undefined ? 0 : 1 };
    if (node.kind !== 'map') throw this.#fault(`\`${key}\` is looked for in ${node.kind === 'seq' ? 'a list' : 'a single value'}`);
    const found = node.get(key);
    if (found === undefined && this.#create === undefined) return { node, count: 0 };
    // A field without anything behind its colon is read as a text that holds no document, so that nothing can be looked for in it; a written null can.
    if (found !== undefined && isNull(found) && found.kind === 'scalar' && found.text === '' && rest.length > 0) throw this.#fault(`\`${key}\` is empty, and kustomize can look for nothing in it: write \`{}\``);
    const field = found ?? this.#made(rest[0]);
    if (field.kind === 'scalar' && !isNull(field) && rest.length > 0) throw this.#fault(`\`${key}\` is a single value without fields`);
    const inner = this.at(field, rest);
    return { node: withEntry(node, key, inner.node, newKey(this.#span, key)), count: inner.count };
  }

  #index(node: YamlNode, index: number, rest: readonly string[]): MatchEdit {
    const list = this.#listOf(node, String(index));
    let { items } = list;
    if (items.length === index && this.#create !== undefined) items = [...items, this.#made(rest[0])];
    const item = items[index];
    if (item === undefined) throw this.#fault(`there is no element ${index}: the list has ${items.length}`);
    const inner = this.at(item, rest);
    return { node: this.#withItems(list, items.with(index, inner.node)), count: inner.count };
  }

  #elements(node: YamlNode, part: string, rest: readonly string[]): MatchEdit {
    const { key, value } = splitSelector(part, this.#span);
    const matches = compileRegExp(value, this.#span);
    const list = this.#listOf(node, part);
    const isMatch = (item: YamlNode): boolean => {
      const field = key === '' ? item : item.kind === 'map' ? item.get(key) : undefined;
      return field?.kind === 'scalar' && matches(field.text.trim());
    };
    const path = key === '' ? [] : rest;
    const result = this.#every(list, isMatch, path);
    if (this.#create === undefined || result.count > 0) return result;
    const scalar = new YamlScalar(this.#span, value);
    const made = key === '' ? scalar : new YamlMap(this.#span, [{ key: newKey(this.#span, key), value: scalar, merged: false }]);
    if (!isMatch(made)) throw this.#fault(`an element for \`${part}\` cannot be made`);
    return this.#every(new YamlSeq(list, [...list.items, made], { flow: list.flow }), isMatch, path);
  }

  #every(list: YamlSeq, isMatch: (item: YamlNode) => boolean, rest: readonly string[]): MatchEdit {
    let count = 0;
    const items = list.items.map((item) => {
      if (!isMatch(item)) return item;
      const inner = this.at(item, rest);
      count += inner.count;
      return inner.node;
    });
    return { node: this.#withItems(list, items), count };
  }

  #withItems(list: YamlSeq, items: readonly YamlNode[]): YamlSeq {
    return items.length === list.items.length ? withItems(list, items) : new YamlSeq(list, items, { flow: list.flow });
  }

  #listOf(node: YamlNode, part: string): YamlSeq {
    if (node.kind === 'seq') return node;
    if (isNull(node)) return new YamlSeq(node, []);
    throw this.#fault(`\`${part}\` needs a list`);
  }

  /** The node that kyaml makes for a missing part: a list when an element follows. */
  #made(next: string | undefined): YamlNode {
    const kind = next === undefined ? this.#create : isListSelector(next) || /^\+?\d+$/.test(next) ? 'seq' : 'map';
    if (kind === 'seq') return new YamlSeq(this.#span, []);
    return kind === 'map' ? new YamlMap(this.#span, []) : new YamlScalar(this.#span, '');
  }

  #fault(message: string): BuildFault {
    return new BuildFault('field-path', message, this.#span);
  }
}
