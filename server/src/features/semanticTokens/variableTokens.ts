/** Which `${…}` Flux replaces, which it leaves as they are, and which nothing sets. */
import { optsOutOfSubstitution } from '../../flux/substitution/substituteObject.ts';
import { deliveriesReading } from '../../graph/queries.ts';
import { manifestsOf } from '../../manifests/manifest.ts';
import type { TextFile } from '../../text/textFile.ts';
import type { Snapshot } from '../../workspace/session.ts';
import { usesIn } from '../names/variableSites.ts';
import type { SemanticToken } from './semanticTokens.ts';

/** Tokens for the expressions of a file that some Flux Kustomization reads; none for other files, of which nothing is known. */
export function variableTokens(snapshot: Snapshot, file: TextFile): readonly SemanticToken[] {
  if (!file.text.includes('${')) return [];
  const readers = deliveriesReading(snapshot.graph, file).map(({ delivery }) => delivery);
  if (readers.length === 0) return [];
  const sets = readers.flatMap(({ build }) => (build?.variables.active === true ? [build.variables] : []));
  const replaced = sets.length === 0 ? [] : usesIn(file);
  const tokens = replaced.map(({ name, span }): SemanticToken => {
    const isKnown = sets.some(({ variables, unknownSources }) => variables.has(name) || unknownSources.length > 0) || file.text.charAt(span.end) !== '}';
    return { start: span.start, end: span.end, type: 'fluxVariable', ...(isKnown ? {} : { modifier: 'unset' as const }) };
  });
  return [...tokens, ...stayingExpressions(file, sets.length > 0)];
}

/** Whole expressions that reach the cluster as they are written: nothing substitutes them, or their object opts out. */
function stayingExpressions(file: TextFile, isSubstituted: boolean): readonly SemanticToken[] {
  const optedOut = manifestsOf(file).filter(({ root }) => optsOutOfSubstitution(root));
  const stays = (at: number): boolean => !isSubstituted || optedOut.some(({ document }) => document.start <= at && at <= document.end);
  return [...file.text.matchAll(/\$\{#?[_A-Za-z][^}\n]*\}/g)].flatMap(({ index, 0: whole }): readonly SemanticToken[] => (stays(index) ? [{ start: index, end: index + whole.length, type: 'fluxText' }] : []));
}
