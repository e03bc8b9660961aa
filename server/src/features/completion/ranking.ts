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
  const scored = items.map((item) => {
    const candidate = candidateOf(item);
    return { item, name: candidate.name, score: scoreOf(place, candidate) };
  });
  return scored.sort((a, b) => b.score - a.score || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)).map(({ item }) => item);
}

function scoreOf(place: RankedPlace, { name, path, uses = 0, nearUses = 0, isFree = false, bonus = 0 }: Candidate): number {
  return likeness(place.words, name) + (path === undefined ? 0 : nearness(place.path, path)) + popularity(uses, 14) + popularity(nearUses, 34) + (isFree ? 12 : 0) + bonus;
}

/** Up to 40 for a name that is one of the place's words, less for later words and for parts of them. */
function likeness(words: readonly string[], name: string): number {
  let best = 0;
  words.forEach((word, index) => {
    const weight = 1 / (1 + index * 0.35);
    best = Math.max(best, weight * 40 * wordLikeness(word, name));
  });
  return best;
}

/** From 0 to 1: 1 for the same name, less for some words in common. */
export function wordLikeness(word: string, name: string): number {
  if (word === '' || name === '') return 0;
  if (word === name) return 1;
  const [left, right] = [tokensOf(word), tokensOf(name)];
  const shared = left.filter((token) => right.includes(token)).length;
  if (shared === 0) return 0;
  return (0.85 * (2 * shared)) / (left.length + right.length);
}

/** The parts of a name in small letters. */
export function tokensOf(word: string): readonly string[] {
  return word.toLowerCase().split(/[^a-z0-9]+/).filter((token) => token !== '');
}

/** 30 in the same file, 24 in the same folder, less for each step between the folders. */
function nearness(from: string, to: string): number {
  if (from === to) return 30;
  const steps = stepsBetween(dirName(from), dirName(to));
  return Math.max(0, 24 - 5 * steps);
}

/** Folders up and down from one to another. */
export function stepsBetween(from: string, to: string): number {
  const [left, right] = [from === '' ? [] : from.split('/'), to === '' ? [] : to.split('/')];
  let shared = 0;
  while (shared < left.length && shared < right.length && left[shared] === right[shared]) shared++;
  return left.length + right.length - 2 * shared;
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
