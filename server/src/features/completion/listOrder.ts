/** What the order of a kustomize file's list, and what is commented out in it, tell of the entry that is missing. */
import { baseName, dirName, joinPath } from '../../files/paths.ts';
import { kustomizeFileOf } from '../../manifests/kustomizeFile.ts';
import type { TextFile } from '../../text/textFile.ts';
import { commentsOf, standsAlone } from '../../yaml/yamlComments.ts';
import { readItems } from '../../yaml/yamlReader.ts';
import type { CompletionScene } from './scene.ts';

/** Between which entries of an alphabetical list the cursor stands; `undefined` at an end. */
export interface Gap {
  readonly after: string | undefined;
  readonly before: string | undefined;
  /** The orders that the list keeps. */
  readonly orders: readonly Order[];
}

/** Whether a path stands before another. */
type Order = (one: string, other: string) => boolean;

/** As texts, in which `dex-auth` stands before `dex/a`; and folder by folder, as trees show them. */
const orders: readonly Order[] = [(one, other) => one < other, (one, other) => one.replaceAll('/', '\u0000') < other.replaceAll('/', '\u0000')];

/** The gap in the list at the cursor, as paths from the root; `undefined` where the list is in no order, or too short to tell. */
export function gapOf({ outer, cursor }: CompletionScene, own: string): Gap | undefined {
  const [field = ''] = cursor.keys;
  const items = readItems(kustomizeFileOf(outer)?.root, field).filter((item) => item.kind === 'scalar' && (item.end < cursor.replace.start || item.start > cursor.replace.end));
  const paths = items.flatMap((item) => (item.kind === 'scalar' ? [{ path: joinPath(own, item.text) ?? '', start: item.start }] : []));
  // A neighbour may have been put at the end of a list that is in order otherwise.
  const kept = orders.filter((stands) => paths.filter(({ path }, index) => index > 0 && stands(paths[index - 1]?.path ?? '', path)).length >= 0.85 * (paths.length - 1));
  if (paths.length < 4 || kept.length === 0) return undefined;
  return { after: paths.findLast(({ start }) => start < cursor.replace.start)?.path, before: paths.find(({ start }) => start > cursor.replace.start)?.path, orders: kept };
}

/** Up to 28 for an entry that keeps an alphabetical list in order: most for one like its neighbours there. */
export function fillsGap(gap: Gap | undefined, path: string): number {
  if (gap === undefined) return 0;
  const { after, before } = gap;
  if (!gap.orders.some((stands) => (after === undefined || stands(after, path)) && (before === undefined || stands(path, before)))) return 0;
  return [after, before].every((neighbour) => neighbour === undefined || isAlike(neighbour, path)) ? 28 : 16;
}

/** Whether two paths stand beside each other, or under one name in folders of one depth. */
function isAlike(one: string, other: string): boolean {
  const isBeside = dirName(one) === dirName(other) && isFileName(one) === isFileName(other);
  return isBeside || (baseName(one) === baseName(other) && one.split('/').length === other.split('/').length);
}

function isFileName(path: string): boolean {
  return baseName(path).includes('.');
}

/** Paths from the root that are commented out in a file, as in `# - ../base/shop`: somebody decided against them. */
export function switchedOffPaths(file: TextFile): ReadonlySet<string> {
  const own = dirName(file.path);
  const written = commentsOf(file).filter(standsAlone).flatMap(({ text }) => /^\s*-\s+["']?([^\s"'#]+)/.exec(text)?.[1] ?? []);
  return new Set(written.flatMap((path) => joinPath(own, path) ?? []));
}
