/**
 * Reads the one kustomize file that Flux rewrites, the way Flux does: sigs.k8s.io/yaml into kustomize's types without
 * strictness. Unknown fields vanish, names match in any case, and numbers or booleans in text fields become text.
 */
import type { BuildProblem } from '../kustomize/build.ts';
import { kustomizeShape, type Shape } from '../kustomize/kustomizeShape.ts';
import type { TextFile } from '../text/textFile.ts';
import { yamlOf } from '../yaml/parseYaml.ts';
import { YamlMap, YamlScalar, YamlSeq, type YamlNode, type YamlPair } from '../yaml/yamlNode.ts';
import type { ScalarValue } from '../yaml/yamlValue.ts';
import { scalarValue11 } from './substitution/yaml11.ts';

/** What Flux reads of a kustomize file. With problems it refuses the file; `root` is then what could be read. */
export interface RelaxedKustomizeFile {
  readonly root: YamlMap;
  readonly problems: readonly BuildProblem[];
}

/** Reads a kustomize file as Flux does. Only its first document counts. */
export function readRelaxed(file: TextFile): RelaxedKustomizeFile {
  return file.derived(readFile);
}

/** Reads a mapping by a shape, dropping what the shape does not know. */
export function relaxed(map: YamlMap, shape: Shape, problems: BuildProblem[]): YamlMap {
  const read = readNode(map, shape, problems, '');
  return read?.kind === 'map' ? read : new YamlMap(map, []);
}

function readFile(file: TextFile): RelaxedKustomizeFile {
  const yaml = yamlOf(file);
  const document = yaml.documents[0];
  const empty = new YamlMap({ file, start: 0, end: 0 }, []);
  const fault = yaml.problems.find(({ code, start }) => code !== 'duplicate-key' && start <= (document?.end ?? 0));
  if (fault !== undefined) return { root: empty, problems: [{ code: 'yaml', message: fault.message, span: fault }] };
  const root = document?.root;
  if (root === undefined || (root.kind === 'scalar' && scalarValue11(root) === null)) return { root: empty, problems: [] };
  if (root.kind !== 'map') return { root: empty, problems: [{ code: 'wrong-type', message: 'a kustomize file must be a mapping', span: root }] };
  const problems: BuildProblem[] = [];
  return { root: relaxed(root, kustomizeShape, problems), problems };
}

function readNode(node: YamlNode, shape: Shape, problems: BuildProblem[], where: string): YamlNode | undefined {
  if (shape === 'any') return node;
  if (node.kind === 'scalar' && scalarValue11(node) === null) return undefined;
  if (typeof shape === 'string') return readScalar(node, shape, problems, where);
  if ('list' in shape) {
    if (node.kind !== 'seq') {
      wrongType(node, 'a list', problems, where);
      return undefined;
    }
    const items = node.items.flatMap((item) => readNode(item, shape.list, problems, where) ?? emptyItem(item, shape.list));
    return new YamlSeq(node, items, { flow: node.flow });
  }
  if (node.kind !== 'map') {
    wrongType(node, 'a mapping', problems, where);
    return undefined;
  }
  const pairs = new Map<string, YamlPair>();
  for (const pair of node.pairs) {
    const written = String(scalarValue11(pair.key) ?? pair.key.text);
    const field = 'map' in shape ? { name: written, shape: shape.map } : fieldNamed(shape.fields, written);
    if (field === undefined) continue;
    // A null entry of a map is the empty value of its type; a null field is absent.
    const value = readNode(pair.value, field.shape, problems, `${where}${field.name}.`) ?? ('map' in shape ? emptyItem(pair.value, shape.map) : []);
    if (Array.isArray(value)) {
      // A field that stands twice has its last value, and that is none.
      pairs.delete(field.name);
      continue;
    }
    const key = field.name === pair.key.text ? pair.key : new YamlScalar(pair.key, field.name, pair.key.style);
    pairs.set(field.name, { key, value, merged: pair.merged });
  }
  return new YamlMap(node, [...pairs.values()], { flow: node.flow });
}

function fieldNamed(fields: Readonly<Record<string, Shape>>, name: string): { name: string; shape: Shape } | undefined {
  const exact = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (exact !== undefined) return { name, shape: exact };
  const lower = name.toLowerCase();
  const found = Object.entries(fields).find(([known]) => known.toLowerCase() === lower);
  return found && { name: found[0], shape: found[1] };
}

function readScalar(node: YamlNode, shape: 'string' | 'bool' | 'int', problems: BuildProblem[], where: string): YamlNode | undefined {
  const value = node.kind === 'scalar' ? scalarValue11(node) : undefined;
  if (node.kind === 'scalar' && value !== undefined) {
    if (shape === 'string') return typeof value === 'string' ? node : new YamlScalar(node, coercedText(value), 'double');
    if (shape === 'bool' && typeof value === 'boolean') return node;
    if (shape === 'int' && (typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value)))) return node;
  }
  wrongType(node, { string: 'a text', bool: '`true` or `false`', int: 'a whole number' }[shape], problems, where);
  return undefined;
}

/** A number or boolean as sigs.k8s.io/yaml writes it into a text field: floats with 32 bits, so `1.10` becomes `1.1`. */
function coercedText(value: ScalarValue): string {
  if (typeof value !== 'number' || Number.isInteger(value)) return String(value);
  for (let digits = 1; digits < 10; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === Math.fround(value)) return String(short);
  }
  return String(value);
}

/** What Go makes of a null in a list or map. */
function emptyItem(item: YamlNode, shape: Shape): YamlNode | [] {
  if (item.kind !== 'scalar' || scalarValue11(item) !== null) return [];
  if (shape === 'string') return new YamlScalar(item, '', 'double');
  return typeof shape === 'object' && 'fields' in shape ? new YamlMap(item, []) : [];
}

function wrongType(node: YamlNode, wanted: string, problems: BuildProblem[], where: string): void {
  const found = node.kind === 'map' ? 'a mapping' : node.kind === 'seq' ? 'a list' : `\`${node.text}\``;
  problems.push({ code: 'wrong-type', message: `\`${where.replace(/\.$/, '')}\` must be ${wanted}, not ${found}`, span: node });
}
