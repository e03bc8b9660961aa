/** Corrects a path of a kustomize file to a name that is there. */
import { baseName, dirName, joinPath } from '../../files/paths.ts';
import { nearestName } from '../../text/editDistance.ts';
import type { QuickFixProvider } from './quickFix.ts';
import { replaceFix } from './replaceValue.ts';

/** One fix, where the folder that is meant has a similar name. */
export const resourceMissingFixes: QuickFixProvider = ({ span }, snapshot) => {
  const { file } = span;
  const written = file.text.slice(span.start, span.end).replace(/^["']|["']$/g, '');
  const key = /^([A-Za-z0-9._-]+=)?(.*)$/s.exec(written);
  const path = key?.[2] ?? written;
  const target = joinPath(dirName(file.path), path);
  const tree = snapshot.repositoryOf(file.uri)?.repository.tree;
  if (target === undefined || tree === undefined) return [];
  const near = nearestName(baseName(target), (tree.list(dirName(target)) ?? []).map(({ name }) => name));
  if (near === undefined) return [];
  const folder = path.includes('/') ? path.slice(0, path.lastIndexOf('/') + 1) : '';
  return replaceFix(span, `${key?.[1] ?? ''}${folder}${near}`, true);
};
