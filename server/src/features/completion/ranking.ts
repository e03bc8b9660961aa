/** Which of many names a person most likely means at a place: by likeness, nearness, and what others name. */
import { baseName, dirName } from '../../files/paths.ts';

/** What is known of the place. */
export interface RankedPlace {
  /** Names that the place is about: the object's own, the chart's, the folders'. The first count most. */
  readonly words: readonly string[];
  /** Path of the file at hand. */
  readonly path: string;
}

/** What is known of a candidate. */
export interface Candidate {
  readonly name: string;
  /** Path of the file that declares it. */
  readonly path?: string | undefined;
  /** How often others name it in such a place. */
  readonly uses?: number;
  /** How often the neighbours of the file at hand name it: those in the same folder, and in the folders beside it. */
  readonly nearUses?: number;
  /** Whether it is one of those that usually have exactly one user, and has none yet. */
  readonly isFree?: boolean;
  /** Any other reason, in the same points as the rest: up to 40. */
  readonly bonus?: number;
}

/** Puts the likeliest first; equal ones in the order of their names. */
export function ranked<T>(place: RankedPlace, items: readonly T[], candidateOf: (item: T) => Candidate): readonly T[] {
  const nearnessOf = nearnessFrom(place.path);
  const likenessOf = likenessTo(place.words);
  const scored = items.map((item) => {
    const { name, path, uses = 0, nearUses = 0, isFree = false, bonus = 0 } = candidateOf(item);
    return { item, name, score: likenessOf(name) + (path === undefined ? 0 : nearnessOf(path)) + popularity(uses, 14) + popularity(nearUses, 34) + (isFree ? 12 : 0) + bonus };
  });
  return scored.sort((a, b) => b.score - a.score || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)).map(({ item }) => item);
}

/** Up to 40 for a name that is one of the place's words, less for later words and for parts of them. */
function likenessTo(words: readonly string[]): (name: string) => number {
  const weighed = words.map((word, index) => ({ word, tokens: tokensOf(word), weight: 1 / (1 + index * 0.35) }));
  return (name) => {
    const tokens = tokensOf(name);
    let best = 0;
    for (const one of weighed) best = Math.max(best, one.weight * 40 * (one.word === name && name !== '' ? 1 : tokenLikeness(one.tokens, tokens)));
    return best;
  };
}

/** From 0 to 1: 1 for the same name, less for some words in common. */
export function wordLikeness(word: string, name: string): number {
  if (word === '' || name === '') return 0;
  return word === name ? 1 : tokenLikeness(tokensOf(word), tokensOf(name));
}

/** The same for the parts of two names that are not the same. */
export function tokenLikeness(left: readonly string[], right: readonly string[]): number {
  let shared = 0;
  for (const token of left) if (right.includes(token)) shared++;
  if (shared === 0) return 0;
  return (0.85 * (2 * shared)) / (left.length + right.length);
}

/** The parts of a name in small letters. */
export function tokensOf(word: string): readonly string[] {
  return word.toLowerCase().split(/[^a-z0-9]+/).filter((token) => token !== '');
}

/** 30 in the same file, 24 in the same folder, less for each step between the folders. Things of one folder mostly follow each other. */
function nearnessFrom(from: string): (to: string) => number {
  const folder = dirName(from);
  let last = { start: '\n', points: 0 };
  return (to) => {
    if (from === to) return 30;
    if (!to.startsWith(last.start) || to.includes('/', last.start.length)) {
      const other = dirName(to);
      last = { start: other === '' ? '' : `${other}/`, points: Math.max(0, 24 - 5 * stepsBetween(folder, other)) };
    }
    return last.points;
  };
}

/** Folders up and down from one to another. */
export function stepsBetween(from: string, to: string): number {
  let shared = 0;
  let same = 0;
  const shorter = Math.min(from.length, to.length);
  while (same < shorter && from.charCodeAt(same) === to.charCodeAt(same)) if (from.charCodeAt(same++) === slash) shared++;
  // A name that goes on in the other path is another name.
  if (same > 0 && endsAt(from, same) && endsAt(to, same) && from.charCodeAt(same - 1) !== slash) shared++;
  return depthOf(from) + depthOf(to) - 2 * shared;
}

const slash = 47;

function endsAt(path: string, at: number): boolean {
  return at === path.length || path.charCodeAt(at) === slash;
}

function depthOf(path: string): number {
  if (path === '') return 0;
  let depth = 1;
  for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1)) depth++;
  return depth;
}

/** Up to `most` points for a number of uses: half of them for two. */
export function popularity(uses: number, most: number): number {
  return most * (uses / (uses + 2));
}

/** The words of a place: given names first, then the folders above it, the nearest first. */
export function placeWords(path: string, names: readonly (string | undefined)[]): readonly string[] {
  const folders = dirName(path).split('/').reverse().slice(0, 4).filter((folder) => !/^(app|apps|base|overlays?|manifests|deploy|flux|k8s|kubernetes)?$/.test(folder));
  const file = baseName(path).replace(/\.ya?ml$/, '');
  const own = names.flatMap((name) => (name === undefined || name === '' ? [] : [name]));
  return [...new Set([...own, ...folders, ...(/^(kustomization|helmrelease|release|ks|canary)$/.test(file) ? [] : [file])])];
}
