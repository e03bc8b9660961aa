// Live objects of Flux's image automation as one typed view: what was scanned, what was chosen, what was pushed.
import { readNumber, readObject, readPath, readString } from '../jsonValue.ts';
import type { ClusterObject } from './clusterObject.ts';
import { readReconciledObject, readReference, type NamespacedName, type ReconciledObject } from './reconciledObject.ts';

/** The API group of image automation. */
export const imageGroup = 'image.toolkit.fluxcd.io';

/** Kinds of image automation, in the order in which a new image goes through them. */
export const imageKinds = ['ImageRepository', 'ImagePolicy', 'ImageUpdateAutomation'] as const;

/** One of these. */
export type ImageKind = (typeof imageKinds)[number];

/** A live object of image automation. Texts are empty where the kind has no such thing. */
export interface LiveImageObject extends ReconciledObject {
  readonly imageKind: ImageKind;
  /** ImageRepository: the image that is scanned. ImagePolicy: the image that was chosen last, with its tag. */
  readonly image: string;
  /** ImageRepository: when it was scanned last and how many tags were found. */
  readonly scannedAt: string;
  readonly tags: number | undefined;
  /** ImagePolicy: whose tags it chooses from, and by which rule. */
  readonly repository: NamespacedName | undefined;
  readonly policy: string;
  /** ImageUpdateAutomation: when and what it pushed last, and to which branch. */
  readonly pushedAt: string;
  readonly pushedCommit: string;
  readonly branch: string;
}

/** Reads the view (image-reflector-controller and image-automation-controller api/). */
export function readImageObject(object: ClusterObject): LiveImageObject {
  const { content } = object;
  const imageKind = imageKinds.find((kind) => kind === object.kind) ?? 'ImageRepository';
  const repository = readObject(content, 'spec', 'imageRepositoryRef');
  return {
    ...readReconciledObject(object),
    imageKind,
    image: imageKind === 'ImagePolicy' ? latestImage(content) : readString(content, 'spec', 'image'),
    scannedAt: readString(content, 'status', 'lastScanResult', 'scanTime'),
    tags: readNumber(content, 'status', 'lastScanResult', 'tagCount'),
    repository: imageKind === 'ImagePolicy' ? readReference(repository, object.namespace) : undefined,
    policy: policyWords(readObject(content, 'spec', 'policy')),
    pushedAt: readString(content, 'status', 'lastPushTime'),
    pushedCommit: readString(content, 'status', 'lastPushCommit'),
    branch: readString(content, 'spec', 'git', 'push', 'branch') || readString(content, 'spec', 'git', 'checkout', 'ref', 'branch'),
  };
}

/** `status.latestRef` since image-reflector-controller 0.35, `status.latestImage` before. */
function latestImage(content: unknown): string {
  const name = readString(content, 'status', 'latestRef', 'name');
  const tag = readString(content, 'status', 'latestRef', 'tag');
  return name === '' ? readString(content, 'status', 'latestImage') : `${name}${tag === '' ? '' : `:${tag}`}`;
}

function policyWords(policy: unknown): string {
  const range = readString(policy, 'semver', 'range');
  if (range !== '') return `semver ${range}`;
  for (const by of ['alphabetical', 'numerical']) if (readPath(policy, by) !== undefined) return `${by} ${readString(policy, by, 'order') || 'asc'}`;
  return '';
}
