/** Which objects a patch is for, and the parts of `target` that can be written. */
import { RE2JS } from 're2js';
import type { BuiltObject } from '../../kustomize/build.ts';
import { matchesLabels, parseLabelSelector } from '../../kustomize/labelSelector.ts';
import { metadataTexts } from '../../kustomize/selector.ts';
import { groupOf, versionOf } from '../../manifests/manifest.ts';
import { yamlOf } from '../../yaml/parseYaml.ts';
import type { YamlMap } from '../../yaml/yamlNode.ts';
import { positionAt } from '../../yaml/yamlPath.ts';
import { readString } from '../../yaml/yamlReader.ts';
import { placeLink } from '../links.ts';
import { patchedObjects } from './patchedObjects.ts';
import { inOrder, scalarText, valueProposal, type Proposal } from './proposal.ts';
import { placeWords, ranked } from './ranking.ts';
import { speakerOf } from './speaking.ts';
import type { CompletionScene } from './scene.ts';

/** The texts of a target, as far as they are written. */
export type TargetTexts = ReadonlyMap<string, string>;

/** The texts of a `target` mapping. */
export function targetTexts(target: YamlMap | undefined): TargetTexts {
  return new Map((target?.pairs ?? []).flatMap(({ key, value }) => (value.kind === 'scalar' && value.text !== '' ? [[key.text, value.text] as const] : [])));
}

/** The name of an object as patches know it: without the hash that is added at the end of a build. */
export function patchName({ root, name }: BuiltObject): string {
  const node = root.get('metadata', 'name');
  const changes = node?.kind === 'scalar' ? (node.changes ?? []) : [];
  return changes.find(({ by, before }) => by === 'hash' && before !== undefined)?.before ?? name;
}

/** The objects that a target selects; all of them where it says nothing. */
export function selectObjects(objects: readonly BuiltObject[], target: TargetTexts, except: ReadonlySet<string> = new Set()): readonly BuiltObject[] {
  const tests = [...target].flatMap(([key, text]) => (except.has(key) || text === '' ? [] : [testOf(key, text)]));
  return objects.filter((object) => tests.every((test) => test(object)));
}

function testOf(key: string, text: string): (object: BuiltObject) => boolean {
  if (key === 'labelSelector' || key === 'annotationSelector') {
    const selector = parseLabelSelector(text);
    const field = key === 'labelSelector' ? 'labels' : 'annotations';
    return typeof selector === 'string' ? () => true : ({ root }) => matchesLabels(selector, metadataTexts(root, field));
  }
  const matches = compile(text);
  switch (key) {
    case 'kind':
      return ({ kind }) => matches(kind);
    case 'name':
      return (object) => matches(patchName(object)) || matches(object.name) || matches(readString(object.root, 'metadata', 'name')?.value ?? '');
    case 'namespace':
      return ({ namespace }) => matches(namespace ?? 'default');
    case 'group':
      return ({ apiVersion }) => matches(groupOf(apiVersion));
    case 'version':
      return ({ apiVersion }) => matches(versionOf(apiVersion));
    default:
      return () => true;
  }
}

function compile(pattern: string): (text: string) => boolean {
  if (/^[\w-]+$/.test(pattern)) return (text) => text === pattern;
  try {
    const compiled = RE2JS.compile(`^(?:${pattern})$`);
    return (text) => compiled.matcher(text).find();
  } catch {
    // A half-typed expression selects by its letters.
    return (text) => text.startsWith(pattern);
  }
}

const targetLists: ReadonlySet<string> = new Set(['patches', 'patchesJson6902', 'targets', 'reject']);

/** Proposals for the parts of a patch's target, of a replacement's source and of what it selects. */
export function completePatchTarget(scene: CompletionScene): readonly Proposal[] {
  const { keys } = scene.cursor;
  const field = keys.at(-1) ?? '';
  const holder = keys.at(-2) ?? '';
  const isTarget = (holder === 'target' && keys.at(-3) === '*' && targetLists.has(keys.at(-4) ?? '')) || ((holder === 'select' || holder === 'source') && keys.includes('replacements')) || (holder === '*' && keys.at(-3) === 'reject');
  return isTarget ? targetProposals(scene, field) : [];
}

function targetProposals(scene: CompletionScene, field: string): readonly Proposal[] {
  const { cursor } = scene;
  const beside = new Map([...cursor.siblings].filter(([key]) => key !== field));
  // Replacements come after all patches.
  const until = cursor.keys.includes('replacements') ? undefined : { file: scene.outer, offset: cursor.replace.start };
  const fitting = selectObjects(patchedObjects(scene, until), beside);
  const values = fitting.flatMap((object) => partsOf(object, field).map((text) => ({ text, object })));
  const groups = new Map<string, { readonly text: string; readonly objects: BuiltObject[] }>();
  for (const { text, object } of values) {
    const group = groups.get(text);
    if (group === undefined) groups.set(text, { text, objects: [object] });
    else group.objects.push(object);
  }
  const place = { words: placeWords(scene.outer.path, [scene.manifest?.name?.value]), path: scene.outer.path };
  const speaks = field === 'name' ? speakerOf([entryAround(scene)]) : () => undefined;
  const order = ranked(place, [...groups.values()], ({ text, objects }) => ({ name: text, path: field === 'name' ? objects[0]?.origin.file.path : undefined, uses: field === 'name' ? 0 : objects.length, bonus: (field === 'kind' ? (oftenPatched[text] ?? 0) : field === 'name' ? (oftenPatched[objects[0]?.kind ?? ''] ?? 0) / 2 + (speaks(text) === undefined ? 0 : 24) : 0) }));
  return inOrder(
    order.map(({ text, objects }) => {
      const [first] = objects;
      const detail = field === 'name' ? (first?.kind ?? '') : objects.length === 1 ? 'one object' : `${objects.length} objects`;
      return valueProposal(cursor.replace, text, 0, { insert: scalarText(text), detail, kind: 'object', documentation: first === undefined ? '' : placeLink(first.root.get('metadata', 'name') ?? first.origin) });
    }),
  );
}

/** The text of the list's entry that holds the target: a patch often names what it is for. */
function entryAround({ file, cursor }: CompletionScene): string {
  const steps = positionAt(yamlOf(file), cursor.replace.start)?.steps ?? [];
  const step = steps.findLast((one) => 'index' in one);
  const entry = step !== undefined && 'index' in step && step.in.kind === 'seq' ? step.in.items[step.index] : undefined;
  return entry === undefined ? '' : file.text.slice(entry.start, entry.end);
}

/** Kinds that people patch more than others. */
const oftenPatched: Readonly<Record<string, number>> = { Deployment: 20, HelmRelease: 20, Kustomization: 16, StatefulSet: 12, DaemonSet: 12, Service: 8, Ingress: 8, ConfigMap: 6, Namespace: 4 };

function partsOf(object: BuiltObject, field: string): readonly string[] {
  switch (field) {
    case 'kind':
      return [object.kind];
    case 'name':
      return [patchName(object)];
    case 'namespace':
      return object.namespace === undefined ? [] : [object.namespace];
    case 'group':
      return groupOf(object.apiVersion) === '' ? [] : [groupOf(object.apiVersion)];
    case 'version':
      return [versionOf(object.apiVersion)];
    case 'labelSelector':
      return [...metadataTexts(object.root, 'labels')].map(([key, value]) => `${key}=${value}`);
    case 'annotationSelector':
      return [...metadataTexts(object.root, 'annotations')].map(([key, value]) => `${key}=${value}`);
    default:
      return [];
  }
}
