/** Arithmetic on relative paths inside one tree: always `/`, no leading slash, `''` is the root. */

/** The directory part of a path; `''` for a top-level entry. */
export function dirName(path: string): string {
  const cut = path.lastIndexOf('/');
  return cut < 0 ? '' : path.slice(0, cut);
}

/** The last segment of a path. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Paths in which nothing is to be resolved, as most are: builds of thousands of files ask for each of them. */
const isPlain = /^[^./][^/]*(?:\/[^./][^/]*)*$/;

/** Joins a directory and a relative path; `undefined` when `..` leaves the tree. */
export function joinPath(directory: string, relative: string): string | undefined {
  const inside = relative.startsWith('./') ? relative.slice(2) : relative;
  if (isPlain.test(inside)) return directory === '' ? inside : `${directory}/${inside}`;
  const segments = directory === '' ? [] : directory.split('/');
  for (const segment of relative.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment === '..') {
      if (segments.pop() === undefined) return undefined;
    } else segments.push(segment);
  }
  return segments.join('/');
}

/**
 * Joins as the Flux controllers do: `..` cannot leave the root but is clamped to it, and a leading
 * `/` or `./` and a trailing `/` mean nothing (cyphar/filepath-securejoin, used by
 * kustomize-controller internal/controller/kustomization_controller.go).
 */
export function securePath(directory: string, relative: string): string {
  if (directory === '' && isPlain.test(relative)) return relative;
  const segments = directory === '' ? [] : directory.split('/');
  for (const segment of relative.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment === '..') segments.pop();
    else segments.push(segment);
  }
  return segments.join('/');
}

const slash = 47;

/** The path from one directory to a path, with `..` where needed; `.` when they are the same. */
export function relativePath(fromDirectory: string, toPath: string): string {
  if (toPath.length > fromDirectory.length + 1 && toPath.startsWith(fromDirectory) && toPath.charCodeAt(fromDirectory.length) === slash) return toPath.slice(fromDirectory.length + 1);
  const from = fromDirectory === '' ? [] : fromDirectory.split('/');
  const to = toPath === '' ? [] : toPath.split('/');
  let shared = 0;
  while (shared < from.length && shared < to.length && from[shared] === to[shared]) shared++;
  const steps = [...from.slice(shared).map(() => '..'), ...to.slice(shared)];
  return steps.length === 0 ? '.' : steps.join('/');
}

/** Whether a path is the directory itself or lies below it. */
export function isWithin(directory: string, path: string): boolean {
  return directory === '' || path === directory || path.startsWith(`${directory}/`);
}
