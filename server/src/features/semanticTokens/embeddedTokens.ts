/** Colours of YAML in texts that no grammar can tell from other texts: by who reads them, not by the key above. */
import { manifestsOf } from '../../manifests/manifest.ts';
import { isKustomizeFileName, kustomizeFileOf } from '../../manifests/kustomizeFile.ts';
import type { TextFile } from '../../text/textFile.ts';
import type { Snapshot } from '../../workspace/session.ts';
import { commentsOf } from '../../yaml/yamlComments.ts';
import { parseEmbedded } from '../../yaml/parseEmbedded.ts';
import { yamlOf } from '../../yaml/parseYaml.ts';
import type { YamlFile, YamlNode, YamlScalar } from '../../yaml/yamlNode.ts';
import { scalarValue } from '../../yaml/yamlValue.ts';
import { embeddedSort, isDataBlock, isPatchBlock, releasesTakingFile } from '../embedded/embeddedSort.ts';
import { embeddedTextOfLine } from '../embedded/embeddedText.ts';
import { usesIn, type VariableUse } from '../names/variableSites.ts';
import { jsonTokens } from './jsonTokens.ts';
import type { SemanticToken } from './semanticTokens.ts';

/** Heads of blocks that `syntaxes/embedded-yaml.tmLanguage.json` colours by itself. */
const knownToGrammar = /(?:[\s"']patch|\.ya?ml["']?|\bresourcesTemplate):[ \t]+[|>][-+0-9]*(?:[ \t]+#.*)?[ \t]*$/;

/** Tokens inside blocks and quoted patches; none where a grammar knows them. */
export function embeddedTokens(snapshot: Snapshot, file: TextFile): readonly SemanticToken[] {
  const isKustomizeFile = isKustomizeFileName(file.path) && kustomizeFileOf(file) !== undefined;
  if (!isKustomizeFile && manifestsOf(file).length === 0 && releasesTakingFile(snapshot, file).length === 0) return [];
  return textsOf(file).flatMap(({ scalar, keys }) => {
    if (scalar.style === 'literal' || scalar.style === 'folded') return blockTokens(snapshot, file, scalar, keys);
    return isPatchBlock(keys) && scalar.style !== 'plain' ? withoutVariables(file, tokensOf(parseEmbedded(scalar), (offset) => offset)) : [];
  });
}

function blockTokens(snapshot: Snapshot, file: TextFile, { start, end }: YamlScalar, keys: readonly string[]): readonly SemanticToken[] {
  // Definitions of kinds hold hundreds of descriptions: whatever reads the lines around is for blocks that may be YAML.
  if (!isPatchBlock(keys) && !isDataBlock(keys) && !mayHoldObjects(file.text.slice(start, end))) return [];
  const { line } = file.lines.positionAt(start);
  const block = embeddedTextOfLine(file, line, keys);
  if (block === undefined || knownToGrammar.test(headOf(file, line)) || embeddedSort(snapshot, file, block) === undefined) return [];
  if (/\.json$/.test(keys.at(-1) ?? '')) return withoutVariables(file, jsonTokens(block.inner.text, block.toOuter));
  const comments = commentsOf(block.inner).map((comment): SemanticToken => ({ start: block.toOuter(comment.start), end: block.toOuter(comment.start) + comment.end - comment.start, type: 'fluxComment' }));
  return withoutVariables(file, [...tokensOf(yamlOf(block.inner), block.toOuter), ...comments]);
}

function mayHoldObjects(text: string): boolean {
  return /^\s*apiVersion:\s*\S/m.test(text) && /^\s*kind:\s*\S/m.test(text);
}

function headOf(file: TextFile, line: number): string {
  const start = file.lines.offsetAt({ line, character: 0 });
  const end = file.text.indexOf('\n', start);
  return file.text.slice(start, end < 0 ? undefined : end).replace(/\r$/, '');
}

interface KeyedScalar {
  readonly scalar: YamlScalar;
  readonly keys: readonly string[];
}

/** Blocks and quoted texts of a file with the keys that lead to them. */
function textsOf(file: TextFile): readonly KeyedScalar[] {
  return file.derived(readTexts);
}

function readTexts(file: TextFile): readonly KeyedScalar[] {
  const found: KeyedScalar[] = [];
  const visit = (node: YamlNode, keys: readonly string[]): void => {
    if (node.aliasOf !== undefined) return;
    if (node.kind === 'map') for (const { key, value, merged } of node.pairs) if (!merged) visit(value, [...keys, key.text]);
    if (node.kind === 'seq') for (const item of node.items) visit(item, [...keys, '*']);
    if (node.kind === 'scalar' && node.style !== 'plain' && node.file === file) found.push({ scalar: node, keys });
  };
  for (const { root } of yamlOf(file).documents) if (root !== undefined) visit(root, []);
  return found;
}

/** Keys and values of a parse, at the places that `place` gives their offsets. */
function tokensOf(yaml: YamlFile, place: (offset: number) => number): readonly SemanticToken[] {
  const tokens: SemanticToken[] = [];
  const add = (node: YamlScalar, type: SemanticToken['type']): void => {
    const lines = node.file.text.slice(node.start, node.end).split('\n');
    let at = node.start;
    for (const line of lines) {
      const lead = line.length - line.trimStart().length;
      const start = place(at + lead);
      tokens.push({ start, end: start + line.trim().length, type });
      at += line.length + 1;
    }
  };
  /** A colon or a dash, which would keep the colour of the text around. */
  const mark = (text: string, at: number, sign: string): void => {
    if (text.charAt(at) === sign) tokens.push({ start: place(at), end: place(at) + 1, type: 'fluxPunctuation' });
  };
  const visit = (node: YamlNode): void => {
    if (node.aliasOf !== undefined) return;
    if (node.kind === 'seq') {
      for (const item of node.items) {
        if (!node.flow) mark(node.file.text, node.file.text.lastIndexOf('-', item.start - 1), '-');
        visit(item);
      }
    } else if (node.kind === 'scalar') add(node, typeOf(node));
    else {
      for (const { key, value, merged } of node.pairs) {
        if (merged) continue;
        add(key, 'fluxKey');
        mark(key.file.text, key.end, ':');
        visit(value);
      }
    }
  };
  for (const { root } of yaml.documents) if (root !== undefined) visit(root);
  return tokens;
}

function typeOf(node: YamlScalar): SemanticToken['type'] {
  if (node.style !== 'plain') return 'fluxString';
  const value = scalarValue(node);
  return typeof value === 'number' ? 'fluxNumber' : typeof value === 'string' ? 'fluxString' : 'fluxConstant';
}

/** Cuts the names of variables out, which have a token or a grammar's colour of their own. */
function withoutVariables(file: TextFile, tokens: readonly SemanticToken[]): readonly SemanticToken[] {
  const uses = usesIn(file);
  if (uses.length === 0) return tokens;
  return tokens.flatMap((token) => {
    const inside = usesWithin(uses, token);
    if (inside.length === 0) return [token];
    const ends = [...inside.map(({ span }) => ({ from: span.start, to: span.end })), { from: token.end, to: token.end }];
    let at = token.start;
    return ends.flatMap(({ from, to }) => {
      const piece = { ...token, start: at, end: from };
      at = to;
      return piece.start < piece.end ? [piece] : [];
    });
  });
}

/** The uses that a token touches; they stand in order, and none overlaps another. */
function usesWithin(uses: readonly VariableUse[], { start, end }: SemanticToken): readonly VariableUse[] {
  let low = 0;
  let high = uses.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((uses[middle]?.span.end ?? 0) <= start) low = middle + 1;
    else high = middle;
  }
  let after = low;
  while ((uses[after]?.span.start ?? end) < end) after++;
  return uses.slice(low, after);
}
