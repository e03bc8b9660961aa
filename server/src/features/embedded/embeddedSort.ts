/** What a block of text holds: a patch, whole objects, or text that is no concern of ours. */
import { documentHead } from '../completion/cursorContext.ts';
import type { TextFile } from '../../text/textFile.ts';
import type { EmbeddedText } from './embeddedText.ts';

/** `patch` of either sort, whole `objects`, or any other `yaml`. */
export type EmbeddedSort = 'patch' | 'objects' | 'yaml';

/** Ends of the paths at which patches stand inline. */
const inlinePatch = /(^|\.)(patches\.\*\.patch|patchesJson6902\.\*\.patch|patchesStrategicMerge\.\*)$/;

/** Whether a block of text is a patch, by the keys that lead to it. */
export function isPatchBlock(keys: readonly string[]): boolean {
  return inlinePatch.test(keys.join('.'));
}

/** The sort of a block; `undefined` for scripts, queries and other texts. */
export function embeddedSort(file: TextFile, block: EmbeddedText): EmbeddedSort | undefined {
  if (isPatchBlock(block.keys)) return 'patch';
  const text = block.inner.text;
  if (/^apiVersion:\s*\S/m.test(text) && /^kind:\s*\S/m.test(text)) return 'objects';
  const kind = documentHead(file, block.headOffset).get('kind');
  const name = block.keys.at(-1) ?? '';
  const isData = block.keys.length === 2 && (block.keys[0] === 'data' || block.keys[0] === 'stringData');
  return isData && (kind === 'ConfigMap' || kind === 'Secret') && /\.(ya?ml|json)$/.test(name) ? 'yaml' : undefined;
}
