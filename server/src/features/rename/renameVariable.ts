/** Renames a variable of substitution: its keys, and every `${…}` that uses it. */
import { definedVariables, usesInBuild, type DefinedVariable, type VariableAt } from '../names/variableSites.ts';
import { overwrite } from '../names/scalarEdits.ts';
import type { Delivery } from '../../graph/graph.ts';
import type { Snapshot } from '../../workspace/session.ts';
import type { YamlEdit } from '../../yaml/yamlEdit.ts';
import { printYaml } from '../../yaml/printYaml.ts';
import { plainValue } from '../../yaml/yamlValue.ts';
import { placeInWords } from './placeInWords.ts';
import { distinctEdits, overlap, type Refusal, type RenamePlan } from './renamePlan.ts';
import { textsAfter } from './textsAfter.ts';

/** The plan, or why there is none: all Flux Kustomizations that share a definition or a file with a use are renamed together. */
export function planVariableRename(snapshot: Snapshot, at: VariableAt, newName: string): RenamePlan | Refusal {
  if (!/^[_A-Za-z][_A-Za-z0-9]*$/.test(newName)) return { refused: `\`${newName}\` is no variable name: only letters, digits and \`_\` may stand in it, and no digit first` };
  if (newName === at.name) return { refused: `It is called \`${newName}\` already` };
  const group = collectGroup(snapshot, at);
  const taken = definedVariables(snapshot).find(({ name, delivery }) => name === newName && group.some((member) => member.delivery === delivery));
  if (taken !== undefined) return { refused: `\`${newName}\` is another variable of ${taken.delivery.node.object.name} already` };
  const edits: YamlEdit[] = [];
  for (const { key, delivery } of group) {
    const edit = key === undefined ? undefined : overwrite(key, newName);
    if (edit === undefined) return { refused: `${delivery.node.object.name} takes \`${at.name}\` from what no file writes as a key, such as a generator's entry` };
    edits.push(edit);
    for (const { span } of usesInBuild(delivery, at.name)) edits.push({ span, text: newName });
  }
  const all = distinctEdits(edits);
  if (overlap(all)) return { refused: 'Two changes would touch the same text' };
  const outside = all.find(({ span }) => snapshot.file(span.file.uri) !== span.file);
  if (outside !== undefined) return { refused: `${placeInWords(snapshot.graph, outside.span)} uses it and lies outside this workspace` };
  const changed = changedBuild(snapshot, all, group);
  return changed === undefined ? { edits: all, warnings: [] } : { refused: `The build of ${changed} would change: some text there looks like the variable and is none` };
}

function collectGroup(snapshot: Snapshot, at: VariableAt): readonly DefinedVariable[] {
  const candidates = definedVariables(snapshot).filter(({ name }) => name === at.name);
  const places = new Map(candidates.map((candidate) => [candidate, placesOf(candidate)] as const));
  const group = new Set(at.definitions);
  const seen = new Set(at.definitions.flatMap((definition) => [...(places.get(definition) ?? [])]));
  for (let grown = true; grown; ) {
    grown = false;
    for (const candidate of candidates) {
      const own = places.get(candidate) ?? [];
      if (group.has(candidate) || ![...own].some((place) => seen.has(place))) continue;
      group.add(candidate);
      for (const place of own) seen.add(place);
      grown = true;
    }
  }
  return [...group];
}

/** The places of a variable's key and uses, as texts. */
function placesOf({ key, delivery, name }: DefinedVariable): readonly string[] {
  const spans = [...(key === undefined ? [] : [key]), ...usesInBuild(delivery, name).map(({ span }) => span)];
  return spans.map(({ file, start }) => `${file.uri}:${start}`);
}

/** The name of the first Flux Kustomization that would apply something else. What holds a key or a use itself may change there. */
function changedBuild(snapshot: Snapshot, edits: readonly YamlEdit[], group: readonly DefinedVariable[]): string | undefined {
  const after = snapshot.withTexts(textsAfter(edits)).graph;
  const touched = new Set(edits.map(({ span }) => span.file.uri));
  const keyFiles = new Set(group.flatMap(({ key }) => key?.file.uri ?? []));
  for (const [index, cluster] of snapshot.graph.clusters.entries()) {
    for (const [id, delivery] of cluster.deliveries) {
      const next = after.clusters[index]?.deliveries.get(id);
      if (next?.build === delivery.build) continue;
      if (printed(delivery, keyFiles, touched) !== printed(next, keyFiles, touched)) return delivery.node.object.name;
    }
  }
  return undefined;
}

function printed(delivery: Delivery | undefined, keyFiles: ReadonlySet<string>, touched: ReadonlySet<string>): string {
  const substitutes = delivery?.build?.variables.active === true;
  const objects = delivery?.build?.objects ?? [];
  const problems = (delivery?.build?.problems ?? []).map(({ code }) => code);
  // Where nothing is substituted, a use is text for the next Flux Kustomization, whose build is compared itself.
  const compared = objects.filter(({ origin }) => !keyFiles.has(origin.file.uri) && (substitutes || !touched.has(origin.file.uri)));
  return [...problems, ...compared.map(({ root }) => printYaml(plainValue(root)))].join('---\n');
}
