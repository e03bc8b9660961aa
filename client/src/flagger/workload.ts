/** Images and pods of the two workloads of a canary, from their Deployment or DaemonSet. */
import { readList, readMember, readNumber, readPath, readString } from '../../../server/src/flagger/jsonRead.ts';
import type { ObjectLink, WorkloadView } from './canaryView.ts';

/** Describes target and primary side by side, so that what differs can be named. Objects that are not known yet are `undefined`. */
export function readWorkloads(target: unknown, primary: unknown): { readonly primary: WorkloadView; readonly canary: WorkloadView } {
  const canaryImages = readImages(target);
  const primaryImages = readImages(primary);
  return {
    primary: describe(primary, primaryImages, canaryImages),
    canary: describe(target, canaryImages, primaryImages),
  };
}

/** What people call the version of an image: its tag, or the first characters of its digest. */
export function imageVersion(image: string): string {
  const digest = image.indexOf('@');
  const named = digest === -1 ? image : image.slice(0, digest);
  const tag = named.slice(named.lastIndexOf('/') + 1).split(':')[1];
  if (tag !== undefined && tag !== '') return tag;
  if (digest === -1) return 'latest';
  return image.slice(digest + 1).replace(/^sha256:/, '').slice(0, 12);
}

type Images = readonly { readonly container: string; readonly image: string }[];

function describe(object: unknown, images: Images, others: Images): WorkloadView {
  const marked = images.map((each) => ({ ...each, changed: others.length > 0 && others.find((other) => other.container === each.container)?.image !== each.image }));
  const named = marked.find((each) => each.changed) ?? marked[0];
  const link = readLink(object);
  const pods = readPods(object);
  return {
    ...(link === undefined ? {} : { object: link }),
    ...(named === undefined ? {} : { version: imageVersion(named.image) }),
    images: marked,
    ...(pods === undefined ? {} : { pods }),
  };
}

function readImages(object: unknown): Images {
  return readList(readPath(object, 'spec', 'template', 'spec', 'containers')).flatMap((container) => {
    const image = readString(readMember(container, 'image'));
    return image === undefined ? [] : [{ container: readString(readMember(container, 'name')) ?? '', image }];
  });
}

function readPods(object: unknown): WorkloadView['pods'] {
  if (readMember(object, 'kind') === 'DaemonSet') {
    const wanted = readNumber(readPath(object, 'status', 'desiredNumberScheduled'));
    return wanted === undefined ? undefined : { ready: readNumber(readPath(object, 'status', 'numberReady')) ?? 0, wanted };
  }
  if (readMember(object, 'spec') === undefined) return undefined;
  return { ready: readNumber(readPath(object, 'status', 'readyReplicas')) ?? 0, wanted: readNumber(readPath(object, 'spec', 'replicas')) ?? 1 };
}

function readLink(object: unknown): ObjectLink | undefined {
  const kind = readString(readMember(object, 'kind'));
  const name = readString(readPath(object, 'metadata', 'name'));
  if (kind === undefined || name === undefined) return undefined;
  const apiVersion = readString(readMember(object, 'apiVersion')) ?? '';
  const namespace = readString(readPath(object, 'metadata', 'namespace'));
  return { group: apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '', kind, name, ...(namespace === undefined ? {} : { namespace }) };
}
