/** `images:` (kustomize api/filters/imagetag, api/internal/image). */
import { RE2JS, RE2JSException } from 're2js';
import { YamlScalar, type YamlMap, type YamlNode } from '../../yaml/yamlNode.ts';
import { BuildFault } from '../buildError.ts';
import { eachDraft, namesOf, type StepContext } from '../context.ts';
import type { Draft } from '../draft.ts';
import { isNull, mapItems, rewritten, withEntry, withItems, type Cause } from '../editNodes.ts';
import { editField, type FieldSpecs } from '../fieldSpec.ts';
import type { Fields } from '../strictReader.ts';

/** Changes names, tags and digests of images. */
export function setImages(context: StepContext, entry: Fields, specs: FieldSpecs): void {
  const nameNode = entry.scalar('name');
  const isMatch = imageMatcher(nameNode);
  const change = imageChange(entry);
  const hit = new Set<Draft>();
  let current: Draft | undefined;
  const setImage = (node: YamlNode): YamlNode => {
    if (isNull(node)) return node;
    if (node.kind !== 'scalar') throw new BuildFault('field-no-scalar', 'an image must be a single value', node);
    if (!isMatch(node.text)) return node;
    if (current !== undefined) hit.add(current);
    const image = change.apply(node.text);
    // kustomize writes an image that it met without a type, also the same one: what a replacement puts there later gets its type from its text.
    return image === node.text && node.style === 'plain' ? new YamlScalar(node, image, 'plain', { changes: node.changes ?? [] }) : rewritten(node, image, change.cause);
  };
  eachDraft(context, context.drafts.all, (draft) => {
    if (draft.id.kind === 'CustomResourceDefinition') return;
    current = draft;
    let root = inContainers(draft.root, setImage);
    for (const spec of specs.ofKind(draft.id.kind)) root = editField(root, spec, { set: setImage, span: entry.map });
    draft.root = root;
  });
  context.findings.hits.push({ span: entry.map, by: 'images', objects: namesOf(hit), of: context.drafts.all.length });
}

/** kustomize puts the name into a regular expression as it is; one that does not compile panics there. */
function imageMatcher(name: YamlScalar | undefined): (image: string) => boolean {
  const text = name?.text ?? '';
  const pattern = `^${text}(:[a-zA-Z0-9_.{}-]*)?(@sha256:[a-zA-Z0-9_.{}-]*)?$`;
  if (isOrdinaryName.test(text)) {
    const ordinary = new RegExp(pattern);
    return (image) => ordinary.test(image);
  }
  try {
    const compiled = RE2JS.compile(pattern);
    return (image) => image.startsWith(plainStart(text)) && compiled.matcher(image).find();
  } catch (error) {
    if (name === undefined || !(error instanceof RE2JSException)) throw error;
    throw new BuildFault('bad-regular-expression', `the image name is used as a regular expression, and \`${text}\` is none`, name);
  }
}

/** Names whose only special character is the dot mean the same to every engine of regular expressions: the built-in one is at hand. */
const isOrdinaryName = /^[\w./-]*$/;

/** The part of a pattern in front of its first special character, as a cheap first test. */
function plainStart(pattern: string): string {
  const special = /[^\w/-]/.exec(pattern);
  return special === null ? pattern : pattern.slice(0, Math.max(0, /[*?{]/.test(special[0]) ? special.index - 1 : /\|/.test(pattern) ? 0 : special.index));
}

interface ImageChange {
  readonly cause: Cause;
  apply(image: string): string;
}

function imageChange(entry: Fields): ImageChange {
  const newName = entry.text('newName');
  const newTag = entry.text('newTag');
  const newDigest = entry.text('digest');
  const tagSuffix = entry.text('tagSuffix');
  const span = entry.scalar('newTag') ?? entry.scalar('digest') ?? entry.scalar('newName') ?? entry.scalar('tagSuffix') ?? entry.map;
  return {
    cause: { by: 'images', span },
    apply: (image) => {
      let { name, tag, digest } = splitImage(image);
      if (newName !== '') name = newName;
      if (newTag !== '' || newDigest !== '') {
        tag = newTag;
        digest = newDigest;
      } else if (tagSuffix !== '') {
        tag += tagSuffix;
        digest = '';
      }
      return name + (tag === '' ? '' : `:${tag}`) + (digest === '' ? '' : `@${digest}`);
    },
  };
}

/** Splits an image reference; a colon in the host is no tag. */
export function splitImage(image: string): { name: string; tag: string; digest: string } {
  const slash = Math.max(0, image.indexOf('/'));
  const at = image.indexOf('@', slash);
  const colon = image.indexOf(':', slash);
  const nameEnd = Math.min(at < 0 ? image.length : at, colon < 0 ? image.length : colon);
  const digest = at < 0 ? '' : image.slice(at + 1);
  const tag = colon < 0 || (at >= 0 && at < colon) ? '' : image.slice(colon + 1, at < 0 ? undefined : at);
  return { name: image.slice(0, nameEnd), tag, digest };
}

/** `image` of the items of every list named `containers` or `initContainers`, however deep. */
function inContainers(root: YamlMap, setImage: (node: YamlNode) => YamlNode): YamlMap {
  const walk = (node: YamlNode): YamlNode => {
    if (node.kind === 'scalar') return node;
    if (node.kind === 'seq') return mapItems(node, walk);
    let result = node;
    for (const { key, value } of node.pairs) {
      if (value.kind === 'scalar') continue;
      let changed = walk(value);
      if ((key.text === 'containers' || key.text === 'initContainers') && changed.kind === 'seq') changed = withItems(changed, changed.items.map(inContainer));
      if (changed !== value) result = withEntry(result, key.text, changed);
    }
    return result;
  };
  const inContainer = (item: YamlNode): YamlNode => {
    if (isNull(item)) return item;
    if (item.kind !== 'map') throw new BuildFault('field-no-mapping', 'a container must be a mapping', item);
    const image = item.get('image');
    return image === undefined ? item : withEntry(item, 'image', setImage(image));
  };
  const changed = walk(root);
  return changed.kind === 'map' ? changed : root;
}
