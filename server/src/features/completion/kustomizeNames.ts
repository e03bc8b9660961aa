/** Names in a kustomize file, or in a Flux Kustomization, that its build knows: images, replicas, what a replacement reads. */
import type { BuiltObject } from '../../kustomize/build.ts';
import type { YamlMap, YamlNode } from '../../yaml/yamlNode.ts';
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
  const images = patchedObjects(scene).flatMap((object) => imagesOf(object.root).map((text) => ({ ...takeApart(text), object })));
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

/** Images of all containers, wherever a pod template stands. */
export function imagesOf(root: YamlMap): readonly string[] {
  const found: string[] = [];
  const visit = (node: YamlNode): void => {
    if (node.kind === 'seq') node.items.forEach(visit);
    if (node.kind !== 'map') return;
    for (const { key, value } of node.pairs) {
      if ((key.text === 'containers' || key.text === 'initContainers') && value.kind === 'seq') {
        for (const item of value.items) {
          const image = item.kind === 'map' ? item.get('image') : undefined;
          if (image?.kind === 'scalar' && image.text !== '') found.push(image.text);
        }
      } else visit(value);
    }
  };
  visit(root);
  return found;
}

function takeApart(image: string): { readonly name: string; readonly tag: string; readonly digest: string } {
  const at = image.indexOf('@');
  const digest = at < 0 ? '' : image.slice(at + 1);
  const tagged = at < 0 ? image : image.slice(0, at);
  const colon = tagged.lastIndexOf(':');
  return colon > tagged.lastIndexOf('/') ? { name: tagged.slice(0, colon), tag: tagged.slice(colon + 1), digest } : { name: tagged, tag: '', digest };
}
