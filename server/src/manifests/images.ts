/** The images of an object's containers. */
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
