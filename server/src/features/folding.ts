/** Folding of source files: documents, fields over several lines, blocks of comments, and `# region` marks. */
import type { TextFile } from '../text/textFile.ts';
import { isKustomizeFileName, kustomizeFileOf } from '../manifests/kustomizeFile.ts';
import { manifestsOf } from '../manifests/manifest.ts';
import { commentsOf, standsAlone } from '../yaml/yamlComments.ts';
import { findFolding, type FoldedLines } from './renderedFolding.ts';

/** A foldable place; comments and regions fold by commands of their own. */
export interface SourceFold extends FoldedLines {
  readonly kind: 'comment' | 'region' | undefined;
}

/** All foldable places of a file that Flux or kustomize reads; `undefined` for another file, which keeps the editor's own folding. */
export function findSourceFolding(file: TextFile): readonly SourceFold[] | undefined {
  const isOurs = isKustomizeFileName(file.path) ? kustomizeFileOf(file) !== undefined : manifestsOf(file).length > 0;
  if (!isOurs) return undefined;
  const seen = new Set<number>();
  // Of a list's item and its first field, which begin on one line, the item folds.
  const values = findFolding(file).filter(({ start }) => !seen.has(start) && seen.add(start));
  return [...values.map((fold) => ({ ...fold, kind: undefined })), ...commentFolds(file)];
}

function commentFolds(file: TextFile): readonly SourceFold[] {
  const folds: SourceFold[] = [];
  const regions: number[] = [];
  let block: { start: number; end: number } | undefined;
  const close = (): void => {
    if (block !== undefined && block.end > block.start) folds.push({ ...block, kind: 'comment' });
    block = undefined;
  };
  for (const comment of commentsOf(file)) {
    if (!standsAlone(comment)) continue;
    const { line } = file.lines.positionAt(comment.start);
    const mark = /^\s*#?(region|endregion)\b/.exec(comment.text)?.[1];
    if (mark === 'region') regions.push(line);
    const opened = mark === 'endregion' ? regions.pop() : undefined;
    if (opened !== undefined) folds.push({ start: opened, end: line, kind: 'region' });
    if (mark === undefined && block !== undefined && line === block.end + 1) block.end = line;
    else {
      close();
      block = mark === undefined ? { start: line, end: line } : undefined;
    }
  }
  close();
  return folds;
}
