/** Finds the key that stands at a wrong column, where the `yaml` package only says that keys of a mapping do not stand at one. */
import { isMap, isNode, type Document, type Pair, type YAMLMap } from 'yaml';
import { lastStarting } from '../text/lastStarting.ts';
import { blockKeysIn } from './documentNodes.ts';

/** A fault of the syntax, in words and with its offsets. */
export interface Fault {
  readonly message: string;
  readonly start: number;
  readonly end: number;
  /** Offset up to which other keys are no faults of their own. */
  readonly until?: number;
}

/** What is said of a line that is indented too deep. */
export const deeperMessage = 'this line is indented deeper than the lines that it belongs to';
const lessMessage = 'this line is indented less than the lines that it belongs to';

/** A key: its offsets and the column at which it begins. */
interface Key {
  readonly start: number;
  readonly end: number;
  readonly column: number;
}

/**
 * The key at fault where the parser finds that the one behind an offset does not stand where the first of its mapping does.
 * Most keys are right: of a mapping whose first keys are too deep, the parser takes the others for keys of the mapping
 * around it. `undefined` where no column has most of the keys.
 */
export function misplacedKey(document: Document.Parsed, offset: number, text: string): Fault | undefined {
  const keys = blockKeysIn(document);
  const found = keys[lastStarting(keys, offset - 1, ({ start }) => start) + 1];
  if (found === undefined) return undefined;
  const { map, index } = found;
  const key = keyOf(map.items[index], text);
  if (key === undefined) return undefined;
  const columnOf = (at: number): number | undefined => keyOf(map.items[at], text)?.column;
  let from = index;
  while (columnOf(from - 1) === key.column) from--;
  let to = index + 1;
  while (columnOf(to) === key.column) to++;
  const inner = map.items[from - 1]?.value;
  const deep = isMap(inner) && inner.flow !== true ? keysOf(inner, text) : [];
  const [deepest] = deep;
  if (deepest === undefined || deepest.column <= key.column) return oddOf(keysOf(map, text), key);
  if (to - from === deep.length) return undefined;
  const { start, end } = to - from > deep.length ? deepest : key;
  return { message: start === key.start ? lessMessage : deeperMessage, start, end, until: keyOf(map.items[to - 1], text)?.start ?? key.start };
}

/** The first or the given key of a mapping, whichever stands elsewhere than most do. */
function oddOf(keys: readonly Key[], given: Key): Fault | undefined {
  const counts = new Map<number, number>();
  for (const { column } of keys) counts.set(column, (counts.get(column) ?? 0) + 1);
  const most = [...counts].find(([, count]) => count * 2 > keys.length)?.[0];
  const odd = [given, ...keys].find(({ column }) => column !== most);
  if (most === undefined || odd === undefined) return undefined;
  return { message: odd.column > most ? deeperMessage : lessMessage, start: odd.start, end: odd.end };
}

function keysOf(map: YAMLMap, text: string): readonly Key[] {
  return map.items.flatMap((pair) => keyOf(pair, text) ?? []);
}

function keyOf(pair: Pair | undefined, text: string): Key | undefined {
  const key = pair?.key;
  if (!isNode(key) || !key.range) return undefined;
  const [start, end] = key.range;
  return { start, end, column: start - (text.lastIndexOf('\n', start - 1) + 1) };
}
