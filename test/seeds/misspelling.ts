/** Writes words as tired people do. */
import type { Random } from './random.ts';

/** The word with two letters swapped, one doubled, or one left out; never the word itself, and never one that starts or ends with a sign. */
export function misspelt(word: string, random: Random): string {
  for (let tries = 0; tries < 20; tries++) {
    const at = random.below(word.length);
    const wrong = random.pick([swapped, doubled, dropped])?.(word, at) ?? word;
    if (wrong !== word && /^[\w@/.$*]/.test(wrong) && /[\w}*/]$/.test(wrong) && wrong.length > 1) return wrong;
  }
  return `${word}x`;
}

function swapped(word: string, at: number): string {
  return at + 1 < word.length && isLetter(word[at]) && isLetter(word[at + 1]) ? word.slice(0, at) + (word[at + 1] ?? '') + (word[at] ?? '') + word.slice(at + 2) : word;
}

function doubled(word: string, at: number): string {
  return isLetter(word[at]) ? word.slice(0, at) + (word[at] ?? '') + word.slice(at) : word;
}

function dropped(word: string, at: number): string {
  return isLetter(word[at]) && word.length > 3 ? word.slice(0, at) + word.slice(at + 1) : word;
}

function isLetter(character: string | undefined): boolean {
  return character !== undefined && /[a-z]/i.test(character);
}
