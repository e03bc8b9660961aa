/** What a grammar cannot know of a word: whether it names an object, whether Flux replaces it, whether a text is YAML. */
import { nameSitesIn } from '../names/nameSites.ts';
import type { Span, TextFile } from '../../text/textFile.ts';
import type { Snapshot } from '../../workspace/session.ts';
import { embeddedTokens } from './embeddedTokens.ts';
import { pointerTokens } from './pointerTokens.ts';
import { variableTokens } from './variableTokens.ts';

/** The types in the order of the legend; the manifest gives each the colours of a grammar's scope. */
export const tokenTypes = ['fluxName', 'fluxVariable', 'fluxText', 'fluxKey', 'fluxString', 'fluxNumber', 'fluxConstant', 'fluxComment', 'fluxPunctuation', 'fluxPointer'] as const;

/** Of `fluxName`: the object's own name; of `fluxVariable`: nothing sets it and it has no default. */
export const tokenModifiers = ['declaration', 'unset'] as const;

/** One coloured piece of one line. */
export interface SemanticToken {
  readonly start: number;
  readonly end: number;
  readonly type: (typeof tokenTypes)[number];
  readonly modifier?: (typeof tokenModifiers)[number];
}

/** The tokens of a span in order; none overlaps another or crosses a line. */
export function findSemanticTokens(snapshot: Snapshot, { file, start, end }: Span): readonly SemanticToken[] {
  const names = nameSitesIn(snapshot, file).flatMap(({ span, relation }): SemanticToken[] => {
    const text = file.text.slice(span.start, span.end);
    // A host name is a part of a URL, and an alias has a colour of its own.
    if (relation === 'host' || /\n|\$\{|^[*&]/.test(text)) return [];
    return [{ start: span.start, end: span.start + text.trimEnd().length, type: 'fluxName', ...(relation === 'definition' ? { modifier: 'declaration' as const } : {}) }];
  });
  const all = [...variableTokens(snapshot, file), ...pointerTokens(snapshot, file), ...names, ...embeddedTokens(snapshot, file)];
  const within = all.filter((token) => token.start < token.end && token.end > start && token.start < end);
  return withoutOverlaps(file, within);
}

/** The earlier of two that overlap stays, of two at one place the one that was found first. */
function withoutOverlaps(file: TextFile, tokens: readonly SemanticToken[]): readonly SemanticToken[] {
  const result: SemanticToken[] = [];
  let end = 0;
  for (const token of tokens.toSorted((a, b) => a.start - b.start)) {
    if (token.start < end || file.text.slice(token.start, token.end).includes('\n')) continue;
    result.push(token);
    end = token.end;
  }
  return result;
}
