/** Finds the field that somebody meant by a name that is none. */
import { nearestName } from '../../text/editDistance.ts';

/** The field with the same letters in another case. */
export function sameButCase(written: string, names: readonly string[]): string | undefined {
  return names.find((name) => name !== written && name.toLowerCase() === written.toLowerCase());
}

/** The field that is most likely meant: another case, a misspelling, or the same word with another ending (`dependOn`, `values-files`). */
export function nearestField(written: string, names: readonly string[]): string | undefined {
  return sameButCase(written, names) ?? nearestName(written, names) ?? names.find((name) => bare(name) === bare(written));
}

/** A name without the endings of its words. */
function bare(name: string): string {
  return name
    .replaceAll(/s(?=[A-Z_-]|$)/g, '')
    .replaceAll(/[-_]/g, '')
    .toLowerCase();
}
