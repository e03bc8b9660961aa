/** Reads Flux's revision strings and writes them short: `main@sha1:02fae5b…` becomes `main@02fae5b`. */

/** The parts of a revision string. Absent parts are empty. */
export interface Revision {
  /** Branch, tag, full reference name, OCI tag or chart version. */
  readonly pointer: string;
  /** `sha1`, `sha256` and the like. */
  readonly algorithm: string;
  /** Full hexadecimal digest or commit. */
  readonly digest: string;
}

const algorithmed = /^(?:(.*)@)?(sha\d+|blake3):([0-9a-fA-F]+)$/;
const oldForm = /^(.+)\/([0-9a-fA-F]{40})$/;

/**
 * Parses `main@sha1:<40>`, `v1.2.3@sha1:<40>`, `refs/heads/main@sha1:<40>`, `sha1:<40>`, `latest@sha256:<64>`, `sha256:<64>`,
 * the form of Flux before 2.0 (`main/<40>`, also `HEAD/<40>`) and plain chart versions (`6.5.0+2`), which have a pointer only.
 */
export function parseRevision(text: string): Revision {
  const modern = algorithmed.exec(text);
  if (modern !== null) return { pointer: modern[1] ?? '', algorithm: modern[2] ?? '', digest: (modern[3] ?? '').toLowerCase() };
  const old = oldForm.exec(text);
  if (old !== null) return { pointer: old[1] === 'HEAD' ? '' : (old[1] ?? ''), algorithm: 'sha1', digest: (old[2] ?? '').toLowerCase() };
  return { pointer: text, algorithm: '', digest: '' };
}

/** Short form for people: seven digits of a commit, twelve of any other digest; empty for an empty revision. */
export function shortRevision(text: string): string {
  const { pointer, algorithm, digest } = parseRevision(text);
  if (digest === '') return pointer;
  const short = digest.slice(0, algorithm === 'sha1' ? 7 : 12);
  const name = pointer.replace(/^refs\/(heads|tags)\//, '');
  return name === '' ? short : `${name}@${short}`;
}

/** The Git commit in a revision, or the empty string if it names none. */
export function commitOfRevision(text: string): string {
  const { algorithm, digest } = parseRevision(text);
  return algorithm === 'sha1' ? digest : '';
}

/** The branch in a revision; undefined for tags, full names of other things, and bare commits. */
export function branchOfRevision(revision: string): string | undefined {
  const { pointer } = parseRevision(revision);
  if (pointer.startsWith('refs/heads/')) return pointer.slice('refs/heads/'.length);
  // A tag looks like a branch in a revision; a version number is taken for a tag.
  return pointer === '' || pointer.startsWith('refs/') || /^v?\d+\.\d+/.test(pointer) ? undefined : pointer;
}

/** Shortens the revisions inside a controller's sentence: `Running health checks for revision main@02fae5b`. */
export function shortenRevisions(sentence: string): string {
  return sentence.replace(/(?:[^\s'"@]+@)?(?:sha1:[0-9a-f]{40}|sha256:[0-9a-f]{64})\b/g, (revision) => shortRevision(revision));
}
