/** How much of a name the words around a place tell: `MAIL_PORT` is what `port` below `mail` wants. */
import type { TextFile } from '../../text/textFile.ts';
import { keysOfLine } from './cursorContext.ts';
import { tokensOf } from './ranking.ts';

/** A word near a place, of one or more parts, and how much it tells, from 0 to 1. */
export interface WeighedWord {
  readonly word: string;
  readonly weight: number;
}

/** The words on the lines around an offset: those before it on its line, of the keys above it, and of the line above. */
export function wordsAround(file: TextFile, offset: number): readonly WeighedWord[] {
  const { line, character } = file.lines.positionAt(offset);
  const written = lineBefore(file, offset, character);
  const above = line === 0 ? '' : lineBefore(file, offset - character - 1, 120);
  const keys = [...(keysOfLine(file, line) ?? [])].filter((key) => key !== '*' && !/^(metadata|spec|data|stringData|values)$/.test(key)).reverse();
  return [{ word: written, weight: 1 }, ...keys.slice(1).map((word, index) => ({ word, weight: 0.9 / (1 + 0.2 * index) })), { word: above, weight: 0.6 }];
}

/** The end of the text before an offset on its line, without a variable that is begun there. */
function lineBefore({ text }: TextFile, offset: number, length: number): string {
  const cut = text.slice(Math.max(0, offset - Math.min(length, 120)), offset);
  return cut.slice(cut.lastIndexOf('\n') + 1).replace(/\$\{[^{}]*\}?/g, ' ');
}

/** Tells for each of some names which share of it words tell, from 0 to 1. Parts that many of the names have weigh little. */
export function toldShares(names: readonly string[], words: readonly WeighedWord[]): ReadonlyMap<string, number> {
  const parts = names.map((name) => [...new Set(tokensOf(name))]);
  const counts = new Map<string, number>();
  for (const part of parts.flat()) counts.set(part, (counts.get(part) ?? 0) + 1);
  const spoken = words.map(({ word, weight }) => ({ parts: tokensOf(word.replace(/([a-z0-9])([A-Z])/g, '$1-$2')), weight }));
  const told = new Map([...counts.keys()].map((part) => [part, Math.max(0, ...spoken.map((word) => word.weight * Math.max(0, initialsTell(part, word.parts), ...word.parts.map((other) => partTells(part, other)))))]));
  const weigh = (part: string): number => Math.log(1 + names.length / (counts.get(part) ?? 1));
  const sum = (of: readonly string[], value: (part: string) => number): number => of.reduce((total, part) => total + value(part), 0);
  return new Map(names.map((name, index) => [name, sum(parts[index] ?? [], (part) => weigh(part) * (told.get(part) ?? 0)) / Math.max(1e-9, sum(parts[index] ?? [], weigh))]));
}

/** 1 for the same part of a name, less where one goes on with the other or is written within it, as in `videos` and `clientid`. */
function partTells(part: string, other: string): number {
  if (part === other) return 1;
  if (part.length >= 4 && other.includes(part)) return 0.8;
  return other.length >= 4 && part.startsWith(other) ? 0.8 : 0;
}

/** `ha` is short for `home-assistant`. */
function initialsTell(part: string, parts: readonly string[]): number {
  return parts.length > 1 && part.length === parts.length && parts.every((one, index) => one.startsWith(part.charAt(index))) ? 0.8 : 0;
}
