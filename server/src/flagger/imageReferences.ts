/** Image references: whether two of them name the same image, however they are written. */

/** The parts of an image reference, with what stands for what is left out. */
export interface ImageReference {
  /** With the registry: `docker.io/library/nginx`. */
  readonly repository: string;
  /** Absent where only a digest is written. */
  readonly tag?: string;
  readonly digest?: string;
}

/** How far two references agree; `unknown` where one has only a tag and the other only a digest. */
export type ImageRelation = 'same' | 'different' | 'unknown';

const dockerHub = 'docker.io';

/** Reads a reference as container runtimes do (distribution/reference, normalize.go): no registry means Docker Hub, no owner there means `library`, neither tag nor digest means `latest`. */
export function readImageReference(image: string): ImageReference {
  const { name, tag, digest } = splitImage(image);
  const slash = name.indexOf('/');
  const first = slash < 0 ? '' : name.slice(0, slash);
  const isRegistry = first.includes('.') || first.includes(':') || first === 'localhost';
  const registry = isRegistry ? first.replace(/^index\.docker\.io$/, dockerHub) : dockerHub;
  const path = isRegistry ? name.slice(slash + 1) : name;
  const repository = `${registry}/${registry === dockerHub && !path.includes('/') ? `library/${path}` : path}`;
  const shownTag = tag ?? (digest === undefined ? 'latest' : undefined);
  return { repository, ...(shownTag === undefined ? {} : { tag: shownTag }), ...(digest === undefined ? {} : { digest }) };
}

/** Whether two references name the same image. */
export function compareImages(one: string, other: string): ImageRelation {
  const a = readImageReference(one);
  const b = readImageReference(other);
  if (a.repository !== b.repository) return 'different';
  if (a.digest !== undefined && b.digest !== undefined) return a.digest === b.digest ? 'same' : 'different';
  if (a.tag !== undefined && b.tag !== undefined) return a.tag === b.tag ? 'same' : 'different';
  return 'unknown';
}

/** The image `wanted`, written as `written` writes its own: same spelling of the repository, and a digest only where one was written or nothing else tells the version. */
export function writeAlike(written: string, wanted: string): string {
  const mine = splitImage(written);
  const other = splitImage(wanted);
  if (readImageReference(written).repository !== readImageReference(wanted).repository) return wanted;
  const digest = mine.digest !== undefined || other.tag === undefined ? other.digest : undefined;
  return `${mine.name}${other.tag === undefined ? '' : `:${other.tag}`}${digest === undefined ? '' : `@${digest}`}`;
}

function splitImage(image: string): { readonly name: string; readonly tag: string | undefined; readonly digest: string | undefined } {
  const at = image.indexOf('@');
  const named = at < 0 ? image : image.slice(0, at);
  const colon = named.lastIndexOf(':');
  const hasTag = colon > named.lastIndexOf('/');
  return { name: hasTag ? named.slice(0, colon) : named, tag: hasTag ? named.slice(colon + 1) : undefined, digest: at < 0 ? undefined : image.slice(at + 1) };
}
