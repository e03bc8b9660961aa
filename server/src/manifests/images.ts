/** The images of an object's containers, and the parts of an image reference. */
import type { YamlMap, YamlNode } from '../yaml/yamlNode.ts';

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

/** An image reference in its parts; empty texts for what it lacks. */
export function takeImageApart(image: string): { readonly name: string; readonly tag: string; readonly digest: string } {
  const at = image.indexOf('@');
  const digest = at < 0 ? '' : image.slice(at + 1);
  const tagged = at < 0 ? image : image.slice(0, at);
  const colon = tagged.lastIndexOf(':');
  return colon > tagged.lastIndexOf('/') ? { name: tagged.slice(0, colon), tag: tagged.slice(colon + 1), digest } : { name: tagged, tag: '', digest };
}
