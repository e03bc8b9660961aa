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

/** Joins a directory and a relative path; `undefined` when `..` leaves the tree. */
export function joinPath(directory: string, relative: string): string | undefined {
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
  const segments = directory === '' ? [] : directory.split('/');
  for (const segment of relative.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment === '..') segments.pop();
    else segments.push(segment);
  }
  return segments.join('/');
}

/** The path from one directory to a path, with `..` where needed; `.` when they are the same. */
export function relativePath(fromDirectory: string, toPath: string): string {
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
