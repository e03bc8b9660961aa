/** A class of mistakes: where people make it, and what the text then looks like. */
import { groupOf } from '../../server/src/manifests/manifest.ts';
import type { TextFile } from '../../server/src/text/textFile.ts';
import { scalarValue } from '../../server/src/yaml/yamlValue.ts';
import type { YamlMap, YamlNode, YamlPair, YamlScalar } from '../../server/src/yaml/yamlNode.ts';
import type { Random } from './random.ts';
import type { Room, WrittenMap, WrittenObject } from './room.ts';

/** One change of one file. */
export interface Seed {
  readonly file: TextFile;
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** Where a finding counts as being on the right line: the changed lines; or, where something was taken away, the mapping that lacks it. */
  readonly right: 'line' | { readonly start: number; readonly end: number };
}

/** A kind of mistake, with a maker of the change for each place where it can be made. */
export interface Mistake {
  readonly name: string;
  readonly places: (room: Room) => readonly SeedMaker[];
}

/** Makes the change; `undefined` where it would change nothing. */
export type SeedMaker = (random: Random) => Seed | undefined;

/** A value at a path of a mapping. */
export interface Place {
  readonly room: Room;
  readonly file: TextFile;
  /** The object or kustomize file that holds it. */
  readonly root: YamlMap;
  readonly object: WrittenObject | undefined;
  readonly node: YamlNode;
  /** The entry of which it is the value; `undefined` for an item of a sequence. */
  readonly pair: YamlPair | undefined;
  readonly parent: YamlMap | undefined;
}

/** Where to look for places. */
export type Where = (room: Room) => readonly (WrittenMap & { readonly object?: WrittenObject })[];

/** The objects of a kind that clusters get, as they are written. */
export function objectsOf(kind: string, group: string): Where {
  return ({ objects }) => objects.filter(({ manifest }) => manifest.kind === kind && groupOf(manifest.apiVersion) === group).map((object) => ({ root: object.manifest.root, file: object.file, object }));
}

/** The kustomize files that builds read. */
export const inKustomizeFiles: Where = ({ kustomizeFiles }) => kustomizeFiles;

/** The patch files that these name. */
export const inPatchFiles: Where = ({ patchFiles }) => patchFiles;

/** All places at a path such as `spec.dependsOn.*.name`. */
export function placesAt(where: Where, path: string): (room: Room) => readonly Place[] {
  const steps = path.split('.');
  return (room) => where(room).flatMap(({ root, file, object }) => walk({ room, file, root, object, node: root, pair: undefined, parent: undefined }, steps));
}

function walk(place: Place, [step, ...rest]: readonly string[]): readonly Place[] {
  if (step === undefined) return place.node.aliasOf === undefined && place.pair?.merged !== true && place.node.file === place.file ? [place] : [];
  const { node } = place;
  if (step === '*' && node.kind === 'seq') return node.items.flatMap((item) => walk({ ...place, node: item, pair: undefined, parent: undefined }, rest));
  if (node.kind !== 'map') return [];
  const pairs = step === '*' ? node.pairs : node.pairs.filter(({ key }) => key.text === step);
  return pairs.flatMap((pair) => walk({ ...place, node: pair.value, pair, parent: node }, rest));
}

/** A place whose value is one word or number. */
export interface ScalarPlace extends Place {
  readonly node: YamlScalar;
  readonly text: string;
}

function scalarAt(place: Place): readonly ScalarPlace[] {
  const { node } = place;
  return node.kind === 'scalar' && node.text !== '' && !node.text.includes('\n') && !node.text.includes('${') ? [{ ...place, node, text: node.text }] : [];
}

/** A value that is written wrongly. */
export function change(name: string, where: Where, path: string, to: (place: ScalarPlace, random: Random) => string | undefined): Mistake {
  const places = placesAt(where, path);
  return {
    name,
    places: (room) => places(room).flatMap(scalarAt).map((place) => (random) => {
      const text = to(place, random);
      return text === undefined || text === place.text ? undefined : replaced(place.node, text);
    }),
  };
}

/** The change that puts other text in the place of a scalar, in the same quotes. */
export function replaced(node: YamlScalar, text: string): Seed {
  const quote = node.style === 'single' ? "'" : node.style === 'double' ? '"' : '';
  return { file: node.file, start: node.start, end: node.end, text: `${quote}${text}${quote}`, right: 'line' };
}

/** The change that puts raw YAML in the place of a value. */
export function replacedRaw(node: YamlNode, text: string): Seed {
  const { file, start, end } = node;
  return { file, start, end, text: file.text[end - 1] === '\n' ? `${text}\n` : text, right: 'line' };
}

/** A key that is written wrongly. */
export function renameKey(name: string, where: Where, path: string, to: (key: string, random: Random) => string): Mistake {
  const places = placesAt(where, path);
  return { name, places: (room) => places(room).map(({ pair }) => (random) => (pair === undefined ? undefined : replaced(pair.key, to(pair.key.text, random)))) };
}

/** An entry that is left out. A finding is right anywhere in the object, as there is no line for what is not there. */
export function remove(name: string, where: Where, path: string, only: (place: Place) => boolean = () => true): Mistake {
  const places = placesAt(where, path);
  return {
    name,
    places: (room) => places(room).filter(only).map(({ pair, file, root }) => () => {
      const lines = pair === undefined ? undefined : linesOf(file, pair.key.start, pair.value.end);
      return lines === undefined ? undefined : { file, ...lines, text: '', right: { start: root.start, end: root.end } };
    }),
  };
}

/** An entry that is added beside another one, at the same depth. `{indent}` at the start of further lines is that depth. */
export function insertBeside(name: string, where: Where, path: string, text: (place: Place, random: Random) => string | undefined): Mistake {
  const places = placesAt(where, path);
  return {
    name,
    places: (room) => places(room).map((place) => (random) => {
      const { pair, file } = place;
      const lines = pair === undefined ? undefined : linesOf(file, pair.key.start, pair.value.end);
      const added = lines === undefined ? undefined : text(place, random);
      if (pair === undefined || lines === undefined || added === undefined) return undefined;
      const indent = file.text.slice(lines.start, pair.key.start);
      const inserted = added.split('\n').map((line) => `${indent}${line}\n`).join('');
      return { file, start: lines.end, end: lines.end, text: file.text.slice(0, lines.end).endsWith('\n') ? inserted : `\n${inserted}`, right: 'line' };
    }),
  };
}

/** Whole lines of an entry that starts its line; `undefined` where something stands before it. */
export function linesOf(file: TextFile, start: number, end: number): { readonly start: number; readonly end: number } | undefined {
  const lineStart = file.text.lastIndexOf('\n', start - 1) + 1;
  if (file.text.slice(lineStart, start).trim() !== '') return undefined;
  const last = end > start && file.text[end - 1] === '\n' ? end : file.text.indexOf('\n', end) + 1;
  return { start: lineStart, end: last === 0 ? file.text.length : last };
}

/** A class whose places are made by hand. */
export function mistake(name: string, places: (room: Room) => readonly SeedMaker[]): Mistake {
  return { name, places };
}

/** Whether a value is text and no number or word with a meaning. */
export function isText(node: YamlNode): boolean {
  return node.kind === 'scalar' && typeof scalarValue(node) === 'string';
}
