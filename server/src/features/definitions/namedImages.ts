/** The images in a build that an entry of a kustomize file's `images` is about. */
import { imageNodesOf } from '../../manifests/images.ts';
import { takeImageApart } from '../../text/imageParts.ts';
import type { TextFile } from '../../text/textFile.ts';
import { yamlOf } from '../../yaml/parseYaml.ts';
import type { YamlScalar } from '../../yaml/yamlNode.ts';
import { keysOf, positionAt } from '../../yaml/yamlPath.ts';
import type { Snapshot } from '../../workspace/session.ts';
import { patchedObjects } from '../completion/patchedObjects.ts';
import { sceneAt } from '../completion/scene.ts';

/** The images that the name of an `images` entry at an offset is about, as its build has them. */
export function imagesNamedAt(snapshot: Snapshot, file: TextFile, offset: number): readonly YamlScalar[] {
  const position = positionAt(yamlOf(file), offset);
  if (position === undefined || position.onKey || position.node.kind !== 'scalar' || keysOf(position).slice(-3).join('.') !== 'images.*.name') return [];
  const name = position.node.text;
  return patchedObjects(sceneAt(snapshot, file, offset)).flatMap(({ root }) => imageNodesOf(root)).filter((image) => takeImageApart(image.text).name === name);
}
