/** The text of a patch and the objects that it changes, wherever the patch stands: inline, or in a file of its own. */
import type { BuiltObject } from '../../kustomize/build.ts';
import type { TextFile } from '../../text/textFile.ts';
import { yamlOf } from '../../yaml/parseYaml.ts';
import { documentAt } from '../../yaml/yamlPath.ts';
import type { YamlMap, YamlNode } from '../../yaml/yamlNode.ts';
import { readString } from '../../yaml/yamlReader.ts';
import { groupOf, versionOf } from '../../manifests/manifest.ts';
import type { Snapshot } from '../../workspace/session.ts';
import { isPatchBlock } from '../embedded/embeddedSort.ts';
import { embeddedTextAt, type EmbeddedText } from '../embedded/embeddedText.ts';
import { documentHead } from './cursorContext.ts';
import { objectsOfKustomizeFile, patchedObjects, patchFileOf } from './patchedObjects.ts';
import { selectObjects, targetTexts } from './patchTarget.ts';
import { sceneAt } from './scene.ts';

/** A patch under the cursor. */
export interface PatchSubject {
  /** The patch as a file: a block of the outer file, or the file itself. */
  readonly file: TextFile;
  readonly offset: number;
  readonly block: EmbeddedText | undefined;
  readonly isJson: boolean;
  /** What it can meet, and of these what it selects as it stands. */
  readonly all: readonly BuiltObject[];
  readonly objects: readonly BuiltObject[];
}

/** The patch at an offset; `undefined` where there is none. */
export function patchSubjectAt(snapshot: Snapshot, file: TextFile, offset: number): PatchSubject | undefined {
  const block = embeddedTextAt(file, offset);
  if (block !== undefined) return isPatchBlock(block.keys) ? inlineSubject(snapshot, file, offset, block) : undefined;
  const used = patchFileOf(snapshot, file);
  if (used === undefined) return undefined;
  const { kustomizeFile, entry } = used;
  const all = objectsOfKustomizeFile(snapshot, kustomizeFile, { file: kustomizeFile, offset: entry.start });
  const target = entry.kind === 'map' ? entry.get('target') : undefined;
  return subjectOf({ file, offset, block: undefined }, all, target?.kind === 'map' ? target : undefined);
}

function inlineSubject(snapshot: Snapshot, outer: TextFile, offset: number, block: EmbeddedText): PatchSubject {
  const scene = sceneAt(snapshot, outer, block.headOffset);
  const target = scene.root === undefined ? undefined : targetBeside(scene.root, block);
  return subjectOf({ file: block.inner, offset: block.toInner(offset), block }, patchedObjects(scene, { file: outer, offset: block.toOuter(0) }), target);
}

function subjectOf(place: Pick<PatchSubject, 'file' | 'offset' | 'block'>, all: readonly BuiltObject[], target: YamlMap | undefined): PatchSubject {
  const isJson = /^\s*(#[^\n]*\n\s*)*-/.test(place.file.text) || (/^\s*\[/.test(place.file.text));
  const selected = selectObjects(all, targetTexts(target));
  if (isJson) return { ...place, isJson, all, objects: target === undefined ? [] : selected };
  const named = target === undefined ? ownTarget(place.file, place.offset, all) : selected;
  return { ...place, isJson, all, objects: named };
}

/** A merge patch without `target` is for the object whose head it repeats. */
function ownTarget(file: TextFile, offset: number, all: readonly BuiltObject[]): readonly BuiltObject[] {
  const head = documentHead(file, offset);
  const kind = head.get('kind') ?? '';
  if (kind === '') return [];
  const root = documentAt(yamlOf(file), offset)?.root;
  const name = root?.kind === 'map' ? readString(root, 'metadata', 'name')?.value : undefined;
  const apiVersion = head.get('apiVersion') ?? '';
  const target = new Map([['kind', kind], ...(name === undefined ? [] : [['name', name] as const]), ...(apiVersion === '' ? [] : [['group', groupOf(apiVersion)] as const, ['version', versionOf(apiVersion)] as const])]);
  const found = selectObjects(all, target);
  return found.length > 0 ? found : selectObjects(all, new Map([['kind', kind]]));
}

/** The `target` of the list entry that holds a block. */
function targetBeside(root: YamlMap, block: EmbeddedText): YamlMap | undefined {
  const entry = entryAt(root, block.keys, block.toOuter(0));
  const target = entry?.kind === 'map' ? entry.get('target') : undefined;
  return target?.kind === 'map' ? target : undefined;
}

/** The list entry on the way of some keys that an offset lies in, or follows most closely. */
function entryAt(root: YamlMap, keys: readonly string[], offset: number): YamlNode | undefined {
  let at: YamlNode | undefined = root;
  for (const key of keys.slice(0, keys.lastIndexOf('*') + 1)) {
    if (at === undefined) return undefined;
    at = key === '*' ? (at.kind === 'seq' ? at.items.findLast(({ start }) => start <= offset) : undefined) : at.kind === 'map' ? at.get(key) : undefined;
  }
  return at;
}
