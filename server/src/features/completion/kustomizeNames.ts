/** Names in a kustomize file, or in a Flux Kustomization, that its build knows: images, replicas, what a replacement reads. */
import type { BuiltObject } from '../../kustomize/build.ts';
import { imagesOf } from '../../manifests/images.ts';
import { takeImageApart } from '../../text/imageParts.ts';
import { patchedObjects } from './patchedObjects.ts';
import { patchName } from './patchTarget.ts';
import { inOrder, scalarText, valueProposal, type Proposal } from './proposal.ts';
import { placeWords, ranked } from './ranking.ts';
import type { CompletionScene } from './scene.ts';

/** Proposals for `images[].name`, `newName`, `newTag`, `digest` and `replicas[].name`, `count`. */
export function completeKustomizeNames(scene: CompletionScene): readonly Proposal[] {
  const { keys } = scene.cursor;
  const [list, item, field] = keys.slice(-3);
  if (item !== '*' || field === undefined) return [];
  if (list === 'images') return imageProposals(scene, field);
  return list === 'replicas' ? replicaProposals(scene, field) : [];
}

/** An image as written in a container, taken apart. */
interface ImageUse {
  readonly name: string;
  readonly tag: string;
  readonly digest: string;
  readonly object: BuiltObject;
}

function imageProposals(scene: CompletionScene, field: string): readonly Proposal[] {
  const { cursor } = scene;
  const images = patchedObjects(scene).flatMap((object) => imagesOf(object.root).map((text) => ({ ...takeImageApart(text), object })));
  const wanted = cursor.siblings.get('name');
  const sameName = images.filter(({ name }) => name === wanted);
  const place = { words: placeWords(scene.outer.path, [scene.manifest?.name?.value]), path: scene.outer.path };
  const order = ranked(place, field === 'name' ? images : sameName, ({ name, object }) => ({ name: name.slice(name.lastIndexOf('/') + 1), path: object.origin.file.path }));
  return distinct(order, (use) => textOf(use, field)).map(({ text, item }, index) => valueProposal(cursor.replace, text, index, { insert: scalarText(text), detail: field === 'name' ? item.tag : 'now', documentation: `${item.object.kind} ${item.object.name}` }));
}

function textOf({ name, tag, digest }: ImageUse, field: string): string {
  return field === 'name' || field === 'newName' ? name : field === 'newTag' ? tag : field === 'digest' ? digest : '';
}

function replicaProposals(scene: CompletionScene, field: string): readonly Proposal[] {
  const { cursor } = scene;
  const scalable = patchedObjects(scene).filter(({ kind, root }) => ['Deployment', 'StatefulSet', 'ReplicaSet', 'ReplicationController'].includes(kind) || root.get('spec', 'replicas') !== undefined);
  if (field === 'name') return inOrder(distinct(scalable, patchName).map(({ text, item }) => valueProposal(cursor.replace, text, 0, { insert: scalarText(text), detail: item.kind, kind: 'object' })));
  const wanted = cursor.siblings.get('name');
  const now = scalable.filter((object) => patchName(object) === wanted).flatMap(({ root }) => root.get('spec', 'replicas') ?? []);
  return field === 'count' ? now.flatMap((node) => (node.kind === 'scalar' ? [valueProposal(cursor.replace, node.text, 0, { detail: 'now' })] : [])) : [];
}

function distinct<T>(items: readonly T[], textOf: (item: T) => string): readonly { readonly text: string; readonly item: T }[] {
  const seen = new Map<string, T>();
  for (const item of items) {
    const text = textOf(item);
    if (text !== '' && !seen.has(text)) seen.set(text, item);
  }
  return [...seen].map(([text, item]) => ({ text, item }));
}
