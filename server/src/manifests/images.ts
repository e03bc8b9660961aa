/** The images of an object's containers. */
import type { YamlMap, YamlNode, YamlScalar } from '../yaml/yamlNode.ts';

/** Images of all containers, wherever a pod template stands. */
export function imagesOf(root: YamlMap): readonly string[] {
  return imageNodesOf(root).map(({ text }) => text);
}

/** The same, located. */
export function imageNodesOf(root: YamlMap): readonly YamlScalar[] {
  const found: YamlScalar[] = [];
  const visit = (node: YamlNode): void => {
    if (node.kind === 'seq') node.items.forEach(visit);
    if (node.kind !== 'map') return;
    for (const { key, value } of node.pairs) {
      if ((key.text === 'containers' || key.text === 'initContainers') && value.kind === 'seq') {
        for (const item of value.items) {
          const image = item.kind === 'map' ? item.get('image') : undefined;
          if (image?.kind === 'scalar' && image.text !== '') found.push(image);
        }
      } else visit(value);
    }
  };
  visit(root);
  return found;
}
