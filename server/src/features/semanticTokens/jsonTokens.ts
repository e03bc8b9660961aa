/** Colours of JSON, read word by word: dashboards of a hundred thousand characters are no matter for a parser of YAML. */
import type { SemanticToken } from './semanticTokens.ts';

/** A text with the colon behind it, a number, or a word that is no text. */
const words = /("(?:[^"\\\n]|\\.)*")(\s*:)?|-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?|\b(?:true|false|null)\b/g;

/** Keys and values of a text that is JSON, broken or not, at the places that `place` gives their offsets. */
export function jsonTokens(text: string, place: (offset: number) => number): readonly SemanticToken[] {
  return [...text.matchAll(words)].flatMap(({ index, 0: whole, 1: quoted, 2: colon }): readonly SemanticToken[] => {
    const token = (from: number, to: number, type: SemanticToken['type']): SemanticToken => ({ start: place(index + from), end: place(index + from) + to - from, type });
    if (quoted === undefined) return [token(0, whole.length, /^[tfn]/.test(whole) ? 'fluxConstant' : 'fluxNumber')];
    if (colon === undefined) return [token(0, quoted.length, 'fluxString')];
    return [token(0, quoted.length, 'fluxKey'), token(whole.length - 1, whole.length, 'fluxPunctuation')];
  });
}
