/** What can be written at an offset, from what the graph, the builds and the structures of kinds know. */
import { isKustomizeFileName } from '../../manifests/kustomizeFile.ts';
import { groupOf } from '../../manifests/manifest.ts';
import { printObjectId } from '../../protocol/objectId.ts';
import type { TextFile } from '../../text/textFile.ts';
import type { Snapshot } from '../../workspace/session.ts';
import { embeddedTextAt, type EmbeddedText } from '../embedded/embeddedText.ts';
import { embeddedSort } from '../embedded/embeddedSort.ts';
import { completeChartValues, completeEmbeddedValues, completeFileValues } from './chartValues.ts';
import { cursorContext, type CursorContext } from './cursorContext.ts';
import { completeValues } from './enums.ts';
import { completeFields } from './fields.ts';
import { completeFiles } from './files.ts';
import { completeHeads } from './heads.ts';
import { completeJsonPatch, completeOperationFields, keysInTarget } from './jsonPointers.ts';
import { completeKustomizeNames } from './kustomizeNames.ts';
import { completeMergeFields, completeMergeValues } from './mergePatch.ts';
import { completeMetricNames } from './metricNames.ts';
import { completeNamespaces } from './namespaces.ts';
import { completeObjectNames } from './objectNames.ts';
import { patchSubjectAt, type PatchSubject } from './patchSubject.ts';
import { completePatchTarget } from './patchTarget.ts';
import { completePath } from './path.ts';
import { completePorts } from './ports.ts';
import { fitted, type Proposal } from './proposal.ts';
import { sceneAt, type CompletionScene, type OuterPlace } from './scene.ts';
import { completeSnippets } from './snippets/snippets.ts';
import { completeVariables, variablePlaceAt } from './variables.ts';

export type { Proposal } from './proposal.ts';

/** Blocks of text in blocks of text are followed this deep. */
const deepest = 3;

/** All proposals at an offset, in the order of their `order`. */
export function findCompletions(snapshot: Snapshot, file: TextFile, offset: number): readonly Proposal[] {
  const variable = variablePlaceAt(file, offset);
  if (variable !== undefined) return completeVariables(snapshot, file, offset, variable);
  return completeText(snapshot, file, offset, { file, offset }, 0).map((proposal) => fitted(file, proposal));
}

function completeText(snapshot: Snapshot, file: TextFile, offset: number, outer: OuterPlace, depth: number): readonly Proposal[] {
  const block = embeddedTextAt(file, offset);
  if (block !== undefined) return depth < deepest ? completeBlock(snapshot, file, offset, block, outer, depth) : [];
  const patch = depth === 0 ? patchSubjectAt(snapshot, file, offset) : undefined;
  return patch === undefined ? completeYaml(snapshot, file, offset, outer) : completePatch(snapshot, patch, outer);
}

/** Completes inside a block as if it stood alone, and moves the answers to where it stands. */
function completeBlock(snapshot: Snapshot, file: TextFile, offset: number, block: EmbeddedText, outer: OuterPlace, depth: number): readonly Proposal[] {
  const sort = embeddedSort(snapshot, file, block);
  // Nothing of ours stands in JSON, such as a dashboard; to parse it would take long.
  if (sort === undefined || (sort === 'yaml' && /\.json$/.test(block.keys.at(-1) ?? ''))) return [];
  const patch = sort === 'patch' && depth === 0 ? patchSubjectAt(snapshot, file, offset) : undefined;
  if (sort === 'values') return completeEmbeddedValues(snapshot, file, offset, block).map((proposal) => movedOut(fitted(block.inner, proposal), block));
  const inner = patch === undefined ? completeText(snapshot, block.inner, block.toInner(offset), outer, depth + 1) : completePatch(snapshot, patch, outer);
  return inner.map((proposal) => movedOut(fitted(block.inner, proposal), block));
}

function movedOut(proposal: Proposal, block: EmbeddedText): Proposal {
  const margin = `\n${' '.repeat(block.indent)}`;
  const moved = { ...proposal, insert: proposal.insert.replaceAll('\n', margin), replace: block.spanToOuter(proposal.replace) };
  return proposal.extra === undefined ? moved : { ...moved, extra: { span: block.spanToOuter(proposal.extra.span), text: proposal.extra.text.replaceAll('\n', margin) } };
}

function completePatch(snapshot: Snapshot, patch: PatchSubject, outer: OuterPlace): readonly Proposal[] {
  const { file, offset, isJson } = patch;
  if (isJson) {
    const values = completeJsonPatch(patch);
    if (values.length > 0) return values;
    const fields = completeOperationFields(patch);
    return fields.length > 0 ? fields : completeOperationValue(snapshot, patch, outer);
  }
  const values = completeMergeValues(patch);
  const cursor = cursorContext(file, offset);
  // The head of a patch is that of an object of the build.
  if (cursor?.keys.length === 1 && values.length > 0) return values;
  if (cursor !== undefined) {
    const known = completeAt(snapshot, file, offset, cursor, outer);
    const labels = new Set(values.map(({ label }) => label));
    if (values.length + known.length > 0) return [...values, ...known.filter(({ label }) => !labels.has(label)).map((proposal) => ({ ...proposal, order: proposal.order + values.length }))];
  }
  return completeMergeFields(patch, completeFields(snapshot, file, offset));
}

/** Names in the `value` of an operation, as at the place in the target that its pointer leads to. */
function completeOperationValue(snapshot: Snapshot, patch: PatchSubject, outer: OuterPlace): readonly Proposal[] {
  const { file, offset, objects } = patch;
  const cursor = cursorContext(file, offset);
  const keys = cursor === undefined ? undefined : keysInTarget(patch, cursor.keys);
  const [target, other] = objects;
  if (cursor === undefined || keys === undefined || target === undefined) return [];
  const scene = sceneAt(snapshot, file, offset, outer);
  // Of several targets none is the one that must not wait for itself.
  const id = other === undefined ? printObjectId(target) : '';
  const readings = scene.readings.map(({ cluster }) => ({ cluster, node: cluster.nodes.get(id) }));
  return completeObjectNames({ ...scene, readings, group: groupOf(target.apiVersion), kind: target.kind, namespace: target.namespace, cursor: { ...cursor, keys } });
}

function completeYaml(snapshot: Snapshot, file: TextFile, offset: number, outer: OuterPlace): readonly Proposal[] {
  const own = completeChartValues(snapshot, file, offset);
  const values = own.length > 0 || outer.file !== file ? own : completeFileValues(snapshot, file, offset);
  if (values.length > 0) return values;
  const cursor = cursorContext(file, offset);
  const known = cursor === undefined ? [] : completeAt(snapshot, file, offset, cursor, outer);
  if (known.length > 0) return known;
  // Behind a dash a field of the item may begin.
  return [...completeFields(snapshot, file, offset), ...completeSnippets(sceneAt(snapshot, file, offset, outer))];
}

/** Names and paths that the graph knows; where it knows none, what the structure of the kind allows. */
function completeAt(snapshot: Snapshot, file: TextFile, offset: number, cursor: CursorContext, outer: OuterPlace): readonly Proposal[] {
  const scene: CompletionScene = { ...sceneAt(snapshot, file, offset, outer), cursor };
  for (const complete of isKustomizeFileName(file.path) && scene.group !== 'kustomize.toolkit.fluxcd.io' ? kustomizeCompleters : objectCompleters) {
    const found = complete(scene);
    if (found.length > 0) return found;
  }
  return completeValues(snapshot, file, offset, cursor);
}

type Completer = (scene: CompletionScene) => readonly Proposal[];

const kustomizeCompleters: readonly Completer[] = [completeHeads, completeFiles, completePatchTarget, completeKustomizeNames, completeNamespaces];
const objectCompleters: readonly Completer[] = [completeHeads, completeObjectNames, completePath, completePatchTarget, completeKustomizeNames, completeMetricNames, completePorts, completeNamespaces];
