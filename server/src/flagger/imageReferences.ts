/** Image references: whether two of them name the same image, however they are written. */
import { takeImageApart } from '../text/imageParts.ts';

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
  const { name, tag, digest } = takeImageApart(image);
  const slash = name.indexOf('/');
  const first = slash < 0 ? '' : name.slice(0, slash);
  const isRegistry = first.includes('.') || first.includes(':') || first === 'localhost';
  const registry = isRegistry ? first.replace(/^index\.docker\.io$/, dockerHub) : dockerHub;
  const path = isRegistry ? name.slice(slash + 1) : name;
  const repository = `${registry}/${registry === dockerHub && !path.includes('/') ? `library/${path}` : path}`;
  const shownTag = tag === '' && digest === '' ? 'latest' : tag;
  return { repository, ...(shownTag === '' ? {} : { tag: shownTag }), ...(digest === '' ? {} : { digest }) };
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
  const mine = takeImageApart(written);
  const other = takeImageApart(wanted);
  if (readImageReference(written).repository !== readImageReference(wanted).repository) return wanted;
  const digest = mine.digest !== '' || other.tag === '' ? other.digest : '';
  return `${mine.name}${other.tag === '' ? '' : `:${other.tag}`}${digest === '' ? '' : `@${digest}`}`;
}
