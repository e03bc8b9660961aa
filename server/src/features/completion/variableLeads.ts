/** What stands before each variable of a file: the key, the text that it goes on with, and the variable before it. */
import type { TextFile } from '../../text/textFile.ts';
import { usesIn } from '../names/variableSites.ts';

/** What stands before a variable. */
export interface Lead {
  /** The nearest key on its line; for an item of a list, and in a text, that of a line above. */
  readonly key: string;
  /** The text of its word, other variables in it too: `http://${HOST}:`. */
  readonly text: string;
  /** The variable before it, at most a few lines above. */
  readonly previous: string;
}

/** The variables of a file by name, each with its places. */
export interface VariablePlaces {
  readonly file: TextFile;
  readonly places: ReadonlyMap<string, readonly (Lead & { readonly at: number })[]>;
}

/** So much of a line is looked at before a variable: a line may be a whole file of JSON. */
const leadLength = 240;
/** A key is no longer. */
const keyLength = 64;
/** So many characters lie between two variables that belong together. */
const pairLength = 120;

/** What stands before a variable that begins at an offset, behind its `${`. */
export function leadAt(file: TextFile, offset: number): Lead {
  return readLead(file, offset, usesIn(file).findLast(({ span }) => span.start < offset));
}

/** The places of a file's variables; `undefined` where it has none. */
export function variablePlaces(file: TextFile): VariablePlaces | undefined {
  const places = new Map<string, (Lead & { readonly at: number })[]>();
  const uses = usesIn(file);
  for (const [index, { name, span }] of uses.entries()) {
    const lead = { ...readLead(file, span.start, uses[index - 1]), at: span.start };
    const known = places.get(name);
    if (known === undefined) places.set(name, [lead]);
    else known.push(lead);
  }
  return places.size === 0 ? undefined : { file, places };
}

function readLead({ text }: TextFile, offset: number, before: { readonly name: string; readonly span: { readonly end: number } } | undefined): Lead {
  const cut = text.slice(Math.max(0, offset - leadLength), offset);
  const line = cut.slice(cut.lastIndexOf('\n') + 1).replace(/\$\{$/, '');
  const previous = before !== undefined && offset - before.span.end <= pairLength ? before.name : '';
  return { key: lastKeyOf(line) || keyAbove(cut), text: /[^\s"']*$/.exec(line)?.[0] ?? '', previous };
}

/** The key that the lines above the last one of a text begin with. */
function keyAbove(cut: string): string {
  for (const line of cut.split('\n').slice(-4, -1).reverse()) {
    const key = lastKeyOf(line);
    if (key !== '') return key;
  }
  return '';
}

/** The last key of a text that ends in its value. */
function lastKeyOf(line: string): string {
  for (let colon = line.lastIndexOf(':'); colon > 0; colon = line.lastIndexOf(':', colon - 1)) {
    const key = /^\s?$/.test(line.charAt(colon + 1)) ? /([\w./-]+)["']?$/.exec(line.slice(Math.max(0, colon - keyLength), colon))?.[1] : undefined;
    if (key !== undefined) return key;
  }
  return '';
}
